"""Does a signature over a model hold, and are its files those that were signed?

Source: OpenSSF Model Signing, version 1.0; DSSE v1.0; in-toto Statement v1; Sigstore bundle 0.3.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from ostiary.attest.bundle import PAYLOAD, verify_bundle
from ostiary.attest.faults import BrokenError, UncheckedError, broken_errors, first_line
from ostiary.attest.keys import Trusted, signed_by_chain, signed_by_key
from ostiary.attest.manifest import covers, read_manifest
from ostiary.attest.trust import TrustRoot
from ostiary.core.facts.provenance import Proof
from ostiary.core.facts.signing import ModelSigned

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

MAX_BUNDLE = 16 << 20
"""Bytes of one signature: it names each file of the model."""

PREDICATE = "https://model_signing/signature/v1.0"
OLD_PREDICATE = "https://model_signing/Digests/v0.1"

_MEDIA = "application/vnd.dev.sigstore.bundle"


class Believed(Struct, frozen=True):
    """Whom we believe, and when: a Sigstore, and the user's own keys and authorities."""

    trust: TrustRoot
    trusted: Trusted
    now: datetime


class Signed(Struct, frozen=True):
    """What the bytes of a model are: SHA-256 by path; `listed` are paths whose digest only the hub states."""

    digests: Mapping[str, str]
    listed: frozenset[str] = field(default_factory=frozenset)


def verify_model(path: str, data: bytes, files: Signed, believed: Believed) -> ModelSigned:
    """Verify one detached signature, all offline. Never raises; what cannot be verified is never `VERIFIED`.

    A list of files that does not fit breaks a signature, whoever made it.
    """
    method = ""
    try:
        wire = _parsed(data)
        method = _method(wire)
        manifest = read_manifest(_statement(wire), PREDICATE, OLD_PREDICATE)
        covered, uncovered = covers(manifest, files.digests, path)
        signer, issuer = _signer(method, wire, data, believed)
    except BrokenError as error:
        return ModelSigned(path, Proof.BROKEN, method, reason=str(error))
    except UncheckedError as error:
        return ModelSigned(path, Proof.UNCHECKED, method, reason=str(error))
    except broken_errors() as error:
        return ModelSigned(path, Proof.BROKEN, method, reason=first_line(error))
    except (AttributeError, TypeError, ImportError) as error:
        reason = f"the verifier failed: {first_line(error)}"
        return ModelSigned(path, Proof.UNCHECKED, method, reason=reason)
    return ModelSigned(
        path,
        Proof.VERIFIED,
        method,
        signer,
        issuer,
        len(covered),
        len(covered & files.listed),
        tuple(sorted(uncovered)),
    )


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BUNDLE:
        raise UncheckedError(f"{len(data)} bytes of signature; {MAX_BUNDLE} are read at most")
    try:
        wire = json.loads(data)
    except (ValueError, RecursionError):
        raise UncheckedError("not a Sigstore bundle, the only form that is read here") from None
    if not isinstance(wire, dict) or not str(wire.get("mediaType", "")).startswith(_MEDIA):
        raise UncheckedError("not a Sigstore bundle, the only form that is read here")
    if not isinstance(wire.get("dsseEnvelope"), dict):
        raise UncheckedError("a bundle without a statement")
    return wire


_METHODS = {"certificate": "sigstore", "x509CertificateChain": "certificate", "publicKey": "key"}


def _method(wire: dict[str, Any]) -> str:
    material = wire.get("verificationMaterial")
    if not isinstance(material, dict):
        raise BrokenError("the bundle does not say by what it is verified")
    found = [name for key, name in _METHODS.items() if key in material]
    if len(found) != 1:
        raise BrokenError("the bundle does not say by what it is verified")
    if found == ["sigstore"] and not material.get("tlogEntries"):
        raise BrokenError("a short-lived certificate without an entry in a log")
    return found[0]


def _envelope(wire: dict[str, Any]) -> tuple[bytes, bytes]:
    """The payload and its only signature."""
    envelope = wire["dsseEnvelope"]
    signatures = envelope.get("signatures")
    if envelope.get("payloadType") != PAYLOAD:
        raise BrokenError("the envelope holds no statement")
    if not isinstance(signatures, list) or len(signatures) != 1:
        raise BrokenError("the envelope has not one signature")
    payload = base64.b64decode(envelope["payload"], validate=True)
    return payload, base64.b64decode(signatures[0]["sig"], validate=True)


def _statement(wire: dict[str, Any]) -> dict[str, Any]:
    payload, _ = _envelope(wire)
    said = json.loads(payload)
    if not isinstance(said, dict):
        raise BrokenError("the statement is no object")
    return said


def _signer(method: str, wire: dict[str, Any], data: bytes, believed: Believed) -> tuple[str, str]:
    """Who signed, and who vouches for that. Raises `BrokenError` or `UncheckedError`."""
    if method == "sigstore":
        return _keyless(data, believed.trust)
    payload, signature = _envelope(wire)
    material = wire["verificationMaterial"]
    if method == "key":
        return signed_by_key(payload, signature, believed.trusted), "a key that is trusted here"
    rows = material["x509CertificateChain"]["certificates"]
    chain = [base64.b64decode(row["rawBytes"], validate=True) for row in rows[:10]]
    return signed_by_chain(chain, payload, signature, believed.trusted, believed.now)


class _Anybody:
    """A policy that takes every identity: who it was is told, and not asked for."""

    def verify(self, cert: "Certificate") -> None:
        """Nothing to object to."""
        del cert


def _keyless(data: bytes, trust: TrustRoot) -> tuple[str, str]:
    from cryptography.x509 import SubjectAlternativeName
    from sigstore.models import Bundle

    bundle = Bundle.from_json(data)
    statement = verify_bundle(bundle, _Anybody(), trust)
    names = bundle.signing_certificate.extensions.get_extension_for_class(SubjectAlternativeName)
    said = [str(one.value) for one in names.value if hasattr(one, "value")]
    return ", ".join(said)[:300], statement.claims.issuer

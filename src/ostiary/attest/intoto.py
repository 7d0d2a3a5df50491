"""Does a bundle hold whose log entry is of the kind `intoto`, as npm's client writes them?"""

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ostiary.attest.faults import BrokenError, UncheckedError
from ostiary.attest.trust import TrustRoot
from ostiary.core.digest import sha256

if TYPE_CHECKING:
    from sigstore.models import Bundle
    from sigstore.verify.policy import VerificationPolicy


def pae(payload_type: str, payload: bytes) -> bytes:
    """What a DSSE signature covers. Source: DSSE v1.0, `protocol.md`."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def verify_intoto(
    bundle: "Bundle", policy: "VerificationPolicy", trust: TrustRoot
) -> tuple[str, bytes]:
    """The verified type and payload of the envelope, where the library only half knows the entry.

    The library verifies certificate, timestamps and log entry; the envelope and its agreement with the
    entry are checked here. Source: Rekor, `pkg/types/intoto/v0.0.2`.
    """
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    _intoto_verifier(trust)._verify_common_signing_cert(bundle, policy)  # noqa: SLF001 - see above
    envelope = bundle._dsse_envelope  # noqa: SLF001 - the library offers no other way to it
    if envelope is None:
        raise BrokenError("the bundle holds no envelope")
    wire = json.loads(envelope.to_json())
    payload = base64.b64decode(wire["payload"], validate=True)
    key = bundle.signing_certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise BrokenError("the certificate's key is no ECDSA key")
    key.verify(envelope.signature, pae(wire["payloadType"], payload), ec.ECDSA(hashes.SHA256()))
    _check_intoto_body(bundle, payload, envelope.signature)
    return wire["payloadType"], payload


def _check_intoto_body(bundle: "Bundle", payload: bytes, signature: bytes) -> None:
    inner = bundle.log_entry._inner  # noqa: SLF001 - no public name for the entry's body
    body = json.loads(inner.canonicalized_body)
    if (body.get("kind"), body.get("apiVersion")) != ("intoto", "0.0.2"):
        raise UncheckedError(f"a log entry of the kind intoto {inner.kind_version.version[:20]}")
    content = body["spec"]["content"]
    if content["payloadHash"] != {"algorithm": "sha256", "value": sha256(payload)}:
        raise BrokenError("the log entry is about another statement")
    signatures = content["envelope"]["signatures"]
    if len(signatures) != 1 or signature not in _unwrapped(signatures[0]["sig"]):
        raise BrokenError("the log entry is about another signature")


def _unwrapped(text: str) -> tuple[bytes, ...]:
    """The log wraps the signature in base64 twice."""
    once = base64.b64decode(text, validate=True)
    try:
        return once, base64.b64decode(once, validate=True)
    except binascii.Error:
        return (once,)


class _Seen(Struct, frozen=True):
    time: datetime


def _intoto_verifier(trust: TrustRoot) -> Any:
    from sigstore.verify import Verifier

    class IntotoVerifier(Verifier):
        """The library's verifier, that also takes the log's time for entries of this kind.

        The time counts only beside a signed entry timestamp, which the library verifies afterwards.
        """

        def _establish_time(self, bundle: "Bundle") -> list[Any]:
            entry = bundle.log_entry._inner  # noqa: SLF001 - as in the method that this one extends
            if entry.integrated_time and entry.inclusion_promise:
                return [_Seen(datetime.fromtimestamp(entry.integrated_time, tz=UTC))]
            return super()._establish_time(bundle)

    return IntotoVerifier(trusted_root=trust.root)

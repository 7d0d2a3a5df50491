"""Does an npm registry's own signature hold?"""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from ostiary.attest.faults import BrokenError, UncheckedError
from ostiary.core.errors import LimitError, ParseError
from ostiary.core.facts.provenance import Proof, RegistrySignature

MAX_BODY = 1024 * 1024
MAX_KEYS = 100
MAX_SIGNATURES = 100

_SCHEME = "ecdsa-sha2-nistp256"


class RegistryKey(Struct, frozen=True):
    """A key of a registry: `key` is a SubjectPublicKeyInfo in DER, in base64; `expires` None if never."""

    keyid: str
    key: str
    scheme: str = _SCHEME
    expires: datetime | None = None


def parse_keys(body: bytes) -> tuple[RegistryKey, ...]:
    """The registry's list of keys (its keys end point). Raises `ParseError`."""
    if len(body) > MAX_BODY:
        raise LimitError(f"{len(body)} bytes of registry keys; {MAX_BODY} are read at most")
    try:
        wire = json.loads(body)
        rows = wire["keys"]
        if not isinstance(rows, list) or len(rows) > MAX_KEYS:
            raise ParseError("a list of registry keys that is none, or is too long")
        return tuple(_key(row) for row in rows)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ParseError("not a list of registry keys") from None


def _key(row: dict[str, object]) -> RegistryKey:
    expires = row.get("expires")
    moment = datetime.fromisoformat(str(expires)) if expires else None
    if moment and moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return RegistryKey(str(row["keyid"]), str(row["key"]), str(row.get("scheme", "")), moment)


def verify_npm_signature(  # noqa: PLR0917 - what is signed, the signatures, whom we believe
    name: str,
    version: str,
    integrity: str,
    signatures: Sequence[tuple[str, str]],
    keys: Sequence[RegistryKey],
    published: datetime | None = None,
) -> RegistrySignature:
    """Verify `dist.signatures`, (key id, base64 signature) over `name@version:integrity`.

    Every signature must hold. `published` is when the release was published: an expired key counts for
    what was signed before it expired. Never raises. Source: npm documentation, "About ECDSA registry
    signatures".
    """
    keyid = signatures[0][0][:100] if signatures else ""
    if not signatures:
        return RegistrySignature(Proof.NONE, reason="the registry signed nothing")
    try:
        if len(signatures) > MAX_SIGNATURES:
            return RegistrySignature(Proof.UNCHECKED, keyid, "too many signatures to check")
        for keyid, signature in signatures:
            key = find_key(keyid, keys, published)
            verify_with_key(key, signature, f"{name}@{version}:{integrity}".encode())
    except BrokenError as error:
        return RegistrySignature(Proof.BROKEN, keyid[:100], str(error))
    except UncheckedError as error:
        return RegistrySignature(Proof.UNCHECKED, keyid[:100], str(error))
    return RegistrySignature(Proof.VERIFIED, keyid[:100])


def find_key(
    keyid: str, keys: Sequence[RegistryKey], published: datetime | None = None
) -> RegistryKey:
    """The registry's key of that id. Raises `BrokenError`, or `UncheckedError` if that says nothing."""
    if not keys:
        raise UncheckedError("the registry publishes no keys to check its signatures with")
    key = next((one for one in keys if one.keyid == keyid), None)
    if key is None:
        raise BrokenError(f"signed by a key that the registry does not publish: {keyid[:100]}")
    if key.expires is None:
        return key
    if published is None:
        raise UncheckedError(
            f"key {keyid[:100]} expires {key.expires:%Y-%m-%d}, and when this was signed is not known"
        )
    if published >= key.expires:
        raise BrokenError(f"signed after key {keyid[:100]} expired, {key.expires:%Y-%m-%d}")
    return key


def verify_with_key(key: RegistryKey, signature: str, message: bytes) -> None:
    """One base64 ECDSA P-256 signature. Raises `BrokenError` or `UncheckedError`."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        public = load_der_public_key(base64.b64decode(key.key, validate=True))
    except (ValueError, UnsupportedAlgorithm):
        raise UncheckedError(f"the registry's key {key.keyid[:100]} cannot be read") from None
    if key.scheme != _SCHEME or not isinstance(public, ec.EllipticCurvePublicKey):
        raise UncheckedError(f"a registry key of the scheme {key.scheme[:40]}")
    if public.curve.name != "secp256r1":
        raise UncheckedError(f"a registry key on the curve {public.curve.name}")
    try:
        public.verify(
            base64.b64decode(signature, validate=True), message, ec.ECDSA(hashes.SHA256())
        )
    except (ValueError, InvalidSignature):
        raise BrokenError("the signature is not of these bytes by that key") from None

"""Does a signature hold by a key or an authority that the user named?"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ostiary.attest.faults import BrokenError, UncheckedError
from ostiary.attest.intoto import pae
from ostiary.core.digest import sha256
from ostiary.core.errors import UsageError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

MAX_TRUSTED = 1 << 20
"""Bytes of the file with keys and certificates."""

_MARK = b"-----BEGIN "
_PAYLOAD = "application/vnd.in-toto+json"


class Trusted(Struct, frozen=True):
    """Public keys and certificates of authorities, as PEM blocks."""

    keys: tuple[bytes, ...] = ()
    authorities: tuple[bytes, ...] = ()

    @classmethod
    def from_file(cls, path: Path) -> "Trusted":
        """Keys and certificates in one PEM file. Raises `UsageError`."""
        try:
            data = path.read_bytes() if path.stat().st_size <= MAX_TRUSTED else b""
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}") from None
        blocks = [_MARK + one for one in data.split(_MARK)[1:]]
        keys = tuple(one for one in blocks if one.startswith(_MARK + b"PUBLIC KEY"))
        certificates = tuple(one for one in blocks if one.startswith(_MARK + b"CERTIFICATE"))
        if not keys and not certificates:
            hint = "give a PEM file with public keys and certificates of authorities"
            raise UsageError(f"{path} holds no keys and no certificates", hint)
        return cls(keys, certificates)


def signed_by_key(payload: bytes, signature: bytes, trusted: Trusted) -> str:
    """The fingerprint of the trusted key that made the signature. Raises `BrokenError`, `UncheckedError`."""
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    if not trusted.keys:
        raise UncheckedError("signed by a key, and no key is trusted here")
    for pem in trusted.keys:
        key = load_pem_public_key(pem)
        if _holds(key, payload, signature):
            return f"sha256:{_fingerprint(key)}"
    raise UncheckedError("signed by none of the keys that are trusted here")


def signed_by_chain(
    chain: Sequence[bytes], payload: bytes, signature: bytes, trusted: Trusted, now: datetime
) -> tuple[str, str]:
    """Subject and issuer of the certificate that made the signature, if it leads to a trusted authority.

    Raises `BrokenError`, `UncheckedError`. Source: RFC 5280, section 6, without policies and names.
    """
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificate

    certificates = [load_der_x509_certificate(one) for one in chain]
    if not certificates:
        raise BrokenError("the bundle holds no certificate")
    leaf, *others = certificates
    if not _holds(leaf.public_key(), payload, signature):
        raise BrokenError("the signature is not of this statement by that certificate")
    roots = [load_pem_x509_certificate(one) for one in trusted.authorities]
    if not roots:
        raise UncheckedError("signed by a certificate, and no authority is trusted here")
    _lead(leaf, [*others, *roots], roots, now)
    return leaf.subject.rfc4514_string()[:300], leaf.issuer.rfc4514_string()[:300]


def _lead(
    leaf: "Certificate",
    others: Sequence["Certificate"],
    roots: Sequence["Certificate"],
    now: datetime,
) -> None:
    """Walk from the leaf to a trusted authority."""
    at = leaf
    for _ in range(len(others) + 1):
        if not at.not_valid_before_utc <= now <= at.not_valid_after_utc:
            raise UncheckedError("a certificate of the chain is not valid at this time")
        if at in roots:
            return
        above = next((one for one in others if one != at and _issued(at, one)), None)
        if above is None:
            break
        at = above
    raise UncheckedError("signed under an authority that is not trusted here")


def _issued(one: "Certificate", by: "Certificate") -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.x509 import BasicConstraints, ExtensionNotFound

    try:
        constraints = by.extensions.get_extension_for_class(BasicConstraints).value
        one.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature, ExtensionNotFound):
        return False
    return constraints.ca


def _holds(key: Any, payload: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    kinds: dict[str, hashes.HashAlgorithm] = {
        "secp256r1": hashes.SHA256(),
        "secp384r1": hashes.SHA384(),
        "secp521r1": hashes.SHA512(),
    }
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name not in kinds:
        raise UncheckedError("a key of another kind than ECDSA on a curve of NIST")
    try:
        key.verify(signature, pae(_PAYLOAD, payload), ec.ECDSA(kinds[key.curve.name]))
    except InvalidSignature:
        return False
    return True


def _fingerprint(key: Any) -> str:
    from cryptography.hazmat.primitives import serialization

    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return sha256(key.public_bytes(serialization.Encoding.DER, form))

"""Does a signed statement hold: certificate, log entry, signature, and what it is about?"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ostiary.attest.claims import Claims, read_claims
from ostiary.attest.faults import BrokenError, UncheckedError, broken_errors, first_line
from ostiary.attest.trust import TrustRoot

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from sigstore.models import Bundle
    from sigstore.verify.policy import VerificationPolicy

PAYLOAD = "application/vnd.in-toto+json"
STATEMENTS = ("https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1")
MAX_SUBJECTS = 1_000


class Statement(Struct, frozen=True):
    """A verified in-toto statement: `subjects` are (name, digests by algorithm).

    Source: in-toto attestation framework, `spec/v1/statement.md`.
    """

    predicate_type: str
    subjects: tuple[tuple[str, Mapping[str, str]], ...]
    predicate: Mapping[str, Any]
    claims: Claims


def verify_bundle(bundle: "Bundle", policy: "VerificationPolicy", trust: TrustRoot) -> Statement:
    """Verify a Sigstore bundle with a DSSE envelope, all offline.

    Raises `BrokenError` or `UncheckedError`, and nothing else whatever the bundle holds.
    Source: Sigstore client specification, section 4.
    """
    try:
        payload_type, payload = _verified_payload(bundle, policy, trust)
        return read_statement(payload_type, payload, read_claims(bundle.signing_certificate))
    except (BrokenError, UncheckedError):
        raise
    except (AttributeError, TypeError) as error:
        # A library that is not as we know it says nothing about the package: unknown, not broken.
        raise UncheckedError(f"the verifier failed: {first_line(error)}") from error
    except broken_errors() as error:
        raise BrokenError(first_line(error)) from error


def _verified_payload(
    bundle: "Bundle", policy: "VerificationPolicy", trust: TrustRoot
) -> tuple[str, bytes]:
    from sigstore.verify import Verifier

    from ostiary.attest.intoto import verify_intoto

    entry = bundle.log_entry._inner  # noqa: SLF001 - no public name for what it holds
    kind = entry.kind_version.kind
    _check_known(bundle.signing_certificate, entry.log_id.key_id, trust)
    if kind == "intoto":
        return verify_intoto(bundle, policy, trust)
    if kind in {"dsse", "hashedrekord"}:
        return Verifier(trusted_root=trust.root).verify_dsse(bundle, policy)
    raise UncheckedError(f"a log entry of the kind {kind[:40]}")


def _check_known(certificate: "Certificate", log: bytes, trust: TrustRoot) -> None:
    """An authority or a log that the pinned root does not know: a forgery, or a root grown old.

    Whoever forges gains nothing by this: it counts as unknown, where no attestation at all is neutral.
    """
    from cryptography import x509

    values = [extension.value for extension in certificate.extensions]
    issuers = [one.key_identifier for one in values if isinstance(one, x509.AuthorityKeyIdentifier)]
    lists = [
        one for one in values if isinstance(one, x509.PrecertificateSignedCertificateTimestamps)
    ]
    if any(issuer not in trust.authorities for issuer in issuers):
        raise UncheckedError("signed under an authority that the pinned trust root does not know")
    if not trust.logs.issuperset([log, *(stamp.log_id for one in lists for stamp in one)]):
        raise UncheckedError("logged in a log that the pinned trust root does not know")


def read_statement(payload_type: str, payload: bytes, claims: Claims) -> Statement:
    """Take a verified payload apart. Raises `BrokenError`."""
    if payload_type != PAYLOAD:
        raise BrokenError(f"the envelope holds {payload_type[:60]}, not a statement")
    try:
        wire = json.loads(payload)
    except (ValueError, RecursionError):
        raise BrokenError("the statement is not JSON") from None
    if not isinstance(wire, dict) or wire.get("_type") not in STATEMENTS:
        raise BrokenError("the envelope holds no in-toto statement")
    subjects, predicate = wire.get("subject"), wire.get("predicate")
    if not isinstance(subjects, list) or not 0 < len(subjects) <= MAX_SUBJECTS:
        raise BrokenError("the statement names no subject")
    return Statement(
        str(wire.get("predicateType", "")),
        tuple(_subject(one) for one in subjects),
        predicate if isinstance(predicate, dict) else {},
        claims,
    )


def _subject(wire: object) -> tuple[str, Mapping[str, str]]:
    name, digests = (
        (wire.get("name"), wire.get("digest")) if isinstance(wire, dict) else (None, None)
    )
    if not isinstance(digests, dict):
        raise BrokenError("a subject of the statement has no digest")
    if not isinstance(name, str):
        raise BrokenError("a subject of the statement has no name")
    return name, {str(key): str(value).lower() for key, value in digests.items()}

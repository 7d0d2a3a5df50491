"""Do the attestations of a file of a Python package hold, and which build do they prove?"""

from typing import TYPE_CHECKING, Any

from ostiary.attest.bundle import Statement, verify_bundle
from ostiary.attest.claims import CIRCLECI, GITHUB, GITLAB, GOOGLE
from ostiary.attest.faults import BrokenError, UncheckedError, broken_errors, first_line
from ostiary.attest.trust import TrustRoot
from ostiary.core.facts.provenance import FileProvenance, Proof
from ostiary.core.facts.release import ReleaseFile

if TYPE_CHECKING:
    from pypi_attestations import Attestation
    from sigstore.verify.policy import VerificationPolicy

MAX_BODY = 16 * 1024 * 1024
MAX_ATTESTATIONS = 32

PUBLISHERS = ("GitHub", "GitLab", "Google", "CircleCI")


def verify_pypi(file: ReleaseFile, body: bytes, trust: TrustRoot) -> FileProvenance:
    """Verify a PEP 740 provenance object for one file, whose bytes the caller checked by its digest.

    Every attestation in it must hold: signed, logged, about this file's name and SHA-256, by the
    publisher that its bundle names. Never raises; what cannot be verified is never `VERIFIED`.
    """
    try:
        return _proven(file.filename, _verify_all(file, body, trust))
    except BrokenError as error:
        return FileProvenance(file.filename, Proof.BROKEN, reason=str(error))
    except UncheckedError as error:
        return FileProvenance(file.filename, Proof.UNCHECKED, reason=str(error))


def _verify_all(file: ReleaseFile, body: bytes, trust: TrustRoot) -> list[Statement]:
    digest = next((one.value for one in file.digests if one.algorithm == "sha256"), "")
    if not digest:
        raise UncheckedError("the index gives no SHA-256 of the file")
    return [
        _verify(attestation, publisher, file.filename, digest, trust)
        for attestation, publisher in _parse(body)
    ]


def _parse(body: bytes) -> list[tuple["Attestation", Any]]:
    import json

    from pypi_attestations import Provenance

    if len(body) > MAX_BODY:
        raise UncheckedError(f"{len(body)} bytes of attestations; {MAX_BODY} are read at most")
    try:
        wire = json.loads(body)
        _check_form(wire)
        provenance = Provenance.model_validate(wire)
    except broken_errors() as error:
        raise BrokenError(f"not a PEP 740 provenance object: {first_line(error)}") from None
    pairs = [
        (attestation, bundle.publisher)
        for bundle in provenance.attestation_bundles
        for attestation in bundle.attestations
    ]
    if not pairs:
        raise BrokenError("a provenance object without any attestation")
    if len(pairs) > MAX_ATTESTATIONS:
        raise UncheckedError(f"{len(pairs)} attestations; {MAX_ATTESTATIONS} are read at most")
    return pairs


def _check_form(wire: object) -> None:
    """A later version and a publisher that we do not know are not faults of the file."""
    if not isinstance(wire, dict):
        return
    if wire.get("version") not in (None, 1):
        raise UncheckedError(f"provenance of version {str(wire['version'])[:20]}")
    bundles = wire.get("attestation_bundles")
    for bundle in bundles if isinstance(bundles, list) else ():
        publisher = bundle.get("publisher") if isinstance(bundle, dict) else None
        kind = publisher.get("kind") if isinstance(publisher, dict) else None
        if isinstance(kind, str) and kind not in PUBLISHERS:
            raise UncheckedError(f"a publisher of the kind {kind[:40]}")


def _verify(
    attestation: "Attestation", publisher: Any, filename: str, digest: str, trust: TrustRoot
) -> Statement:
    try:
        bundle = attestation.to_bundle()
    except broken_errors() as error:
        raise BrokenError(first_line(error)) from None
    statement = verify_bundle(bundle, _policy(publisher), trust)
    _check_publisher(statement, publisher)
    if statement.predicate_type not in _predicates():
        raise BrokenError(f"an attestation of the type {statement.predicate_type[:80]}")
    if len(statement.subjects) != 1:
        raise BrokenError(f"the statement has {len(statement.subjects)} subjects instead of one")
    name, digests = statement.subjects[0]
    if _distribution(name) != _distribution(filename):
        raise BrokenError(f"the statement is about {name[:100]}")
    if digests.get("sha256") != digest:
        raise BrokenError("the statement is about other bytes: its SHA-256 is another one")
    return statement


def _policy(publisher: Any) -> "VerificationPolicy":
    from sigstore.verify.policy import AllOf, Identity, OIDCIssuerV2, OIDCSourceRepositoryURI

    if publisher.kind == "GitHub":
        repository = f"https://github.com/{publisher.repository}"
        return AllOf([OIDCIssuerV2(GITHUB), OIDCSourceRepositoryURI(repository)])
    if publisher.kind == "GitLab":
        repository = f"https://gitlab.com/{publisher.repository}"
        return AllOf([OIDCIssuerV2(GITLAB), OIDCSourceRepositoryURI(repository)])
    if publisher.kind == "Google":
        return Identity(identity=publisher.email, issuer=GOOGLE)
    return OIDCIssuerV2(CIRCLECI)


def _check_publisher(statement: Statement, publisher: Any) -> None:
    """The build definition; publishers name a file, certificates name it at a reference or commit."""
    claims = statement.claims
    if publisher.kind == "GitHub":
        stem = f"{claims.repository}/.github/workflows/{publisher.workflow}"
    elif publisher.kind == "GitLab":
        stem = f"{claims.repository}//{publisher.workflow_filepath}"
    elif publisher.kind == "CircleCI":
        _check_circleci(statement, publisher)
        return
    else:
        return
    if claims.config not in {f"{stem}@{end}" for end in (claims.ref, claims.commit) if end}:
        raise BrokenError(f"signed by another build definition: {claims.config[:150] or 'none'}")


def _check_circleci(statement: Statement, publisher: Any) -> None:
    claims = statement.claims
    expected = (
        f"https://circleci.com/api/v2/projects/{publisher.project_id}"
        f"/pipeline-definitions/{publisher.pipeline_definition_id}"
    )
    if claims.signer != expected:
        raise BrokenError(f"signed by another pipeline: {claims.signer[:150] or 'none'}")
    origin = publisher.vcs_origin
    if origin is not None and claims.repository.removeprefix("https://") != origin:
        raise BrokenError(f"signed for another repository: {claims.repository[:150] or 'none'}")
    if publisher.vcs_ref is not None and claims.ref != publisher.vcs_ref:
        raise BrokenError(f"signed for another reference: {claims.ref[:150] or 'none'}")


def _distribution(filename: str) -> object:
    """A file name by its parts, so that spelling does not matter. Raises `BrokenError`."""
    from packaging.utils import parse_sdist_filename, parse_wheel_filename

    try:
        if filename.endswith(".whl"):
            return parse_wheel_filename(filename)
        return filename.endswith(".zip"), parse_sdist_filename(filename)
    except ValueError:
        raise BrokenError(f"not the name of a distribution: {filename[:100]}") from None


def _predicates() -> tuple[str, ...]:
    """Predicates that PEP 740 allows, the one that says more first."""
    from pypi_attestations import AttestationType

    return (AttestationType.SLSA_PROVENANCE_V1.value, AttestationType.PYPI_PUBLISH_V1.value)


def _proven(filename: str, statements: list[Statement]) -> FileProvenance:
    places = {one.claims.repository for one in statements}
    if len(places) > 1:
        raise BrokenError(
            f"attestations of different repositories: {', '.join(sorted(places))}"[:300]
        )
    best = min(statements, key=lambda one: _predicates().index(one.predicate_type))
    return FileProvenance(
        filename,
        Proof.VERIFIED,
        repository=best.claims.repository,
        commit=best.claims.commit,
        ref=best.claims.ref,
        workflow=best.claims.workflow,
        builder=best.claims.builder,
        predicate=best.predicate_type,
    )

import base64
import copy
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from authority import (
    COMMIT,
    LEAF,
    NUMBERS,
    REF,
    REPOSITORY,
    SIGNED,
    Authority,
    Identity,
    attestation,
    b64,
    other_repository,
    paths,
    put,
)
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pypi_attestations import AttestationType

from ostiary.attest.pep740 import verify_pypi
from ostiary.attest.trust import TrustRoot
from ostiary.core.digest import Digest
from ostiary.core.errors import UsageError
from ostiary.core.facts.provenance import FileProvenance, Proof
from ostiary.core.facts.release import FileForm, ReleaseFile

NAME = "example_project-1.0-py3-none-any.whl"
SHA256 = "12" * 32
PUBLISH = AttestationType.PYPI_PUBLISH_V1.value
SLSA = AttestationType.SLSA_PROVENANCE_V1.value
GITHUB = {"kind": "GitHub", "repository": "example/project", "workflow": "release.yml"}

FILE = ReleaseFile(
    NAME, "https://files.example.invalid/f", FileForm.WHEEL, (Digest("sha256", SHA256),)
)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def trust(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> TrustRoot:
    return TrustRoot.from_file(authority.write_root(tmp_path_factory.mktemp("root") / "root.json"))


def statement(
    name: str = NAME, digest: str = SHA256, predicate_type: str = PUBLISH
) -> dict[str, Any]:
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {"sha256": digest}}],
        "predicateType": predicate_type,
        "predicate": None,
    }


def body(*bundles: dict[str, Any], publisher: dict[str, Any] | None = None) -> bytes:
    return json.dumps(
        {
            "version": 1,
            "attestation_bundles": [
                {
                    "publisher": publisher or GITHUB,
                    "attestations": [attestation(one) for one in bundles],
                }
            ],
        }
    ).encode()


def test_a_real_bundle_verifies_and_names_its_build(authority: Authority, trust: TrustRoot) -> None:
    answer = verify_pypi(FILE, body(authority.bundle(statement())), trust)
    assert answer == FileProvenance(
        NAME,
        Proof.VERIFIED,
        repository=REPOSITORY,
        commit=COMMIT,
        ref=REF,
        workflow=".github/workflows/release.yml",
        builder="GitHub Actions",
        predicate=PUBLISH,
    )


def test_all_attestations_count_and_the_fuller_predicate_is_told(
    authority: Authority, trust: TrustRoot
) -> None:
    good, slsa = authority.bundle(statement()), authority.bundle(statement(predicate_type=SLSA))
    assert verify_pypi(FILE, body(good, slsa), trust).predicate == SLSA
    bad = authority.bundle(statement(digest="34" * 32))
    assert verify_pypi(FILE, body(good, bad), trust).proof is Proof.BROKEN


def test_the_commit_may_stand_where_the_reference_does(
    authority: Authority, trust: TrustRoot
) -> None:
    identity = replace(Identity(), config=f"{REPOSITORY}/.github/workflows/release.yml@{COMMIT}")
    answer = verify_pypi(FILE, body(authority.bundle(statement(), identity)), trust)
    assert answer.proof is Proof.VERIFIED


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (statement(digest="34" * 32), "other bytes"),
        (statement(name="example_project-1.1-py3-none-any.whl"), "is about example_project-1.1"),
        (statement(name="example-project-1.0.tar.gz"), "is about example-project"),
        (statement(name="../etc"), "not the name of a distribution"),
        (statement(predicate_type="https://example.invalid/v1"), "of the type"),
        (statement() | {"subject": statement()["subject"] * 2}, "2 subjects"),
        (statement() | {"subject": []}, "no subject"),
        (statement() | {"subject": [{"name": NAME}]}, "no digest"),
        (statement() | {"_type": "https://example.invalid/"}, "no in-toto statement"),
    ],
)
def test_a_statement_about_something_else_is_broken(
    authority: Authority, trust: TrustRoot, made: dict[str, Any], reason: str
) -> None:
    answer = verify_pypi(FILE, body(authority.bundle(made)), trust)
    assert answer.proof is Proof.BROKEN
    assert reason in answer.reason
    assert answer.repository == ""


@pytest.mark.parametrize(
    "identity",
    [
        other_repository(),
        replace(Identity(), issuer="https://gitlab.com"),
        replace(Identity(), config=f"{REPOSITORY}/.github/workflows/other.yml@{REF}"),
        replace(Identity(), config=f"{REPOSITORY}/.github/workflows/release.yml@refs/heads/x"),
        replace(Identity(), config=""),
        replace(Identity(), repository=f"{REPOSITORY}-2"),
    ],
)
def test_another_identity_than_the_publishers_is_broken(
    authority: Authority, trust: TrustRoot, identity: Identity
) -> None:
    answer = verify_pypi(FILE, body(authority.bundle(statement(), identity)), trust)
    assert answer.proof is Proof.BROKEN
    assert answer.reason


def test_signed_after_the_certificate_ended_is_broken(
    authority: Authority, trust: TrustRoot
) -> None:
    for at in (SIGNED + timedelta(minutes=11), SIGNED - timedelta(minutes=1)):
        answer = verify_pypi(FILE, body(authority.bundle(statement(), at=at)), trust)
        assert answer.proof is Proof.BROKEN


def test_a_certificate_that_no_log_has_seen_is_broken(
    authority: Authority, trust: TrustRoot
) -> None:
    answer = verify_pypi(FILE, body(authority.bundle(statement(), logged=False)), trust)
    assert answer.proof is Proof.BROKEN
    assert "timestamp" in answer.reason


def test_another_root_never_verifies(authority: Authority, tmp_path: Path) -> None:
    other = TrustRoot.from_file(Authority().write_root(tmp_path / "other.json"))
    for root in (other, TrustRoot.embedded()):
        answer = verify_pypi(FILE, body(authority.bundle(statement())), root)
        assert answer.proof is Proof.UNCHECKED
        assert "trust root does not know" in answer.reason
        assert answer.repository == ""


@pytest.mark.parametrize("part", ["ca_key", "ct_key", "log_key"])
def test_each_of_the_three_keys_must_be_the_pinned_one(
    authority: Authority, trust: TrustRoot, part: str
) -> None:
    keys = {one: getattr(authority, one) for one in ("ca_key", "ct_key", "log_key")}
    pinned = keys.pop(part)
    stranger = Authority(**keys)
    answer = verify_pypi(FILE, body(stranger.bundle(statement())), trust)
    assert answer.proof is Proof.UNCHECKED
    impostor = Authority(**keys, claimed={part: pinned})
    answer = verify_pypi(FILE, body(impostor.bundle(statement())), trust)
    assert answer.proof is Proof.BROKEN


Change = Callable[[dict[str, Any]], None]


def _entry(bundle: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = bundle["verificationMaterial"]["tlogEntries"][0]
    return entry


def _without_entry(bundle: dict[str, Any]) -> None:
    bundle["verificationMaterial"]["tlogEntries"] = []


def _without_promise(bundle: dict[str, Any]) -> None:
    del _entry(bundle)["inclusionPromise"]


def _without_proof(bundle: dict[str, Any]) -> None:
    del _entry(bundle)["inclusionProof"]


def _without_checkpoint(bundle: dict[str, Any]) -> None:
    del _entry(bundle)["inclusionProof"]["checkpoint"]


def _later(bundle: dict[str, Any]) -> None:
    entry = _entry(bundle)
    entry["integratedTime"] = str(int(entry["integratedTime"]) + 60)


def _other_root(bundle: dict[str, Any]) -> None:
    _entry(bundle)["inclusionProof"]["rootHash"] = b64(b"r" * 32)


def _other_sibling(bundle: dict[str, Any]) -> None:
    _entry(bundle)["inclusionProof"]["hashes"] = [b64(b"r" * 32)]


def _other_payload(bundle: dict[str, Any]) -> None:
    bundle["dsseEnvelope"]["payload"] = b64(json.dumps(statement(digest="56" * 32)).encode())


def _other_signature(bundle: dict[str, Any]) -> None:
    bundle["dsseEnvelope"]["signatures"][0]["sig"] = b64(b"0" * 70)


def _other_body(bundle: dict[str, Any]) -> None:
    entry = _entry(bundle)
    text = base64.b64decode(entry["canonicalizedBody"]).decode().replace("0.0.1", "0.0.9")
    entry["canonicalizedBody"] = b64(text.encode())


def _no_certificate(bundle: dict[str, Any]) -> None:
    bundle["verificationMaterial"]["certificate"]["rawBytes"] = b64(b"none")


@pytest.mark.parametrize(
    "change",
    [
        _without_entry,
        _without_promise,
        _without_proof,
        _without_checkpoint,
        _later,
        _other_root,
        _other_sibling,
        _other_payload,
        _other_signature,
        _other_body,
        _no_certificate,
    ],
)
def test_whatever_is_changed_afterwards_is_broken(
    authority: Authority, trust: TrustRoot, change: Change
) -> None:
    bundle = authority.bundle(statement())
    assert verify_pypi(FILE, body(bundle), trust).proof is Proof.VERIFIED
    change(bundle)
    answer = verify_pypi(FILE, body(bundle), trust)
    assert answer.proof is Proof.BROKEN
    assert answer.reason


def test_an_entry_of_another_bundle_is_broken(authority: Authority, trust: TrustRoot) -> None:
    one, other = authority.bundle(statement()), authority.bundle(statement())
    one["verificationMaterial"]["tlogEntries"] = other["verificationMaterial"]["tlogEntries"]
    assert verify_pypi(FILE, body(one), trust).proof is Proof.BROKEN


def test_a_certificate_of_another_build_is_broken(authority: Authority, trust: TrustRoot) -> None:
    one, other = authority.bundle(statement(), other_repository()), authority.bundle(statement())
    one["verificationMaterial"]["certificate"] = other["verificationMaterial"]["certificate"]
    assert verify_pypi(FILE, body(one), trust).proof is Proof.BROKEN


def test_gitlab_google_and_circleci_publishers(authority: Authority, trust: TrustRoot) -> None:
    repository = "https://gitlab.com/group/sub/project"
    gitlab = Identity(
        "https://gitlab.com",
        repository,
        repository,
        COMMIT,
        REF,
        f"{repository}//.gitlab-ci.yml@{REF}",
    )
    named = {"kind": "GitLab", "repository": "group/sub/project"}
    publisher = {**named, "workflow_filepath": ".gitlab-ci.yml"}
    bundle = body(authority.bundle(statement(), gitlab), publisher=publisher)
    answer = verify_pypi(FILE, bundle, trust)
    assert (answer.proof, answer.workflow) == (Proof.VERIFIED, ".gitlab-ci.yml")
    wrong = body(
        authority.bundle(statement(), gitlab), publisher={**publisher, "workflow_filepath": "x.yml"}
    )
    assert verify_pypi(FILE, wrong, trust).proof is Proof.BROKEN

    google = Identity("https://accounts.google.com", "me@example.invalid", email=True)
    publisher = {"kind": "Google", "email": "me@example.invalid"}
    bundle = body(authority.bundle(statement(), google), publisher=publisher)
    assert verify_pypi(FILE, bundle, trust).builder == "Google Cloud"
    publisher["email"] = "you@example.invalid"
    bundle = body(authority.bundle(statement(), google), publisher=publisher)
    assert verify_pypi(FILE, bundle, trust).proof is Proof.BROKEN

    pipeline = "https://circleci.com/api/v2/projects/p/pipeline-definitions/d"
    circle = replace(
        Identity(), issuer="https://oidc.circleci.com", signer=pipeline, repository="github.com/o/r"
    )
    publisher = {"kind": "CircleCI", "project_id": "p", "pipeline_definition_id": "d"}
    bundle = body(authority.bundle(statement(), circle), publisher=publisher)
    assert verify_pypi(FILE, bundle, trust).repository == "https://github.com/o/r"
    publisher["pipeline_definition_id"] = "e"
    bundle = body(authority.bundle(statement(), circle), publisher=publisher)
    assert verify_pypi(FILE, bundle, trust).proof is Proof.BROKEN


def test_what_we_do_not_know_is_unchecked_and_not_an_accusation(
    authority: Authority, trust: TrustRoot
) -> None:
    bundle = authority.bundle(statement())
    strange = body(bundle, publisher={"kind": "SomeNewForge", "project": "x"})
    later = json.dumps({"version": 2, "attestation_bundles": []}).encode()
    for data in (strange, later):
        assert verify_pypi(FILE, data, trust).proof is Proof.UNCHECKED
    bare = replace(FILE, digests=(Digest("sha512", "ab"),))
    assert verify_pypi(bare, body(bundle), trust).proof is Proof.UNCHECKED


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"version": 1, "attestation_bundles": []}',
        b'{"version": 1, "attestation_bundles": [{"publisher": {"kind": "GitHub"}}]}',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_what_is_no_provenance_is_broken(trust: TrustRoot, data: bytes) -> None:
    answer = verify_pypi(FILE, data, trust)
    assert answer.proof is Proof.BROKEN
    assert answer.reason


@given(st.data())
def test_a_damaged_bundle_never_verifies_and_never_raises(data: st.DataObject) -> None:
    trust, whole = _shared()
    wire = copy.deepcopy(whole)
    places = [where for where in paths(wire) if where[-1] not in NUMBERS]
    for where in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=2)):
        put(wire, where, data.draw(LEAF))
    answer = verify_pypi(FILE, json.dumps(wire).encode(), trust)
    assert (answer.proof is Proof.VERIFIED) is (wire == whole)


_CACHE: list[tuple[TrustRoot, Any]] = []


def _shared() -> tuple[TrustRoot, Any]:
    if not _CACHE:
        import tempfile

        made = Authority()
        with tempfile.TemporaryDirectory() as folder:
            root = TrustRoot.from_file(made.write_root(Path(folder) / "root.json"))
        _CACHE.append((root, json.loads(body(made.bundle(statement())))))
    return _CACHE[0]


def test_the_embedded_root_needs_no_network() -> None:
    root = TrustRoot.embedded()
    assert root.label.startswith("sigstore ")
    assert root.root.get_fulcio_certs()


@pytest.mark.parametrize("data", ["", "{}", "[]", '{"mediaType": "x"}'])
def test_a_root_that_is_none_is_said(tmp_path: Path, data: str) -> None:
    path = tmp_path / "root.json"
    path.write_text(data)
    with pytest.raises(UsageError, match="no trust root"):
        TrustRoot.from_file(path)
    with pytest.raises(UsageError, match="no trust root"):
        TrustRoot.from_file(tmp_path / "missing.json")

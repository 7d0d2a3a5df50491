"""Proofs of origin through the whole of `vet`, made under a Sigstore of the test's own."""

import base64
import json
from dataclasses import replace

import pytest
from authority import REF, REPOSITORY, Identity, other_repository

from world import build
from world.front import Front, Said
from world.index import Answer, FakeIndex
from world.packages import gone
from world.proofs import KEYS, Proofs

WHEEL, SDIST = "thing-1.0-py3-none-any.whl", "thing-1.0.tar.gz"
HOME = f"Project-URL: Source, {REPOSITORY}\n"
PRESENT = """
extends = "balanced"
require-present = ["provenance"]
"""


@pytest.fixture
def proofs(index: FakeIndex, front: Front) -> Proofs:
    """A Sigstore that the command line trusts."""
    made = Proofs(index)
    made.trusted_by(front)
    return made


def publish(index: FakeIndex, version: str = "1.0", home: str = HOME) -> None:
    files = (build.wheel("thing", version, extra=home), build.sdist("thing", version, extra=home))
    urls = {"Source": home.rpartition(" ")[2].strip()} if home else {}
    index.publish("thing", version, files, info={"project_urls": urls})


def vet(front: Front, *words: str) -> Said:
    return front.vet(*(words or ("thing",)), "--no-tree")


def present(front: Front) -> tuple[str, str]:
    (front.cwd / "own.toml").write_text(PRESENT)
    return "--policy", "own.toml"


class TestPython:
    def test_every_file_verified(self, front: Front, index: FakeIndex, proofs: Proofs) -> None:
        publish(index)
        proofs.prove_release("thing", "1.0")
        said = vet(front, "thing", *present(front))
        assert (said.code, said.verdict["decision"]) == (0, "allow"), said
        line = f"provenance verified: {REPOSITORY} {REF} .github/workflows/release.yml"
        assert said.fact("source") == line
        assert said.checks.isdisjoint({"source-mismatch", "source-unverified", "no-source"})
        assert said.outcome("provenance-broken")["state"] == "passed"

    def test_the_text_report_names_the_build(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        publish(index)
        proofs.prove_release("thing", "1.0")
        said = front("vet", "thing", "--no-tree")
        assert f"provenance verified: {REPOSITORY} {REF}" in " ".join(said.out.split())

    def test_another_repository_than_declared(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        publish(index)
        proofs.prove_release("thing", "1.0", other_repository())
        said = vet(front)
        assert "proven is `github.com/someone/else`" in said.message("source-mismatch")
        assert said.verdict["decision"] == "review"

    def test_nothing_verifies_what_is_declared(self, front: Front, index: FakeIndex) -> None:
        publish(index)
        said = vet(front)
        assert REPOSITORY in said.message("source-unverified")
        assert said.fact("source") == f"{REPOSITORY} is claimed, nothing verifies it"
        assert "provenance-absent" in said.checks
        assert said.verdict["decision"] == "allow"

    def test_a_policy_may_ask_for_it(self, front: Front, index: FakeIndex) -> None:
        publish(index)
        said = vet(front, "thing", *present(front))
        assert (said.code, said.verdict["decision"]) == (3, "insufficient"), said
        assert "provenance must be present" in said.grounds

    def test_a_statement_about_other_bytes(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        publish(index)
        proofs.prove_release("thing", "1.0")
        proofs.prove(WHEEL, digest="34" * 32)
        said = vet(front)
        assert said.verdict["decision"] == "block"
        assert "other bytes" in said.message("provenance-broken")
        assert said.fact("source") == "provenance does not verify"

    def test_a_file_and_its_digest_replaced_after_the_proof(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        publish(index)
        proofs.prove_release("thing", "1.0")
        file = index.file(WHEEL)
        file.body = file.served = build.wheel("thing", "1.0", {"thing.py": "VALUE = 2\n"})[1]
        said = vet(front)
        assert said.verdict["decision"] == "block"
        assert WHEEL in said.message("provenance-broken")

    def test_bytes_that_are_not_those_of_the_index(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        publish(index)
        proofs.prove_release("thing", "1.0")
        index.tamper(WHEEL)
        assert vet(front).verdict["decision"] in {"insufficient", "block"}

    def test_signed_by_another_than_the_publisher(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        publish(index)
        proofs.prove_release("thing", "1.0")
        theirs = {"kind": "GitHub", "repository": "example/project", "workflow": "release.yml"}
        proofs.prove(SDIST, other_repository(), publisher=theirs)
        said = vet(front)
        assert said.verdict["decision"] == "block"
        assert SDIST in said.message("provenance-broken")

    def test_another_workflow(self, front: Front, index: FakeIndex, proofs: Proofs) -> None:
        publish(index)
        config = f"{REPOSITORY}/.github/workflows/evil.yml@{REF}"
        proofs.prove_release("thing", "1.0", replace(Identity(), config=config, san=config))
        said = vet(front)
        assert said.verdict["decision"] == "block"
        assert "evil.yml" in said.message("provenance-broken")

    @pytest.mark.parametrize("how", ["gone", "500"])
    def test_named_and_not_to_be_had(
        self, front: Front, index: FakeIndex, proofs: Proofs, how: str
    ) -> None:
        front.hasty()
        publish(index)
        proofs.prove_release("thing", "1.0")
        if how == "gone":
            gone(index, f"/provenance/{WHEEL}")
            gone(index, f"/provenance/{SDIST}")
        else:
            index.fail("/provenance/", "status", 500)
        said = vet(front)
        assert said.outcome("provenance-broken")["state"] == "unknown"
        assert said.outcome("provenance-absent")["state"] == "unknown"
        assert said.fact("source") == f"provenance unknown; {REPOSITORY} is claimed"
        assert "provenance" in {row["kind"] for row in said.unknown}
        front.forget()
        said = vet(front, "thing", *present(front))
        assert said.verdict["decision"] == "insufficient"
        assert "provenance is unknown" in said.grounds

    def test_one_of_two_not_to_be_had_is_not_enough(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        publish(index)
        proofs.prove_release("thing", "1.0")
        gone(index, f"/provenance/{SDIST}")
        said = vet(front, "thing", *present(front))
        assert said.verdict["decision"] == "insufficient"

    def test_an_authority_that_nobody_here_knows(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        publish(index)
        Proofs(index).prove_release("thing", "1.0")
        said = vet(front, "thing", *present(front))
        assert said.outcome("provenance-broken")["state"] == "unknown"
        assert said.verdict["decision"] == "insufficient"
        assert "does not know" in said.grounds

    def test_not_even_a_provenance_object(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        publish(index)
        proofs.prove_release("thing", "1.0")
        index.file(WHEEL).provenance = b'{"version": 1, "attestation_bundles": []}'
        assert vet(front).verdict["decision"] == "block"

    def test_gone_where_earlier_releases_had_it(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        for version in ("0.8", "0.9"):
            publish(index, version)
            proofs.prove_release("thing", version)
        publish(index)
        said = vet(front)
        assert "`0.9` had" in said.message("provenance-downgraded")
        assert said.verdict["decision"] == "review"

    def test_only_some_files(self, front: Front, index: FakeIndex, proofs: Proofs) -> None:
        publish(index)
        proofs.prove(WHEEL)
        said = vet(front)
        assert SDIST in said.message("provenance-partial")
        assert said.fact("source").startswith("provenance verified for 1 of 2 files")
        assert said.verdict["decision"] == "review"


class TestReputation:
    """Fame of a repository counts only where a proof binds the release to it."""

    def ask(self, front: Front, index: FakeIndex) -> Said:
        front.environ["OSTIARY_GITHUB_URL"] = front.environ["OSTIARY_GITLAB_URL"] = index.url
        page = {"html_url": REPOSITORY, "archived": True, "stargazers_count": 90_000}
        index.extra["/repos/example/project"] = Answer(json.dumps(page).encode())
        return vet(front)

    def test_bound(self, front: Front, index: FakeIndex, proofs: Proofs) -> None:
        publish(index)
        proofs.prove_release("thing", "1.0")
        said = self.ask(front, index)
        assert said.finding("repository-archived")["severity"] == "medium"
        assert said.outcome("repository-unrelated")["state"] == "passed"

    @pytest.mark.parametrize("how", ["none", "one file", "another repository", "not to be had"])
    def test_only_claimed(self, front: Front, index: FakeIndex, proofs: Proofs, how: str) -> None:
        publish(index)
        if how != "none":
            identity = other_repository() if how == "another repository" else None
            proofs.prove_release("thing", "1.0", identity)
        if how == "one file":
            index.file(SDIST).provenance = None
        if how == "not to be had":
            gone(index, f"/provenance/{SDIST}")
        said = self.ask(front, index)
        assert said.finding("repository-archived")["severity"] == "low"
        assert said.outcome("repository-unrelated")["state"] == "unknown"

    def test_the_forge_has_no_such_repository(self, front: Front, index: FakeIndex) -> None:
        publish(index)
        front.environ["OSTIARY_GITHUB_URL"] = front.environ["OSTIARY_GITLAB_URL"] = index.url
        assert REPOSITORY in vet(front).message("repository-gone")


class TestNpm:
    NPM = "npm:thing"

    def publish(self, index: FakeIndex, version: str = "1.0.0") -> None:
        repository = {"type": "git", "url": f"git+{REPOSITORY}.git"}
        index.publish_npm("thing", version, {"repository": repository})

    def test_signature_and_attestations(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        self.publish(index)
        proofs.publish_keys()
        proofs.sign("thing", "1.0.0")
        proofs.attest("thing", "1.0.0")
        said = vet(front, self.NPM, *present(front))
        assert (said.code, said.verdict["decision"]) == (0, "allow"), said
        assert said.outcome("registry-signature-broken")["state"] == "passed"
        line = f"provenance verified: {REPOSITORY} {REF} .github/workflows/release.yml"
        assert said.fact("source") == line
        assert said.checks.isdisjoint({"source-mismatch", "source-unverified"})

    def test_a_scoped_name(self, front: Front, index: FakeIndex, proofs: Proofs) -> None:
        index.publish_npm("@example/thing", "1.0.0", {"repository": REPOSITORY})
        proofs.publish_keys()
        proofs.sign("@example/thing", "1.0.0")
        proofs.attest("@example/thing", "1.0.0")
        said = vet(front, "npm:@example/thing", *present(front))
        assert said.verdict["decision"] == "allow", said

    def test_another_repository_than_declared(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        self.publish(index)
        proofs.publish_keys()
        proofs.attest("thing", "1.0.0", other_repository())
        assert "`github.com/someone/else`" in vet(front, self.NPM).message("source-mismatch")

    @pytest.mark.parametrize("over", ["thing@1.0.1:sha512-x", "other@1.0.0:sha512-x"])
    def test_a_signature_over_something_else(
        self, front: Front, index: FakeIndex, proofs: Proofs, over: str
    ) -> None:
        self.publish(index)
        proofs.publish_keys()
        proofs.sign("thing", "1.0.0", over=over)
        said = vet(front, self.NPM)
        assert said.verdict["decision"] == "block"
        assert "registry-signature-broken" in said.checks

    def test_an_archive_exchanged_with_its_digest(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        self.publish(index)
        proofs.publish_keys()
        proofs.sign("thing", "1.0.0")
        package = index.packages["thing"]
        signed = package.versions["1.0.0"]["dist"]["signatures"]
        body = build.npm_archive({"name": "thing", "version": "1.0.0"}, {"more.js": "1;\n"})
        manifest = {"name": "thing", "version": "1.0.0"}
        index.publish_npm("thing", "1.0.0", manifest)
        package.archives[package.archive("1.0.0")] = body
        package.versions["1.0.0"]["dist"] = {"integrity": _integrity(body), "signatures": signed}
        assert vet(front, self.NPM).verdict["decision"] == "block"

    @pytest.mark.parametrize("how", ["no end point", "500", "garbage"])
    def test_keys_that_are_not_to_be_had(
        self, front: Front, index: FakeIndex, proofs: Proofs, how: str
    ) -> None:
        front.hasty()
        self.publish(index)
        proofs.sign("thing", "1.0.0")
        if how != "no end point":
            proofs.publish_keys()
            index.fail(KEYS, "garbage" if how == "garbage" else "status")
        said = vet(front, self.NPM)
        assert said.outcome("registry-signature-broken")["state"] == "unknown"
        assert "registry-signature" in {row["kind"] for row in said.unknown}

    def test_a_key_that_the_registry_does_not_publish(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        self.publish(index)
        proofs.publish_keys("SHA256:two")
        proofs.sign("thing", "1.0.0")
        said = vet(front, self.NPM)
        assert said.outcome("registry-signature-broken")["state"] == "unknown"
        assert "a key that the registry does not publish" in said.grounds
        assert said.verdict["decision"] == "review"

    def test_a_stranger_s_key_does_not_hide_a_broken_signature(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        self.publish(index)
        proofs.publish_keys()
        proofs.sign("thing", "1.0.0", over="something else")
        signatures = index.packages["thing"].versions["1.0.0"]["dist"]["signatures"]
        signatures.append({"keyid": "SHA256:two", "sig": "AAAA"})
        assert vet(front, self.NPM).verdict["decision"] == "block"

    def test_gone_where_other_versions_are_signed(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        self.publish(index, "0.9.0")
        self.publish(index)
        proofs.publish_keys()
        proofs.sign("thing", "0.9.0")
        said = vet(front, self.NPM)
        assert said.outcome("registry-signature-broken")["state"] == "unknown"
        assert "signs other versions" in said.grounds
        assert said.verdict["decision"] == "review"

    def test_an_attestation_of_other_bytes(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        self.publish(index)
        proofs.publish_keys()
        proofs.attest("thing", "1.0.0", digest="ab" * 64)
        said = vet(front, self.NPM)
        assert said.verdict["decision"] == "block"
        assert "other bytes" in said.message("provenance-broken")

    @pytest.mark.parametrize("how", ["gone", "500"])
    def test_attestations_named_and_not_to_be_had(
        self, front: Front, index: FakeIndex, proofs: Proofs, how: str
    ) -> None:
        front.hasty()
        self.publish(index)
        proofs.publish_keys()
        proofs.attest("thing", "1.0.0")
        if how == "gone":
            index.packages["thing"].attestations.clear()
        else:
            index.fail("/npm/-/npm/v1/attestations/", "status")
        said = vet(front, self.NPM, *present(front))
        assert said.outcome("provenance-broken")["state"] == "unknown"
        assert said.verdict["decision"] == "insufficient"

    @pytest.mark.parametrize("registry_only", [False, True])
    def test_gone_where_earlier_versions_had_it(
        self, front: Front, index: FakeIndex, proofs: Proofs, registry_only: bool
    ) -> None:
        """That the registry attests its own doing is no proof of a build, and must not pass for one."""
        proofs.publish_keys()
        for version in ("0.8.0", "0.9.0"):
            self.publish(index, version)
            proofs.attest("thing", version)
        self.publish(index)
        if registry_only:
            proofs.attest("thing", "1.0.0", build=False)
        said = vet(front, self.NPM)
        assert "`0.9.0` had" in said.message("provenance-downgraded")
        assert said.verdict["decision"] == "review"


def _integrity(body: bytes) -> str:
    import hashlib

    return "sha512-" + base64.b64encode(hashlib.sha512(body).digest()).decode()

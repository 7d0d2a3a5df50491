"""Proofs of origin through the whole of `vet`, made under a Sigstore of the test's own."""

import json

import pytest
from authority import REF, REPOSITORY, Identity, other_repository
from msgspec.structs import replace

from world import build
from world.front import Front, Said
from world.index import Answer, FakeIndex
from world.packages import gone
from world.proofs import Proofs, required

WHEEL, SDIST = "thing-1.0-py3-none-any.whl", "thing-1.0.tar.gz"
HOME = f"Project-URL: Source, {REPOSITORY}\n"


def publish(index: FakeIndex, version: str = "1.0", home: str = HOME) -> None:
    files = (build.wheel("thing", version, extra=home), build.sdist("thing", version, extra=home))
    urls = {"Source": home.rpartition(" ")[2].strip()} if home else {}
    index.publish("thing", version, files, info={"project_urls": urls})


def vet(front: Front, *words: str) -> Said:
    return front.vet(*(words or ("thing",)), "--no-tree")


class TestPython:
    def test_every_file_verified(self, front: Front, index: FakeIndex, proofs: Proofs) -> None:
        publish(index)
        proofs.prove_release("thing", "1.0")
        said = vet(front, "thing", *required(front))
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
        said = vet(front, "thing", *required(front))
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
        said = vet(front, "thing", *required(front))
        assert said.verdict["decision"] == "insufficient"
        assert "provenance is unknown" in said.grounds

    def test_one_of_two_not_to_be_had_is_not_enough(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        publish(index)
        proofs.prove_release("thing", "1.0")
        gone(index, f"/provenance/{SDIST}")
        said = vet(front, "thing", *required(front))
        assert said.verdict["decision"] == "insufficient"

    def test_an_authority_that_nobody_here_knows(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        publish(index)
        Proofs(index).prove_release("thing", "1.0")
        said = vet(front, "thing", *required(front))
        assert said.outcome("provenance-broken")["state"] == "unknown"
        assert said.verdict["decision"] == "insufficient"
        assert "does not know" in said.grounds

    def test_a_trust_root_that_is_none(
        self, front: Front, index: FakeIndex, proofs: Proofs
    ) -> None:
        publish(index)
        front.environ["OSTIARY_TRUST_ROOT"] = str(front.folder / "nowhere.json")
        assert vet(front).verdict["decision"] == "allow"  # nothing to verify, nothing needed
        proofs.prove_release("thing", "1.0")
        front.forget()
        said = vet(front)
        assert (said.code, said.out) == (2, "")
        assert "is no trust root" in said.err

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

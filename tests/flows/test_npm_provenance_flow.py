"""npm's signatures and attestations through the whole of `vet`, made under a Sigstore of the test's own."""

import base64
import hashlib

import pytest
from authority import REF, REPOSITORY, other_repository

from world import build
from world.front import Front, Said
from world.index import FakeIndex
from world.proofs import KEYS, Proofs, required


def vet(front: Front, *words: str) -> Said:
    return front.vet(*words, "--no-tree")


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
        said = vet(front, self.NPM, *required(front))
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
        said = vet(front, "npm:@example/thing", *required(front))
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
        said = vet(front, self.NPM, *required(front))
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
    return "sha512-" + base64.b64encode(hashlib.sha512(body).digest()).decode()

import copy
import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from authority import (
    COMMIT,
    LEAF,
    NUMBERS,
    PAYLOAD,
    REF,
    REPOSITORY,
    SIGNED,
    Authority,
    Identity,
    b64,
    new_key,
    other_repository,
    pae,
    paths,
    put,
    sign,
    spki,
)
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ostiary.attest.npm import PUBLISH, SLSA_V02, SLSA_V1, verify_npm_attestations
from ostiary.attest.npm_keys import RegistryKey
from ostiary.attest.trust import TrustRoot
from ostiary.core.digest import Digest
from ostiary.core.facts.provenance import FileProvenance, Proof

SHA512 = "ab" * 64
PURL = "pkg:npm/%40example/project@1.0.0"
KEY = new_key()
KEYS = (RegistryKey("SHA256:one", b64(spki(KEY))),)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def trust(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> TrustRoot:
    return TrustRoot.from_file(authority.write_root(tmp_path_factory.mktemp("root") / "root.json"))


def statement(
    kind: str = SLSA_V1, name: str = PURL, digest: str = SHA512, source: str = REPOSITORY
) -> dict[str, Any]:
    predicate: dict[str, Any] = {
        "buildDefinition": {"externalParameters": {"workflow": {"repository": source}}}
    }
    if kind == SLSA_V02:
        predicate = {"invocation": {"configSource": {"uri": f"git+{source}@{REF}"}}}
    return {
        "_type": f"https://in-toto.io/Statement/{'v0.1' if kind != SLSA_V1 else 'v1'}",
        "subject": [{"name": name, "digest": {"sha512": digest}}],
        "predicateType": kind,
        "predicate": {} if kind == PUBLISH else predicate,
    }


def publish(
    made: dict[str, Any] | None = None, signer: Any = KEY, hint: str = "SHA256:one"
) -> dict[str, Any]:
    payload = json.dumps(made or statement(PUBLISH)).encode()
    return {
        "mediaType": "application/vnd.dev.sigstore.bundle+json;version=0.2",
        "verificationMaterial": {"publicKey": {"hint": hint}, "tlogEntries": []},
        "dsseEnvelope": {
            "payload": b64(payload),
            "payloadType": PAYLOAD,
            "signatures": [{"keyid": hint, "sig": b64(sign(signer, pae(payload)))}],
        },
    }


def ask(
    trust: TrustRoot,
    *rows: tuple[str, dict[str, Any]],
    keys: tuple[RegistryKey, ...] = KEYS,
    published: datetime | None = None,
) -> FileProvenance:
    body = json.dumps(
        {"attestations": [{"predicateType": kind, "bundle": bundle} for kind, bundle in rows]}
    )
    digests = (Digest("sha1", "00"), Digest("sha512", SHA512))
    return verify_npm_attestations(
        "@example/project", "1.0.0", digests, body.encode(), keys, trust, published=published
    )


@pytest.mark.parametrize("entry", ["dsse", "intoto"])
@pytest.mark.parametrize("kind", [SLSA_V1, SLSA_V02])
def test_provenance_and_publish_attestation_hold(
    authority: Authority, trust: TrustRoot, kind: str, entry: str
) -> None:
    bundle = authority.bundle(statement(kind), kind=entry)
    assert ask(trust, (PUBLISH, publish()), (kind, bundle)) == FileProvenance(
        "project-1.0.0.tgz",
        Proof.VERIFIED,
        repository=REPOSITORY,
        commit=COMMIT,
        ref=REF,
        workflow=".github/workflows/release.yml",
        builder="GitHub Actions",
        predicate=kind,
    )


def test_a_chain_instead_of_a_certificate_is_read_too(
    authority: Authority, trust: TrustRoot
) -> None:
    bundle = authority.bundle(statement(), kind="intoto")
    bundle["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.2"
    material = bundle["verificationMaterial"]
    material["x509CertificateChain"] = {"certificates": [material.pop("certificate")]}
    assert ask(trust, (SLSA_V1, bundle)).proof is Proof.VERIFIED


@pytest.mark.parametrize("entry", ["dsse", "intoto"])
@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (statement(name="pkg:npm/%40example/project@1.0.1"), "is about"),
        (statement(name="pkg:npm/project@1.0.0"), "is about"),
        (statement(digest="cd" * 64), "other bytes"),
        (statement(source="https://github.com/famous/project"), "the statement claims"),
        (statement(SLSA_V02), "announced as"),
    ],
)
def test_a_statement_about_something_else_is_broken(
    authority: Authority, trust: TrustRoot, made: dict[str, Any], reason: str, entry: str
) -> None:
    answer = ask(trust, (SLSA_V1, authority.bundle(made, kind=entry)))
    assert answer.proof is Proof.BROKEN
    assert reason in answer.reason


def _entry(bundle: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = bundle["verificationMaterial"]["tlogEntries"][0]
    return entry


def _no_entry(bundle: dict[str, Any]) -> None:
    bundle["verificationMaterial"]["tlogEntries"] = []


def _no_promise(bundle: dict[str, Any]) -> None:
    del _entry(bundle)["inclusionPromise"]


def _later(bundle: dict[str, Any]) -> None:
    _entry(bundle)["integratedTime"] = str(int(_entry(bundle)["integratedTime"]) + 5)


def _other_promise(bundle: dict[str, Any]) -> None:
    _entry(bundle)["inclusionPromise"] = {"signedEntryTimestamp": b64(b"0" * 70)}


def _other_payload(bundle: dict[str, Any]) -> None:
    bundle["dsseEnvelope"]["payload"] = b64(json.dumps(statement(digest="cd" * 64)).encode())


def _other_signature(bundle: dict[str, Any]) -> None:
    bundle["dsseEnvelope"]["signatures"][0]["sig"] = b64(b"0" * 70)


@pytest.mark.parametrize("entry", ["dsse", "intoto"])
@pytest.mark.parametrize(
    "change", [_no_entry, _no_promise, _later, _other_promise, _other_payload, _other_signature]
)
def test_whatever_is_changed_afterwards_is_broken(
    authority: Authority,
    trust: TrustRoot,
    change: Callable[[dict[str, Any]], None],
    entry: str,
) -> None:
    bundle = authority.bundle(statement(), kind=entry)
    change(bundle)
    assert ask(trust, (SLSA_V1, bundle)).proof is Proof.BROKEN


@pytest.mark.parametrize("entry", ["dsse", "intoto"])
def test_an_entry_of_another_bundle_is_broken(
    authority: Authority, trust: TrustRoot, entry: str
) -> None:
    one = authority.bundle(statement(), kind=entry)
    other = authority.bundle(statement(digest="cd" * 64), kind=entry)
    one["verificationMaterial"]["tlogEntries"] = other["verificationMaterial"]["tlogEntries"]
    assert ask(trust, (SLSA_V1, one)).proof is Proof.BROKEN


@pytest.mark.parametrize("entry", ["dsse", "intoto"])
def test_time_root_and_log_must_fit(
    authority: Authority, trust: TrustRoot, tmp_path: Path, entry: str
) -> None:
    late = authority.bundle(statement(), kind=entry, at=SIGNED + timedelta(hours=1))
    assert ask(trust, (SLSA_V1, late)).proof is Proof.BROKEN
    unlogged = authority.bundle(statement(), kind=entry, logged=False)
    assert ask(trust, (SLSA_V1, unlogged)).proof is Proof.BROKEN
    good = (SLSA_V1, authority.bundle(statement(), kind=entry))
    other = TrustRoot.from_file(Authority().write_root(tmp_path / "root.json"))
    assert ask(other, good).proof is Proof.UNCHECKED
    forged = replace_log(authority)
    assert ask(trust, (SLSA_V1, forged.bundle(statement(), kind=entry))).proof is Proof.BROKEN


def replace_log(authority: Authority) -> Authority:
    keys = {"ca_key": authority.ca_key, "ct_key": authority.ct_key}
    return Authority(**keys, claimed={"log_key": authority.log_key})


def test_who_signed_must_be_a_build_service(authority: Authority, trust: TrustRoot) -> None:
    someone = replace(Identity(), issuer="https://login.example.invalid")
    bundle = authority.bundle(statement(), someone)
    assert ask(trust, (SLSA_V1, bundle)).proof is Proof.BROKEN


def test_builds_of_two_repositories_contradict(authority: Authority, trust: TrustRoot) -> None:
    one = authority.bundle(statement())
    made = statement(source="https://github.com/someone/else")
    other = authority.bundle(made, other_repository())
    answer = ask(trust, (SLSA_V1, one), (SLSA_V1, other))
    assert answer.proof is Proof.BROKEN
    assert "different repositories" in answer.reason


def test_the_registrys_attestation_alone_proves_no_build(trust: TrustRoot) -> None:
    answer = ask(trust, (PUBLISH, publish()))
    assert (answer.proof, answer.repository) == (Proof.NONE, "")
    assert "holds" in answer.reason
    assert ask(trust).proof is Proof.NONE


@pytest.mark.parametrize(
    "bundle",
    [
        publish(signer=new_key()),
        publish(statement(PUBLISH, digest="cd" * 64)),
        publish(statement(PUBLISH, name="pkg:npm/other@1.0.0")),
        publish(hint="SHA256:two"),
        publish() | {"dsseEnvelope": None},
        {},
    ],
)
def test_a_publish_attestation_that_is_wrong_is_broken(
    authority: Authority, trust: TrustRoot, bundle: dict[str, Any]
) -> None:
    good = (SLSA_V1, authority.bundle(statement()))
    assert ask(trust, good, (PUBLISH, bundle)).proof is Proof.BROKEN


def test_no_keys_or_an_ended_key_of_unknown_use_is_unchecked(trust: TrustRoot) -> None:
    row = (PUBLISH, publish())
    assert ask(trust, row, keys=()).proof is Proof.UNCHECKED
    ended = (replace(KEYS[0], expires=datetime(2025, 1, 29, tzinfo=UTC)),)
    assert ask(trust, row, keys=ended).proof is Proof.UNCHECKED
    before, after = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    assert ask(trust, row, keys=ended, published=before).proof is Proof.NONE
    assert ask(trust, row, keys=ended, published=after).proof is Proof.BROKEN


def test_a_build_that_holds_stands_beside_what_cannot_be_checked(
    authority: Authority, trust: TrustRoot
) -> None:
    build = (SLSA_V1, authority.bundle(statement()))
    answer = ask(trust, (PUBLISH, publish()), build, keys=())
    assert answer.proof is Proof.VERIFIED
    assert answer.reason.startswith("not checked: ")
    old = authority.bundle(statement(), kind="intoto")
    del _entry(old)["inclusionProof"]
    assert ask(trust, build, (SLSA_V1, old)).proof is Proof.UNCHECKED
    forged = publish(signer=new_key())
    assert ask(trust, (SLSA_V1, old), (PUBLISH, forged)).proof is Proof.BROKEN


def test_forms_that_nobody_here_reads_are_unchecked(authority: Authority, trust: TrustRoot) -> None:
    first = authority.bundle(statement(), kind="intoto")
    del _entry(first)["inclusionProof"]
    assert ask(trust, (SLSA_V1, first)).proof is Proof.UNCHECKED
    stamped = authority.bundle(statement())
    stamped["verificationMaterial"]["tlogEntries"] = []
    stamped["verificationMaterial"]["timestampVerificationData"] = {"rfc3161Timestamps": [{}]}
    assert ask(trust, (SLSA_V1, stamped)).proof is Proof.UNCHECKED
    strange = ("https://example.invalid/predicate", authority.bundle(statement()))
    assert ask(trust, strange).proof is Proof.UNCHECKED


def test_no_sha512_is_unchecked(authority: Authority, trust: TrustRoot) -> None:
    row = {"predicateType": SLSA_V1, "bundle": authority.bundle(statement())}
    body = json.dumps({"attestations": [row]}).encode()
    answer = verify_npm_attestations("@example/project", "1.0.0", (), body, KEYS, trust)
    assert answer.proof is Proof.UNCHECKED


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"attestations": 1}',
        b'{"attestations": [1]}',
        b'{"attestations": [{"predicateType": "x", "bundle": 1}]}',
        b'{"attestations": [{"predicateType": "https://slsa.dev/provenance/v1", "bundle": {}}]}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_answer_is_broken(trust: TrustRoot, body: bytes) -> None:
    answer = verify_npm_attestations("x", "1", (Digest("sha512", SHA512),), body, KEYS, trust)
    assert answer.proof is Proof.BROKEN


@cache
def made() -> tuple[TrustRoot, str]:
    authority = Authority()
    with tempfile.TemporaryDirectory() as folder:
        root = TrustRoot.from_file(authority.write_root(Path(folder) / "root.json"))
    bundle = authority.bundle(statement(), kind="intoto")
    return root, json.dumps({"attestations": [{"predicateType": SLSA_V1, "bundle": bundle}]})


@given(st.data())
def test_a_damaged_bundle_never_verifies_and_never_raises(data: st.DataObject) -> None:
    root, whole = made()
    wire = copy.deepcopy(json.loads(whole))
    places = [where for where in paths(wire) if where[-1] not in NUMBERS]
    for where in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=2)):
        put(wire, where, data.draw(LEAF))
    digests = (Digest("sha512", SHA512),)
    answer = verify_npm_attestations(
        "@example/project", "1.0.0", digests, json.dumps(wire).encode(), KEYS, root
    )
    assert (answer.proof is Proof.VERIFIED) is (wire == json.loads(whole))

"""Signatures by OpenSSF Model Signing, on a hub and in a folder."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from authority import PAYLOAD, Authority, Identity, b64, new_key, pae, sign
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from world.front import Front
from world.hub import FakeHub
from world.weights import GOOD, safetensors

MEDIA = "application/vnd.dev.sigstore.bundle.v0.3+json"
ANN = Identity(issuer="https://accounts.example.invalid", san="ann@example.invalid", email=True)


def statement(
    files: Mapping[str, bytes | str], *, ignored: tuple[str, ...] = (), **changes: Any
) -> dict[str, Any]:
    rows = [
        {
            "name": name,
            "algorithm": "sha256",
            "digest": hashlib.sha256(one.encode() if isinstance(one, str) else one).hexdigest(),
        }
        for name, one in sorted(files.items())
    ]
    root = hashlib.sha256(b"".join(bytes.fromhex(row["digest"]) for row in rows)).hexdigest()
    settings = {"method": "files", "hash_type": "sha256", "allow_symlinks": False}
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "model", "digest": {"sha256": root}}],
        "predicateType": "https://model_signing/signature/v1.0",
        "predicate": {
            "resources": rows,
            "serialization": {**settings, "ignore_paths": list(ignored), **changes},
        },
    }


def by_key(said: dict[str, Any], key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    payload = json.dumps(said).encode()
    kinds = {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}
    signature = key.sign(pae(payload), ec.ECDSA(kinds[key.curve.key_size]))
    return {
        "mediaType": MEDIA,
        "verificationMaterial": {"publicKey": {"hint": "aa"}, "tlogEntries": []},
        "dsseEnvelope": {
            "payload": b64(payload),
            "payloadType": PAYLOAD,
            "signatures": [{"sig": b64(signature), "keyid": ""}],
        },
    }


def public(key: ec.EllipticCurvePrivateKey) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form)


@pytest.fixture
def authority(front: Front) -> Authority:
    """A Sigstore that the command line trusts."""
    made = Authority()
    front.environ["OSTIARY_TRUST_ROOT"] = str(made.write_root(front.folder / "trust.json"))
    return made


def test_signed_by_somebody(front: Front, hub: FakeHub, authority: Authority) -> None:
    bundle = json.dumps(authority.bundle(statement(GOOD), ANN))
    sha = hub.model("org/m", {**GOOD, "model.sig": bundle}).branches["main"]
    said = front.vet(f"hf:org/m@{sha}")
    assert "by ann@example.invalid (https://accounts.example.invalid): 3 files" in said.fact(
        "signed"
    )
    assert said.outcome("model-signature-broken")["state"] == "passed"
    assert said.outcome("model-unsigned-file")["state"] == "passed"
    assert said.verdict["decision"] == "allow", said.verdict


def test_signed_by_nobody_is_neutral(front: Front, hub: FakeHub) -> None:
    hub.model("org/m", GOOD)
    said = front.vet("hf:org/m")
    assert said.fact("signed") == "by nobody"
    assert said.outcome("model-signature-broken")["state"] == "not-applicable"


def test_another_file_than_was_signed(front: Front, hub: FakeHub, authority: Authority) -> None:
    bundle = json.dumps(authority.bundle(statement(GOOD), ANN))
    hub.model("org/m", {**GOOD, "config.json": "{}", "model.sig": bundle})
    said = front.vet("hf:org/m")
    assert said.verdict["decision"] == "block"
    assert "config.json is another file" in said.message("model-signature-broken")


def test_a_signed_file_is_gone(front: Front, hub: FakeHub, authority: Authority) -> None:
    bundle = json.dumps(authority.bundle(statement({**GOOD, "more.txt": "x"}), ANN))
    hub.model("org/m", {**GOOD, "model.sig": bundle})
    assert "is not there" in front.vet("hf:org/m").message("model-signature-broken")


def test_a_file_that_nobody_signed(front: Front, hub: FakeHub, authority: Authority) -> None:
    bundle = json.dumps(authority.bundle(statement(GOOD, ignored=("left",)), ANN))
    files = {
        **GOOD,
        "model.sig": bundle,
        "extra.txt": "x",
        "left/out.txt": "x",
        ".gitattributes": "x",
    }
    hub.model("org/m", files)
    said = front.vet("hf:org/m")
    assert said.verdict["decision"] == "review"
    message = said.message("model-unsigned-file")
    assert "extra.txt" in message
    assert "left" not in message
    assert ".gitattributes" not in message


def test_a_forged_signature(front: Front, hub: FakeHub, authority: Authority) -> None:
    bundle = authority.bundle(statement(GOOD), ANN)
    bundle["dsseEnvelope"]["signatures"][0]["sig"] = b64(sign(new_key(), b"something else"))
    hub.model("org/m", {**GOOD, "model.sig": json.dumps(bundle)})
    said = front.vet("hf:org/m")
    assert said.verdict["decision"] == "block"
    assert said.message("model-signature-broken")


def test_a_statement_that_was_exchanged(front: Front, hub: FakeHub, authority: Authority) -> None:
    files = {**GOOD, "config.json": "{}"}
    bundle = authority.bundle(statement(GOOD), ANN)
    bundle["dsseEnvelope"]["payload"] = b64(json.dumps(statement(files)).encode())
    hub.model("org/m", {**files, "model.sig": json.dumps(bundle)})
    assert front.vet("hf:org/m").verdict["decision"] == "block"


def test_an_authority_that_nobody_knows(front: Front, hub: FakeHub, authority: Authority) -> None:
    bundle = json.dumps(Authority().bundle(statement(GOOD), ANN))
    hub.model("org/m", {**GOOD, "model.sig": bundle})
    said = front.vet("hf:org/m")
    assert said.outcome("model-signature-broken")["state"] == "unknown"
    assert "by ann" not in said.fact("signed")


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
def test_a_key_of_ones_own(front: Front, hub: FakeHub, curve: ec.EllipticCurve) -> None:
    key = ec.generate_private_key(curve)
    hub.model("org/m", {**GOOD, "model.sig": json.dumps(by_key(statement(GOOD), key))})
    assert front.vet("hf:org/m").outcome("model-signature-broken")["state"] == "unknown"
    trusted = front.folder / "keys.pem"
    trusted.write_bytes(public(new_key()) + public(key))
    front.environ["OSTIARY_MODEL_TRUST"] = str(trusted)
    said = front.vet("hf:org/m")
    assert "by sha256:" in said.fact("signed")
    assert said.outcome("model-signature-broken")["state"] == "passed"
    trusted.write_bytes(public(new_key()))
    assert front.vet("hf:org/m").outcome("model-signature-broken")["state"] == "unknown"


def test_a_certificate_of_an_authority_of_ones_own(front: Front, hub: FakeHub) -> None:
    authority, key = Authority(), new_key()
    made = by_key(statement(GOOD), key)
    leaf = _lasting(authority, key)
    rows = [{"rawBytes": b64(one.public_bytes(serialization.Encoding.DER))} for one in (leaf,)]
    made["verificationMaterial"] = {"x509CertificateChain": {"certificates": rows}}
    hub.model("org/m", {**GOOD, "model.sig": json.dumps(made)})
    first = front.vet("hf:org/m")
    assert first.outcome("model-signature-broken")["state"] == "unknown", first.fact("signed")
    trusted = front.folder / "roots.pem"
    trusted.write_bytes(authority.ca.public_bytes(serialization.Encoding.PEM))
    front.environ["OSTIARY_MODEL_TRUST"] = str(trusted)
    said = front.vet("hf:org/m")
    assert "by CN=signer" in said.fact("signed"), said.fact("signed")
    made["dsseEnvelope"]["signatures"][0]["sig"] = b64(sign(new_key(), b"x"))
    hub.model("org/m", {**GOOD, "model.sig": json.dumps(made)})
    assert front.vet("hf:org/m").verdict["decision"] == "block"


def _lasting(authority: Authority, key: ec.EllipticCurvePrivateKey) -> Any:
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.x509.oid import NameOID

    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "signer")]))
        .issuer_name(authority.ca.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(authority.ca_key, hashes.SHA256())
    )


@pytest.mark.parametrize(
    "changes",
    [{"hash_type": "blake3"}, {"method": "shards", "shard_size": 8}, {"method": "other"}],
)
def test_forms_that_nobody_here_can_check(
    front: Front, hub: FakeHub, authority: Authority, changes: dict[str, Any]
) -> None:
    bundle = json.dumps(authority.bundle(statement(GOOD, **changes), ANN))
    hub.model("org/m", {**GOOD, "model.sig": bundle})
    said = front.vet("hf:org/m")
    assert said.outcome("model-signature-broken")["state"] in {"unknown", "found"}
    assert "by ann" not in said.fact("signed")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"\xff\x00",
        b"[" * 100_000,
        b'{"mediaType": "application/vnd.dev.sigstore.bundle"}',
    ],
)
def test_what_is_no_bundle(front: Front, hub: FakeHub, data: bytes) -> None:
    hub.model("org/m", {**GOOD, "model.sig": data})
    said = front.vet("hf:org/m")
    assert said.outcome("model-signature-broken")["state"] == "unknown"


def test_large_files_count_by_what_the_hub_lists(
    front: Front, hub: FakeHub, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ostiary.evidence.hub.files.WHOLE", 32 << 10)
    files = {**GOOD, "big.safetensors": safetensors(2, 100_000)}
    bundle = json.dumps(authority.bundle(statement(files), ANN))
    hub.model("org/m", {**files, "model.sig": bundle})
    assert "4 files, 1 of them by the list of the hub" in front.vet("hf:org/m").fact("signed")


def test_a_folder(front: Front, authority: Authority) -> None:
    folder = front.cwd / "model"
    folder.mkdir()
    for name, one in GOOD.items():
        (folder / name).write_bytes(one.encode() if isinstance(one, str) else one)
    (folder / "model.sig").write_text(json.dumps(authority.bundle(statement(GOOD), ANN)))
    said = front.vet("./model")
    assert "by ann@example.invalid" in said.fact("signed")
    (folder / "config.json").write_text("{}")
    assert front.vet("./model").verdict["decision"] == "block"
    scanned = front("scan", "--format", "json", "./model")
    assert "config.json is another file" in scanned.message("model-signature-broken"), scanned.out


def test_a_folder_signed_by_a_link(front: Front, tmp_path: Path) -> None:
    folder = front.cwd / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (tmp_path / "secret").write_text("x")
    (folder / "model.sig").symlink_to(tmp_path / "secret")
    assert not front("scan", "--format", "json", "./model").fact("signed")

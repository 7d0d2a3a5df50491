"""Proofs of origin in the fake index: provenance, attestations and signatures under a test trust root."""

import hashlib
import json
from typing import Any
from urllib.parse import quote

from authority import PAYLOAD, Authority, Identity, attestation, b64, new_key, pae, sign, spki
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Struct, field
from pypi_attestations import AttestationType

from world.front import Front
from world.index import Answer, FakeIndex

PYPI_PUBLISH = AttestationType.PYPI_PUBLISH_V1.value
NPM_PUBLISH = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1"
SLSA = "https://slsa.dev/provenance/v1"
KEYS = "/npm/-/npm/v1/keys"
PRESENT = """
extends = "balanced"
require-present = ["provenance"]
"""


class Proofs(Struct):
    """One Sigstore and one signing key, for what an index holds."""

    index: FakeIndex
    authority: Authority = field(default_factory=Authority)
    key: ec.EllipticCurvePrivateKey = field(default_factory=new_key)
    keyid: str = "SHA256:one"

    def trusted_by(self, front: Front) -> None:
        """Let the command line trust this Sigstore."""
        path = self.authority.write_root(front.folder / "trust.json")
        front.environ["OSTIARY_TRUST_ROOT"] = str(path)

    def prove(
        self,
        filename: str,
        identity: Identity | None = None,
        *,
        digest: str = "",
        publisher: dict[str, Any] | None = None,
    ) -> None:
        """PEP 740 provenance for a Python file, made by `identity`; `digest` in place of the true one."""
        file = self.index.file(filename)
        identity = identity or Identity()
        made = {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": filename, "digest": {"sha256": digest or _sha256(file.body)}}],
            "predicateType": PYPI_PUBLISH,
            "predicate": None,
        }
        bundle = {
            "publisher": publisher or _publisher(identity),
            "attestations": [attestation(self.authority.bundle(made, identity))],
        }
        file.provenance = json.dumps({"version": 1, "attestation_bundles": [bundle]}).encode()

    def prove_release(self, name: str, version: str, identity: Identity | None = None) -> None:
        """Provenance for every file of a Python release."""
        for file in self.index.projects[name].files:
            if file.version == version:
                self.prove(file.filename, identity)

    def publish_keys(self, keyid: str = "") -> None:
        """Let the npm registry hand out its keys."""
        row = {
            "expires": None,
            "keyid": keyid or self.keyid,
            "keytype": "ecdsa-sha2-nistp256",
            "scheme": "ecdsa-sha2-nistp256",
            "key": b64(spki(self.key)),
        }
        self.index.extra[KEYS] = Answer(json.dumps({"keys": [row]}).encode())

    def sign(self, name: str, version: str, *, over: str = "") -> None:
        """The registry's signature over an npm release, or over the text `over` in its place."""
        dist = self.index.packages[name].versions[version]["dist"]
        message = over or f"{name}@{version}:{dist['integrity']}"
        signature = b64(sign(self.key, message.encode()))
        dist["signatures"] = [{"keyid": self.keyid, "sig": signature}]

    def attest(
        self,
        name: str,
        version: str,
        identity: Identity | None = None,
        *,
        digest: str = "",
        build: bool = True,
    ) -> None:
        """npm's attestations of a release: the registry's own, and with `build` that of its build."""
        package = self.index.packages[name]
        identity = identity or Identity()
        sha512 = digest or hashlib.sha512(package.archives[package.archive(version)]).hexdigest()
        rows = [(NPM_PUBLISH, self._published(_statement(NPM_PUBLISH, name, version, sha512, {})))]
        if build:
            workflow = {"repository": identity.repository}
            predicate = {"buildDefinition": {"externalParameters": {"workflow": workflow}}}
            made = _statement(SLSA, name, version, sha512, predicate)
            rows.append((SLSA, self.authority.bundle(made, identity)))
        body = {"attestations": [{"predicateType": kind, "bundle": one} for kind, one in rows]}
        package.attestations[version] = json.dumps(body).encode()
        package.versions[version]["dist"]["attestations"] = {
            "url": f"{self.index.npm}-/npm/v1/attestations/{quote(name)}@{version}",
            "provenance": {"predicateType": SLSA},
        }

    def _published(self, statement: dict[str, Any]) -> dict[str, Any]:
        payload = json.dumps(statement).encode()
        return {
            "mediaType": "application/vnd.dev.sigstore.bundle+json;version=0.2",
            "verificationMaterial": {"publicKey": {"hint": self.keyid}, "tlogEntries": []},
            "dsseEnvelope": {
                "payload": b64(payload),
                "payloadType": PAYLOAD,
                "signatures": [{"keyid": self.keyid, "sig": b64(sign(self.key, pae(payload)))}],
            },
        }


def required(front: Front) -> tuple[str, str]:
    """The words that choose a policy which takes nothing without provenance."""
    (front.cwd / "own.toml").write_text(PRESENT)
    return "--policy", "own.toml"


def _statement(
    kind: str, name: str, version: str, sha512: str, predicate: dict[str, Any]
) -> dict[str, Any]:
    form = "v1" if kind == SLSA else "v0.1"
    purl = f"pkg:npm/{quote(name, safe='/')}@{version}"
    return {
        "_type": f"https://in-toto.io/Statement/{form}",
        "subject": [{"name": purl, "digest": {"sha512": sha512}}],
        "predicateType": kind,
        "predicate": predicate,
    }


def _publisher(identity: Identity) -> dict[str, Any]:
    repository = identity.repository.removeprefix("https://github.com/")
    return {"kind": "GitHub", "repository": repository, "workflow": "release.yml"}


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()

"""A whole Sigstore of one's own, small enough for tests: authority, certificate log, entry log, keys."""

import base64
import hashlib
import json
import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

SIGNED = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOST = "log.example.invalid"
ORIGIN = f"{HOST} - 1"
REPOSITORY = "https://github.com/example/project"
COMMIT = "a" * 40
REF = "refs/tags/v1.0"
GITHUB = "https://token.actions.githubusercontent.com"
PAYLOAD = "application/vnd.in-toto+json"
_SCT = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def spki(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def key_id(key: ec.EllipticCurvePrivateKey) -> bytes:
    return hashlib.sha256(spki(key)).digest()


def sign(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def pae(payload: bytes, kind: str = PAYLOAD) -> bytes:
    return f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def claim(text: str) -> bytes:
    data = text.encode()
    length = bytes([len(data)]) if len(data) < 128 else bytes([0x81, len(data)])
    return b"\x0c" + length + data


class Identity(Struct, frozen=True):
    """What the authority writes into a certificate."""

    issuer: str = GITHUB
    san: str = f"{REPOSITORY}/.github/workflows/release.yml@{REF}"
    repository: str = REPOSITORY
    commit: str = COMMIT
    ref: str = REF
    config: str = f"{REPOSITORY}/.github/workflows/release.yml@{REF}"
    signer: str = ""
    email: bool = False

    def extensions(self) -> list[x509.UnrecognizedExtension]:
        values = {
            8: claim(self.issuer),
            9: claim(self.signer),
            12: claim(self.repository),
            13: claim(self.commit),
            14: claim(self.ref),
            18: claim(self.config),
        }
        if self.email:
            values = {1: self.issuer.encode(), 8: claim(self.issuer)}
        return [
            x509.UnrecognizedExtension(x509.ObjectIdentifier(f"1.3.6.1.4.1.57264.1.{one}"), value)
            for one, value in values.items()
        ]


@dataclass
class Authority:
    """A certificate authority with its logs; `begin` moves all certificates in time."""

    ca_key: ec.EllipticCurvePrivateKey = field(default_factory=new_key)
    ct_key: ec.EllipticCurvePrivateKey = field(default_factory=new_key)
    log_key: ec.EllipticCurvePrivateKey = field(default_factory=new_key)
    claimed: dict[str, ec.EllipticCurvePrivateKey] = field(default_factory=dict)
    """Keys whose identifiers are written in place of those of the keys that sign."""
    ca: x509.Certificate = field(init=False)

    def claims(self, name: str) -> ec.EllipticCurvePrivateKey:
        key: ec.EllipticCurvePrivateKey = self.claimed.get(name) or getattr(self, name)
        return key

    def __post_init__(self) -> None:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
        public = self.ca_key.public_key()
        self.ca = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(public)
            .serial_number(1)
            .not_valid_before(SIGNED - timedelta(days=400))
            .not_valid_after(SIGNED + timedelta(days=4000))
            .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
            .add_extension(_usage(authority=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .sign(self.ca_key, hashes.SHA256())
        )

    def root(self) -> dict[str, Any]:
        return {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [self._log("https://log.example.invalid", self.log_key)],
            "ctlogs": [self._log("https://ct.example.invalid", self.ct_key)],
            "certificateAuthorities": [
                {
                    "subject": {"organization": "test", "commonName": "test authority"},
                    "uri": "https://ca.example.invalid",
                    "certChain": {
                        "certificates": [
                            {"rawBytes": b64(self.ca.public_bytes(serialization.Encoding.DER))}
                        ]
                    },
                    "validFor": {"start": "2020-01-01T00:00:00Z"},
                }
            ],
            "timestampAuthorities": [],
        }

    def write_root(self, path: Path) -> Path:
        path.write_text(json.dumps(self.root()))
        return path

    def _log(self, url: str, key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
        return {
            "baseUrl": url,
            "hashAlgorithm": "SHA2_256",
            "publicKey": {
                "rawBytes": b64(spki(key)),
                "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                "validFor": {"start": "2020-01-01T00:00:00Z"},
            },
            "logId": {"keyId": b64(key_id(key))},
        }

    def certificate(
        self, key: ec.EllipticCurvePrivateKey, identity: Identity, *, logged: bool = True
    ) -> x509.Certificate:
        san: x509.GeneralName = x509.UniformResourceIdentifier(identity.san)
        if identity.email:
            san = x509.RFC822Name(identity.san)
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(self.ca.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(SIGNED)
            .not_valid_after(SIGNED + timedelta(minutes=10))
            .add_extension(_usage(authority=False), critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(
                    self.claims("ca_key").public_key()
                ),
                critical=False,
            )
            .add_extension(x509.SubjectAlternativeName([san]), critical=True)
        )
        for extension in identity.extensions():
            builder = builder.add_extension(extension, critical=False)
        bare = builder.sign(self.ca_key, hashes.SHA256())
        if not logged:
            return bare
        sct = self._sct(bare.tbs_certificate_bytes)
        return builder.add_extension(x509.UnrecognizedExtension(_SCT, sct), critical=False).sign(
            self.ca_key, hashes.SHA256()
        )

    def _sct(self, tbs: bytes) -> bytes:
        moment = int(SIGNED.timestamp() * 1000)
        entry = key_id(self.ca_key) + struct.pack("!I", len(tbs))[1:] + tbs
        signature = sign(self.ct_key, struct.pack("!BBQH", 0, 0, moment, 1) + entry + b"\0\0")
        sct = b"\0" + key_id(self.claims("ct_key")) + struct.pack("!QH", moment, 0)
        sct += struct.pack("!BBH", 4, 3, len(signature)) + signature
        listed = struct.pack("!H", len(sct)) + sct
        listed = struct.pack("!H", len(listed)) + listed
        return (
            b"\x04"
            + (bytes([len(listed)]) if len(listed) < 128 else bytes([0x81, len(listed)]))
            + listed
        )

    def entry(self, body: dict[str, Any], at: datetime) -> dict[str, Any]:
        """A log entry in a tree of two leaves, with inclusion proof, checkpoint and signed timestamp."""
        data = canonical(body)
        leaf = hashlib.sha256(b"\0" + data).digest()
        other = hashlib.sha256(b"\0another entry").digest()
        root = hashlib.sha256(b"\1" + leaf + other).digest()
        note = f"{ORIGIN}\n2\n{b64(root)}\n"
        signature = b64(key_id(self.claims("log_key"))[:4] + sign(self.log_key, note.encode()))
        moment = int(at.timestamp())
        promise = canonical(
            {
                "body": b64(data),
                "integratedTime": moment,
                "logID": key_id(self.claims("log_key")).hex(),
                "logIndex": 0,
            }
        )
        return {
            "logIndex": "0",
            "logId": {"keyId": b64(key_id(self.claims("log_key")))},
            "kindVersion": {"kind": body["kind"], "version": body["apiVersion"]},
            "integratedTime": str(moment),
            "inclusionPromise": {"signedEntryTimestamp": b64(sign(self.log_key, promise))},
            "inclusionProof": {
                "logIndex": "0",
                "rootHash": b64(root),
                "treeSize": "2",
                "hashes": [b64(other)],
                "checkpoint": {"envelope": f"{note}\n\u2014 {HOST} {signature}\n"},
            },
            "canonicalizedBody": b64(data),
        }

    def bundle(
        self,
        statement: dict[str, Any],
        identity: Identity | None = None,
        *,
        kind: str = "dsse",
        at: datetime = SIGNED + timedelta(minutes=1),
        logged: bool = True,
    ) -> dict[str, Any]:
        """A Sigstore bundle, version 0.3, over an in-toto statement."""
        key = new_key()
        certificate = self.certificate(key, identity or Identity(), logged=logged)
        payload = json.dumps(statement).encode()
        signature = sign(key, pae(payload))
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        make = _dsse_body if kind == "dsse" else _intoto_body
        return {
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": {
                "certificate": {
                    "rawBytes": b64(certificate.public_bytes(serialization.Encoding.DER))
                },
                "tlogEntries": [self.entry(make(payload, signature, pem), at)],
            },
            "dsseEnvelope": {
                "payload": b64(payload),
                "payloadType": PAYLOAD,
                "signatures": [{"sig": b64(signature)}],
            },
        }


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _hash(data: bytes) -> dict[str, str]:
    return {"algorithm": "sha256", "value": hashlib.sha256(data).hexdigest()}


def _dsse_body(payload: bytes, signature: bytes, pem: bytes) -> dict[str, Any]:
    return {
        "apiVersion": "0.0.1",
        "kind": "dsse",
        "spec": {
            "envelopeHash": _hash(b"envelope"),
            "payloadHash": _hash(payload),
            "signatures": [{"signature": b64(signature), "verifier": b64(pem)}],
        },
    }


def _intoto_body(payload: bytes, signature: bytes, pem: bytes) -> dict[str, Any]:
    twice = b64(b64(signature).encode())
    return {
        "apiVersion": "0.0.2",
        "kind": "intoto",
        "spec": {
            "content": {
                "envelope": {
                    "payloadType": PAYLOAD,
                    "signatures": [{"publicKey": b64(pem), "sig": twice}],
                },
                "hash": _hash(b"envelope"),
                "payloadHash": _hash(payload),
            }
        },
    }


def attestation(bundle: dict[str, Any]) -> dict[str, Any]:
    """The same bundle in the form of PEP 740."""
    material = bundle["verificationMaterial"]
    return {
        "version": 1,
        "verification_material": {
            "certificate": material["certificate"]["rawBytes"],
            "transparency_entries": material["tlogEntries"],
        },
        "envelope": {
            "statement": bundle["dsseEnvelope"]["payload"],
            "signature": bundle["dsseEnvelope"]["signatures"][0]["sig"],
        },
    }


def other_repository() -> Identity:
    """A build of somebody else's."""
    theirs = "https://github.com/someone/else"
    config = f"{theirs}/.github/workflows/release.yml@{REF}"
    return replace(Identity(), repository=theirs, config=config, san=config)


NUMBERS = {"logIndex", "treeSize", "integratedTime"}
"""Texts that hold numbers: `"0"` and `"00"` differ and mean the same."""
LEAF: st.SearchStrategy[object] = (
    st.none() | st.integers() | st.text(max_size=5) | st.builds(list) | st.builds(dict)
)


def paths(value: Any, at: tuple[Any, ...] = ()) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*at, key)
        if isinstance(inner, dict | list):
            yield from paths(inner, (*at, key))


def put(wire: Any, where: tuple[Any, ...], value: Any) -> None:
    for key in where[:-1]:
        try:
            wire = wire[key]
        except (KeyError, IndexError, TypeError):
            return
    try:
        wire[where[-1]] = value
    except (TypeError, IndexError):
        return

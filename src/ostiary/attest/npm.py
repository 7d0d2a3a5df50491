"""Do the attestations of an npm release hold, and which build do they prove?"""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from msgspec import Struct

from ostiary.attest.bundle import Statement, read_statement, verify_bundle
from ostiary.attest.claims import CIRCLECI, GITHUB, GITLAB, Claims
from ostiary.attest.faults import BrokenError, UncheckedError, broken_errors, first_line
from ostiary.attest.intoto import pae
from ostiary.attest.npm_keys import RegistryKey, find_key, verify_with_key
from ostiary.attest.trust import TrustRoot
from ostiary.core.digest import Digest
from ostiary.core.facts.provenance import FileProvenance, Proof
from ostiary.core.subject import Subject

if TYPE_CHECKING:
    from sigstore.models import Bundle

MAX_BODY = 16 * 1024 * 1024
MAX_ATTESTATIONS = 32

PUBLISH = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1"
SLSA_V02 = "https://slsa.dev/provenance/v0.2"
SLSA_V1 = "https://slsa.dev/provenance/v1"
BUILDS = (SLSA_V1, SLSA_V02)


def verify_npm_attestations(  # noqa: PLR0917 - what is asked, what was answered, whom we believe
    name: str,
    version: str,
    digests: tuple[Digest, ...],
    body: bytes,
    keys: Sequence[RegistryKey],
    trust: TrustRoot,
    *,
    filename: str = "",
    published: datetime | None = None,
) -> FileProvenance:
    """Verify what the attestations end point says about a release, whose bytes the caller checked.

    Provenance (SLSA) must hold against `trust`, the registry's publish attestation against `keys`; both
    must be about this package URL and its SHA-512. One that is broken breaks all. The registry's
    attestation alone proves no build: then the answer is `NONE`. Never raises.
    """
    label = filename or f"{name.rpartition('/')[2]}-{version}.tgz"
    sha512 = next((one.value for one in digests if one.algorithm == "sha512"), "")
    purl = unquote(Subject("npm", name, version).purl)
    asked = _Asked(purl, sha512, tuple(keys), trust, published)
    try:
        return _proven(label, *_verify_all(_parse(body), asked))
    except BrokenError as error:
        return FileProvenance(label, Proof.BROKEN, reason=str(error))
    except UncheckedError as error:
        return FileProvenance(label, Proof.UNCHECKED, reason=str(error))


def _parse(body: bytes) -> list[tuple[str, Mapping[str, Any]]]:
    if len(body) > MAX_BODY:
        raise UncheckedError(f"{len(body)} bytes of attestations; {MAX_BODY} are read at most")
    try:
        rows = json.loads(body)["attestations"]
        pairs = [(str(row["predicateType"]), row["bundle"]) for row in rows]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BrokenError("not an answer of an attestations end point") from None
    if len(pairs) > MAX_ATTESTATIONS:
        raise UncheckedError(f"{len(pairs)} attestations; {MAX_ATTESTATIONS} are read at most")
    if any(not isinstance(bundle, dict) for _, bundle in pairs):
        raise BrokenError("an attestation without a bundle")
    return pairs


class _Asked(Struct, frozen=True):
    purl: str
    sha512: str
    keys: tuple[RegistryKey, ...]
    trust: TrustRoot
    published: datetime | None


def _verify_all(
    pairs: list[tuple[str, Mapping[str, Any]]], asked: _Asked
) -> tuple[list[Statement], str]:
    """What was verified, and why something beside a verified build was not.

    A build proves itself: that the registry's attestation cannot be checked takes nothing from it. One
    that is broken, and a build that cannot be checked, decide over all.
    """
    statements: list[Statement] = []
    doubts: dict[str, UncheckedError] = {}
    for kind, wire in pairs:
        try:
            statements.append(_verify(kind, wire, asked))
        except UncheckedError as error:
            doubts[kind] = error
    doubt = next((doubts[kind] for kind in (*BUILDS, *doubts) if kind in doubts), None)
    proven = any(one.predicate_type in BUILDS for one in statements)
    if doubt and not (proven and doubts.keys().isdisjoint(BUILDS)):
        raise doubt
    return statements, f"not checked: {doubt}" if doubt else ""


def _verify(kind: str, wire: Mapping[str, Any], asked: _Asked) -> Statement:
    if kind == PUBLISH:
        statement = _verify_publish(wire, asked)
    elif kind in BUILDS:
        statement = _verify_provenance(wire, asked.trust)
        _check_source(statement)
    else:
        raise UncheckedError(f"an attestation of the type {kind[:80]}")
    if statement.predicate_type != kind:
        raise BrokenError(f"announced as {kind[:80]}, and is {statement.predicate_type[:80]}")
    _check_subject(statement, asked)
    return statement


def _verify_publish(wire: Mapping[str, Any], asked: _Asked) -> Statement:
    """The registry signs with its own key, not with a certificate; its key is all that we trust here."""
    try:
        hint = wire["verificationMaterial"]["publicKey"]["hint"]
        envelope = wire["dsseEnvelope"]
        payload_type = envelope["payloadType"]
        payload = base64.b64decode(envelope["payload"], validate=True)
        signatures = [str(one["sig"]) for one in envelope["signatures"]]
        message = pae(payload_type, payload)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BrokenError("a publish attestation that is no signed envelope") from None
    if len(signatures) != 1:
        raise BrokenError(f"{len(signatures)} signatures on the publish attestation instead of one")
    verify_with_key(find_key(str(hint), asked.keys, asked.published), signatures[0], message)
    return read_statement(payload_type, payload, Claims())


def _verify_provenance(wire: Mapping[str, Any], trust: TrustRoot) -> Statement:
    from sigstore.verify.policy import AnyOf, OIDCIssuerV2

    policy = AnyOf([OIDCIssuerV2(one) for one in (GITHUB, GITLAB, CIRCLECI)])
    return verify_bundle(_load(wire), policy, trust)


def _load(wire: Mapping[str, Any]) -> "Bundle":
    from sigstore.models import Bundle

    material = wire.get("verificationMaterial")
    entries = material.get("tlogEntries") if isinstance(material, dict) else None
    first = entries[0] if isinstance(entries, list) and entries else None
    if not isinstance(first, dict):
        if isinstance(material, dict) and material.get("timestampVerificationData"):
            raise UncheckedError("timestamped by an authority, and in no public log")
        raise BrokenError("no entry of a transparency log")
    if first.get("inclusionPromise") and not first.get("inclusionProof"):
        raise UncheckedError("a log entry of the first form, without a proof of inclusion")
    try:
        return Bundle.from_json(json.dumps(wire))
    except broken_errors() as error:
        raise BrokenError(first_line(error)) from None


def _check_subject(statement: Statement, asked: _Asked) -> None:
    if not asked.sha512:
        raise UncheckedError("the registry gives no SHA-512 of the file")
    if len(statement.subjects) != 1:
        raise BrokenError(f"the statement has {len(statement.subjects)} subjects instead of one")
    name, digests = statement.subjects[0]
    if unquote(name) != asked.purl:
        raise BrokenError(f"the statement is about {name[:100]}")
    if digests.get("sha512") != asked.sha512:
        raise BrokenError("the statement is about other bytes: its SHA-512 is another one")


def _check_source(statement: Statement) -> None:
    """The build's own words about its source must not contradict its certificate."""
    claimed = _claimed_source(statement)
    proven = statement.claims.repository
    if not proven:
        raise BrokenError("the certificate names no repository")
    if claimed and _bare(claimed) != _bare(proven):
        raise BrokenError(
            f"the statement claims {claimed[:100]}, the certificate says {proven[:100]}"
        )


def _claimed_source(statement: Statement) -> str:
    try:
        if statement.predicate_type == SLSA_V1:
            workflow = statement.predicate["buildDefinition"]["externalParameters"]["workflow"]
            return str(workflow["repository"])
        return str(statement.predicate["invocation"]["configSource"]["uri"])
    except (KeyError, TypeError):
        return ""


def _bare(url: str) -> str:
    return url.removeprefix("git+").partition("@")[0].removesuffix(".git").rstrip("/").lower()


def _proven(label: str, statements: list[Statement], doubt: str) -> FileProvenance:
    builds = [one for one in statements if one.predicate_type in BUILDS]
    if not builds:
        held = "the registry's own attestation holds; " if statements else ""
        return FileProvenance(label, Proof.NONE, reason=f"{held}no build is attested")
    if len({_bare(one.claims.repository) for one in builds}) > 1:
        raise BrokenError("attestations of different repositories")
    best = builds[0]
    return FileProvenance(
        label,
        Proof.VERIFIED,
        repository=best.claims.repository,
        commit=best.claims.commit,
        ref=best.claims.ref,
        workflow=best.claims.workflow,
        builder=best.claims.builder,
        predicate=best.predicate_type,
        reason=doubt,
    )

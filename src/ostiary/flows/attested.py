"""Fetch what proves where a release was built, and verify it against the pinned trust root."""

import asyncio

from ostiary.attest.npm import verify_npm_attestations
from ostiary.attest.npm_keys import RegistryKey, parse_keys, verify_npm_signature
from ostiary.attest.pep740 import verify_pypi
from ostiary.core.errors import OstiaryError
from ostiary.core.evidence import Absent, Cause, Evidence, Item, Unknown
from ostiary.core.facts.provenance import FileProvenance, Proof, Provenance, RegistrySignature
from ostiary.core.facts.release import ReleaseFile
from ostiary.evidence.registries.answer import Answer
from ostiary.flows.edges import Edges


async def prove(answer: Answer, edges: Edges) -> tuple[Item, ...]:
    """Provenance of every file, and the registry's own signature where the registry has such."""
    if not answer.files:
        return ()
    if answer.subject.type == "npm":
        return await _npm(answer, edges)
    return await _pypi(answer, edges)


async def _pypi(answer: Answer, edges: Edges) -> tuple[Item, ...]:
    offered = any(file.provenance for file in answer.release.files)
    if not offered:
        return (_known(answer, _none(answer), edges),)
    raw = await edges.pypi.provenance(answer)
    lost = [body for _, body in raw if isinstance(body, Unknown)]
    proofs = [
        await asyncio.to_thread(_pypi_file, file, body, edges)
        for file, body in raw
        if not isinstance(body, Unknown)
    ]
    fact = Provenance(tuple(proofs), answer.release.repository, offered=True)
    return (_known(answer, fact, edges), *lost)


def _pypi_file(file: ReleaseFile, body: bytes | None, edges: Edges) -> FileProvenance:
    if body is None:
        return FileProvenance(file.filename, Proof.NONE)
    return verify_pypi(file, body, edges.trust())


async def _npm(answer: Answer, edges: Edges) -> tuple[Item, ...]:
    if not answer.signatures and not answer.attestations:
        reason = "the registry names no signature and no attestation for this version"
        return (
            _known(answer, _none(answer), edges),
            Absent(answer.subject, RegistrySignature, answer.subject.origin, reason),
        )
    keys = await _keys(answer, edges)
    items: list[Item] = []
    if answer.signatures:
        items.append(keys if isinstance(keys, Unknown) else _signature(answer, keys, edges))
    if answer.attestations:
        known = () if isinstance(keys, Unknown) else keys
        items.append(await _npm_provenance(answer, known, edges))
    else:
        items.append(_known(answer, _none(answer), edges))
    return tuple(items)


async def _keys(answer: Answer, edges: Edges) -> tuple[RegistryKey, ...] | Unknown:
    raw = await edges.npm.keys(answer.subject.name)
    subject, source = answer.subject, answer.subject.origin
    if isinstance(raw, Unknown):
        return raw
    if isinstance(raw, Absent):
        reason = "the registry signs releases, but does not hand out its keys"
        return Unknown(subject, RegistrySignature, source, Cause.UNCONFIGURED, reason)
    try:
        return parse_keys(raw)
    except OstiaryError as error:
        return Unknown(subject, RegistrySignature, source, Cause.MALFORMED, error.message)


def _signature(answer: Answer, keys: tuple[RegistryKey, ...], edges: Edges) -> Item:
    fact = verify_npm_signature(
        answer.release.name,
        answer.release.version,
        answer.integrity,
        answer.signatures,
        keys,
        published=answer.release.published,
    )
    return Evidence(answer.subject, fact, answer.subject.origin, edges.world.now)


async def _npm_provenance(answer: Answer, keys: tuple[RegistryKey, ...], edges: Edges) -> Item:
    raw = await edges.npm.attestations(answer)
    if isinstance(raw, Absent | Unknown):
        return raw
    file = answer.files[0]
    proof = await asyncio.to_thread(
        verify_npm_attestations,
        answer.release.name,
        answer.release.version,
        file.digests,
        raw,
        keys,
        edges.trust(),
        filename=file.filename,
        published=answer.release.published,
    )
    return _known(answer, Provenance((proof,), answer.release.repository, offered=True), edges)


def _none(answer: Answer) -> Provenance:
    """No proof for any file: then only what the project claims about its source is left to look at."""
    files = tuple(FileProvenance(file.filename, Proof.NONE) for file in answer.files)
    return Provenance(files, answer.release.repository)


def _known(answer: Answer, fact: Provenance, edges: Edges) -> Item:
    return Evidence(answer.subject, fact, f"attestations, {edges.trust().label}", edges.world.now)

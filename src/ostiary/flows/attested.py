"""Fetch what proves where a release was built, and verify it against the pinned trust root."""

import asyncio
from collections.abc import Iterator

from ostiary.attest.npm import verify_npm_attestations
from ostiary.attest.npm_keys import RegistryKey, parse_keys, verify_npm_signature
from ostiary.attest.pep740 import verify_pypi
from ostiary.core.errors import OstiaryError
from ostiary.core.evidence import Absent, Cause, Dossier, Evidence, Item, Unknown
from ostiary.core.facts.history import Lineage
from ostiary.core.facts.provenance import FileProvenance, Proof, Provenance, RegistrySignature
from ostiary.core.facts.release import ReleaseFile
from ostiary.evidence.registries.answer import Answer
from ostiary.flows.edges import Edges

STRANGER = "the release is signed by a key that the registry does not publish"
UNSIGNED = "the registry signs other versions of this package, and not this one"


async def prove(answer: Answer, edges: Edges) -> tuple[Item, ...]:
    """Provenance of every file, and the registry's own signature where the registry has such.

    What is there and cannot be verified is also an unknown: a policy that asks for proof has none.
    """
    if not answer.files:
        return ()
    found = await (_npm if answer.subject.type == "npm" else _pypi)(answer, edges)
    return (*found, *_unchecked(found))


def _unchecked(items: tuple[Item, ...]) -> Iterator[Unknown]:
    for item in items:
        data = item.data if isinstance(item, Evidence) else None
        rows = data.files if isinstance(data, Provenance) else (data,)
        for one in rows:
            if not isinstance(one, FileProvenance | RegistrySignature):
                continue
            if one.proof is Proof.UNCHECKED:
                yield Unknown(item.subject, type(data), item.source, Cause.OPAQUE, one.reason)


async def _pypi(answer: Answer, edges: Edges) -> tuple[Item, ...]:
    if not any(file.provenance for file in answer.release.files):
        return (_none(answer, edges),)
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
        return _none(answer, edges), _unsigned(answer)
    keys = await _keys(answer, edges)
    items: list[Item] = []
    if not answer.signatures:
        items.append(_unsigned(answer))
    else:
        items.append(keys if isinstance(keys, Unknown) else _signature(answer, keys, edges))
    if answer.attestations:
        known = () if isinstance(keys, Unknown) else keys
        items.append(await _npm_provenance(answer, known, edges))
    else:
        items.append(_none(answer, edges))
    return tuple(items)


def _unsigned(answer: Answer) -> Item:
    """A signature that is gone where other versions have one is no ordinary lack of it."""
    subject, source = answer.subject, answer.subject.origin
    if answer.signs:
        hint = "ask the registry's operator, or compare the file with that of another registry"
        return Unknown(subject, RegistrySignature, source, Cause.CONTRADICTED, UNSIGNED, hint)
    reason = "the registry names no signature for this version"
    return Absent(subject, RegistrySignature, source, reason)


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
    """Signatures by keys that the registry publishes decide; one by a stranger is no proof of anything.

    It may be forged, or the list of keys may be older than the signature.
    """
    published = {key.keyid for key in keys}
    own = tuple(pair for pair in answer.signatures if not keys or pair[0] in published)
    fact = verify_npm_signature(
        answer.release.name,
        answer.release.version,
        answer.integrity,
        own,
        keys,
        published=answer.release.published,
    )
    subject, source = answer.subject, answer.subject.origin
    if len(own) < len(answer.signatures) and fact.proof is not Proof.BROKEN:
        hint = "run again without the cache; if it stays so, ask the registry's operator"
        return Unknown(subject, RegistrySignature, source, Cause.CONTRADICTED, STRANGER, hint)
    return Evidence(subject, fact, source, edges.world.now)


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


def _none(answer: Answer, edges: Edges) -> Item:
    """No proof for any file: then only what the project claims about its source is left to look at."""
    files = tuple(FileProvenance(file.filename, Proof.NONE) for file in answer.files)
    lineage = Dossier(answer.subject, answer.items).first(Lineage)
    tells = lineage is not None and lineage.current.attested is not None
    fact = Provenance(files, answer.release.repository, offered=True if tells else None)
    return Evidence(answer.subject, fact, answer.subject.origin, edges.world.now)


def _known(answer: Answer, fact: Provenance, edges: Edges) -> Item:
    return Evidence(answer.subject, fact, f"attestations, {edges.trust().label}", edges.world.now)

"""What the index says about the bytes that locks pin: the same, others, or gone."""

import asyncio
from collections.abc import Iterable

from ostiary.core.audit import Place
from ostiary.core.digest import STRONG, Digest
from ostiary.core.errors import NotFoundError, OstiaryError
from ostiary.core.facts.installed import Disagreement
from ostiary.core.facts.release import ReleaseFile
from ostiary.core.inventory import Component, ListingKind, Origin, Unauditable
from ostiary.core.ports import Progress
from ostiary.core.subject import Subject
from ostiary.core.world import World
from ostiary.flows.audit.options import AuditOptions
from ostiary.flows.audit.stock import Verified
from ostiary.flows.edges import Edges, open_edges
from ostiary.flows.options import VetOptions
from ostiary.flows.running import run as run_async

AT_ONCE = 8
"""Releases that are asked about at a time."""
_TYPES = ("pypi", "npm")


def verify(
    places: Iterable[Place], options: AuditOptions, world: World, progress: Progress
) -> dict[str, Verified]:
    """By path of the place: what is not as the index has it. Each release is asked about once."""
    return run_async(_verify(tuple(places), options, world, progress))


async def _verify(
    places: tuple[Place, ...], options: AuditOptions, world: World, progress: Progress
) -> dict[str, Verified]:
    asked = VetOptions(options.policy, all_artifacts=True, allow_pre=True, sources=options.sources)
    wanted = {(one.type, one.name, one.version) for place in places for one in _locked(place)}
    progress.start("verified", len(wanted))
    gate = asyncio.Semaphore(AT_ONCE)
    answers: dict[tuple[str, str, str], tuple[ReleaseFile, ...] | str] = {}

    async with open_edges(world, asked) as edges:

        async def one(key: tuple[str, str, str]) -> None:
            async with gate:
                answers[key] = await _files(key, edges, asked)
            progress.step("verified")

        await asyncio.gather(*map(one, sorted(wanted)))
    progress.stop("verified")
    return {place.path: _of_place(place, answers) for place in places}


def _locked(place: Place) -> Iterable[Component]:
    for listing in place.listings:
        if listing.kind is ListingKind.LOCK:
            for one in listing.components:
                if one.type in _TYPES and one.version and one.origin is Origin.REGISTRY:
                    yield one


async def _files(
    key: tuple[str, str, str], edges: Edges, options: VetOptions
) -> tuple[ReleaseFile, ...] | str:
    """The files of a release, none if the index has no such release, or why that is unknown."""
    try:
        answer = await edges.find_exact(Subject(*key), options)
    except NotFoundError:
        return ()
    except OstiaryError as error:
        return error.message
    return answer.files


def _of_place(
    place: Place, answers: dict[tuple[str, str, str], tuple[ReleaseFile, ...] | str]
) -> Verified:
    result = Verified()
    for one in _locked(place):
        files = answers[one.type, one.name, one.version]
        name = f"{one.name} {one.version}"
        if isinstance(files, str):
            hint = "run again when the index answers"
            lost = Unauditable(one.at, one.name, f"its digests were not verified: {files}", hint)
            result.unverified.append(lost)
        elif not files:
            result.gone.append(Disagreement(name, "no longer on the index", one.at))
        else:
            problem = _differs(one.digests, files)
            if problem:
                result.swapped.append(Disagreement(name, problem, one.at))
    return result


def _differs(digests: tuple[Digest, ...], files: tuple[ReleaseFile, ...]) -> str:
    """Which pinned digest no file of the release has; what the index does not give proves nothing."""
    offered = {digest for file in files for digest in file.digests}
    algorithms = {digest.algorithm for digest in offered}
    for digest in digests:
        comparable = digest.algorithm in STRONG and digest.algorithm in algorithms
        if comparable and digest not in offered:
            short = f"{digest.algorithm}:{digest.value[:16]}…"
            return f"{short} is of none of its files on the index"
    return ""

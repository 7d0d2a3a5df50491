"""Which sources, tools and data are here, how old they are, and what their absence costs."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from ostiary.core.errors import OstiaryError, SourceError
from ostiary.core.world import World
from ostiary.flows.confinement import confinement
from ostiary.flows.edges import ADVISORIES, Edges, open_edges
from ostiary.flows.equipment import Line, names, tools, trust
from ostiary.flows.options import VetOptions
from ostiary.flows.remember import verify
from ostiary.flows.running import run as run_async
from ostiary.store.examinations import Examinations

OLD_DAYS = 3
"""Advisories older than this many days are called old."""

TYPES = ("pypi", "npm")

_SOURCES = {
    "osv": (
        "advisories over the network",
        "without them and without local data nothing is allowed",
    ),
    "depsdev": ("dependents, and who else claims the repository", "starjacking is not seen"),
    "scorecard": ("OpenSSF Scorecard", "how the repository is kept stays unknown"),
    "github": ("repository facts", "archived and copied repositories are not seen"),
    "gitlab": ("repository facts", "archived and copied repositories are not seen"),
    "rdap": ("age of e-mail domains", "a re-registered domain is not seen"),
    "pypistats": ("downloads of Python packages", "popularity does not help to judge a name"),
    "npm_downloads": ("downloads of npm packages", "popularity does not help to judge a name"),
}


def diagnose(options: VetOptions, world: World) -> tuple[Line, ...]:
    """Look at everything once; a source that does not answer costs one time-out."""
    return run_async(_diagnose(options, world))


async def _diagnose(options: VetOptions, world: World) -> tuple[Line, ...]:
    async with open_edges(world, options) as edges:
        lines = [*_indexes(edges), *await _sources(edges, options)]
        lines += [*tools(world), *await asyncio.to_thread(lambda: [*confinement()])]
        lines += [*_data(edges, world), *[await names(edges, one) for one in TYPES]]
        lines += [trust(edges, world), _log(world), _examinations(world)]
        return tuple(lines)


def _indexes(edges: Edges) -> Iterator[Line]:
    settings = edges.settings
    for place in settings.pypi:
        yield Line("index", "pypi", "ok", f"{place.url} ({place.origin})")
    if not settings.pypi:
        cost = "no Python package can be vetted by name"
        yield Line("index", "pypi", "missing", settings.pypi_fault, cost, settings.pypi_hint)
    npm = settings.npm
    if npm.registry:
        yield Line("index", "npm", "ok", f"{npm.registry} ({npm.origin})")
    else:
        yield Line(
            "index", "npm", "missing", npm.fault, "no npm package can be vetted by name", npm.hint
        )


async def _sources(edges: Edges, options: VetOptions) -> list[Line]:
    async def ask(name: str, what: str, cost: str) -> Line:
        url = getattr(options.sources, name)
        variable = f"OSTIARY_{name.upper()}_URL"
        if not url:
            return Line("source", name, "missing", f"{what}: switched off", cost, f"set {variable}")
        try:
            await edges.http.get(url + "/")
        except SourceError as error:
            hint = f"a mirror of it? set {variable}"
            return Line("source", name, "missing", f"{what}: {error.message}", cost, hint)
        return Line("source", name, "ok", f"{what}: {url} answers")

    return list(await asyncio.gather(*(ask(name, *text) for name, text in _SOURCES.items())))


def _data(edges: Edges, world: World) -> Iterator[Line]:
    hint = "ostiary db update --from OSV-EXPORT"
    cost = "offline, nothing can be allowed"
    if edges.store_fault:
        yield Line("data", "advisories", "broken", edges.store_fault.message, cost, hint)
    elif edges.store is None:
        detail = f"no {ADVISORIES} in {world.data}"
        yield Line("data", "advisories", "missing", detail, cost, hint)
    else:
        summary = edges.store.summary()
        days = (world.now - summary.told).days
        state = "old" if days > OLD_DAYS else "ok"
        kinds = ", ".join(summary.types) or "no packages"
        detail = f"{summary.records:,} records on {kinds}, {days} days old by the newest of them"
        lacks = "what became known since is missing, and nothing says so but this age"
        yield Line("data", "advisories", state, detail, lacks, hint)


def _examinations(world: World) -> Line:
    """What earlier runs examined: how much of it is kept and where."""
    store = Examinations(Path(world.cache))
    kept = store.kept()
    if not store.usable():
        cost = "every artifact is read again in every run"
        hint = "set OSTIARY_CACHE to a folder of your own"
        return Line("data", "examinations", "broken", store.fault, cost, hint)
    many = "1 artifact" if kept.count == 1 else f"{kept.count:,} artifacts"
    detail = f"{many}, {kept.size / 1e6:,.1f} MB in {store.root}; delete the folder to forget them"
    return Line("data", "examinations", "ok", detail)


def _log(world: World) -> Line:
    try:
        result = verify(world)
    except OstiaryError as error:
        return Line("data", "log", "broken", error.message, "decisions are not kept", error.hint)
    if result.ok:
        return Line("data", "log", "ok", f"{result.count} entries, whole")
    return Line(
        "data", "log", "broken", result.reason, "the past cannot be trusted", "ostiary log verify"
    )

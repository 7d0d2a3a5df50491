"""What Ostiary brings along or finds on this machine: tools, lists of names, a trust root."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct

from ostiary.core.errors import OstiaryError, SourceError
from ostiary.core.world import World
from ostiary.evidence.registries.filename import current_target
from ostiary.evidence.sources.popular import SOURCE
from ostiary.flows.edges import Edges
from ostiary.subjects.tool import find_tool, run_tool

SECONDS = 20


class Line(Struct, frozen=True):
    """One thing that should be here, and what its lack costs.

    `state` is ok, missing, old, short or broken.
    """

    group: str
    name: str
    state: str
    detail: str
    cost: str = ""
    hint: str = ""


def tools(world: World) -> Iterator[Line]:
    """The programs that Ostiary starts, and the Python whose wheels it reads."""
    from uv import find_uv_bin

    yield _python()
    yield _tool("uv", Path(find_uv_bin()), "Python dependency trees stay unknown", world)
    npm = find_tool("npm", world.environ)
    cost = "npm's registry, credentials and dependency trees stay unknown"
    if npm is None:
        yield Line("tool", "npm", "missing", "not on the PATH", cost, "install Node.js with npm")
    else:
        yield _tool("npm", npm, cost, world)
    git = find_tool("git", world.environ)
    cost = "trees with a dependency that comes from git stay unknown"
    if git is None:
        yield Line("tool", "git", "missing", "not on the PATH", cost, "install git")
    else:
        yield _tool("git", git, cost, world)


def _python() -> Line:
    """Our own interpreter, which stands in for the user's: its tags decide which wheels are read."""
    target = current_target()
    best = target.tags[0] if target.tags else "none"
    detail = f"{target.python}, which runs Ostiary, decides which wheels are read: {best} first"
    return Line("tool", "python", "ok", detail)


def _tool(name: str, path: Path, cost: str, world: World) -> Line:
    try:
        answer = run_tool([str(path), "--version"], world.environ, Path(world.cwd), seconds=SECONDS)
    except SourceError as error:
        return Line("tool", name, "broken", error.message, cost, f"reinstall {name}")
    if answer.status != 0:
        return Line("tool", name, "broken", f"`{name} --version` fails", cost, f"reinstall {name}")
    return Line("tool", name, "ok", answer.output.strip().splitlines()[0])


async def names(edges: Edges, ecosystem: str) -> Line:
    """The list of popular names that name-confusion compares with, and how long it is."""
    known, _, source = await edges.popular(ecosystem)
    name = f"{ecosystem} names"
    detail = f"{len(known):,} popular names, {source}"
    cost = "names that resemble a package outside this short list are not noticed"
    hint = f"ostiary db update --from OSV-EXPORT --popular-{ecosystem} FILE"
    short = source == SOURCE or not known
    return Line("data", name, "short" if short else "ok", detail, cost, hint)


def trust(edges: Edges, world: World) -> Line:
    """The authorities and logs that attestations are verified against."""
    cost = "no attestation can be verified: provenance stays unknown"
    try:
        root = edges.trust()
    except OstiaryError as error:
        return Line("data", "trust root", "broken", error.message, cost, error.hint)
    detail = f"{root.label}, sha256:{root.digest[:12]}"
    if root.newest:
        days = (world.now.date() - date.fromisoformat(root.newest)).days
        detail += f", newest key in use since {root.newest} ({days} days)"
    return Line("data", "trust root", "ok", detail)

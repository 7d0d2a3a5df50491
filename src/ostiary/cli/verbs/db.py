"""`ostiary db`: advisories and popular names for use without a network."""

import argparse
from pathlib import Path

from ostiary.cli.console import Console
from ostiary.core.errors import UsageError
from ostiary.core.exits import Exit
from ostiary.core.world import World

DESCRIPTION = """\
Bring in data from files, for networks in which OSV does not answer.

  ostiary db update --from FILE|FOLDER...   OSV bulk exports (all.zip of an ecosystem, a folder or
                                            a single record), lists of popular names (JSON)
  ostiary db status                         what is there, and how old it is

The files replace what was there before, all at once or not at all.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `db` takes."""
    parser.description = DESCRIPTION
    parser.add_argument("action", choices=("update", "status"))
    parser.add_argument("--from", dest="sources", nargs="+", metavar="PATH", default=[])


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Build the store, or say what it holds."""
    from ostiary.flows.edges import ADVISORIES
    from ostiary.store.advisories import build, open_advisories

    target = Path(world.data) / ADVISORIES
    if args.action == "update":
        if not args.sources:
            raise UsageError("update from what?", "ostiary db update --from all.zip")
        sources = [Path(world.cwd) / name for name in args.sources]
        for source in sources:
            if not source.exists():
                raise UsageError(f"there is no file or folder `{source}`")
        build(target, sources, world.now)
    elif not target.exists():
        console.say(f"no local data in {world.data}")
        console.note("ostiary db update --from OSV-EXPORT brings some in")
        return Exit.FOUND
    summary = open_advisories(target).summary()
    console.say(
        f"{summary.records} advisories, newest {summary.newest}, brought in {summary.built}"
    )
    return Exit.OK

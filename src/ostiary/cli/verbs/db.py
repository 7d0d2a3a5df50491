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
                                            a single record)
  ostiary db status                         what is there, and how old it is

The files replace what was there before, all at once or not at all. OSV publishes one all.zip for
each ecosystem: https://google.github.io/osv.dev/data/ says where. Fetch it where there is a
network, carry it here, and name all files in one call.

examples
  ostiary db update --from PyPI-all.zip npm-all.zip
  ostiary db update --from PyPI-all.zip --popular-pypi top-pypi.json
"""
EXITS = """\
exit codes
  0  the data is there
  1  status: there is none
  2  a file cannot be found
  3  a file cannot be read; what was there before stays
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `db` takes."""
    parser.description, parser.epilog = DESCRIPTION, EXITS
    parser.add_argument("action", choices=("update", "status"))
    parser.add_argument("--from", dest="sources", nargs="+", metavar="PATH", default=[])
    for ecosystem in ("pypi", "npm"):
        parser.add_argument(
            f"--popular-{ecosystem}",
            metavar="FILE",
            default="",
            help=f"a list of popular {ecosystem} names, most used first (JSON or one a line)",
        )


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Build the store, or say what it holds."""
    from ostiary.flows.diagnose import OLD_DAYS
    from ostiary.flows.edges import ADVISORIES
    from ostiary.store.advisories import build, open_advisories

    target = Path(world.data) / ADVISORIES
    if args.action == "update":
        if not args.sources and not _lists(args):
            raise UsageError("update from what?", "ostiary db update --from all.zip")
        sources = [Path(world.cwd) / name for name in args.sources]
        for source in sources:
            if not source.exists():
                raise UsageError(f"there is no file or folder `{source}`")
        build(target, sources, built=world.now, popular=_lists(args))
    elif not target.exists():
        console.say(f"no local data in {world.data}")
        console.note("ostiary db update --from OSV-EXPORT brings some in")
        return Exit.FOUND
    summary = open_advisories(target).summary()
    newest = f"{summary.newest:%Y-%m-%d}" if summary.newest else "unknown"
    kinds = ", ".join(summary.types) or "no packages"
    console.say(f"{summary.records:,} advisories on {kinds}, newest {newest}")
    for ecosystem, count in summary.popular:
        console.say(f"{count:,} popular {ecosystem} names")
    console.say(f"brought in {summary.built:%Y-%m-%d %H:%M} UTC")
    days = (world.now - summary.told).days
    console.say(
        f"{days} days old by the newest record"
        + ("" if days <= OLD_DAYS else ": fetch a newer export")
    )
    return Exit.OK


def _lists(args: argparse.Namespace) -> dict[str, Path]:
    given = {"pypi": args.popular_pypi, "npm": args.popular_npm}
    return {kind: Path(name) for kind, name in given.items() if name}

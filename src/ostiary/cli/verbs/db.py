"""`ostiary db`: advisories, popular names and known-bad files for use without a network."""

import argparse
from pathlib import Path

from ostiary.cli.console import Console
from ostiary.core.errors import UsageError
from ostiary.core.exits import Exit
from ostiary.core.world import World

DESCRIPTION = """\
Bring in data from files, for networks in which OSV does not answer, and lists of known malware.

  ostiary db update --from FILE|FOLDER...   OSV bulk exports (all.zip of an ecosystem, a folder or
                                            a single record), lists of known-bad files
  ostiary db status                         what is there, and how old it is
  ostiary db fingerprint PATH...            lines for a list of known-bad files, from samples

The advisories replace what was there before, all at once or not at all; so do the lists of known-bad
files, which are told by their first line. OSV publishes one all.zip for each ecosystem:
https://google.github.io/osv.dev/data/ says where. Fetch it where there is a network, carry it here,
and name all files in one call. Samples are neither run nor unpacked.

examples
  ostiary db update --from PyPI-all.zip npm-all.zip
  ostiary db update --from PyPI-all.zip --popular-pypi top-pypi.json
  ostiary db fingerprint ./samples/thing-1.0.tar.gz --family thing
  ostiary db update --from known.jsonl
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
    parser.add_argument("action", choices=("update", "status", "fingerprint"))
    parser.add_argument("paths", nargs="*", metavar="PATH", help="samples, for fingerprint")
    parser.add_argument("--from", dest="sources", nargs="+", metavar="PATH", default=[])
    for ecosystem in ("pypi", "npm"):
        parser.add_argument(
            f"--popular-{ecosystem}",
            metavar="FILE",
            default="",
            help=f"a list of popular {ecosystem} names, most used first (JSON or one a line)",
        )
    group = parser.add_argument_group("fingerprint")
    group.add_argument("--family", default="", help="what the samples are (default: their name)")
    group.add_argument("--source", default="", help="who says so")
    group.add_argument("--note", default="", help="what else there is to say")


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Build the stores, say what they hold, or make lines for a list."""
    if args.action == "fingerprint":
        return _fingerprint(args, world, console)
    if args.paths:
        raise UsageError(f"`db {args.action}` takes no path", "db update --from PATH brings one in")
    if args.action == "update":
        _update(args, world)
    return _status(world, console)


def _update(args: argparse.Namespace, world: World) -> None:
    from ostiary.flows.edges import ADVISORIES
    from ostiary.store.advisories import build
    from ostiary.store.known_files import KNOWN, build_known, is_list

    if not args.sources and not _lists(args):
        raise UsageError("update from what?", "ostiary db update --from all.zip")
    sources = [Path(world.cwd) / name for name in args.sources]
    for source in sources:
        if not source.exists():
            raise UsageError(f"there is no file or folder `{source}`")
    known = [source for source in sources if is_list(source)]
    rest = [source for source in sources if source not in known]
    if rest or _lists(args):
        build(Path(world.data) / ADVISORIES, rest, built=world.now, popular=_lists(args))
    if known:
        build_known(Path(world.data) / KNOWN, known, built=world.now)


def _status(world: World, console: Console) -> int:
    there = [_advisories(world, console), _known(world, console)]
    if any(there):
        return Exit.OK
    console.say(f"no local data in {world.data}")
    console.note("ostiary db update --from OSV-EXPORT brings some in")
    return Exit.FOUND


def _advisories(world: World, console: Console) -> bool:
    from ostiary.flows.diagnose import OLD_DAYS
    from ostiary.flows.edges import ADVISORIES
    from ostiary.store.advisories import open_advisories

    target = Path(world.data) / ADVISORIES
    if not target.exists():
        return False
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
    return True


def _known(world: World, console: Console) -> bool:
    from ostiary.flows.listed import from_folder
    from ostiary.store.known_files import KNOWN, read_known

    target = Path(world.data) / KNOWN
    if not target.exists():
        return False
    known = read_known(target)
    families = len({one.family for one in known.files} | {one.family for one in known.shapes})
    console.say(
        f"{len(known.files):,} digests and {len(known.shapes):,} sketches of known-bad files,"
        f" {families:,} families, brought in {known.built[:16].replace('T', ' ')} UTC"
    )
    index = from_folder(Path(world.data)).index
    if index is not None and index.foreign:
        console.say(f"its sketches are not used: {index.foreign}")
    return True


def _fingerprint(args: argparse.Namespace, world: World, console: Console) -> int:
    from ostiary.flows.before import Before
    from ostiary.flows.fingerprint import fingerprint
    from ostiary.formats.known_files import render_known_files

    if not args.paths:
        raise UsageError("a fingerprint of what?", "name archives, folders or files")
    paths = tuple(Path(world.cwd) / name for name in args.paths)
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file or folder `{path}`")
    before = Before(world)
    found = fingerprint(paths, args.family, args.source, args.note, before)
    before.trim()
    console.say(render_known_files(found).decode("ascii"))
    if not found.files and not found.shapes:
        console.note("nothing in it tells it from honest packages: the list is empty")
        return Exit.FOUND
    return Exit.OK


def _lists(args: argparse.Namespace) -> dict[str, Path]:
    given = {"pypi": args.popular_pypi, "npm": args.popular_npm}
    return {kind: Path(name) for kind, name in given.items() if name}

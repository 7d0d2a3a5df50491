"""`ostiary db`: advisories, popular names and known-bad files for use without a network."""

import argparse
from pathlib import Path

from ostiary.cli.console import Console
from ostiary.core.errors import UsageError
from ostiary.core.exits import Exit
from ostiary.core.world import World

DESCRIPTION = """\
Bring in advisories and what belongs to them, and lists of known malware.

  ostiary db update [--from WHAT...]   bring in, or bring in again what was named before
  ostiary db status                    what is there, from where, how old and whether it is whole
  ostiary db export FILE               all of it as one file, which `update --from FILE` takes
  ostiary db fingerprint PATH...       lines for a list of known-bad files, from samples

WHAT is a file, a folder or a URL, told by its content: OSV bulk exports (an all.zip, an ecosystem's
folder or address, a folder of such), single OSV records, CISA's catalogue of exploited bugs (KEV),
EPSS scores (CSV, packed or not), popular names, an exported database, lists of known-bad files.

An export replaces what there was on its package types; name all exports of one type in one call. Where
an export has a modified_id.csv, only what changed since the last time is read. All is put in place at
once or not at all, while others may read. OSV publishes one all.zip for each ecosystem:
https://google.github.io/osv.dev/data/ says where. Samples are neither run nor unpacked.

examples
  ostiary db update --from https://osv.example.invalid/PyPI https://osv.example.invalid/npm
  ostiary db update --from ./export known_exploited_vulnerabilities.json epss_scores.csv.gz
  ostiary db update
  ostiary db export advisories.zst
  ostiary db fingerprint ./samples/thing-1.0.tar.gz --family thing
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
    parser.add_argument("action", choices=("update", "status", "export", "fingerprint"))
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="samples, or the file to export to"
    )
    parser.add_argument(
        "--from", dest="sources", nargs="+", action="extend", metavar="WHAT", default=[]
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="take a source that lost most of its entries since the last time",
    )
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
    """Build the stores, say what they hold, hand them on, or make lines for a list."""
    if args.action == "fingerprint":
        return _fingerprint(args, world, console)
    if args.action == "export":
        return _export(args, world, console)
    if args.paths:
        raise UsageError(f"`db {args.action}` takes no path", "db update --from PATH brings one in")
    if args.action == "update":
        _update(args, world, console)
    return _status(world, console)


def _update(args: argparse.Namespace, world: World, console: Console) -> None:
    from ostiary.flows.bring import Wanted, bring, is_url
    from ostiary.store.known_files import KNOWN, build_known, is_list

    paths = [Path(world.cwd) / name for name in args.sources if not is_url(name)]
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file or folder `{path}`")
    known = [path for path in paths if is_list(path)]
    rest = tuple(one for one in args.sources if is_url(one) or Path(world.cwd) / one not in known)
    popular = tuple(
        (kind, name)
        for kind, name in (("pypi", args.popular_pypi), ("npm", args.popular_npm))
        if name
    )
    if rest or popular or not known:
        with console.progress() as progress:
            bring(world, Wanted(rest, popular, args.force), progress)
    if known:
        build_known(Path(world.data) / KNOWN, known, built=world.now)


def _export(args: argparse.Namespace, world: World, console: Console) -> int:
    from ostiary.flows.edges import ADVISORIES
    from ostiary.store.advisories_bundle import export

    if len(args.paths) != 1:
        raise UsageError("export to which file?", "ostiary db export advisories.zst")
    target = Path(world.cwd) / args.paths[0]
    with console.progress() as progress:
        size = export(Path(world.data) / ADVISORIES, target, progress)
    console.say(f"{target}: {size / 1e6:.1f} MB; `ostiary db update --from` takes it elsewhere")
    return Exit.OK


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
    from ostiary.store.advisories import open_advisories, present

    folder = Path(world.data) / ADVISORIES
    if not present(folder):
        return False
    store = open_advisories(folder)
    summary = store.summary()
    newest = f"{summary.newest:%Y-%m-%d}" if summary.newest else "unknown"
    kinds = ", ".join(summary.types) or "no packages"
    console.say(f"{summary.records:,} advisories on {kinds}, newest {newest}")
    for kind, count in summary.counts:
        days = (world.now - summary.told_of(kind)).days
        console.say(f"{count:,} on {kind} alone, {days} days old by the newest record")
    console.say(f"{summary.malware:,} on malware, {summary.withdrawn:,} withdrawn")
    for count, what in (
        (summary.exploited, "bugs known to be exploited (KEV)"),
        (summary.scored, "EPSS scores"),
        *((count, f"popular {kind} names") for kind, count in summary.popular),
    ):
        if count:
            console.say(f"{count:,} {what}")
    for one in summary.sources:
        console.say(f"from {one.source}: {one.records:,} of {one.label}")
    store.verify()
    pair = store.pair
    console.say(
        f"index {pair.index_size / 1e6:.1f} MB, bodies {pair.bodies_size / 1e6:.1f} MB, both whole"
    )
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

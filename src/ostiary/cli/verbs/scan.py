"""`ostiary scan`: what do these files do?"""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from ostiary.cli.console import Console
from ostiary.cli.output import check_places, emit, output_arguments
from ostiary.cli.policy import chosen_policy, policy_argument, threshold
from ostiary.core.errors import UsageError
from ostiary.core.exits import Exit, exit_for
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.world import World

MAX_PATHS = 1_000_000

DESCRIPTION = """\
Examine local archives (wheels, sdists, npm tarballs, conda packages, zip and tar), folders and
single files. No registry is asked, nothing is executed or unpacked to disk.

With --format jsonl one line is printed for each path as it ends:
  path, verdict (allow, review, insufficient, block), score (0 to 100), findings

examples
  ostiary scan dist/*.whl
  ostiary scan ./vendored --format sarif --output vendored.sarif
  find . -name '*.tgz' | ostiary scan --from - --format jsonl
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `scan` takes."""
    parser.description = DESCRIPTION
    parser.add_argument("paths", nargs="*", metavar="PATH", help="archives, folders or files")
    parser.add_argument(
        "--from",
        dest="listed",
        metavar="FILE",
        help="one path on each line; `-` for standard input",
    )
    parser.add_argument(
        "-j",
        "--jobs",
        type=int,
        default=0,
        metavar="N",
        help="processes to use (default: one a processor; 1 for few paths)",
    )
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="read every artifact again, also those that this same version examined before",
    )
    policy_argument(parser)
    output_arguments(parser)


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Scan, and report each path as it ends or all of them together."""
    from ostiary.flows.apart import prepare

    prepare()
    from ostiary.flows.before import Before
    from ostiary.flows.merge import merge
    from ostiary.flows.scan import scan
    from ostiary.report.jsonl import line

    paths = list(_paths(args))
    if not paths:
        raise UsageError("nothing to scan", "name a path, or a list of them with --from FILE")
    for path in args.paths:
        if not Path(path).exists():
            raise UsageError(f"there is no file or folder `{path}`", "check the path")
    check_places(args)
    policy = chosen_policy(args.policy, world)
    jobs = args.jobs or (os.cpu_count() or 1 if len(paths) > 3 else 1)
    streaming = args.format == "jsonl" and not args.output
    runs: list[Run] = []
    before = Before(world, fresh=args.fresh)
    worst = Decision.ALLOW
    with console.progress() as progress:
        progress.start("scanned", len(paths))
        for path, one in scan(paths, policy, world, workers=jobs, before=before):
            worst = max(worst, one.worst)
            if streaming:
                print(line(one, path), flush=True)
            if not streaming or args.html:
                runs.append(one)
            progress.step("scanned")
    notes = before.notes()
    if not streaming:
        whole = merge(runs, world)
        emit(replace(whole, notes=(*whole.notes, *notes)), args, console)
    return int(exit_for(worst, threshold(args.fail_on)) if paths else Exit.USAGE)


def _paths(args: argparse.Namespace) -> Iterator[str]:
    yield from args.paths
    if not args.listed:
        return
    try:
        listed = sys.stdin.buffer.read if args.listed == "-" else Path(args.listed).read_bytes
        text = listed()
    except OSError as error:
        raise UsageError(f"the list {args.listed} cannot be read: {error.strerror}") from error
    lines = text.split(b"\n")
    if len(lines) > MAX_PATHS:
        raise UsageError(f"more than {MAX_PATHS} paths in one list")
    yield from (os.fsdecode(line.rstrip(b"\r")) for line in lines if line.strip())

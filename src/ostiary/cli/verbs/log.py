"""`ostiary log`: verify that the record of decisions is whole."""

import argparse

from ostiary.cli.console import Console
from ostiary.core.exits import Exit
from ostiary.core.world import World

DESCRIPTION = """\
The log is append-only, and each entry carries the hash of the one before it.

  ostiary log verify    recompute every hash; say where the log was altered, if it was
  ostiary log head      the newest hash: keep it elsewhere, and no one can rewrite the past unseen
"""
EXITS = """\
exit codes
  0  the log is whole
  1  it was altered; the first entry that is not as it was written is named
  3  it cannot be read
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `log` takes."""
    parser.description, parser.epilog = DESCRIPTION, EXITS
    parser.add_argument("action", choices=("verify", "head"))


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Verify the log, or print its head."""
    from ostiary.flows.remember import verify
    from ostiary.report.safe import plain

    result = verify(world)
    if args.action == "head":
        console.say(f"{result.head.seq} {result.head.hash}")
        return Exit.OK if result.ok else Exit.FOUND
    if result.ok:
        console.say(f"whole: {result.count} entries, head {result.head.hash}")
        return Exit.OK
    console.say(f"ALTERED at entry {result.bad_seq}: {plain(result.reason)}")
    console.say("  entries before it are as they were written; trust nothing from it on")
    return Exit.FOUND

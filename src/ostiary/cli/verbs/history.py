"""`ostiary history`: what was decided, when and why."""

import argparse
import json
from pathlib import Path

from ostiary.cli.console import Console
from ostiary.core.exits import Exit
from ostiary.core.subject import Subject
from ostiary.core.world import World

DESCRIPTION = """\
What was decided, newest first: runs with their verdicts, approvals and refusals.

examples
  ostiary history
  ostiary history requests
  ostiary history npm:express --limit 5 --format json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `history` takes."""
    parser.description, parser.epilog = DESCRIPTION, None
    parser.add_argument("subject", nargs="?", default="", metavar="SUBJECT")
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="default: 20")
    parser.add_argument("-f", "--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """List entries of the log."""
    from ostiary.flows.remember import history
    from ostiary.report.safe import plain
    from ostiary.subjects.spec import parse_spec

    purl = ""
    if args.subject:
        spec = parse_spec(args.subject, Path(world.cwd))
        purl = Subject(spec.type, spec.name, spec.version).purl
    rows = history(purl or None, max(args.limit, 1), world)
    if args.format == "json":
        console.say(json.dumps(rows, indent=2))
        return Exit.OK
    if not rows:
        console.say("nothing is recorded" + (f" about {args.subject}" if args.subject else ""))
    for row in rows:
        console.say(plain(f"{row['seq']:>6}  {row['at'][:16]}  {row['kind']:8}  {row['text']}"))
    return Exit.OK

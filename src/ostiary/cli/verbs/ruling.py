"""`ostiary approve` and `ostiary refuse`: record what a person decided."""

import argparse
import getpass
from datetime import date
from pathlib import Path

from ostiary.cli.console import Console
from ostiary.core.errors import UsageError
from ostiary.core.exits import Exit
from ostiary.core.subject import Subject
from ostiary.core.waiver import Approval, Ruling
from ostiary.core.world import World

DESCRIPTION = """\
Record that a person accepts or refuses a package. The decision goes into the append-only log and
counts in every later run. An approval bound to exact bytes (--digest) lifts review and missing
evidence; without a digest it lifts review only; none lifts a block. A refusal always blocks.

examples
  ostiary approve requests==2.32.3 --reason "read by hand" --by ada --until 2027-06-30
  ostiary refuse npm:left-padx --reason "not ours" --by ada
"""


_DONE = {Ruling.APPROVE: "approved", Ruling.REFUSE: "refused"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `approve` and `refuse` take."""
    parser.description = DESCRIPTION
    parser.add_argument("subject", metavar="SUBJECT", help="a package, with or without a version")
    parser.add_argument("--reason", required=True, help="why")
    parser.add_argument("--by", default="", help="who decides (default: you)")
    parser.add_argument("--until", metavar="YYYY-MM-DD", default="", help="the last day it holds")
    parser.add_argument("--digest", default="", help="bind it to these bytes: sha256:...")


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Append the decision."""
    from ostiary.flows.remember import rule
    from ostiary.report.safe import plain
    from ostiary.subjects.spec import parse_spec

    spec = parse_spec(args.subject, Path(world.cwd))
    if spec.path or spec.constraint:
        raise UsageError(
            f"`{args.subject}` is not one package", "name it with an exact version, or with none"
        )
    subject = Subject(spec.type, spec.name, spec.version)
    ruling = Ruling(args.verb)
    until = _day(args.until, world)
    digest = _digest(args.digest)
    if not args.reason.strip():
        raise UsageError("a decision needs a reason", "--reason TEXT")
    by = args.by or getpass.getuser()
    approval = Approval(subject.purl, ruling, args.reason, by, until, world.now, digest)
    entry = rule(approval, world)
    end = f" until {until}" if until else ""
    who = plain(by)
    console.say(f"{_DONE[ruling]} {subject.purl}{end}, by {who}: entry {entry.seq}, {entry.hash}")
    return Exit.OK


def _day(text: str, world: World) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"`{text}` is no date", "--until 2027-06-30") from error
    if day < world.now.date():
        raise UsageError(f"{day} is past", "a decision ends on a day to come")
    return day


def _digest(text: str) -> str:
    value = text.removeprefix("sha256:").lower()
    if text and (len(value) != 64 or not set(value) <= set("0123456789abcdef")):
        raise UsageError(f"`{text}` is no SHA-256 digest", "--digest sha256:<64 hex digits>")
    return f"sha256:{value}" if text else ""

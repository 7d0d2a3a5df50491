"""`ostiary triage`: say what a finding means here, for how long, and who answers for it."""

import argparse
import getpass
import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ostiary.cli.console import Console
from ostiary.cli.policy import chosen_policy, known_checks, policy_argument
from ostiary.core.errors import UsageError
from ostiary.core.exits import Exit
from ostiary.core.subject import Subject
from ostiary.core.waiver import JUSTIFICATIONS, VexStatus, Waiver
from ostiary.core.world import World

if TYPE_CHECKING:
    from ostiary.flows.vex import Taken
    from ostiary.store.triage import Triaged

DESCRIPTION = """\
Triage says what a finding means here, in VEX words: not_affected (with a justification), affected
(and accepted), fixed (by a patch of your own), or under_investigation, which accepts nothing yet.
It has an owner, a reason and an end. The finding stays in every report, marked; its score is not
lowered. `audit` and `vet` heed it like a waiver of the policy.

  set ADVISORY|CHECK SUBJECT   an advisory by any of its ids, or a check, in a package (with or
                               without version) or in a place
  import FILE...               statements of OpenVEX, CycloneDX and CSAF documents
  list, show N, remove N       what was said, one entry in full, take one back (both are kept)

examples
  ostiary triage set CVE-2026-1 thing==1.0 --status not_affected --owner ada --until 2027-01-31 \\
          --justification vulnerable_code_not_in_execute_path \\
          --reason "no route reaches it"
  ostiary triage set CVE-2026-2 npm:other --status affected --owner ada --until 2027-01-31 \\
          --until-fixed --reason "no fix yet"
  ostiary triage import vendor.openvex.json --owner ada --until 2027-01-31 --place .
  ostiary triage remove 12 --reason "the route came back"
"""
EXITS = """\
exit codes
  0  done
  2  the question cannot be understood, or there is no such entry
  3  the log cannot be read, or was altered
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `triage` takes."""
    parser.description, parser.epilog = DESCRIPTION, EXITS
    parser.add_argument("action", choices=("set", "list", "show", "remove", "import"))
    parser.add_argument("words", nargs="*", metavar="WORD", help="what the action is about")
    parser.add_argument("--status", choices=tuple(VexStatus), default="", help="for `set`")
    parser.add_argument("--justification", choices=JUSTIFICATIONS, default="", help="why not")
    parser.add_argument("--reason", default="", help="why, in a sentence")
    parser.add_argument("--action-statement", default="", help="what is going to be done about it")
    parser.add_argument("--owner", default="", help="who answers for it")
    parser.add_argument("--by", default="", help="who writes this down (default: you)")
    parser.add_argument("--until", metavar="YYYY-MM-DD", default="", help="the last day it holds")
    parser.add_argument(
        "--until-fixed", action="store_true", help="it ends once a fixed version is known, too"
    )
    parser.add_argument("--place", default="", help="only in this audited place, or below it")
    parser.add_argument("--digest", default="", help="only for these bytes: sha256:...")
    parser.add_argument("--all", action="store_true", help="list what is out of force too")
    parser.add_argument("-f", "--format", choices=("text", "json"), default="text")
    policy_argument(parser)


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Do what was asked."""
    actions = {
        "set": _set,
        "list": _list,
        "show": _show,
        "remove": _remove,
        "import": _import,
    }
    actions[args.action](args, world, console)
    return Exit.OK


def _set(args: argparse.Namespace, world: World, console: Console) -> None:
    from ostiary.flows.triage import record
    from ostiary.report.safe import plain

    if len(args.words) != 2:
        raise UsageError(
            "triage of what?", "ostiary triage set ADVISORY|CHECK SUBJECT --status ..."
        )
    check, about = args.words
    _check_name(check)
    subject, inside = _subject(about, world)
    status = _status(args)
    waiver = Waiver(
        check=check,
        subject=subject,
        status=status,
        justification=args.justification,
        reason=_needed(args.reason, "a reason", '--reason "why"'),
        owner=_needed(args.owner, "an owner", "--owner NAME"),
        expires=_day(args.until),
        digest=_digest(args.digest),
        place=inside or _place(args.place, world),
        until_fixed=args.until_fixed,
        action=args.action_statement.strip(),
    )
    (entry,) = record((waiver,), _by(args), chosen_policy(args.policy, world), world)
    console.say(plain(f"triage {entry.seq}: {_line(waiver)}"))


def _status(args: argparse.Namespace) -> VexStatus:
    if not args.status:
        raise UsageError("triage needs a status", f"--status {'|'.join(VexStatus)}")
    status = VexStatus(args.status)
    if status is VexStatus.NOT_AFFECTED and not args.justification:
        raise UsageError(
            "not_affected needs a justification", f"--justification {'|'.join(JUSTIFICATIONS)}"
        )
    if status is not VexStatus.NOT_AFFECTED and args.justification:
        raise UsageError(f"a justification says why not: it does not go with {status.value}")
    return status


def _check_name(name: str) -> None:
    """A word in small letters is a check; advisories have capitals, or one of their usual beginnings."""
    small = re.fullmatch(r"(?!(?:cve|ghsa|pysec|osv|mal)-)[a-z][a-z0-9-]*", name)
    if small and name not in known_checks():
        raise UsageError(f"no check is called {name!r}", "`ostiary checks` lists them")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:-]{2,199}", name):
        raise UsageError(f"`{name[:60]}` is no id of a check or an advisory")


def _subject(text: str, world: World) -> tuple[str, str]:
    """The purl of what is meant, and the place if it is one."""
    from ostiary.policy.match import pattern
    from ostiary.subjects.spec import parse_spec

    if text.startswith("pkg:"):
        if pattern(text) is None:
            raise UsageError(
                f"`{text[:80]}` is no purl without qualifiers", "pkg:TYPE/NAME[@VERSION]"
            )
        return text, ""
    spec = parse_spec(text, Path(world.cwd))
    if spec.path:
        return f"pkg:generic/{quote(spec.path.name or 'root', safe='')}", str(spec.path)
    if spec.constraint:
        raise UsageError(
            f"`{text}` is not one package", "name it with an exact version, or with none"
        )
    return Subject(spec.type, spec.name, spec.version).purl, ""


def _list(args: argparse.Namespace, world: World, console: Console) -> None:
    from ostiary.flows.triage import every
    from ostiary.report.safe import plain

    rows = [one for one in every(world) if args.all or not one.ended]
    if args.format == "json":
        console.say(json.dumps([_form(one) for one in rows], indent=2))
        return
    if not rows:
        console.say("nothing is triaged")
    for one in rows:
        past = " (ended)" if one.waiver.expires < world.now.date() else ""
        end = f"; {one.ended}" if one.ended else past
        console.say(plain(f"{one.waiver.entry:>6}  {_line(one.waiver)}{end}"))


def _show(args: argparse.Namespace, world: World, console: Console) -> None:
    from ostiary.flows.triage import every, found
    from ostiary.report.safe import plain

    one = found(every(world), _number(args))
    if args.format == "json":
        console.say(json.dumps(_form(one), indent=2))
        return
    for key, value in _form(one).items():
        if value not in ("", [], False):
            shown = ", ".join(value) if isinstance(value, list) else value
            console.say(plain(f"{key:14}  {shown}"))


def _remove(args: argparse.Namespace, world: World, console: Console) -> None:
    from ostiary.flows.triage import remove

    reason = _needed(args.reason, "a reason", '--reason "why"')
    number = _number(args)
    entry = remove(number, _by(args), reason, world)
    console.say(f"triage {number} is removed: entry {entry.seq}")


def _import(args: argparse.Namespace, world: World, console: Console) -> None:
    from ostiary.flows.triage import record
    from ostiary.flows.vex import Terms, take

    if not args.words:
        raise UsageError("import what?", "ostiary triage import FILE... --owner WHO --until DAY")
    terms = Terms(
        until=_day(args.until),
        today=world.now.date(),
        owner=_needed(args.owner, "an owner", "--owner NAME"),
        place=_place(args.place, world),
        until_fixed=args.until_fixed,
    )
    found = [take(Path(world.cwd) / name, terms) for name in args.words]
    waivers = [waiver for one in found for waiver in one.waivers]
    record(waivers, _by(args), chosen_policy(args.policy, world), world)
    for name, one in zip(args.words, found, strict=True):
        _told(name, one, console)


def _told(name: str, one: "Taken", console: Console) -> None:
    from ostiary.report.safe import plain

    console.say(plain(f"{name}: {one.document.format}, {len(one.waivers)} statements taken over"))
    for lost in one.unmapped:
        console.say(plain(f"  not taken over: {lost.what}: {lost.reason}"))


def _line(one: Waiver) -> str:
    end = f"until {one.expires}" + (" or until fixed" if one.until_fixed else "")
    where = f" at {one.place}" if one.place else ""
    bound = f" for {one.digest}" if one.digest else ""
    status = one.status.value if one.accepted else f"{one.status.value} (accepts nothing)"
    return f"{status}  {one.check}  {one.subject}{bound}{where}  {end}, {one.owner}: {one.reason}"


def _form(one: "Triaged") -> dict[str, object]:
    waiver = one.waiver
    return {
        "entry": waiver.entry,
        "at": one.at.isoformat(timespec="seconds"),
        "by": one.by,
        "check": waiver.check,
        "aliases": list(waiver.aliases),
        "subject": waiver.subject,
        "status": waiver.status.value,
        "accepts": waiver.accepts,
        "justification": waiver.justification,
        "reason": waiver.reason,
        "action": waiver.action,
        "owner": waiver.owner,
        "until": waiver.expires.isoformat(),
        "until_fixed": waiver.until_fixed,
        "place": waiver.place,
        "digest": waiver.digest,
        "ended": one.ended,
    }


def _number(args: argparse.Namespace) -> int:
    if len(args.words) != 1 or not re.fullmatch(r"[0-9]{1,15}", args.words[0]):
        raise UsageError("which entry?", f"ostiary triage {args.action} 12")
    return int(args.words[0])


def _needed(value: str, what: str, hint: str) -> str:
    if not value.strip():
        raise UsageError(f"triage needs {what}", hint)
    return value.strip()


def _by(args: argparse.Namespace) -> str:
    return str(args.by or getpass.getuser())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        said = f"`{text}` is no date" if text else "triage needs an end"
        raise UsageError(said, "--until 2027-06-30") from error


def _place(text: str, world: World) -> str:
    if not text:
        return ""
    path = (Path(world.cwd) / text).resolve()
    if not path.exists():
        raise UsageError(f"there is no place `{text}`")
    return str(path)


def _digest(text: str) -> str:
    from ostiary.policy.match import digest

    found = digest(text) if text else None
    if text and found is None:
        raise UsageError(
            f"`{text[:80]}` is no digest that binds", "--digest sha256:<64 hex digits>"
        )
    return str(found) if found else ""

"""`ostiary policy`: show, check, explain or test the policy that decides."""

import argparse
import difflib
from pathlib import Path

from ostiary.checks.catalogue import CATALOGUE
from ostiary.cli.console import Console
from ostiary.cli.policy import chosen_policy, known_checks, policy_argument, read_policy
from ostiary.core.errors import UsageError
from ostiary.core.exits import Exit
from ostiary.core.subject import Subject
from ostiary.core.world import World

DESCRIPTION = """\
The policy decides what findings and missing evidence lead to. Presets: strict, balanced, open.

examples
  ostiary policy show                          every effective value, as a policy file
  ostiary policy check company.toml            each mistake with its line, and what may stand there
  ostiary policy explain install-network       what a finding of this check leads to, and why
  ostiary policy explain pkg:pypi/requests@2.32.3
  ostiary policy test samples.toml             run the policy against sample cases
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `policy` takes."""
    parser.description = DESCRIPTION
    parser.add_argument("action", choices=("show", "check", "explain", "test"))
    parser.add_argument("what", nargs="?", default="", metavar="FILE|CHECK|SPEC")
    policy_argument(parser)


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Do what was asked of the policy."""
    actions = {"show": _show, "check": _check, "explain": _explain, "test": _test}
    return actions[args.action](args, world, console)


def _show(args: argparse.Namespace, world: World, console: Console) -> int:
    from ostiary.policy.show import text_of

    policy = chosen_policy(args.what or args.policy, world)
    console.say(text_of(policy))
    console.note(f"digest sha256:{policy.digest}")
    return Exit.OK


def _check(args: argparse.Namespace, world: World, console: Console) -> int:
    from ostiary.policy.load import load

    name = args.what or args.policy
    if not name:
        raise UsageError("which policy file?", "ostiary policy check FILE")
    policy = load(read_policy(Path(world.cwd) / name, name), name, known_checks())
    console.say(f"{name}: a valid policy, `{policy.name}`, digest sha256:{policy.digest}")
    return Exit.OK


def _explain(args: argparse.Namespace, world: World, console: Console) -> int:
    from ostiary.policy import explain
    from ostiary.subjects.spec import parse_spec

    policy = chosen_policy(args.policy, world)
    card = next((check for check in CATALOGUE if check.id == args.what), None)
    if card:
        console.say(explain.of_check(policy, card))
        return Exit.OK
    close = difflib.get_close_matches(args.what, known_checks(), n=1, cutoff=0.75)
    if close:
        raise UsageError(
            f"there is no check `{args.what}`",
            f"did you mean {close[0]}? if it is a package: pypi:{args.what}",
        )
    if not args.what:
        raise UsageError("explain what?", "a check (`ostiary checks` lists them) or a package")
    spec = parse_spec(args.what, Path(world.cwd))
    subject = Subject(spec.type, spec.name, spec.version)
    console.say(explain.of_subject(policy, subject, world.now.date()))
    return Exit.OK


def _test(args: argparse.Namespace, world: World, console: Console) -> int:
    from ostiary.policy import trial

    if not args.what:
        raise UsageError("which samples?", "ostiary policy test FILE")
    policy = chosen_policy(args.policy, world)
    text = read_policy(Path(world.cwd) / args.what, args.what)
    trials = trial.run(policy, trial.samples(text, args.what, world.now.date()))
    for one in trials:
        word = "ok  " if one.passed else "FAIL"
        got, wanted = one.verdict.decision.word, one.sample.expect.word
        console.say(f"{word}  {one.sample.name}: {got}" + ("" if one.passed else f", not {wanted}"))
    failed = sum(1 for one in trials if not one.passed)
    console.say(f"{len(trials) - failed} of {len(trials)} samples as expected")
    return Exit.FOUND if failed or not trials else Exit.OK

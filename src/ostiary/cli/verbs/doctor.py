"""`ostiary doctor`: what can be known from here, and what cannot."""

import argparse
import json

from msgspec.structs import asdict

from ostiary.cli.console import Console
from ostiary.cli.policy import chosen_policy, policy_argument
from ostiary.core.exits import Exit
from ostiary.core.world import World

DESCRIPTION = """\
Say which indexes, sources, tools and data are present, how old they are, and what it costs
that one is not. Credentials are never shown.

example
  ostiary doctor --format json
"""
EXITS = """\
exit codes
  0  all is well
  1  something is missing, old or broken
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `doctor` takes."""
    parser.description, parser.epilog = DESCRIPTION, EXITS
    policy_argument(parser)
    parser.add_argument("-f", "--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Look, and tell."""
    from ostiary.flows.diagnose import diagnose
    from ostiary.flows.options import Sources, VetOptions
    from ostiary.report.columns import hang
    from ostiary.report.safe import plain

    policy = chosen_policy(args.policy, world)
    options = VetOptions(policy, sources=Sources.from_environ(world.environ))
    lines = diagnose(options, world)
    wrong = [line for line in lines if line.state != "ok"]
    if args.format == "json":
        console.say(json.dumps([asdict(line) for line in lines], indent=2))
        return Exit.FOUND if wrong else Exit.OK
    group = ""
    for line in lines:
        if line.group != group:
            group = line.group
            console.say(f"\n{group}")
        lead = f"  {line.state:8} {line.name:14} "
        told = hang(lead, plain(line.detail), console.width)
        if line.state != "ok":
            told += hang(f"{'':25} cost: ", line.cost, console.width)
        if line.state != "ok" and line.hint:
            told += hang(f"{'':25} do:   ", plain(line.hint), console.width)
        console.say("\n".join(told))
    console.say(f"\n{len(lines) - len(wrong)} of {len(lines)} are well; policy `{policy.name}`")
    return Exit.FOUND if wrong else Exit.OK

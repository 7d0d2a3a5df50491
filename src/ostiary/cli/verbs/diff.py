"""`ostiary diff`: what can this version do that the one before could not?"""

import argparse
from pathlib import Path

from ostiary.cli.console import Console
from ostiary.cli.policy import chosen_policy, policy_argument, threshold
from ostiary.core.errors import UsageError
from ostiary.core.exits import exit_for
from ostiary.core.world import World

DESCRIPTION = """\
Compare what two releases, archives or folders can do: what runs by itself, what code does and
when, which hosts it contacts, what it reads and sends away, machine code, and what it hides.
Version numbers, folders and the order of files make no difference. Nothing is executed or
unpacked. Paths are compared without asking any registry.

examples
  ostiary diff requests==2.31.0 requests==2.32.3
  ostiary diff requests 2.31.0 2.32.3
  ostiary diff npm:express 4.18.0 4.19.0 --format json
  ostiary diff hf:org/model@v1 hf:org/model@main
  ostiary diff ./sample-1.0.tar.gz ./sample-1.1.tar.gz --verbose
"""
EXITS = """\
exit codes
  0  nothing of weight is new
  1  something at or above the --fail-on threshold is new
  2  the question cannot be understood, or there is no such thing
  3  something could not be read, so what is new is not known
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `diff` takes."""
    parser.description, parser.epilog = DESCRIPTION, EXITS
    parser.add_argument(
        "sides", nargs="+", metavar="A B", help="two SPECs or paths; or a name and two versions"
    )
    policy_argument(parser)
    parser.add_argument("--index-url", metavar="URL", default="", help="the Python index to ask")
    parser.add_argument("--npm-registry", metavar="URL", default="", help="the npm registry to ask")
    parser.add_argument(
        "--all-artifacts", action="store_true", help="read the files for every platform"
    )
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="read every artifact again, also those that this same version examined before",
    )
    parser.add_argument("-f", "--format", choices=("text", "json"), default="text")
    parser.add_argument("-o", "--output", metavar="FILE", help="write the report there")
    parser.add_argument(
        "--fail-on",
        choices=("review", "block"),
        default="review",
        help="exit 1 from this decision of the policy on (default: review)",
    )


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Compare, and report."""
    from ostiary.cli.output import write
    from ostiary.flows.diff import diff
    from ostiary.flows.options import Sources, VetOptions
    from ostiary.report.difference.json import render_difference_json
    from ostiary.report.difference.text import render_difference
    from ostiary.report.options import Options
    from ostiary.subjects.spec import parse_spec

    before, after = (parse_spec(text, Path(world.cwd)) for text in _sides(args.sides))
    options = VetOptions(
        policy=chosen_policy(args.policy, world),
        tree=False,
        all_artifacts=args.all_artifacts,
        allow_pre=True,
        fresh=args.fresh,
        index_url=args.index_url,
        npm_registry=args.npm_registry,
        sources=Sources.from_environ(world.environ),
    )
    with console.progress() as progress:
        found = diff(before, after, options, world, progress)
    look = Options(
        colour=console.coloured and not args.output,
        width=console.width,
        verbose=console.verbose,
        quiet=console.quiet,
        fail_on=threshold(args.fail_on),
    )
    as_json = args.format == "json"
    text = render_difference_json(found) if as_json else render_difference(found, look)
    if args.output:
        write(Path(args.output), text)
    else:
        console.say(text)
    return exit_for(found.decision, threshold(args.fail_on))


def _sides(words: list[str]) -> tuple[str, str]:
    """The two sides; a name and two versions are two releases of one package."""
    if len(words) == 2:
        return words[0], words[1]
    if len(words) != 3:
        raise UsageError("compare what?", "two specs or paths, or a name and two versions")
    name, old, new = words
    sign = "@" if name.startswith(("npm:", "hf:", "pkg:", "@")) else "=="
    return f"{name}{sign}{old}", f"{name}{sign}{new}"

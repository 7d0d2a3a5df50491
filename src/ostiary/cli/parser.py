"""The command line: what may be typed, and the pages that `--help` shows."""

import argparse
from collections.abc import Sequence

from ostiary import __version__
from ostiary.cli.verbs import SUMMARIES, load

EXITS = """\
exit codes
  0  allowed, or below the --fail-on threshold
  1  at or above the threshold
  2  the question cannot be understood, or there is no such thing
  3  insufficient evidence: something that the policy needs could not be read
  4  a fault of Ostiary itself
"""

DESCRIPTION = """\
Ostiary decides which open-source packages may enter, says why, and shows what it
could not read. Silence is never a pass.

  ostiary vet requests                 may this Python package enter?
  ostiary vet npm:express@4            the same for npm
  ostiary scan ./dist/*.whl            what do these files do?
  ostiary doctor                       what can be known from here, and what cannot
"""


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as written, not re-flowed, at a width that fits a terminal."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=92)


def build(words: Sequence[str], *, every: bool = False) -> argparse.ArgumentParser:
    """The parser for these words: only the verb that they name is loaded, unless `every`."""
    parser = argparse.ArgumentParser(
        prog="ostiary", description=DESCRIPTION, epilog=EXITS, formatter_class=Formatter
    )
    parser.add_argument("-V", "--version", action="version", version=f"ostiary {__version__}")
    parser.set_defaults(verb="", quiet=False, verbose=0, debug=False, offline=False, colour="auto")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    named = next((word for word in words if word in SUMMARIES), "")
    for name, summary in SUMMARIES.items():
        sub = verbs.add_parser(name, help=summary, formatter_class=Formatter, epilog=EXITS)
        _common(sub)
        if every or name == named:
            load(name).arguments(sub)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("talk")
    group.add_argument("-q", "--quiet", action="store_true", help="only the result")
    group.add_argument(
        "-v", "--verbose", action="count", default=0, help="whole lists, and what passed"
    )
    group.add_argument("--debug", action="store_true", help="the traceback of a fault of ours")
    group.add_argument(
        "--colour",
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colour never says what a word does not say too",
    )
    group.add_argument("--offline", action="store_true", help="ask no network; use what is cached")

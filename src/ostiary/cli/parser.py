"""The command line: what may be typed, and the pages that `--help` shows."""

import argparse
from collections.abc import Sequence
from typing import Any

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
Ostiary decides which open-source packages and models may enter, says why, and shows what it
could not read. Silence is never a pass.

  ostiary vet requests                 may this Python package enter?
  ostiary vet npm:express@4            the same for npm
  ostiary scan ./dist/*.whl            what do these files do?
  ostiary scan model.pt                how safe is this model file to load?
  ostiary doctor                       what can be known from here, and what cannot
"""


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as written, not re-flowed, at a width that fits a terminal."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=92)


def build(words: Sequence[str], *, every: bool = False) -> argparse.ArgumentParser:
    """The parser for these words: only the verb that they name is loaded, unless `every`.

    Where that is the first of them, nothing can lead to the page on which the other verbs stand.
    """
    parser = argparse.ArgumentParser(
        prog="ostiary", description=DESCRIPTION, epilog=EXITS, formatter_class=Formatter
    )
    parser.add_argument("-V", "--version", action="version", version=f"ostiary {__version__}")
    parser.set_defaults(verb="", quiet=False, verbose=0, debug=False, offline=False, colour="auto")
    _common(parser, shown=False)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    named = next((word for word in words if word in SUMMARIES), "")
    alone = named and not every and words[0] == named
    for name in [named] if alone else SUMMARIES:
        sub = verbs.add_parser(name, help=SUMMARIES[name], formatter_class=Formatter, epilog=EXITS)
        if every or name == named:
            load(name).arguments(sub)
            _common(sub)
    return parser


def _common(parser: argparse.ArgumentParser, *, shown: bool = True) -> None:
    """Arguments that may stand before the verb or after it: a default here would undo the former."""
    group = parser.add_argument_group("talk" if shown else "")

    def add(*names: str, text: str, **rest: Any) -> None:
        group.add_argument(
            *names, default=argparse.SUPPRESS, help=text if shown else argparse.SUPPRESS, **rest
        )

    add("-q", "--quiet", action="store_true", text="only the result")
    add(
        "-v",
        "--verbose",
        action="count",
        text="whole lists, each unknown by itself, and what passed",
    )
    add("--debug", action="store_true", text="the traceback of a fault of ours")
    add(
        "--colour",
        "--color",
        choices=("auto", "always", "never"),
        text="colour never says what a word does not say too",
    )
    add("--offline", action="store_true", text="ask no network; use what is cached")

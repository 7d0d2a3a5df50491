"""`ostiary checks`: what is looked for, and what to do about each finding."""

import argparse
import difflib
from importlib.resources import files
from pathlib import Path

from ostiary.checks.catalogue import CATALOGUE
from ostiary.cli.console import Console
from ostiary.core.errors import UsageError
from ostiary.core.exits import Exit
from ostiary.core.world import World

DESCRIPTION = """\
List every check with its severity and family, or show the page of one.

examples
  ostiary checks
  ostiary checks install-network
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `checks` takes."""
    parser.description, parser.epilog = DESCRIPTION, None
    parser.add_argument("id", nargs="?", default="", metavar="ID", help="show this check's page")


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """List the checks or show one page."""
    del world
    if args.id:
        console.say(_page(args.id))
        return Exit.OK
    width = max(len(check.id) for check in CATALOGUE)
    for check in CATALOGUE:
        console.say(f"{check.severity.word:8}  {check.id:{width}}  {check.title}")
    return Exit.OK


def _page(name: str) -> str:
    ids = [check.id for check in CATALOGUE]
    if name not in ids:
        close = difflib.get_close_matches(name, ids, n=1)
        hint = f"did you mean {close[0]}?" if close else "`ostiary checks` lists them"
        raise UsageError(f"there is no check `{name}`", hint)
    installed = files("ostiary").joinpath("pages", f"{name}.md")
    if installed.is_file():
        return installed.read_text("utf-8")
    checkout = Path(__file__).parents[4] / "docs" / "checks" / f"{name}.md"
    if checkout.is_file():
        return checkout.read_text("utf-8")
    raise UsageError(f"the page of `{name}` is not part of this installation", "reinstall Ostiary")

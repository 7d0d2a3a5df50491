"""`ostiary completion`: a completion script for the user's shell."""

import argparse

from ostiary.checks.catalogue import CATALOGUE
from ostiary.cli.console import Console
from ostiary.core.exits import Exit
from ostiary.core.world import World

DESCRIPTION = """\
Print a completion script for your shell.

  now   source <(ostiary completion bash)
  bash  ostiary completion bash > ~/.local/share/bash-completion/completions/ostiary
  zsh   ostiary completion zsh > ~/.zfunc/_ostiary      (with ~/.zfunc in $fpath)
  tcsh  ostiary completion tcsh > ~/.ostiary.completion (and source it)
"""

FILES = ("FILE", "PATH", "SPEC", "NAME|FILE", "FILE|CHECK|SPEC")
"""The metavars of arguments for which a shell should offer files."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `completion` takes."""
    parser.description, parser.epilog = DESCRIPTION, None
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"))


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Print the script."""
    del world
    import shtab

    from ostiary.cli.parser import build

    parser = build((), every=True)
    _teach(parser)
    console.say(shtab.complete(parser, shell=args.shell))
    return Exit.OK


def _teach(parser: argparse.ArgumentParser) -> None:
    """Say which arguments are files and which are checks, in all verbs."""
    import shtab

    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to list them
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for verb in action.choices.values():
                _teach(verb)
        elif action.metavar in FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # what shtab reads
        elif action.metavar == "ID":
            action.choices = [check.id for check in CATALOGUE]

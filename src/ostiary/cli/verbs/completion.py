"""`ostiary completion`: a completion script for the user's shell."""

import argparse

from ostiary.cli.console import Console
from ostiary.core.exits import Exit
from ostiary.core.world import World

DESCRIPTION = """\
Print a completion script for your shell.

  bash  ostiary completion bash > ~/.local/share/bash-completion/completions/ostiary
  zsh   ostiary completion zsh > ~/.zfunc/_ostiary      (with ~/.zfunc in $fpath)
  tcsh  ostiary completion tcsh > ~/.ostiary.completion (and source it)
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `completion` takes."""
    parser.description = DESCRIPTION
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"))


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Print the script."""
    del world
    import shtab

    from ostiary.cli.parser import build

    console.say(shtab.complete(build((), every=True), shell=args.shell))
    return Exit.OK

"""The verbs, each in a module that is loaded only when it is asked for."""

import argparse
from importlib import import_module
from typing import Protocol, cast

from ostiary.cli.console import Console
from ostiary.core.world import World

SUMMARIES = {
    "vet": "may this package enter? examine it before adoption",
    "scan": "examine local archives, folders and files, without any registry",
    "audit": "what is in use, what is wrong with it, what changed since last time?",
    "baseline": "approve what is in use at a place, and see what differs from it",
    "triage": "say what a finding means here, until when, and who answers for it",
    "diff": "what can this version do that the one before could not?",
    "model": "take the tensors out of a model file, without loading it",
    "policy": "show, check, explain or test the policy that decides",
    "approve": "record that somebody accepts a package",
    "refuse": "record that somebody refuses a package",
    "history": "what was decided, when and why",
    "log": "verify that the record of decisions is whole",
    "db": "bring in advisories, popular names and known-bad files from lists",
    "checks": "what is looked for, and what to do about each finding",
    "doctor": "which sources, tools and data are here, and what their absence costs",
    "completion": "print a completion script for your shell",
}
_MODULES = {"approve": "ruling", "refuse": "ruling"}


class Verb(Protocol):
    """What a verb's module offers."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the verb's own arguments, description and examples."""
        ...

    def run(self, args: argparse.Namespace, world: World, console: Console) -> int:
        """Do it, print the result, and return the exit code."""
        ...


def load(name: str) -> Verb:
    """The module of a verb."""
    return cast("Verb", import_module(f"ostiary.cli.verbs.{_MODULES.get(name, name)}"))

"""What the evaluator finds in small programs given as text."""

import sys
from pathlib import Path

from ostiary.program.flow import Act, Flow

sys.path.insert(0, str(Path(__file__).parents[1]))
from program_of import program_of

SAID = "echo said"
"""A harmless command; each case makes it in a way of its own."""
PLACES = {"sdist": "setup.py", "wheel": "sample/__init__.py", "npm": "index.js"}


def flows(text: str, act: Act | None = None, form: str = "sdist") -> list[Flow]:
    """The acts of a program of one file."""
    found = program_of(form, {PLACES[form]: text}).flows
    return [one for one in found if act is None or one.act is act]


def commands(text: str, form: str = "sdist") -> set[str]:
    """All commands that a program starts."""
    return {one.text for one in flows(text, Act.RUN, form)}


__all__ = ["PLACES", "SAID", "commands", "flows", "program_of"]

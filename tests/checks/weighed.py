"""How much does a check make of a small program?"""

import sys
from pathlib import Path

from ostiary.checks.catalogue import CATALOGUE
from ostiary.core.finding import Hit
from ostiary.core.scale import Severity
from ostiary.program.model import Program

sys.path.insert(0, str(Path(__file__).parents[1] / "program"))
from program_of import program_of

BY_ID = {one.id: one for one in CATALOGUE}


def worst(check: str, text: str, path: str = "sample/_part.py") -> Severity | None:
    """The worst that a check says of a wheel with one file besides an empty package; None if nothing."""
    return worst_of(check, program_of("wheel", {"sample/__init__.py": "", path: text}))


def worst_script(check: str, text: str, **more: str) -> Severity | None:
    """The same of a package of npm whose only script is its main one; `more` are its neighbours' texts."""
    files = {f"{name}.js": one for name, one in more.items()}
    return worst_of(check, program_of("npm", {**files, "index.js": text}))


def worst_of(check: str, program: Program) -> Severity | None:
    """The worst that a check says of a program; None if nothing."""
    one = BY_ID[check]
    hits = [hit for hit in one.run(program) if isinstance(hit, Hit)]
    return max(
        (one.severity if hit.severity is None else hit.severity for hit in hits), default=None
    )


__all__ = ["BY_ID", "program_of", "worst", "worst_of", "worst_script"]

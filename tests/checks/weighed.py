"""How much does a check make of a small program?"""

import sys
from pathlib import Path

from ostiary.checks.catalogue import CATALOGUE
from ostiary.core.finding import Hit
from ostiary.core.scale import Severity

sys.path.insert(0, str(Path(__file__).parents[1] / "program"))
from program_of import program_of

BY_ID = {one.id: one for one in CATALOGUE}


def worst(check: str, text: str, path: str = "sample/_part.py") -> Severity | None:
    """The worst that a check says of a wheel with one file besides an empty package; None if nothing."""
    program = program_of("wheel", {"sample/__init__.py": "", path: text})
    one = BY_ID[check]
    hits = [hit for hit in one.run(program) if isinstance(hit, Hit)]
    return max(
        (one.severity if hit.severity is None else hit.severity for hit in hits), default=None
    )


__all__ = ["BY_ID", "program_of", "worst"]

"""Which rule has which name in the data files, and what a call gives whose result is itself a global."""

from ostiary.formats.model.judge import Symbol
from ostiary.program.loading.arguments import GENERAL, Arguments, Asked, Faulty, Rule
from ostiary.program.loading.rules_arrays import ARRAYS
from ostiary.program.loading.rules_python import PYTHON
from ostiary.program.loading.rules_torch import TORCH

__all__ = ["RULES", "Arguments", "Asked", "Faulty", "Rule", "gives"]

RULES: dict[str, Rule] = {**GENERAL, **PYTHON, **ARRAYS, **TORCH}


def gives(rule: str, arguments: Arguments) -> str:
    """The dotted name of what a call returns, if that is a global: `getattr` on a class, `type(None)`."""
    if rule == "attribute" and isinstance(arguments[0], Symbol):
        return f"{arguments[0].dotted}.{arguments[1]}"
    if rule == "type-of":
        return "builtins.NoneType" if arguments[0] is None else ""
    return ""

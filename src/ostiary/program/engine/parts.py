"""What is one part worth of an object that carries the whole environment?"""

from msgspec.structs import replace

from ostiary.core.regex import regex
from ostiary.program.engine.keeping import BY_NAME
from ostiary.program.engine.value import Marks, Value
from ostiary.program.flow import PART, Taint

_WHOLE = regex(
    r"(?i)env|var|proc|data|info|all|body|payload|value|items|dict|copy|text|dump|^_"
    r"|^(?:encode|decode|hex|strip|replace|translate|join|upper|lower|to(?:string|json|lowercase|uppercase)|slice"
    r"|concat|substr(?:ing)?|trim|split|reverse|replaceall|normalize|pad(?:start|end))$"
)
"""Names under which the environment itself may lie as well."""

_SECRETS = regex(
    r"(?i)^(?:aws|azure|google|gcp|github|gitlab|gh_|npm|pypi|twine|docker|ci_|ssh|pass|secret|tok)"
)
"""How variables begin that many programs have, and whose values are secrets."""

_MIN_HEAD = 3  # letters that variables of one program begin with


def parted(marks: Marks, name: str) -> Marks:
    """The marks of a part under a name: of settings that were merged with the environment it is one of many.

    They are kept, and say so: a part may still be all of it.
    """
    told = marks.get(Taint.ENVIRONMENT)
    if told is None or told.what == BY_NAME or told.what.startswith(PART) or _WHOLE.search(name):
        return marks
    return {**marks, Taint.ENVIRONMENT: replace(told, what=f"{PART}{told.what}")}


def headed(marks: Marks, head: object) -> Marks:
    """The marks of variables that all begin alike, as those of one program do; not of secrets of others."""
    if not isinstance(head, str) or len(head) < _MIN_HEAD or _SECRETS.match(head):
        return marks
    return parted(marks, head.strip("_"))


def part(value: Value) -> Value:
    """One of many values, under a name that nobody knows."""
    return replace(value, marks=parted(value.marks, "one"))

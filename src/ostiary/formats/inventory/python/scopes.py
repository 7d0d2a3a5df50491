"""What are dependencies there for, as far as names of files and groups tell?"""

from ostiary.core.inventory import Scope
from ostiary.core.regex import regex

DEV = frozenset(
    [
        "ci",
        "dev",
        "devel",
        "develop",
        "development",
        "doc",
        "docs",
        "documentation",
        "lint",
        "linting",
        "mypy",
        "qa",
        "test",
        "testing",
        "tests",
        "typing",
    ]
)
"""Names of groups that never ship; taken by convention, as no tool fixes them."""

_WORDS = regex(r"[^A-Za-z0-9]+")


def scope_of_file(path: str) -> tuple[Scope, tuple[str, ...]]:
    """Scope and group by the words of a file's name and of the folder right above it."""
    *_, folder, filename = ("", *path.split("/"))
    words = [one for one in _WORDS.split(f"{folder} {filename.rpartition('.')[0]}".lower()) if one]
    for word in words:
        if word in DEV:
            return Scope.DEV, (word,)
        if word == "build":
            return Scope.BUILD, (word,)
    return Scope.RUNTIME, ()


def is_dev(group: str) -> bool:
    """Whether a group of this name is for development by convention."""
    return not DEV.isdisjoint(_WORDS.split(group.lower()))

"""Which scopes do names mean that a build back end calls in a file?"""

from collections.abc import Iterable, Iterator

from ostiary.core.regex import regex
from ostiary.program.lookup import Lookup, Node

_AGAIN = regex(r"~\d+")
"""How the scopes of a name that is defined once more are told apart."""


def called(lookup: Lookup, names: Iterable[Node]) -> Iterator[Node]:
    """The scopes of (path, name) pairs: functions, methods, and what a class or file takes from elsewhere."""
    several: dict[str, dict[str, None]] = {}
    for path, name in names:
        several.setdefault(path, {})[name] = None
    for path, asked in several.items():
        yield from _of_file(lookup, path, asked)


def _of_file(lookup: Lookup, path: str, asked: dict[str, None]) -> Iterator[Node]:
    methods = [one[2:] for one in asked if one.startswith("*.")]
    every = "*" in methods
    for scope, definition in lookup.scopes(path).items():
        plain = _AGAIN.sub("", scope)
        holder, _, name = plain.rpartition(".")
        if plain in asked or (holder and (every or name in methods)):
            yield path, scope
        if definition.kind == "class" and "." not in plain:  # what it inherits may lie elsewhere
            for method in methods:
                yield from lookup.nodes(path, f"@{scope}.{method}")
    for name in asked:
        if not name.startswith("*."):
            yield from lookup.nodes(path, f"@{name}")

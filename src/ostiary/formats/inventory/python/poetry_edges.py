"""Who in a poetry.lock asks for whom, with which extras, and for the sake of which?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from ostiary.formats.inventory.python.names import canonical, is_name
from ostiary.formats.inventory.python.tables import table_of, texts_in

EXTRA_OF = "extra-of"
"""A property: `name[extra]` for each package that asks only if its extra is wanted."""
ASKED_WITH = "asked-with"
"""A property: `name[extra]` for each package that asks, and for each extra that it asks for with it."""


class Edges(Struct):
    """Those that ask for one package: names, and pairs of a name and an extra."""

    parents: dict[str, None] = field(default_factory=dict)
    extra_of: set[str] = field(default_factory=set)
    asked_with: set[str] = field(default_factory=set)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The pairs, as properties of the component."""
        pairs = ((ASKED_WITH, self.asked_with), (EXTRA_OF, self.extra_of))
        return tuple((key, " ".join(sorted(words))) for key, words in pairs if words)


def edges(rows: Iterable[object]) -> Mapping[str, Edges]:
    """By name of what is asked for. What is optional counts only if it is locked."""
    found: dict[str, Edges] = defaultdict(Edges)
    for row in rows:
        if isinstance(row, dict) and is_name(row.get("name")):
            parent = canonical(row["name"])
            extras = _extras(row)
            for name, given in table_of(row, "dependencies").items():
                if canonical(name) != parent:
                    _note(found[canonical(name)], parent, given, extras.get(canonical(name), ()))
    return found


def _extras(row: dict[str, Any]) -> dict[str, set[str]]:
    """The extras of a package by the names that they ask for; rows are `name (constraint)`."""
    found: dict[str, set[str]] = defaultdict(set)
    table = table_of(row, "extras")
    for extra in table:
        for text in texts_in(table, extra):
            found[canonical(text.partition(" ")[0].partition("[")[0])].add(canonical(extra))
    return found


def _note(edge: Edges, parent: str, given: object, extras: Iterable[str]) -> None:
    edge.parents[parent] = None
    ways = [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, dict)]
    if ways and all(one.get("optional") is True for one in ways):
        edge.extra_of.update(f"{parent}[{extra}]" for extra in extras)
    for one in ways:
        edge.asked_with.update(f"{parent}[{canonical(extra)}]" for extra in texts_in(one, "extras"))

"""How near does the project's own code come to a component: imported, or only declared?"""

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from ostiary.core.inventory import Component
from ostiary.flows.audit.stock import Stock
from ostiary.formats.imports import MAX_BYTES, node_imports, python_imports
from ostiary.policy.priority import Reached
from ostiary.subjects.places.walk import read_within

_PYTHON = (".py",)
_NODE = (".js", ".mjs", ".cjs", ".ts")


class Imports(Struct, frozen=True):
    """Names that the own code of a place imports; `looked` says which ecosystems have any own code.

    `unread` are files that could not be read, or not to their end, each with the reason: what only these
    import is not known to be imported, so nothing is called unimported then.
    """

    names: frozenset[tuple[str, str]]
    looked: frozenset[str]
    modules: tuple[tuple[str, frozenset[str]], ...] = ()
    unread: tuple[tuple[str, str], ...] = ()

    def reached(self, one: Component) -> Reached:
        """The tier of a component. That nobody imports a transitive one proves nothing: others may."""
        if one.type not in self.looked:
            return Reached.UNKNOWN
        names = dict(self.modules).get(one.name) or _names(one)
        if any((one.type, name) in self.names for name in names):
            return Reached.IMPORTED
        known = one.type == "npm" or one.name in dict(self.modules)
        told = known and not any(_kind(path) == one.type for path, _ in self.unread)
        return Reached.DECLARED if one.direct and told else Reached.UNKNOWN


def _names(one: Component) -> Iterable[str]:
    """Names of modules that a distribution may have where no list of its files is here."""
    if one.type == "npm":
        return (one.name,)
    plain = one.name.replace("-", "_")
    return (
        plain,
        one.name.replace("-", ""),
        plain.removeprefix("python_"),
        plain.removeprefix("py"),
    )


def imports_of(stock: Stock) -> Imports:
    """Look through the imports of a place's own files."""
    root = Path(stock.place.path)
    names: set[tuple[str, str]] = set()
    looked: set[str] = set()
    unread: list[tuple[str, str]] = []
    for path in stock.own:
        if not (kind := _kind(path)):
            continue
        try:
            data = read_within(root, path, MAX_BYTES)
        except OSError as error:
            unread.append((path, error.strerror or "unreadable"))
            continue
        if len(data) > MAX_BYTES:
            unread.append((path, f"only its first {MAX_BYTES} bytes were looked through"))
        looked.add(kind)
        found = python_imports(data) if kind == "pypi" else node_imports(data)
        names.update((kind, name) for name in found)
    return Imports(frozenset(names), frozenset(looked), tuple(stock.modules), tuple(unread))


def _kind(path: str) -> str:
    return "pypi" if path.endswith(_PYTHON) else "npm" if path.endswith(_NODE) else ""

"""A listing while it is being read: unique keys, limits, and a note of all that could not be used."""

from collections.abc import Callable, Iterable
from posixpath import normpath

from msgspec.structs import replace

from ostiary.core.errors import LimitError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Unauditable
from ostiary.core.location import Location
from ostiary.formats.inventory.texts import printable, without_secrets

MAX_COMPONENTS = 200_000
"""Components of one file; of what cannot be matched there may be as many."""
MAX_EDGES = 2_000_000
MAX_TEXT = 500

NO_VERSION = "no version is known, so no advisory can be matched"
PIN = "lock it, or name an exact version"


class Draft:
    """Collects what one file says, then makes the `Listing`.

    `named` says whether a component may bear its name in its ecosystem; one that may not is no component.
    """

    def __init__(
        self,
        form: str,
        path: str,
        kind: ListingKind,
        named: Callable[[Component], bool] | None = None,
    ) -> None:
        self.format = form
        self.path = path
        self.kind = kind
        self.components: dict[str, Component] = {}
        self._named = named
        self._keys: dict[str, int] = {}
        self._reserved: set[str] = set()
        self._unauditable: dict[Unauditable, None] = {}
        self._includes: dict[str, None] = {}

    def at(self, line: int) -> Location:
        """A line of this file."""
        return Location("", self.path, line)

    def unique(self, key: str) -> str:
        """The key, with a number behind it where it is taken; kept for a component that is added later."""
        key = without_secrets(key) if "://" in key else key
        while (count := self._keys.get(key, 0)) > 0:
            self._keys[key] = count + 1
            key = f"{key}#{count + 1}"
        self._keys[key] = 1
        self._reserved.add(key)
        return key

    def add(self, component: Component) -> str:
        """Keep a component and return its key, made unique; empty for what has no name.

        Raises `LimitError`.
        """
        if not component.name or not (self._named is None or self._named(component)):
            reason = "this is no name of a package"
            self.miss(component.name, component.at.line, reason, "look at this entry by hand")
            return ""
        if len(self.components) >= MAX_COMPONENTS:
            raise LimitError(f"{self.path} names more than {MAX_COMPONENTS} components")
        key = component.key or f"{component.name}@{component.version or component.requirement}"
        if key not in self._reserved:
            key = self.unique(key)
        self._reserved.remove(key)
        self.components[key] = _tidy(component, key)
        if not component.version and component.origin not in {Origin.OWN, Origin.REGISTRY}:
            where = f"from {component.source[:MAX_TEXT]}: " if component.source else ""
            self.miss(component.name, component.at.line, f"{where}{NO_VERSION}", PIN)
        return key

    def miss(self, name: str, line: int, reason: str, hint: str = "") -> None:
        """Note something that cannot be matched. Raises `LimitError`."""
        if len(self._unauditable) >= MAX_COMPONENTS:
            raise LimitError(
                f"{self.path} holds more than {MAX_COMPONENTS} entries that cannot be read"
            )
        name, reason = without_secrets(name[:MAX_TEXT]), without_secrets(reason[: 2 * MAX_TEXT])
        self._unauditable[Unauditable(self.at(line), printable(name), printable(reason), hint)] = (
            None
        )

    def include(self, name: str, line: int) -> None:
        """Note a file that belongs to this one, as written relative to it."""
        if "://" in name:
            self.miss(
                "", line, f"another file is read from {name[:MAX_TEXT]}", "keep it in the project"
            )
            return
        folder = self.path.rpartition("/")[0]
        joined = normpath(f"{folder}/{name}" if folder and not name.startswith("/") else name)
        if len(self._includes) >= MAX_COMPONENTS:
            raise LimitError(f"{self.path} names more than {MAX_COMPONENTS} files")
        self._includes[printable(joined.replace("\\", "/"))] = None

    def include_all(self, names: Iterable[str]) -> None:
        """Note files whose paths are relative to the place already."""
        self._includes.update(dict.fromkeys(map(printable, names)))

    def parents_by_name(self) -> None:
        """Turn parents given as names into keys; names that are not here are left out.

        Raises `LimitError`: where many have one name, every one of them is a parent.
        """
        edges = 0
        keys: dict[str, list[str]] = {}
        for key, one in self.components.items():
            keys.setdefault(one.name, []).append(key)
        for key, one in self.components.items():
            if one.parents:
                edges += sum(len(keys.get(name, ())) for name in one.parents)
                if edges > MAX_EDGES:
                    raise LimitError(f"{self.path} has more than {MAX_EDGES} dependencies")
                found = {found: None for name in one.parents for found in keys.get(name, ())}
                self.components[key] = replace(one, parents=tuple(found))

    def listing(self, project: str = "") -> Listing:
        """The finished record."""
        return Listing(
            self.format,
            self.path,
            self.kind,
            tuple(self.components.values()),
            tuple(self._unauditable),
            tuple(self._includes),
            project,
        )


def _tidy(component: Component, key: str) -> Component:
    """The component under its key, without secrets and without text that cannot be written down."""
    source = "" if component.origin is Origin.OWN else component.source
    if "@" in source:
        source = without_secrets(source)
    if component.key != key or component.source != source:
        component = replace(component, key=key, source=source)
    texts = (
        key,
        component.version,
        component.requirement,
        component.markers,
        source,
        *component.groups,
    )
    if all(one.isascii() for one in texts) and not component.properties:
        return component
    return replace(
        component,
        key=printable(key),
        version=printable(component.version),
        requirement=printable(component.requirement),
        markers=printable(component.markers),
        source=printable(source),
        groups=tuple(printable(one) for one in component.groups),
        properties=tuple(
            (name, printable(without_secrets(value) if "://" in value else value))
            for name, value in component.properties
        ),
    )

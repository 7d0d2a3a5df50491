"""Components and what could not be audited, collected into one listing."""

import re
from dataclasses import replace

from ostiary.core.digest import Digest
from ostiary.core.errors import LimitError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Unauditable
from ostiary.core.location import Location
from ostiary.formats.inventory.node.integrity import digests_of
from ostiary.formats.inventory.node.json_document import JsonDocument
from ostiary.formats.inventory.node.spec import is_name

MAX_COMPONENTS = 200_000
"""Components and complaints of one file."""

MAX_TEXT = 300

NO_VERSION = "it says no version, so no advisory can be matched"
LOCKED = "lock the project, or vet it by hand"
_SECRET = re.compile(r"(?<=://)(?!git@)[^/@\s]{1,500}@")
_PLACES = {
    Origin.GIT: "it comes from a repository, and the file says no version of it",
    Origin.URL: "it comes from a URL, and the file says no version of it",
    Origin.PATH: "it comes from a path, and the file says no version of it",
}


def without_secrets(text: str) -> str:
    """The text without the passwords and tokens in its URLs."""
    return _SECRET.sub("", text)


class Gather:
    """What one file says, as it is read. Every key is made unique."""

    def __init__(self, form: str, path: str, kind: ListingKind) -> None:
        self.form, self.path, self.kind = form, path, kind
        self.components: list[Component] = []
        self.unauditable: list[Unauditable] = []
        self.includes: list[str] = []
        self._keys: dict[str, int] = {}

    def at(self, line: int) -> Location:
        """A line of this file."""
        return Location("", self.path, line)

    def unique(self, key: str) -> str:
        """The key, with a number behind it where it is taken."""
        key = without_secrets(key) if "://" in key else key
        while (count := self._keys.get(key, 0)) > 0:
            self._keys[key] = count + 1
            key = f"{key}#{count + 1}"
        self._keys[key] = 1
        return key

    def add(self, component: Component) -> None:
        """Take a component; one without a version from outside a registry is named as unauditable too."""
        self._count()
        known = component.type != "npm" or component.origin is Origin.OWN
        if not component.name or not (known or is_name(component.name)):
            reason = "this is no name of a package"
            self.note(component.at.line, component.name, reason, "look at this entry by hand")
            return
        if "@" in component.source:
            component = replace(component, source=without_secrets(component.source))
        if any("://" in value for _, value in component.properties):
            facts = tuple((key, without_secrets(value)) for key, value in component.properties)
            component = replace(component, properties=facts)
        self.components.append(component)
        if not component.version and component.origin in _PLACES:
            self.note(component.at.line, component.name, _PLACES[component.origin], LOCKED)

    def note(self, line: int, name: str, reason: str, hint: str = "") -> None:
        """Say that an entry cannot be audited."""
        self._count()
        name, reason = without_secrets(name[:MAX_TEXT]), without_secrets(reason)
        self.unauditable.append(Unauditable(self.at(line), name, reason, hint))

    def digests(self, integrity: object, line: int, name: str) -> tuple[Digest, ...]:
        """The digests of an entry; one that cannot be read is named."""
        found = digests_of(integrity) if isinstance(integrity, str) else None
        if found is None and integrity is not None:
            self.note(line, name, "its integrity cannot be read", "create the lockfile anew")
        return found or ()

    def repeated(self, document: JsonDocument) -> None:
        """Name the keys that stand twice in a JSON file."""
        for key, line in document.repeated:
            reason = "this key stands twice, and only the last one was read"
            self.note(line, key, reason, "remove one of the two")

    def listing(self, project: str = "") -> Listing:
        """All of it."""
        return Listing(
            self.form, self.path, self.kind, tuple(self.components), tuple(self.unauditable),
            tuple(dict.fromkeys(self.includes)), project,
        )  # fmt: skip

    def _count(self) -> None:
        if len(self.components) + len(self.unauditable) >= MAX_COMPONENTS:
            raise LimitError(f"{self.form} names more than {MAX_COMPONENTS} components")

"""Which Debian packages are installed?"""

from collections.abc import Iterator

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Unauditable
from ostiary.core.location import Location

MAX_BYTES = 128 << 20
MAX_PACKAGES = 200_000
MAX_FIELD = 500

_ABSENT = frozenset({"not-installed", "config-files"})
"""States in which no file of the package but settings is there; in all others some or all may be."""

_FIELDS = ("package", "version", "architecture", "status", "source")


def parse(path: str, data: bytes) -> Listing:
    """Read dpkg's status database, or one file of a distroless image. Raises `ParseError`.

    A package that is half installed, unpacked or not configured yet is there, and its state is named.
    Source: Debian policy manual, chapter 5, "Control files and their fields"; dpkg(1).
    """
    if len(data) > MAX_BYTES:
        raise LimitError(f"dpkg's status is longer than {MAX_BYTES} bytes")
    components: list[Component] = []
    lost: list[Unauditable] = []
    for line, fields in _paragraphs(data.decode("utf-8", "replace")):
        at = Location(path=path, line=line)
        name, version = fields.get("package", ""), fields.get("version", "")
        if not name:
            lost.append(Unauditable(at, "", "a paragraph without a package"))
        elif not version:
            lost.append(Unauditable(at, name, "a package without a version"))
        elif _state(fields) not in _ABSENT:
            components.append(_component(fields, at))
        if len(components) > MAX_PACKAGES:
            raise LimitError(f"dpkg's status has more than {MAX_PACKAGES} packages")
    if not components and not lost:
        raise ParseError("dpkg's status names no package")
    return Listing("dpkg status", path, ListingKind.INSTALLED, tuple(components), tuple(lost))


def _state(fields: dict[str, str]) -> str:
    """The third word of `Status`; files of distroless images have no such field."""
    return fields.get("status", "install ok installed").rpartition(" ")[2]


def _component(fields: dict[str, str], at: Location) -> Component:
    source, _, rest = fields.get("source", "").partition(" ")
    details = {
        "architecture": fields.get("architecture", ""),
        "source": source or fields["package"],
        "source_version": rest.strip("()") or fields["version"],
        "status": "" if _state(fields) == "installed" else _state(fields),
    }
    return Component(
        type="deb",
        name=f"debian/{fields['package'].lower()}",
        version=fields["version"],
        at=at,
        key=f"{fields['package']}:{details['architecture']}",
        properties=tuple(sorted((key, value) for key, value in details.items() if value)),
    )


def _paragraphs(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The fields that matter of each paragraph, with the line where it begins."""
    fields: dict[str, str] = {}
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            if fields:
                yield start, fields
            fields = {}
        elif not line[0].isspace():
            key, colon, value = line.partition(":")
            if not fields:
                start = number
            if colon and key.lower() in _FIELDS:
                fields[key.lower()] = value.strip()[:MAX_FIELD]
            else:
                fields.setdefault("", "")
    if fields:
        yield start, fields

"""What lies in `node_modules`: each package as its own manifest names it."""

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope, Unauditable
from ostiary.core.location import Location
from ostiary.subjects.places.walk import read_within

MAX_MANIFEST = 16 << 20
FORMAT = "node_modules"


class _Manifest(msgspec.Struct):
    name: str = ""
    version: str = ""
    license: object = None
    resolved: str = msgspec.field(name="_resolved", default="")


_DECODER = msgspec.json.Decoder(_Manifest)


def read_modules(root: Path, packages: Iterable[str], step: Callable[[], None]) -> list[Listing]:
    """One listing for each outermost `node_modules`; a folder without a readable manifest is unauditable."""
    found: dict[str, list[Component]] = {}
    lost: dict[str, list[Unauditable]] = {}
    for path in packages:
        top = path[: path.index("node_modules") + len("node_modules")]
        found.setdefault(top, [])
        try:
            found[top].append(_component(root, path, top))
        except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError, ValueError) as error:
            if not _holds_files(root / path):
                continue
            reason = f"its package.json cannot be read: {error}"
            gone = isinstance(error, FileNotFoundError)  # as in folders of tests; else it is broken
            at = Location(path=path)
            lost.setdefault(top, []).append(
                Unauditable(at, _named(path), reason, "install it again", whole=not gone)
            )
        finally:
            step()
    return [
        Listing(FORMAT, top, ListingKind.INSTALLED, tuple(every), tuple(lost.get(top, ())))
        for top, every in found.items()
    ]


def _component(root: Path, path: str, top: str) -> Component:
    place = f"{path}/package.json"
    data = read_within(root, place, MAX_MANIFEST)
    if len(data) > MAX_MANIFEST:
        raise ValueError(f"longer than {MAX_MANIFEST} bytes")
    manifest = _DECODER.decode(data.removeprefix(b"\xef\xbb\xbf"))
    name = manifest.name or _named(path)
    licence = manifest.license if isinstance(manifest.license, str) else ""
    details = (("alias", "" if name == _named(path) else _named(path)), ("licence", licence))
    return Component(
        type="npm",
        name=name,
        version=manifest.version,
        at=Location(path=place),
        key=path.removeprefix(top.removesuffix("node_modules")),
        direct=path.count("node_modules") == 1,
        scope=Scope.RUNTIME,
        origin=Origin.REGISTRY,
        properties=tuple((key, value) for key, value in details if value),
    )


def _named(path: str) -> str:
    """The name by which code asks for the package in this folder."""
    return path.rpartition("node_modules/")[2]


def _holds_files(folder: Path) -> bool:
    try:
        return any(one.is_file() for one in folder.iterdir())
    except OSError:
        return True

"""What do manifests deeper in an npm package say about the folder that they lie in?

Sources: Node.js documentation, Modules: Folders as modules; Packages: Subpath imports.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

MAX_FOLDERS = 500  # manifests of one artifact
MAX_BYTES = 1 << 18  # of one manifest
MAX_INNER = 200  # names of one manifest
MAX_CONDITIONS = 6  # conditions inside each other

_MANIFEST = "package.json"


class Folder(Struct, frozen=True):
    """A folder with a manifest: `main` is what requiring it runs, `inner` are names that begin with `#`."""

    path: str
    main: str
    inner: tuple[tuple[str, str], ...] = ()


def folders(data: Mapping[str, bytes]) -> tuple[Folder, ...]:
    """Those of an artifact, by the bytes of its small files; the deepest first."""
    found = []
    for path in sorted(data, key=lambda one: (-one.count("/"), one)):
        if path.rpartition("/")[2] == _MANIFEST and len(data[path]) <= MAX_BYTES:
            if (one := _folder(path.rpartition("/")[0], data[path])) is not None:
                found.append(one)
            if len(found) >= MAX_FOLDERS:
                break
    return tuple(found)


def _folder(path: str, data: bytes) -> Folder | None:
    try:
        said = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    if not isinstance(said, dict):
        return None
    main, inner = said.get("main"), said.get("imports")
    names = list(inner.items())[:MAX_INNER] if isinstance(inner, dict) else []
    pairs = tuple((name, one) for name, told in names for one in _targets(told, MAX_CONDITIONS))
    return Folder(path, main if isinstance(main, str) else "", pairs)


def _targets(told: Any, deep: int) -> Iterator[str]:
    """What a name stands for: a path, a package, or one of these by conditions."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict) and deep:
        for one in told.values():
            yield from _targets(one, deep - 1)


def meant(found: tuple[Folder, ...], path: str, module: str) -> tuple[str, str] | None:
    """The folder and the name in it that a file means by `#name`; None if no manifest above it says."""
    for folder in found:
        if f"{path}/".startswith(f"{folder.path}/"):
            for name, target in folder.inner:
                head, star, tail = name.partition("*")
                fits = module.startswith(head) and module.endswith(tail) if star else module == name
                if fits:
                    part = module[len(head) : len(module) - len(tail)] if star else ""
                    return f"{folder.path}/", target.replace("*", part)
    return None

"""By which code was something examined: a digest over all that could make an examination another one."""

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

LIBRARIES = (
    "ahocorasick_rs", "cryptography", "isal", "jinja2", "msgspec", "packaging", "rtoml", "tree_sitter",
    "tree_sitter_bash", "tree_sitter_javascript", "tree_sitter_python", "tree_sitter_typescript", "zstandard",
)  # fmt: skip
"""Libraries that take part in reading: the names of their modules, which are those of their distributions."""

_BLOCK = 1 << 18
CODE = Path(__file__).resolve().parents[1]


@cache
def edition() -> str:
    """SHA-256 over our own files, the interpreter and the installed libraries; empty if it cannot be told.

    It is made once a process, at the first question.
    """
    hashed = hashlib.sha256()
    try:
        count = _add_tree(CODE, hashed)
        libraries = _libraries()
    except OSError:
        return ""
    if not count:
        return ""  # bytecode without its source: who knows what it was made from
    told: tuple[object, ...] = (
        sys.version,
        sys.platform,
        sys.flags.optimize,
        getattr(os, "uname", tuple)()[4:],
        *libraries,
    )
    hashed.update(repr(told).encode("utf-8", "surrogateescape"))
    return hashed.hexdigest()


def _add_tree(root: Path, hashed: "hashlib._Hash") -> int:
    """Add every file that is no bytecode; how many files of Python there were.

    What an installer recorded counts by its record, and by the size and time that the file still has: by
    those the interpreter decides, too, whether what it compiled is what stands there (PEP 552). What else
    there is, is read.
    """
    record = _record(root)
    hashed.update(record)
    recorded = {
        line.partition(",sha256=")[0]
        for line in record.decode("utf-8", "surrogateescape").splitlines()
        if ",sha256=" in line
    }
    count, start, told = 0, len(str(root)) + 1, []
    for path, size, changed in sorted(_files(str(root))):
        name = path[start:].replace(os.sep, "/")
        count += name.endswith(".py")
        if f"{root.name}/{name}" in recorded:
            told.append(f"{name}\0{size}\0{changed}\0")
        else:
            data = _bytes(path)
            told.append(f"{name}\0{len(data)}\0{hashlib.sha256(data).hexdigest()}\0")
    hashed.update("".join(told).encode("utf-8", "surrogateescape"))
    return count


def _record(root: Path) -> bytes:
    """What the installer wrote beside the folder, with a digest of each file; empty if that is unclear."""
    found = [one for one in _listing(root.parent) if one.startswith(f"{root.name}-")]
    if len(found) != 1:
        return b""
    try:
        return (root.parent / found[0] / "RECORD").read_bytes()
    except OSError:
        return b""


def _files(root: str) -> Iterator[tuple[str, int, int]]:
    """Path, size in bytes and time of change in nanoseconds of all files below a folder, in no order."""
    waiting = [root]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for one in entries:
                if not one.is_dir():
                    told = one.stat()
                    yield one.path, told.st_size, told.st_mtime_ns
                elif one.name != "__pycache__" and not one.is_symlink():
                    waiting.append(one.path)


def _bytes(path: str) -> bytes:
    """All of a file; of more than a thousand, an object for each would cost as much as what is in it."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        data = more = os.read(handle, _BLOCK)
        while len(more) == _BLOCK:
            more = os.read(handle, _BLOCK)
            data += more
    finally:
        os.close(handle)
    return data


def _libraries() -> list[str]:
    """The installed version of each library, as its folder of metadata names it. Raises `OSError`."""
    return [one for name in LIBRARIES for one in _versions(name)]


def _versions(name: str) -> list[str]:
    """One, or several that were left beside each other: nobody knows which of them it is, so all count."""
    spec = find_spec(name)
    if spec is None or not spec.origin:
        raise FileNotFoundError(f"{name} is not installed")
    where = Path(spec.origin).parent
    found = [
        one
        for one in _listing(where.parent if spec.submodule_search_locations else where)
        if one.partition("-")[0].lower().replace(".", "_") == name
    ]
    if not found:
        raise FileNotFoundError(f"nothing tells the version of {name}")
    return found


@cache
def _listing(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.suffix in {".dist-info", ".egg-info"})

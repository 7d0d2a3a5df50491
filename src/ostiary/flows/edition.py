"""By which code was something examined: a digest over all that could make an examination another one."""

import hashlib
import os
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PARSERS = (
    "ahocorasick_rs", "cryptography", "isal", "msgspec", "packaging", "tree_sitter", "tree_sitter_bash",
    "tree_sitter_javascript", "tree_sitter_python", "tree_sitter_typescript", "zstandard",
)  # fmt: skip
"""Modules that read bytes for us. What is installed beside them counts too, so none can be forgotten."""

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
    """Add the name and digest of every file that is no bytecode; how many files of Python there were."""
    count = 0
    for folder, folders, names in os.walk(root, onerror=_raise):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = os.path.join(folder, name)  # noqa: PTH118 - seven hundred times in a few milliseconds
            with open(path, "rb") as file:  # noqa: PTH123 - the same
                digest = hashlib.sha256(file.read()).digest()
            hashed.update(os.path.relpath(path, root).encode("utf-8", "surrogateescape"))
            hashed.update(digest)
            count += name.endswith(".py")
    return count


def _raise(error: OSError) -> None:
    raise error


def _libraries() -> list[str]:
    """Name and version of each distribution that is installed where our parsers are. Raises `OSError`."""
    folders = set()
    for name in PARSERS:
        spec = find_spec(name)
        if spec is None or not spec.origin:
            raise OSError(f"{name} is not installed")
        folders.add(str(Path(spec.origin).parents[bool(spec.submodule_search_locations)]))
    return sorted(
        name
        for folder in folders
        for name in os.listdir(folder)  # noqa: PTH208 - names are all that is needed
        if name.endswith((".dist-info", ".egg-info"))
    )

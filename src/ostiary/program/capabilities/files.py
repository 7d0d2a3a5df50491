"""Which files were added, removed, changed or renamed between two artifacts?"""

import re

from msgspec import Struct

from ostiary.core.regex import regex
from ostiary.formats.contents import Contents, FileRow

_INFO = regex(r"[^/]{1,200}?-[^/-]{1,100}\.(dist-info|data|egg-info)(/.*)", re.DOTALL)


class FileChange(Struct, frozen=True, order=True):
    """One file that is not as it was: `how` is added, removed, changed or renamed, `old` its former path."""

    path: str
    how: str
    old: str = ""


def changes(before: Contents, after: Contents) -> tuple[tuple[FileChange, ...], int]:
    """The changes in order of path, and how many files are the same.

    The top folder of an sdist and the version in the folder of a wheel's metadata make no difference.
    """
    old, new = _files(before), _files(after)
    same = sum(1 for path, row in new.items() if path in old and old[path].sha256 == row.sha256)
    gone = {path: row for path, row in old.items() if path not in new}
    by_digest = {row.sha256: path for path, row in sorted(gone.items(), reverse=True) if row.size}
    found = []
    for path, row in new.items():
        if path not in old:
            source = by_digest.pop(row.sha256, "")
            if source:
                gone.pop(source)
            found.append(FileChange(path, "renamed" if source else "added", source))
        elif old[path].sha256 != row.sha256:
            found.append(FileChange(path, "changed"))
    found += [FileChange(path, "removed") for path in gone]
    return tuple(sorted(found)), same


def _files(contents: Contents) -> dict[str, FileRow]:
    rows = sorted(row for row in contents.files if row.depth == 0)
    return {_plain(contents.inner(row.path)): row for row in rows}


def _plain(path: str) -> str:
    """`sample-1.0.dist-info/METADATA` is `*.dist-info/METADATA`."""
    match = _INFO.fullmatch(path)
    return f"*.{match[1]}{match[2]}" if match else path

"""What earlier runs read in artifacts: one file for each, found by a key, checked before it is used.

What is in an entry is not looked into here. Nothing of it is trusted because it lies here: an entry counts
only if it belongs to this user, nobody else may write it, and every byte is as it was written.
"""

import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from msgspec import Struct

BEGUN = ".part-"
"""How the names of files begin that are not whole yet."""

FOLDER = "examinations"
"""The folder's name in the user's cache folder."""

MAX_ENTRY = 64 << 20  # bytes of one entry
MAX_TOTAL = (
    1 << 30
)  # bytes of all entries together; beyond it those that were not used for longest go

MAGIC = b"ostexam\x01"
"""How each entry starts; the last byte is the version of its form."""

_HEAD = len(MAGIC) + 32 + 32 + 8  # magic, key, SHA-256 of the payload, length of the payload
_STALE = 3600.0  # seconds after which a file that was begun and never ended is nobody's
_LOOKED = "08"  # keys below it: as evenly spread as any digest
_HEX = frozenset("0123456789abcdef")


class Kept(Struct, frozen=True):
    """How many entries there are, and how many bytes they take."""

    count: int
    size: int


class Examinations:
    """Safe with other processes: an entry appears whole or not at all.

    A folder that cannot be used costs speed, never a run: `fault` then says why, and nothing raises.
    """

    def __init__(self, cache: Path) -> None:
        self.root = cache / FOLDER
        self.fault = ""
        self._due = False

    def get(self, key: str) -> bytes | None:
        """The payload under a key (64 hexadecimal digits), or None; what is damaged or foreign is none."""
        path = self._place(key)
        try:
            if not _own(self.root):
                return None
            whole = _bytes(path)
        except OSError:
            return None
        payload = _payload(whole, key)
        if payload is not None:
            with suppress(OSError):
                os.utime(path)
        return payload

    def put(self, key: str, payload: bytes) -> bool:
        """Keep a payload under a key, whatever was there before; False if it cannot be kept."""
        path = self._place(key)
        digest = hashlib.sha256(payload).digest()
        head = MAGIC + bytes.fromhex(key) + digest + len(payload).to_bytes(8, "big")
        if len(head) + len(payload) > MAX_ENTRY or not self.usable():
            return False
        temporary = ""
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=BEGUN)
            with os.fdopen(handle, "wb") as out:
                out.write(head)
                out.write(payload)
            Path(temporary).replace(path)
        except OSError as error:
            self._lost(error)
            if temporary:
                _discard(temporary)
            return False
        self._due = self._due or key < _LOOKED
        return True

    def scratch(self) -> BinaryIO | None:
        """A nameless file that nobody else can open, None where there is no room for one."""
        if not self.usable():
            return None
        try:
            return cast("BinaryIO", tempfile.TemporaryFile(dir=self.root))
        except OSError as error:
            self._lost(error)
            return None

    def usable(self) -> bool:
        """Whether entries can be kept; makes the folder if there is none. `fault` says why not."""
        if self.fault:
            return False
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _own(self.root):
                self.fault = f"{self.root} belongs to somebody else, or others may write to it"
            elif not os.access(self.root, os.W_OK | os.X_OK):
                self.fault = f"{self.root} cannot be written"
        except OSError as error:
            self._lost(error)
        return not self.fault

    def trim(self, most: int = MAX_TOTAL) -> None:
        """Let go what was not used for longest where the bound is passed, after an entry that asks for it.

        One in 32 does: to look at thousands of entries after each cost more than a small artifact.
        """
        if not self._due:
            return
        rows = sorted(_files(self.root))
        total = sum(size for _, size, _ in rows)
        old = time.time() - _STALE
        for used, size, path in rows:
            begun = _is_begun(path)
            if (begun and used < old) or (not begun and total > most):
                _discard(path)
                total -= size

    def kept(self) -> Kept:
        """What there is."""
        sizes = [size for _, size, path in _files(self.root) if not _is_begun(path)]
        return Kept(len(sizes), sum(sizes))

    def _place(self, key: str) -> Path:
        if len(key) != 64 or not _HEX.issuperset(key):
            raise ValueError("a key is a SHA-256 in lower-case hexadecimal")
        return self.root / key[:2] / key

    def _lost(self, error: OSError) -> None:
        self.fault = f"{self.root} cannot be used: {(error.strerror or 'refused').lower()}"


def _own(folder: Path) -> bool:
    """Whether a folder is ours alone to write. Raises `OSError`."""
    state = folder.lstat()
    return stat.S_ISDIR(state.st_mode) and _ours(state)


def _ours(state: os.stat_result) -> bool:
    if not hasattr(os, "geteuid"):
        return True  # the system has neither such owners nor such modes
    return state.st_uid == os.geteuid() and not state.st_mode & 0o022


def _bytes(path: Path) -> bytes:
    """All of an entry, nothing of what cannot be one. Raises `OSError`."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode) or not _ours(state) or state.st_size > MAX_ENTRY:
            return b""
        return file.read(MAX_ENTRY + 1)


def _payload(whole: bytes, key: str) -> bytes | None:
    payload = whole[_HEAD:]
    head = (
        MAGIC
        + bytes.fromhex(key)
        + hashlib.sha256(payload).digest()
        + len(payload).to_bytes(8, "big")
    )
    return payload if whole[:_HEAD] == head else None


def _files(root: Path) -> Iterator[tuple[float, int, str]]:
    """When each file was last used, its size and its place; what cannot be looked at is left out."""
    for one in _entries(str(root)):
        inner = _entries(one.path) if one.is_dir(follow_symlinks=False) else (one,)
        for entry in inner:
            with suppress(OSError):
                state = entry.stat(follow_symlinks=False)
                if not stat.S_ISDIR(state.st_mode):
                    yield state.st_mtime, state.st_size, entry.path


def _entries(folder: str) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _is_begun(path: str) -> bool:
    """Whether a file was begun, and perhaps never ended."""
    return path.rpartition(os.sep)[2].startswith(BEGUN)


def _discard(path: str) -> None:
    with suppress(OSError):
        Path(path).unlink()

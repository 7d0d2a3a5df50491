"""The head of the log, kept in a small file beside it, so that a tail that was cut off is missed."""

import os
import re
from pathlib import Path

from msgspec import Struct

from ostiary.core.chain import GENESIS

MAX_ANCHOR = 200


class Head(Struct, frozen=True):
    """The number and hash of the last entry; number 0 for an empty log."""

    seq: int = 0
    hash: str = GENESIS

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


def head_of(text: str) -> Head | None:
    """A head as `log head` prints it, or None if `text` is none."""
    found = re.fullmatch(r"\s*(\d{1,15}):([0-9a-f]{64})\s*", text)
    return Head(int(found[1]), found[2]) if found else None


def anchor_path(log: Path) -> Path:
    """Where the head of a log is kept."""
    return log.with_name(log.name + ".head")


def read(log: Path) -> Head | None:
    """The kept head; None if the file is missing or unreadable as one."""
    try:
        with anchor_path(log).open("rb") as file:
            text = file.read(MAX_ANCHOR)
    except FileNotFoundError:
        return None
    return head_of(text.decode("ascii", "replace"))


def write(log: Path, head: Head) -> None:
    """Replace the kept head at once. The caller holds the log's write lock, so heads never go back."""
    path = anchor_path(log)
    new = path.with_name(path.name + ".new")
    with new.open("wb") as file:
        file.write(f"{head}\n".encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)

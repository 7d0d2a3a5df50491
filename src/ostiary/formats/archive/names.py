"""Where would an extractor put a member, and is that name what it seems?"""

import re
import unicodedata

from ostiary.core.regex import regex
from ostiary.formats.archive.scope import Scope
from ostiary.formats.contents import Fault, FaultKind

MAX_PARTS = 100
"""Folders in one path; more is a fault, and only the first ones are registered."""

FILE, FOLDER, LINK = "file", "folder", "link"

_RESERVED = r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])"
# A part that every file system takes and shows as it is: nothing further to look at.
_PLAIN = regex(
    rf"(?!{_RESERVED}(?:\.|$))[a-z0-9_@+~=,()\[\] .-]*[a-z0-9_@+~=,()\[\]-]",
    re.IGNORECASE | re.ASCII,
)
_DEVICE = regex(rf"{_RESERVED}\s*(?:\..*)?", re.IGNORECASE | re.DOTALL)
_CONTROL = regex(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_DRIVE = regex(r"[A-Za-z]:")


class Names:
    """All paths of one archive. `admit` every one in order; faults gather in `faults`."""

    __slots__ = ("_folded", "_scope", "faults", "seen")

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._folded: dict[str, str] = {}
        self.seen: dict[str, str] = {}
        self.faults: list[Fault] = []

    def drain(self) -> list[Fault]:
        """The faults since the last call."""
        faults, self.faults = self.faults, []
        return faults

    def admit(self, raw: str, kind: str) -> str:
        """The normal form of a member's path: what faults, reports and links call it."""
        head, slash, tail = raw.rpartition("/")
        if (slash and head not in self.seen) or not _PLAIN.fullmatch(tail):
            raw = self._odd(raw, kind)
            head = raw.rpartition("/")[0]
        if self.seen.get(head, FOLDER) != FOLDER:
            self._clash(head, FOLDER)
        if raw in self.seen:
            self._clash(raw, kind)
        else:
            self.seen[raw] = kind
            self._fold(raw)
        return raw

    def note(self, kind: FaultKind, path: str, message: str) -> None:
        """Keep a fault."""
        self.faults.append(self._scope.fault(kind, path, message))

    def _odd(self, raw: str, kind: str) -> str:
        path, parts = self._normal(raw)
        outside = False
        if path.startswith(("/", "\\")) or _DRIVE.match(path):
            outside = True
            self.note(FaultKind.ABSOLUTE, path, "the name is an absolute path")
        if ".." in path and ".." in re.split(r"[/\\]", path):
            outside = True
            self.note(FaultKind.TRAVERSAL, path, "the name climbs out of its folder")
        if trouble := self._trouble(raw, path, parts):
            self.note(FaultKind.BAD_NAME, path, f"the name has {trouble}")
        if not path:
            if kind != FOLDER:
                self.note(FaultKind.BAD_NAME, path, "a member has no name")
            return path
        if not outside:  # each one that lands outside is reported, so its folder must stay unknown
            self._folders(parts)
        return path

    def _folders(self, parts: list[str]) -> None:
        for count in range(1, min(len(parts), MAX_PARTS)):
            folder = "/".join(parts[:count])
            if folder not in self.seen:
                self._scope.budget.entry_name(len(folder))
                self.seen[folder] = FOLDER
                self._fold(folder)
            elif self.seen[folder] != FOLDER:
                self._clash(folder, FOLDER)

    def _normal(self, raw: str) -> tuple[str, list[str]]:
        if "\0" in raw:  # what an extractor in C, or Python's zipfile, makes of it
            self.note(
                FaultKind.BAD_NAME, shown(raw), "the name has a NUL, where some extractors end it"
            )
            raw = raw.partition("\0")[0]
        root = "/" if raw.startswith("/") else ""
        parts = [part for part in raw.split("/") if part not in ("", ".")]
        path = root + "/".join(parts)
        return shown(path), [shown(part) for part in parts]

    def _trouble(self, raw: str, path: str, parts: list[str]) -> str:
        if _CONTROL.search(raw.replace("\0", "")):
            return "control, invisible or undecodable characters"
        if "\\" in path:
            return "a backslash, a separator on Windows only"
        if "!" in path and "!/" in path + "/":
            return "an exclamation mark before a slash, which marks nested archives in reports"
        if len(parts) > MAX_PARTS:
            return f"more than {MAX_PARTS} folders"
        for part in parts:
            if _DEVICE.fullmatch(part):
                return f"a part that Windows reserves for a device (`{part}`)"
            if part.endswith((".", " ")) and part != "..":
                return "a part that ends in a dot or a space, which Windows drops"
            if len(part) > 2 and ":" in part[2:]:
                return "a colon, which names a hidden stream on Windows"
        return ""

    def _clash(self, path: str, kind: str) -> None:
        before = self.seen[path]
        if before == kind == FOLDER:
            return
        if LINK in (before, kind):
            self.note(
                FaultKind.LINK, path, f"a {kind} takes the place of a {before} of the same name"
            )
        elif before == kind:
            self.note(FaultKind.DUPLICATE, path, "the name occurs more than once")
        else:
            self.note(FaultKind.DUPLICATE, path, "the name is both a file and a folder")

    def _fold(self, path: str) -> None:
        folded = path.lower() if path.isascii() else fold(path)
        first = self._folded.setdefault(folded, path)
        if first != path:
            self.note(
                FaultKind.CASE_CLASH, path, f"differs from `{first}` in letter case or form only"
            )


def fold(path: str) -> str:
    """The name on a file system that folds case and Unicode form."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def shown(path: str) -> str:
    """The path with undecodable and NUL characters written out, so that it can be printed and stored."""
    if path.isprintable():
        return path
    return "".join(
        f"\\x{ord(one) - 0xDC00:02x}"
        if 0xDC80 <= ord(one) <= 0xDCFF
        else f"\\u{ord(one):04x}"
        if 0xD800 <= ord(one) <= 0xDFFF
        else "\\x00"
        if one == "\0"
        else one
        for one in path
    )

"""What do the files hold that a program reads, and what were those made of that it writes?"""

import re
from collections.abc import Callable, Iterator, Mapping

from ostiary.program.engine.code import Closure, Module
from ostiary.program.engine.places import path_marks
from ostiary.program.engine.sources_by_path import Sources, led
from ostiary.program.engine.value import CLEAN, HOLE, Marks, joined
from ostiary.program.flow import Taint

MAX_WRITTEN = 500
MIN_KNOWN = 5  # characters that must be known of a path without a known name
MIN_FOLDER = 4  # and of a folder
SCRIPTS = (".sh", ".bash", ".bat", ".cmd", ".ps1", ".vbs", ".hta", ".wsf", ".command")
"""Endings of scripts whose lines are commands, or hold them."""

MAX_EARLY = 256  # functions that ask for files that nobody wrote yet
MAX_TOLD = 4_096  # texts of which it is remembered what files they name
MAX_VAIN = 16  # files that one function asks for in vain

_TELLING = frozenset(
    {
        *(Taint.NETWORK, Taint.SECRET, Taint.BROWSER, Taint.WALLET, Taint.ENVIRONMENT),
        *(Taint.CLIPBOARD, Taint.KEYSTROKES, Taint.SCREEN, Taint.MEMORY, Taint.DECODED),
    }
)
"""What makes a difference to whoever starts or sends a file."""

MAX_CONTENT = 1 << 20  # bytes of a member that the program reads itself

_UNKEPT = "it reads or starts a file for which there was no room"


class Members:
    """The files of the artifact, and those that its code writes while it is evaluated.

    `cut` is told why the file at hand could not be seen in full; `missing` are members that were not kept.
    """

    def __init__(
        self,
        files: Mapping[str, tuple[str, bytes]],
        data: Mapping[str, bytes],
        cut: Callable[[str], None],
        missing: frozenset[str] = frozenset(),
        stack: Callable[[], "list[Closure]"] = list,
    ) -> None:
        self._files = files
        self._data = data
        self._cut = cut
        self._missing = missing
        self._stack = stack
        self._early: dict[
            Closure, list[str]
        ] = {}  # functions, and the files they asked for in vain
        self._again: dict[Closure, None] = {}
        self._written: dict[str, Marks] = {}
        self._open: dict[str, str] = {}  # the beginnings of those of which the end is not known
        self._told: dict[str, Marks] = {}  # answers, until another file is written
        self._folders: dict[str, Marks] = {}  # what lies in the folders that were written to
        self._clones: dict[str, Marks] = {}
        self.sources = Sources(files, cut)
        self._scripts: dict[str, str] = {}
        self.here: Marks = CLEAN
        self.folder = ""  # that was gone to, where what lies in it is worth something
        self.cwd = ""  # the folder of the artifact in which a command runs, as far as it is known

    def wrote(self, path: str, marks: Marks) -> None:
        """Remember what was written to a path."""
        self._filled(path, marks)
        name = last_name(path)
        if not name and len(path.replace(HOLE, "").strip("/")) >= MIN_KNOWN:
            name = path  # nobody knows the name, but the same unknown name is started elsewhere
        if not name:
            return
        if name not in self._written and len(self._written) >= MAX_WRITTEN:
            self._cut("more files are written than are remembered")
            return
        before, told = self._written.get(name, CLEAN), marks.get(Taint.NETWORK)
        if _TELLING.intersection(marks) - before.keys():
            for one, texts in self._early.items():
                if any(name in text for text in texts):
                    self._again[one] = None
        known = told is not None and "://" in told.what
        after = joined(marks, before) if known else joined(before, marks)
        if after != before:
            self._written[name] = after
            self._told.clear()
            if name.endswith(_ANY):
                self._open[name] = name.removesuffix(HOLE)

    def _filled(self, path: str, marks: Marks) -> None:
        """Remember of which folder something worth sending became part."""
        folder = path.replace("\\", "/").rpartition("/")[0]
        if len(folder.replace(HOLE, "")) < MIN_FOLDER or _TELLING.isdisjoint(marks):
            return
        if folder in self._folders or len(self._folders) < MAX_WRITTEN:
            self._folders[folder] = joined(self._folders.get(folder, CLEAN), marks)
        else:
            self._cut("more files are written than are remembered")

    def within(self, text: str) -> Marks:
        """What lies in the folders that a command names."""
        marks: Marks = CLEAN
        for folder, one in self._folders.items():
            if folder in text:
                marks = joined(marks, one)
        return marks

    def filled(self) -> Marks:
        """All that is worth something in the folders that were written to."""
        return joined(*self._folders.values())

    def written(self, text: str) -> Marks:
        """What files that a command or path names were made of."""
        known = self._told.get(text)
        if known is None:
            if len(self._told) >= MAX_TOLD:
                self._told.clear()
            known = self._told[text] = self._made_of(text)
        marks = known
        stack = self._stack()
        if stack and text and _TELLING.isdisjoint(marks) and len(self._early) < MAX_EARLY:
            several = self._early.setdefault(stack[0], [])
            if len(several) < MAX_VAIN:
                several.append(text)
        return marks

    def sought(self, path: str) -> bool:
        """Whether somebody asked for a file in vain before it was written."""
        name = last_name(path) or path
        return any(name in text for several in self._early.values() for text in several)

    def _made_of(self, text: str) -> Marks:
        marks: Marks = CLEAN
        for name, one in self._written.items():
            if name in text or (name in self._open and _holds(self._open[name], text)):
                marks = joined(marks, one)
        return marks

    def written_as(self, name: str) -> Marks:
        """What the file of exactly this name was made of; asked for in vain, it is looked at once more."""
        self.written(f"/{name}")
        return self._written.get(name, CLEAN)

    def again(self, module: Module) -> "list[Closure]":
        """Functions of a module that asked for files before another one wrote them: each is told once.

        It is asked for at the module's end, and its functions are forgotten with it: each of them holds the
        whole tree.
        """
        found = [one for one in self._again if one.frame.module is module]
        for one in found:
            del self._again[one]
        for one in [one for one in self._early if one.frame.module is module]:
            del self._early[one]
        return found

    def content(self, module: str, path: str) -> bytes | None:
        """The bytes of a member that the file of a module reads by a path relative to itself."""
        if path.endswith("__file__"):
            own = self._files.get(module)
            return self._short(own[1]) if own is not None else None
        bare = path.replace("\\", "/").rpartition(HOLE)[2]
        tail = bare.replace("./", "/").replace("//", "/").strip("/")
        name = tail.rpartition("/")[2]
        if len(name) < 3 or "." not in name:
            return None
        folder = module.rpartition("/")[0]
        for one in (f"{folder}/{tail}".strip("/"), tail):
            if one in self._data:
                return self._short(self._data[one])
            if one in self._files:
                return self._short(self._files[one][1])
            if one in self._missing:
                self._cut(_UNKEPT)
                return None
        ends = [one for one in self._data if one.endswith(f"/{tail}")]
        if not ends and any(one.endswith(f"/{tail}") for one in self._missing):
            self._cut(_UNKEPT)
        return self._short(self._data[ends[0]]) if len(ends) == 1 else None

    def says(self, module: str, name: str, words: bytes) -> bool:
        """Whether a member beside the file of a module holds these words, or may, as it was not kept."""
        path = f"{module.rpartition('/')[0]}/{name}".strip("/")
        return path in self._missing or words in self._data.get(path, b"")

    def _short(self, data: bytes) -> bytes:
        if len(data) > MAX_CONTENT:
            self._cut("it reads a file that is larger than what is looked at")
        return data[:MAX_CONTENT]

    def program(self, module: str, path: str) -> bytes | None:
        """The bytes of a member that is started by its path and is no source file by its name."""
        tail = path.replace("\\", "/").rpartition(HOLE)[2].removeprefix("./").strip("/")
        folder = module.rpartition("/")[0]
        for one in (f"{folder}/{tail}".strip("/"), f"{module.partition('/')[0]}/{tail}", tail):
            if one in self._data:
                return self._short(self._data[one])
            if one in self._missing:
                self._cut(_UNKEPT)
        return None

    def cloned(self, folder: str, marks: Marks) -> None:
        """Remember that a folder was fetched as a whole."""
        name = folder.replace("\\", "/").rstrip("/").rpartition("/")[2].removesuffix(".git")
        if len(name) < 2 and HOLE not in folder and folder.count("/") > 1:
            name = folder.rstrip("/")  # too short to be told from other names, but whole
        if len(name) < 2 or HOLE in name:
            return
        if name not in self._clones and len(self._clones) >= MAX_WRITTEN:
            self._cut("more folders are fetched than are remembered")
            return
        self._clones[name] = marks

    def entered(self, folder: str) -> None:
        """Go to a folder: what is started from there by a bare name was fetched, if that was."""
        self.here = self._fetched(folder)
        self.folder = folder if path_marks(f"{folder}/") else ""
        self.cwd = led(self.cwd, folder)

    def of_clone(self, file: str) -> Marks:
        """What a started file was made of, if it lies in a folder that was fetched."""
        inside = self._fetched(file)
        return inside or (
            self.here if file and not file.startswith(("/", "\\", "~", HOLE)) else CLEAN
        )

    def _fetched(self, path: str) -> Marks:
        parts = path.replace("\\", "/").split("/")
        inside = next((self._clones[one] for one in parts if one in self._clones), CLEAN)
        whole = (one for one in self._clones if "/" in one and f"{path}/".startswith(f"{one}/"))
        return inside or next((self._clones[one] for one in whole), CLEAN)

    def scripted(self, path: str, text: str) -> None:
        """Remember the text of a script that is written to a file, piece by piece."""
        name = last_name(path).lower()
        if not name.endswith(SCRIPTS):
            return
        whole = self._scripts.get(name, "") + text
        if len(whole) > MAX_CONTENT or (
            name not in self._scripts and len(self._scripts) >= MAX_WRITTEN
        ):
            self._cut("more or longer scripts are written than are remembered")
        if name in self._scripts or len(self._scripts) < MAX_WRITTEN:
            self._scripts[name] = whole[:MAX_CONTENT]

    def script_text(self, path: str, name: str) -> tuple[str, str] | None:
        """The path and text of a shell or batch script that a file starts by a relative name."""
        tail = name.replace("\\", "/")
        if tail.startswith("."):  # as where the folder of the code at hand is put before a name
            tail = "/".join(part for part in tail.split("/") if part not in {"", "."})
        folder, top = path.rpartition("/")[0], path.partition("/")[0]
        bases = (f"{folder}/{self.cwd}", f"{top}/{self.cwd}") if self.cwd else ()
        several = [f"{base}/{tail}" for base in (*bases, folder, top)]
        if ".." in tail:
            several += [led(one, tail) for one in (*bases, folder, folder.rpartition("/")[0])]
        for one in several:
            if one in self._data:
                return one, self._data[one].decode("utf-8", "replace")
            if one in self._missing:
                self._cut(_UNKEPT)
        written = self._scripts.get(last_name(name).lower())
        return (path, written) if written else None

    def called_so(self, names: "re.Pattern[str]") -> Iterator[tuple[str, str]]:
        """The files, other than code that is evaluated, whose paths a pattern finds, with their texts."""
        if any(map(names.search, self._missing)):
            self._cut(_UNKEPT)
        for path in sorted(filter(names.search, self._data)):
            yield path, self._data[path].decode("utf-8", "replace")


_ANY = f"/{HOLE}"
"""The end of a path whose file has a name that nobody knows."""


def _holds(folder: str, text: str) -> bool:
    """Whether a file lies right in a folder of its own, into which something was written under some name."""
    if folder.count("/") < 2 or folder.count(HOLE) > 1 or not text.startswith(folder):
        return False
    return "/" not in text[len(folder) :].rstrip("\"' ")


def last_name(path: str) -> str:
    """The last part of a path, empty where too little of it is known, such as its extension alone."""
    last = path.replace("\\", "/").rpartition("/")[2]
    name = last.strip(HOLE)
    bare = last.startswith(HOLE) and name.startswith(".") and name.count(".") == 1
    return name if len(name) >= 3 and not bare else ""

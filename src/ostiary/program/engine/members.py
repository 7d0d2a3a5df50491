"""What do the files hold that a program reads, and what were those made of that it writes?"""

from collections.abc import Callable, Mapping

from ostiary.program.engine.value import CLEAN, HOLE, Marks, joined

MAX_WRITTEN = 500
MIN_KNOWN = 5  # characters that must be known of a path without a known name
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
    ) -> None:
        self._files = files
        self._data = data
        self._cut = cut
        self._missing = missing
        self._written: dict[str, Marks] = {}

    def wrote(self, path: str, marks: Marks) -> None:
        """Remember what was written to a path."""
        name = last_name(path)
        if not name and len(path.replace(HOLE, "").strip("/")) >= MIN_KNOWN:
            name = path  # nobody knows the name, but the same unknown name is started elsewhere
        if not name:
            return
        if name in self._written or len(self._written) < MAX_WRITTEN:
            self._written[name] = joined(self._written.get(name, CLEAN), marks)
        else:
            self._cut("more files are written than are remembered")

    def written(self, text: str) -> Marks:
        """What files that a command or path names were made of."""
        if not self._written or not text:
            return CLEAN
        marks: Marks = CLEAN
        for name, one in self._written.items():
            if name in text:
                marks = joined(marks, one)
        return marks

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

    def _short(self, data: bytes) -> bytes:
        if len(data) > MAX_CONTENT:
            self._cut("it reads a file that is larger than what is looked at")
        return data[:MAX_CONTENT]

    def script_text(self, path: str, name: str) -> tuple[str, str] | None:
        """The path and text of a shell or batch script that a file starts by a relative name."""
        tail = name.replace("\\", "/").removeprefix("./")
        folder = path.rpartition("/")[0]
        for one in (f"{folder}/{tail}", f"{path.partition('/')[0]}/{tail}"):
            if one in self._data:
                return one, self._data[one].decode("utf-8", "replace")
            if one in self._missing:
                self._cut(_UNKEPT)
        return None


def last_name(path: str) -> str:
    """The last part of a path, empty where too little of it is known."""
    name = path.replace("\\", "/").rpartition("/")[2].strip(HOLE)
    return name if len(name) >= 3 else ""

"""Which source file of the artifact does a path mean that a program works out, opens or starts?"""

from collections.abc import Callable, Mapping

from ostiary.program.engine.value import HOLE

MAX_CWD = 400  # characters of the folder in which a command runs
MAX_COPIES = 200  # files of which copies are made, by the names of these


class Sources:
    """The source files by their paths, and copies of them that the program makes elsewhere."""

    def __init__(self, files: Mapping[str, object], cut: Callable[[str], None]) -> None:
        self._files = files
        self._cut = cut
        self._named: dict[str, list[str]] | None = None
        self._copies: dict[str, str] = {}

    def path(self, module: str, path: str) -> str:
        """The file that a path means which a module works out from its own place; empty if none."""
        tail = _tail(path)
        return self._near(module, tail) if tail.endswith((".py", ".pyw")) else ""

    def started(self, module: str, path: str) -> str:
        """The file that a module starts as a program, itself among them; empty if none."""
        if path.endswith("__file__"):
            return module
        tail = _tail(path)
        if (copy := self._copies.get(_name(tail))) is not None:
            return copy
        return (self._near(module, tail) or self._near(module, f"{tail}.js")) if tail else ""

    def copied(self, module: str, path: str, to: str) -> None:
        """Remember which file a copy is one of, by the copy's name."""
        found, name = self.started(module, path), _name(_tail(to))
        if not found or not name:
            return
        if name not in self._copies and len(self._copies) >= MAX_COPIES:
            self._cut("more of its own files are copied than are remembered")
            return
        self._copies[name] = found

    def _near(self, module: str, tail: str) -> str:
        near = f"{module.rpartition('/')[0]}/{tail}".strip("/")
        if near in self._files:
            return near
        ends = [one for one in self._of_name(tail) if one == tail or one.endswith(f"/{tail}")]
        return ends[0] if len(ends) == 1 else ""

    def _of_name(self, tail: str) -> list[str]:
        if self._named is None:
            self._named = {}
            for one in self._files:
                self._named.setdefault(_name(one), []).append(one)
        return self._named.get(_name(tail), [])


def led(cwd: str, folder: str) -> str:
    """The folder of the artifact to which somebody goes from another one."""
    bare = folder.replace("\\", "/").rpartition(HOLE)[2]
    parts = cwd.split("/") if cwd and HOLE not in folder and not bare.startswith("/") else []
    for one in bare.split("/"):
        if one == "..":
            parts = parts[:-1]
        elif one not in {"", ".", "__file__"}:
            parts.append(one)
    return "/".join(parts)[:MAX_CWD]


def _tail(path: str) -> str:
    """What is known of a path behind the folder that it begins with."""
    known = path.replace("\\", "/").rpartition(HOLE)[2]
    return known.replace("./", "/").replace("//", "/").strip("/")


def _name(path: str) -> str:
    return path.rpartition("/")[2]

"""Where do links lead: out of the archive, nowhere, or to a file that then has two names?"""

from collections.abc import Iterator

from msgspec import Struct, field

from ostiary.formats.archive.names import FILE, FOLDER, Names, shown
from ostiary.formats.contents import Fault, FaultKind

MAX_HOPS = 40
MAX_STEPS = 2_000_000
"""Path parts looked at for all links of one archive together."""


class _StrayError(Exception):
    """The target is outside, missing, or a loop; the text says which."""


class Links(Struct):
    """The links of one archive. `files` and `folders` map a target to the link paths that alias it."""

    targets: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    folders: dict[str, list[str]] = field(default_factory=dict)
    steps: int = 0

    def add(self, path: str, target: str, hard: bool) -> None:
        """Remember a link; a hard link's target counts from the archive's root."""
        # The mark for hard links is safe: the target of a symbolic link never holds a NUL here.
        self.targets[path] = "\0" + target if hard else target.replace("\0", "")

    def resolve(self, names: Names) -> Iterator[Fault]:
        """Find out where every link leads; those that lead nowhere inside are faults."""
        for path, target in self.targets.items():
            try:
                end = self._follow(path)
            except _StrayError as error:
                text = shown(target.removeprefix("\0"))[:200]
                names.note(FaultKind.LINK, path, f"the link to `{text}` {error}")
                continue
            kind = names.seen.get(end, "") if end else FOLDER
            if kind == FILE:
                self.files.setdefault(end, []).append(path)
            elif kind == FOLDER:
                self.folders.setdefault(end, []).append(path)
            else:
                text = shown(target.removeprefix("\0"))[:200]
                names.note(FaultKind.LINK, path, f"the link to `{text}` leads to nothing in here")
        yield from names.drain()

    def aliases(self, path: str) -> Iterator[str]:
        """Further names under which links make the file at `path` appear."""
        yield from self.files.get(path, ())
        if not self.folders:
            return
        parts = path.split("/")
        for count in range(len(parts)):
            for link in self.folders.get("/".join(parts[:count]), ()):
                yield link + "/" + "/".join(parts[count:])

    def _follow(self, path: str) -> str:
        """The path without links that `path` leads to. Raises `_StrayError`."""
        todo = path.split("/")[::-1]
        done: list[str] = []
        hops = 0
        while todo:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise _StrayError("was not followed: too many links")
            part = todo.pop()
            if part in ("", "."):
                continue
            if part == "..":
                if not done:
                    raise _StrayError("leaves the archive")
                done.pop()
                continue
            done.append(part)
            target = self.targets.get("/".join(done))
            if target is None:
                continue
            hops += 1
            if hops > MAX_HOPS:
                raise _StrayError("runs in a circle")
            done = _base(done, target)
            todo.extend(target.removeprefix("\0").split("/")[::-1])
        return "/".join(done)


def _base(done: list[str], target: str) -> list[str]:
    """Where a link's target starts: at the root for hard links, else beside the link."""
    bare = target.removeprefix("\0")
    if bare.startswith(("/", "\\")) or bare[1:2] == ":" or "..\\" in bare:
        raise _StrayError("leaves the archive")
    return [] if target.startswith("\0") else done[:-1]

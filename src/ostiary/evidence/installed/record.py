"""Installed Python files against the lists that came with them."""

import os
import re
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from ostiary.core.digest import blocks, weighed
from ostiary.core.errors import ParseError
from ostiary.core.facts.installed import FileFault, InstalledFiles, StrayFiles
from ostiary.core.location import Location
from ostiary.formats.python.places import starts
from ostiary.formats.python.pth import MAX_BYTES, parse_pth
from ostiary.formats.python.record import RecordRow, parse_record

MAX_RECORD = 32 << 20
MAX_FILE = 8 << 30
"""Bytes of one file that is hashed."""
MAX_FAULTS = 2000
"""Faults named for one distribution; further ones are counted in the last."""
_ALGORITHMS = ("sha256", "sha384", "sha512")

_RUNS = (
    ".py",
    ".pyw",
    ".so",
    ".pyd",
    ".pth",
    ".start",
    ".dll",
    ".dylib",
    ".pyc",
    ".pyi.so",
    ".egg",
)
"""Suffixes of files that an interpreter can load from an environment."""
_LISTS = (".pth", ".start")
"""Files at the top of an environment of which the interpreter runs lines."""

Hashes = dict[tuple[int, int, str], str]
"""Digests by device, file and algorithm: a list may name one file as often as it likes."""


def read_rows(root: Path, info: str) -> tuple[RecordRow, ...]:
    """The list of files of a distribution. Raises `ParseError` or `OSError`."""
    data = _read(root / info / "RECORD", MAX_RECORD)
    if len(data) > MAX_RECORD:
        raise ParseError(f"RECORD is longer than {MAX_RECORD} bytes")
    return parse_record(data)


def owned(env: str, info: str, rows: Iterable[RecordRow]) -> set[str]:
    """Paths that a distribution lists, relative to the place; those outside of it are left out."""
    return {path for row in rows if (path := _within(env, row.path)) is not None} | {info}


def tops(rows: Iterable[RecordRow]) -> frozenset[str]:
    """Names by which code can import what a distribution lists: its top folders and modules."""
    found = set()
    for row in rows:
        first, slash, _ = row.path.partition("/")
        name = first if slash else first.partition(".")[0]
        if name.isidentifier():
            found.add(name)
    return frozenset(found)


def compare_installed(
    root: Path, env: str, info: str, rows: Iterable[RecordRow], step: Callable[[], None]
) -> InstalledFiles:
    """Every listed file against its digest, or its size where there is no digest."""
    altered: list[FileFault] = []
    missing: list[FileFault] = []
    unproven: list[FileFault] = []
    hashes: Hashes = {}
    verified = unverified = 0
    for row in rows:
        path = _within(env, row.path)
        if path is None:
            path = os.path.normpath(f"{env}/{row.path}")
        place = root / path
        problem, checked = _problem(place, row, hashes)
        if problem == _GONE:
            missing.append(FileFault(path, problem, is_hook(root, env, path)))
        elif problem:
            altered.append(FileFault(path, problem, is_hook(root, env, path)))
        elif not checked and _needs_digest(path, env):
            unproven.append(FileFault(path, "RECORD gives no digest", is_hook(root, env, path)))
        verified += checked
        unverified += not checked and not problem
        step()
    return InstalledFiles(
        Location(path=f"{info}/RECORD"),
        _capped(altered),
        _capped(missing),
        verified,
        unverified,
        unproven=_capped(unproven),
    )


def stray(root: Path, env: str, files: Iterable[str], listed: set[str]) -> StrayFiles:
    """Files of an environment that can run and that nobody lists."""
    hooks: list[FileFault] = []
    others: list[FileFault] = []
    for path in files:
        if path in listed or _written_by_installers(path, listed):
            continue
        hook = is_hook(root, env, path) and not _of_maker(root, env, path)
        fault = FileFault(path, "no installed package lists it", hook)
        if fault.hook:
            hooks.append(fault)
        elif path.endswith(_RUNS):
            others.append(fault)
    return StrayFiles(Location(path=env or "."), tuple(hooks), _capped(others))


def is_hook(root: Path, env: str, path: str) -> bool:
    """Whether the interpreter runs the file at every start: the top of the environment only.

    A `.pth` that only adds paths is no code. Source: documentation of Python's `site` module.
    """
    inner = path.removeprefix(f"{env}/" if env else "")
    if not starts(inner):
        return False
    if not inner.endswith(_LISTS):
        return True
    try:
        return any(one.executes for one in parse_pth(path, _read(root / path, MAX_BYTES)))
    except (OSError, ParseError):
        return True  # it cannot be shown to be harmless


def _of_maker(root: Path, env: str, path: str) -> bool:
    """Whether a hook is the one line that virtualenv and uv have put into the environments that they made.

    No list names it and the module that it starts, so both stay strangers: a person should have a look.
    """
    if path.rpartition("/")[2] != "_virtualenv.pth":
        return False
    made = (root / env).parents[2] / "pyvenv.cfg" if len((root / env).parents) > 2 else None
    try:
        settings = _read(made, MAX_BYTES) if made else b""
        return (
            _read(root / path, MAX_BYTES).strip() == b"import _virtualenv"
            and re.search(rb"(?m)^(?:virtualenv|uv)\s*=", settings) is not None
        )
    except OSError:
        return False


def _read(place: Path, limit: int) -> bytes:
    """No more than `limit` bytes and one; never waits at a pipe. Raises `OSError`."""
    handle = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(0, "not a regular file")
        return stream.read(limit + 1)


_GONE = "listed, but missing"


def _problem(place: Path, row: RecordRow, hashes: Hashes) -> tuple[str, bool]:
    """What is wrong with one listed file, and whether its digest was compared."""
    try:
        found = place.stat()
    except (OSError, ValueError):  # of a path that no file can have
        # Installers take bytecode away and make it anew: its absence says nothing.
        return ("" if row.path.endswith(".pyc") else _GONE), False
    if not stat.S_ISREG(found.st_mode):
        return "not a regular file", False
    if row.size >= 0 and found.st_size != row.size:
        return f"{found.st_size} bytes, {row.size} are listed", True
    if row.algorithm not in _ALGORITHMS:
        return "", False
    if found.st_size > MAX_FILE:
        return f"longer than {MAX_FILE} bytes, not compared", False
    key = (found.st_dev, found.st_ino, row.algorithm)
    try:
        value = hashes[key] = hashes.get(key) or _digest(place, row.algorithm)
    except OSError as error:
        return f"cannot be read: {error.strerror}", False
    return ("" if value == row.digest else "other bytes than listed"), True


def _needs_digest(path: str, env: str) -> bool:
    """Code of the environment itself: every installer notes its digest, so that one without was taken away.

    Bytecode is written, and scripts beside an environment are made, without one.
    """
    inside = not env or path.startswith(f"{env}/")
    return inside and path.endswith(_RUNS) and not path.endswith(".pyc")


def _digest(place: Path, algorithm: str) -> str:
    with place.open("rb") as stream:
        return weighed(blocks(stream), algorithm)[0]


def _within(env: str, path: str) -> str | None:
    """A listed path relative to the place; None if it leads out of it."""
    whole = os.path.normpath(f"{env}/{path}" if env else path)
    return None if whole.startswith(("..", "/")) else whole


def _written_by_installers(path: str, listed: set[str]) -> bool:
    """Bytecode beside a listed source, and what tools note about a distribution after its installation."""
    folder, _, name = path.rpartition("/")
    if folder.endswith("__pycache__") and name.endswith(".pyc"):
        above = folder.rpartition("/")[0]
        source = f"{above}/{name.partition('.')[0]}.py" if above else f"{name.partition('.')[0]}.py"
        return source in listed
    return folder.endswith((".dist-info", ".egg-info")) and not path.endswith(_RUNS)


def _capped(faults: list[FileFault]) -> tuple[FileFault, ...]:
    faults.sort()
    if len(faults) <= MAX_FAULTS:
        return tuple(faults)
    rest = FileFault(faults[MAX_FAULTS].path, f"and {len(faults) - MAX_FAULTS} files more")
    return (*faults[:MAX_FAULTS], rest)

"""What does a wheel install, where, and does it account for it?"""

import re
from collections.abc import Mapping

from msgspec import Struct

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.formats.contents import Contents
from ostiary.formats.python.entry_points import EntryPoint, parse_entry_points
from ostiary.formats.python.headers import every, first, parse_headers
from ostiary.formats.python.places import import_name, scheme, site_path, starts
from ostiary.formats.python.record import (
    NO_RECORD,
    UNREADABLE,
    RecordFault,
    compare,
    parse_record,
)

__all__ = ["EntryPoint", "RecordFault", "WheelLayout", "dist_info", "read_layout"]

MAX_TAGS = 1_000

COMMON = frozenset(
    [
        "test",
        "tests",
        "testing",
        "doc",
        "docs",
        "example",
        "examples",
        "sample",
        "samples",
        "demo",
        "demos",
        "script",
        "scripts",
        "tool",
        "tools",
        "benchmark",
        "benchmarks",
        "build",
        "dist",
        "src",
        "lib",
        "bin",
        "conf",
        "config",
        "data",
        "resources",
        "fixtures",
        "ci",
        "node_modules",
        "licenses",
        "notebooks",
    ]
)
"""Folder names that many projects have: at the top of site-packages they collide."""


class WheelLayout(Struct, frozen=True):
    """Where the files of one wheel land.

    `tags` are those of the WHEEL file, or of the file name where it has none; `import_names` what
    becomes importable; `outside` the members that land outside the package's own import names:
    common folder names at the top (`tests/`), files at the top that are no module, and everything
    in `.data` but libraries. `start_hooks` are members that every start of Python runs or reads;
    `names_in_text` what `top_level.txt` lists; `points_fault` says why the entry points at
    `points_path` are not known.
    """

    filename: str
    name: str
    version: str
    tags: tuple[str, ...]
    purelib: bool
    import_names: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    start_hooks: tuple[str, ...] = ()
    entry_points: tuple[EntryPoint, ...] = ()
    record_faults: tuple[RecordFault, ...] = ()
    generator: str = ""
    names_in_text: tuple[str, ...] = ()
    info_folders: tuple[str, ...] = ()
    record_path: str = ""
    requires: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    points_path: str = ""
    points_fault: str = ""


def dist_info(contents: Contents) -> str:
    """The `.dist-info` folder that installers take; empty if there is none."""
    folders = _info_folders(contents)
    if len(folders) < 2:
        return folders[0] if folders else ""
    stem = "-".join(contents.filename.split("-")[:2]).lower()
    fitting = [one for one in folders if one.removesuffix(".dist-info").lower() == stem]
    return (fitting or folders)[0]


def _info_folders(contents: Contents) -> list[str]:
    tops = {row.path.partition("/")[0] for row in contents.files if "/" in row.path}
    return sorted(top for top in tops if top.endswith(".dist-info"))


def read_layout(
    contents: Contents, texts: Mapping[str, bytes], requires: tuple[str, ...] = ()
) -> WheelLayout:
    """The layout of one wheel. Raises `ParseError` when WHEEL cannot be read.

    `requires` are the names of its dependencies: kept beside, to see whether it overwrites them.
    A RECORD that cannot be read is a fault of the layout, not an error, and so are entry points: what else is
    known of the wheel stands.
    """
    folder = dist_info(contents)
    headers = parse_headers(texts.get(f"{folder}/WHEEL", b""))
    name, version, tags = _of_filename(contents.filename)
    paths = sorted({row.path for row in contents.files if row.depth == 0})
    inner = {path: site_path(path) for path in paths}
    top_level = texts.get(f"{folder}/top_level.txt", b"").decode("utf-8", "replace").split()
    names = {import_name(one) for one in inner.values() if one}
    points_path = f"{folder}/entry_points.txt"
    points, fault = _entry_points(points_path, paths, texts)
    common = COMMON - {re.sub(r"[-_.]+", "_", name).lower()}
    return WheelLayout(
        filename=contents.filename,
        name=name,
        version=version,
        tags=every(headers, "tag")[:MAX_TAGS] or tags,
        purelib=first(headers, "root-is-purelib").strip().lower() == "true",
        import_names=tuple(sorted(names - {""} - common)),
        outside=tuple(path for path in paths if _is_outside(path, inner[path], common)),
        start_hooks=tuple(path for path in paths if _starts(path, inner[path])),
        entry_points=points,
        record_faults=_record_faults(contents, texts, folder),
        generator=first(headers, "generator"),
        names_in_text=tuple(sorted(set(top_level)))[:MAX_TAGS],
        info_folders=tuple(_info_folders(contents)),
        record_path=f"{folder}/RECORD",
        requires=tuple(sorted(set(requires))),
        roots=tuple(sorted({_root(one) for one in inner.values()} - {""})),
        points_path=points_path,
        points_fault=fault,
    )


def _entry_points(
    own: str, paths: list[str], texts: Mapping[str, bytes]
) -> tuple[tuple[EntryPoint, ...], str]:
    """The entry points, and why they are not known if they are not.

    Python looks for them in all folders of metadata that are installed, whosever they are said to be.
    """
    found: list[EntryPoint] = []
    fault = ""
    for path in paths:
        if path != own and not _POINTS.search(path):
            continue
        if path not in texts:
            fault = "it is too large to be kept"
            continue
        try:
            found += parse_entry_points(texts[path])
        except ParseError as error:
            fault = error.message
    return tuple(dict.fromkeys(found)), fault


_POINTS = regex(
    r"^(?:[^/]+\.data/(?:(?:pure|plat)lib|data/(?:[^/]+/){0,6}(?:site|dist)-packages)/)?"
    r"[^/]+\.(?:dist|egg)-info/entry_points\.txt$"
)


def _root(inner: str) -> str:
    """The import name whose own code this file is: `x.py` or `x/__init__.py`, not `x/y.py`."""
    _top, slash, rest = inner.partition("/")
    if not slash or (rest.partition(".")[0] == "__init__" and "/" not in rest):
        return import_name(inner)
    return ""


def _of_filename(filename: str) -> tuple[str, str, tuple[str, ...]]:
    """Name, version and expanded tags. Source: PyPA binary distribution format, file name convention."""
    parts = filename.removesuffix(".whl").split("-")
    if len(parts) not in {5, 6}:
        return parts[0], parts[1] if len(parts) > 1 else "", ()
    python, abi, platform = (part.split(".") for part in parts[-3:])
    tags = [f"{one}-{two}-{three}" for one in python for two in abi for three in platform]
    return parts[0], parts[1], tuple(tags[:MAX_TAGS])


def _is_outside(path: str, inner: str, common: frozenset[str]) -> bool:
    if scheme(path):
        return not inner
    top, slash, _ = inner.partition("/")
    return bool(inner) and (top in common if slash else not import_name(top))


def _starts(path: str, inner: str) -> bool:
    if inner:
        return starts(inner)
    # `.data/data` lands below the environment's prefix, where site-packages lies too.
    _, found, tail = path.partition("-packages/")
    return bool(found) and scheme(path) == "data" and starts(tail)


def _record_faults(
    contents: Contents, texts: Mapping[str, bytes], folder: str
) -> tuple[RecordFault, ...]:
    path = f"{folder}/RECORD" if folder else ""
    files: dict[str, tuple[tuple[str, int], ...]] = {}
    for row in contents.files:
        if row.depth == 0:
            files[row.path] = (*files.get(row.path, ()), (row.sha256, row.size))
    if path not in files:
        return (RecordFault(path, NO_RECORD),)
    try:
        rows = parse_record(texts[path])
    except (ParseError, KeyError):
        return (RecordFault(path, UNREADABLE),)
    return compare(rows, files, folder)

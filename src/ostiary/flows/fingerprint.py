"""Lines for a list of known-bad files, made from samples at hand without unpacking or running them."""

from collections.abc import Iterator
from pathlib import Path

from ostiary.cluster.hand import Failure
from ostiary.core.errors import ParseError, UsageError
from ostiary.core.examination import Examination
from ostiary.flows.apart import broken, hand_over
from ostiary.flows.before import Before
from ostiary.flows.examining import examine_once
from ostiary.formats.contents import Contents, FileRow, Kind
from ostiary.formats.known_files import EMPTY, KnownFile, KnownFiles, KnownShape
from ostiary.program.capabilities.collect import abilities
from ostiary.program.capabilities.record import Sort
from ostiary.program.likeness.sketch import VERSION, Shapes

MIN_BYTES = 64
"""Bytes of a file below which its digest could be that of anybody's file."""

COPIED = frozenset(
    {
        "versioneer.py", "_version.py", "version.py", "ez_setup.py", "distribute_setup.py", "get-pip.py",
        "get_pip.py", "six.py", "_distutils_hack.py", "conftest.py", "conf.py",
    }
)  # fmt: skip
"""Names of files that honest packages copy from one another; a sample's copy names nobody."""


def fingerprint(
    paths: tuple[Path, ...], family: str, source: str, note: str, before: Before | None = None
) -> KnownFiles:
    """The list of what is telling in these samples: archives, folders or single files.

    An archive is listed itself, and of its files those that do something of note. Raises `UsageError`.
    """
    files: list[KnownFile] = []
    shapes: list[KnownShape] = []
    for path in paths:
        found = _examined(path, before)
        about = family or path.name, source, note
        files += [KnownFile(digest, *about) for digest in _digests(found, path)]
        telling = _telling(found)
        shapes += [
            KnownShape(row.minhash, *about)
            for fact in found.facts
            if isinstance(fact, Shapes)
            for row in fact.rows
            if row.path in telling and not _copied(row.path)
        ]
    unique = tuple(sorted(set(shapes)))
    return KnownFiles(tuple(sorted(set(files))), unique, VERSION if unique else 0)


def _examined(path: Path, before: Before | None) -> Examination:
    try:
        given, place = hand_over(path)
    except ParseError as error:
        raise UsageError(f"{path}: {error.message}", error.hint) from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    found, _ = examine_once(given, place, before, shaped=True)
    if isinstance(found, Failure):
        raise UsageError(f"{path}: {broken(found)}", found.hint)
    return found


def _digests(found: Examination, path: Path) -> Iterator[str]:
    contents = next(fact for fact in found.facts if isinstance(fact, Contents))
    telling = _telling(found)
    alone = [row for row in contents.files if row.path == path.name and len(contents.files) == 1]
    if path.is_file() and not alone:
        yield contents.sha256
    for row in contents.files:
        named = row in alone or (row.path in telling and not _copied(row.path))
        if named and row.size >= MIN_BYTES and row.sha256 != EMPTY:
            yield row.sha256


def _telling(found: Examination) -> frozenset[str]:
    """Files that do something of note whenever they run, and machine code."""
    every = abilities(found.facts)
    seen = {one.at.path for ability in every for one in ability.seen if one.sort is not Sort.ROOT}
    return frozenset(seen | {row.path for one in every for row in one.contents.files if _code(row)})


def _code(row: FileRow) -> bool:
    return row.kind in {Kind.NATIVE, Kind.WASM, Kind.BYTECODE, Kind.PICKLE}


def _copied(path: str) -> bool:
    return path.rpartition("/")[2].lower() in COPIED

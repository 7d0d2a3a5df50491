"""What an artifact holds, what its manifests declare and what its code does, read in one pass."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO

from ostiary.core.digest import sha256
from ostiary.core.examination import Examination
from ostiary.core.facts.release import FileForm
from ostiary.evidence.accounting import account
from ostiary.formats.archive.limits import Limits
from ostiary.formats.archive.member import Member
from ostiary.formats.archive.read import read
from ostiary.formats.content import classify
from ostiary.formats.contents import Contents, Fault, FileRow, Kind
from ostiary.formats.manifests import read_manifests, wanted
from ostiary.program.link import link
from ostiary.program.roots import find_roots
from ostiary.program.source import Source, read_source

MAX_MANIFEST_BYTES = 64 << 20  # of all kept manifests of one artifact together

BLOCK = 1 << 20
SOURCES = frozenset({Kind.PYTHON, Kind.JAVASCRIPT, Kind.TYPESCRIPT, Kind.SHELL, Kind.BATCH})
CODE_SUFFIXES = frozenset(
    {".py", ".pyw", ".pth", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"}
    | {".sh", ".bash", ".bat", ".cmd", ".ps1", ".psm1"}
)
"""Names under which something would run a file; a file of such a name that does not parse is unread."""

_FORMS = {
    ".whl": FileForm.WHEEL,
    ".egg": FileForm.EGG,
    ".conda": FileForm.CONDA,
    ".tgz": FileForm.NPM,
}
_ROOTED = frozenset({FileForm.SDIST, FileForm.NPM})


def examine(stream: BinaryIO, filename: str, limits: Limits | None = None) -> Examination:
    """Read an archive from a seekable stream. Raises `ParseError` if it is none."""
    digest, size = _weigh(stream)
    stream.seek(0)
    items = read(stream, filename, limits or Limits())
    return examine_members(items, filename, digest, size)


def _weigh(stream: BinaryIO) -> tuple[str, int]:
    """SHA-256 and length of a stream."""
    hashed, size = hashlib.sha256(), 0
    while block := stream.read(BLOCK):
        hashed.update(block)
        size += len(block)
    return hashed.hexdigest(), size


def examine_members(
    items: Iterable[Member | Fault], filename: str, digest: str, size: int
) -> Examination:
    """Examine members from anywhere: an archive, or a folder on disk.

    `digest` is empty for a folder: it is then made from the paths and digests of all files.
    """
    notes = _Notes(_guesses(filename))
    for item in items:
        notes.take(item)
    contents = notes.contents(filename, digest, size)
    facts, problems = read_manifests(contents, notes.texts)
    roots = find_roots(contents, facts)
    program = link(contents, notes.sources, roots)
    return Examination(
        filename=filename,
        sha256=contents.sha256,
        size=contents.size,
        facts=(contents, *facts, program),
        problems=tuple((one.kind, one.path, one.reason) for one in problems),
        coverage=account(contents, notes.sources, roots),
    )


@dataclass
class _Notes:
    """What accumulates while members stream by; no member's bytes outlive its turn but manifests."""

    guesses: tuple[FileForm, ...]
    rows: list[FileRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)
    kept: int = 0

    def take(self, item: Member | Fault) -> None:
        if isinstance(item, Fault):
            self.faults.append(item)
            return
        kind, detail = self._read(item)
        self.rows.append(
            FileRow(
                item.path,
                sha256(item.data),
                len(item.data),
                kind,
                item.executable,
                item.depth,
                detail,
            )
        )
        if item.depth == 0:
            self._keep(item)

    def _read(self, item: Member) -> tuple[Kind, str]:
        """What the file is; source code is read on the way.

        What only looks like code, by its name is none, and parses as none, is text: nothing could run it.
        """
        kind, detail = classify(item.path, item.data)
        if kind not in SOURCES:
            return kind, detail
        source = read_source(item.path, kind, item.data)
        named = PurePosixPath(item.path).suffix.lower() in CODE_SUFFIXES
        if not (source.parsed or named or item.data.startswith(b"#!")):
            return Kind.TEXT, "text"
        self.sources.append(source)
        return kind, detail

    def _keep(self, item: Member) -> None:
        inner = item.path.partition("/")[2]
        asked = any(wanted(one, inner if one in _ROOTED else item.path) for one in self.guesses)
        if asked and self.kept + len(item.data) <= MAX_MANIFEST_BYTES:
            self.kept += len(item.data)
            self.texts.setdefault(item.path, item.data)

    def contents(self, filename: str, digest: str, size: int) -> Contents:
        paths = [row.path for row in self.rows if row.depth == 0]
        form = _form(filename, paths)
        rows = tuple(sorted(self.rows))
        if not digest:
            size = sum(row.size for row in rows if row.depth == 0)
            lines = "".join(f"{row.sha256}  {row.path}\n" for row in rows if row.depth == 0)
            digest = sha256(lines.encode("utf-8", "surrogateescape"))
        root = _root(paths) if form is not FileForm.WHEEL else ""
        return Contents(filename, form, digest, size, rows, tuple(sorted(self.faults)), root)


def _guesses(filename: str) -> tuple[FileForm, ...]:
    for suffix, form in _FORMS.items():
        if filename.endswith(suffix) and form is not FileForm.NPM:
            return (form,)
    return (FileForm.SDIST, FileForm.NPM, FileForm.WHEEL)


def _form(filename: str, paths: list[str]) -> FileForm:
    """The form by the name first, and where that says little, by the files at the top."""
    for suffix, form in _FORMS.items():
        if filename.endswith(suffix) and form is not FileForm.NPM:
            return form
    tops = {path.partition("/")[2] or path for path in paths}
    if any(path.partition("/")[0].endswith(".dist-info") for path in paths):
        return FileForm.WHEEL
    if tops & {"PKG-INFO", "setup.py", "pyproject.toml", "setup.cfg"}:
        return FileForm.SDIST
    if "package.json" in tops:
        return FileForm.NPM
    return FileForm.OTHER


def _root(paths: list[str]) -> str:
    tops = {path.partition("/")[0] for path in paths if "/" in path}
    bare = any("/" not in path for path in paths)
    return tops.pop() if len(tops) == 1 and not bare else ""


def of_type(examination: Examination, kind: type[object]) -> Iterator[object]:
    """The facts of one type."""
    return (fact for fact in examination.facts if isinstance(fact, kind))

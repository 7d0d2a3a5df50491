"""What an artifact holds, what its manifests declare and what its code does, read in one pass."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO

from msgspec import Struct, field
from msgspec.structs import replace

from ostiary.core.collector import seldom_collecting
from ostiary.core.coverage import Reach
from ostiary.core.digest import blocks, sha256, weighed
from ostiary.core.examination import Examination
from ostiary.core.facts.release import FileForm
from ostiary.core.frames import in_one_block
from ostiary.evidence.accounting import Remark, account
from ostiary.evidence.aside import Aside
from ostiary.evidence.classified import classified
from ostiary.evidence.code import SOURCES, Known, as_template, is_code, merged, read_once
from ostiary.evidence.form import form_of, guesses, root_of
from ostiary.evidence.hiding import hidden
from ostiary.evidence.kept import EVALUATED, Kept
from ostiary.evidence.machine import KINDS, native_code, read_machine, unseen
from ostiary.evidence.modelled import Resting, Shelf, part_rows, remarks
from ostiary.evidence.posing import MAYBE, may_be_script, posing
from ostiary.evidence.tame import tamed
from ostiary.formats.appeals import Appeal, Appeals, appeals
from ostiary.formats.archive.limits import Limits
from ostiary.formats.archive.member import Member
from ostiary.formats.archive.names import fold
from ostiary.formats.archive.read import opens, read
from ostiary.formats.content import extension
from ostiary.formats.contents import Contents, Fault, FileRow, Kind
from ostiary.formats.manifests import read_manifests, wanted
from ostiary.formats.native.record import NativeFile
from ostiary.program.engine.run import Texts
from ostiary.program.likeness.sketch import Shapes, shapes
from ostiary.program.link import link
from ostiary.program.record import Source
from ostiary.program.roots import find_roots
from ostiary.program.source import LANGUAGES

MAX_MANIFEST_BYTES = 64 << 20  # of all kept manifests of one artifact together

MAX_APPEALS = 200  # orders to language models in one artifact

_RUNNING = frozenset({"package.json", "binding.gyp", "setup.py", "setup.cfg", "pyproject.toml"})
"""Manifests at the top that say what runs at installation."""
SPEAKING = frozenset({*SOURCES, Kind.TEXT})
"""Kinds of files that a model reads as text."""
_ROOTED = frozenset({FileForm.SDIST, FileForm.NPM})


def examine(
    stream: BinaryIO,
    filename: str,
    limits: Limits | None = None,
    known: Known | None = None,
    *,
    shaped: bool = False,
) -> Examination:
    """Read an archive from a seekable stream. Raises `ParseError` if it is none.

    `known` is shared between the artifacts of one release: what they have in common is read once.
    `shaped` asks for a sketch of each file of code, to compare with known families.
    """
    digest, size = weighed(blocks(stream))
    stream.seek(0)
    items = read(stream, filename, limits or Limits())
    with seldom_collecting():
        return examine_members(items, filename, digest, size, known, shaped=shaped)


@in_one_block
def examine_members(
    items: Iterable[Member | Resting | Fault],
    filename: str,
    digest: str,
    size: int,
    known: Known | None = None,
    *,
    shaped: bool = False,
) -> Examination:
    """Examine members from anywhere: an archive, or a folder on disk.

    `digest` is empty for a folder: it is then made from the paths and digests of all files, and stays empty
    where a large model file was not hashed.
    """
    notes = _Notes(guesses(filename), {} if known is None else known)
    notes.posing = filename.endswith(".tgz") or not digest
    for item in items:
        notes.take(item)
    contents = notes.contents(filename, digest, size)
    facts, problems = read_manifests(contents, notes.texts, notes.kept.bytes_of)
    roots = notes.models.rooted(
        find_roots(contents, facts, notes.kept.small, notes.kept.bytes_of),
        contents,
        folder=not digest,
    )
    late = partial(notes.kept.noted, known=notes.known)
    sources, drawn = notes.aside.complete(contents, merged(notes.sources), roots, late)
    notes.sources.clear()  # of those only the short form is asked for from here on
    if known is None:
        notes.known.clear()
    texts = notes.kept.texts(sources)
    program = link(contents, sources, roots, texts, drawn)
    sketches = (_sketches(contents, sources, texts),) if shaped else ()
    models = notes.models.fact(contents, folder=not digest)
    if models:
        from ostiary.evidence.owned import owned  # not before: most packages hold none

        models = tuple(owned(one, contents, texts, program) for one in models)
    program = tamed(program, models, contents, texts.code)
    for one in models:
        notes.remarks.update(remarks(one, contents))
    unread = tuple(hidden(contents, problems))
    return Examination(
        filename=filename,
        sha256=contents.sha256,
        size=contents.size,
        facts=(
            contents,
            *facts,
            *native_code(contents, facts, notes.natives),
            program,
            *sketches,
            *models,
            *notes.spoken(filename),
        ),
        problems=(*((one.kind, one.path, one.reason) for one in problems), *unseen(notes.remarks)),
        coverage=(
            *account(contents, sources, roots, program, notes.remarks),
            *(row for one in models for row in part_rows(one, contents)),
            *unread,
        ),
    )


def _sketches(contents: Contents, sources: Iterable[Source], texts: Texts) -> Shapes:
    """A sketch of each file of code; what was too much to be kept could not be compared."""
    digests = {row.path: row.sha256 for row in contents.files}
    found = shapes(contents.filename, texts.code, digests)
    lost = {one.path for one in sources if one.language in EVALUATED and one.path not in texts.code}
    return replace(found, large=tuple(sorted({*found.large, *lost})))


class _Notes(Struct):
    """What accumulates while members stream by; no member's bytes outlive its turn but manifests."""

    guesses: tuple[FileForm, ...]
    known: Known
    rows: list[FileRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    natives: list[NativeFile] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)
    remarks: dict[tuple[str, str], Remark] = field(default_factory=dict)
    held: int = 0
    posing: bool = False
    kept: Kept = field(default_factory=Kept)
    aside: Aside = field(default_factory=Aside)
    appeals: list[Appeal] = field(default_factory=list)
    models: Shelf = field(default_factory=Shelf)

    def take(self, item: Member | Resting | Fault) -> None:
        if isinstance(item, Fault):
            self.faults.append(item)
        elif isinstance(item, Resting):
            self.rows.append(self.models.row(item))
        else:
            self._member(item)
        for inner in self.models.drain():
            self._member(inner, part=True)

    def _member(self, item: Member, *, part: bool = False) -> None:
        """Note a member; a `part` of a model file was read as such already."""
        kind, detail, code = classified(item, self.guesses)
        digest = item.sha256
        head = f"only its first {len(item.data)} bytes were read"
        remark = None if item.whole else Remark("limit", head)
        if item.whole and kind in SOURCES:
            if not self._code(item, kind, code):
                kind, detail = Kind.TEXT, "text"
            if not part:
                self.models.program(item)
        elif item.whole and kind in KINDS:
            remark = read_machine(item.path, item.data, self.natives)
        elif item.whole and kind is Kind.BYTECODE:
            from ostiary.program.bytecode.source import read_bytecode_source

            self.sources.append(read_bytecode_source(item.path, item.data))
            self.kept.bytecode(item.path, item.data)
        elif kind in SOURCES and remark:
            self.sources.append(Source(item.path, LANGUAGES[kind], 0, False, reason=remark.reason))
        else:
            found = item.whole and not part and self.models.member(item)
            remark = remark or (None if found else _remark(kind, detail, item.data))
            if self.posing and posing(item.path) and may_be_script(kind, item.data):
                detail = MAYBE
        if remark:
            self.remarks[item.path, digest] = remark
        self.kept.data(item.path, item.data, whole=item.whole)
        self._listen(kind, item)
        mode, depth = item.executable, item.depth
        self.rows.append(FileRow(item.path, digest, item.size, kind, mode, depth, detail))
        if depth == 0 and item.whole:
            self._keep(item, digest)

    def _code(self, item: Member, kind: Kind, code: bytes) -> bool:
        """Read a source, and keep it; whether it is one."""
        words = self.kept.words
        source = self.aside.look(item, kind, words) or read_once(
            item.path, kind, code, item.sha256, self.known, words=words, served=not self.posing
        )
        source, code = as_template(source, kind, code, words)
        if not is_code(source, extension(item.path), kind, code):
            return False
        self.sources.append(self.kept.noted(source, self.known))
        self.kept.code(source, code)
        return True

    def _listen(self, kind: Kind, item: Member) -> None:
        if kind in SPEAKING and len(self.appeals) < MAX_APPEALS:
            self.appeals += appeals(item.path, item.data)

    def spoken(self, filename: str) -> tuple[Appeals, ...]:
        """What its texts say to a model, if they say anything to one."""
        return (Appeals(filename, tuple(sorted(self.appeals))),) if self.appeals else ()

    def _keep(self, item: Member, digest: str) -> None:
        """Keep the bytes of a manifest; a second one of its name is unread, and may be what is installed."""
        inner = item.path.partition("/")[2]
        if any(name not in _RUNNING and fold(name) in _RUNNING for name in (item.path, inner)):
            reason = "where letter case does not count, installers take it for the manifest"
            self.remarks.setdefault((item.path, digest), Remark("code", reason, Reach.INSTALL))
        asked = any(wanted(one, inner if one in _ROOTED else item.path) for one in self.guesses)
        if not asked:
            return
        if item.path in self.texts:
            if self.texts[item.path] != item.data:
                reason = "another file of the same name was read as the manifest in its place"
                self.remarks.setdefault((item.path, digest), Remark("code", reason, Reach.INSTALL))
        elif self.held + len(item.data) <= MAX_MANIFEST_BYTES:
            self.held += len(item.data)
            self.texts[item.path] = item.data
        else:
            reason = "there was no room left to read it as a manifest"
            self.remarks.setdefault((item.path, digest), Remark("limit", reason, Reach.INSTALL))

    def contents(self, filename: str, digest: str, size: int) -> Contents:
        paths = [row.path for row in self.rows if row.depth == 0]
        form = form_of(filename, paths)
        rows = tuple(sorted(self.rows))
        if not digest:
            size = sum(row.size for row in rows if row.depth == 0)
            digest = _listed(rows)
        root = root_of(paths) if form is not FileForm.WHEEL else ""
        return Contents(filename, form, digest, size, rows, tuple(sorted(self.faults)), root)


def _listed(rows: Iterable[FileRow]) -> str:
    """A digest over the paths and digests of all files; empty where one of them was not hashed."""
    top = [row for row in rows if row.depth == 0]
    if not all(row.sha256 for row in top):
        return ""
    lines = "".join(f"{row.sha256}  {row.path}\n" for row in top)
    return sha256(lines.encode("utf-8", "surrogateescape"))


def _remark(kind: Kind, detail: str, data: bytes) -> Remark | None:
    """What nobody reads though its format is known: archives never opened, scripts of other languages."""
    if kind is Kind.ARCHIVE and not opens(data):
        return Remark("archive", f"{detail}: nobody here opens it")
    if kind is Kind.TEXT and data.startswith(b"#!") and detail.endswith("script"):
        return Remark("code", f"{detail}: nobody here reads this language")
    return None


def of_type(examination: Examination, kind: type[object]) -> Iterator[object]:
    """The facts of one type."""
    return (fact for fact in examination.facts if isinstance(fact, kind))

"""The coverage account of an artifact: which file was read by whom, and what nobody could read."""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from ostiary.core.coverage import Coverage, Reach, is_understood
from ostiary.core.facts.release import FileForm
from ostiary.evidence.loading import MACHINE, moments, worst
from ostiary.evidence.posing import MAYBE, posing
from ostiary.formats.contents import UNREAD, Contents, Fault, FaultKind, FileRow, Kind
from ostiary.formats.python.places import scheme
from ostiary.program.link import reach_of
from ostiary.program.model import Program
from ostiary.program.places import places
from ostiary.program.record import Source
from ostiary.program.roots import Roots

_OPAQUE = {
    Kind.NATIVE: ("native", "native code: nobody here reads machine code"),
    Kind.WASM: ("native", "WebAssembly: nobody here reads it"),
    Kind.BYTECODE: ("bytecode", "Python bytecode: nobody here reads it"),
    Kind.PICKLE: ("data", "a pickle: what loading it would do was not read"),
    Kind.UNKNOWN: ("data", "bytes of no known type"),
}
_FAULTS = {
    FaultKind.ENCRYPTED: "encrypted",
    FaultKind.LIMIT: "limit",
}
_INSTALLED = frozenset({FileForm.WHEEL, FileForm.EGG, FileForm.CONDA})
_RUNS = frozenset({Reach.INSTALL, Reach.START, Reach.IMPORT, Reach.CALL})
_EARLY = frozenset({Reach.INSTALL, Reach.START})
_STRICTER = {"machine": "native", "native": "code"}
"""What runs before anybody chose to use the package costs one class more: nobody read its instructions."""
_READ = frozenset({Kind.PYTHON, Kind.JAVASCRIPT, Kind.TYPESCRIPT, Kind.SHELL, Kind.BATCH})
_SHELLS = frozenset({Kind.SHELL, Kind.BATCH})
_INERT = frozenset({Kind.ARCHIVE, Kind.EMPTY})
NATIVE_SOURCES = (
    *(".c", ".cc", ".cpp", ".cxx", ".cu", ".m", ".mm", ".f", ".f77", ".f90", ".rs", ".go", ".zig"),
    *(".s", ".asm", ".pyx", ".pxi"),
)


_BUILDERS = ("/cmakelists.txt", ".cmake", "/meson.build", "/.cargo/config.toml", "/.cargo/config")
"""Files by which build tools run any command that they name."""


class Remark(Struct, frozen=True):
    """Why one file is not understood: the class of what is opaque, and when it runs at the latest.

    `reader` names who read some of it all the same.
    """

    opaque: str
    reason: str
    reach: Reach = Reach.DATA
    reader: str = ""


Remarks = Mapping[tuple[str, str], Remark]
"""What reading showed about files, by path and digest."""


def account(
    contents: Contents,
    sources: Iterable[Source],
    roots: Roots,
    program: Program,
    remarks: Remarks | None = None,
) -> tuple[Coverage, ...]:
    """One row for each file, and one for each thing in the container that could not be read."""
    kept = tuple(sources)
    gyp = any(contents.inner(one.path) == "binding.gyp" for one in contents.files)
    builds = contents.form is FileForm.SDIST or (contents.form is FileForm.NPM and gyp)
    when = moments(contents, kept, program, roots)
    books = _Books(contents, roots, when, remarks or {}, builds)
    for source in kept:
        books.sources.setdefault(source.path, []).append(source)
    for one in sorted({(one.path, one.reason) for one in program.unfinished}):
        books.unfinished.setdefault(one[0], []).append(one[1])
    rows = [books.row(one) for one in contents.files]
    rows += [books.unread(one) for one in contents.faults if one.kind in UNREAD]
    return tuple(sorted(rows))


class _Books(Struct, frozen=True):
    contents: Contents
    roots: Roots
    moments: Mapping[str, Reach]
    remarks: Remarks
    builds: bool
    sources: dict[str, list[Source]] = field(default_factory=dict)
    unfinished: dict[str, list[str]] = field(default_factory=dict)

    def row(self, row: FileRow) -> Coverage:
        """The account of one file."""
        read = row.kind in _READ or row.kind is Kind.BYTECODE
        found = self.sources.get(row.path, []) if read else []
        remark = self.remarks.get((row.path, row.sha256))
        opaque, reason = self.opaque(row, found, remark)
        reach = self.reach(row.path, row.kind)
        reach = worst(reach, remark.reach) if remark else reach
        if not opaque and self.built(row, reach):
            opaque = "compiled-source"
            reason = "it builds native code at installation: nobody here reads it"
            reach = worst(reach, Reach.CALL)
        if not opaque and (loaded := self.loaded(row)):
            opaque, reason = "code", loaded
        if not opaque and row.path in self.unfinished:
            opaque, reason = "unfinished", "; ".join(self.unfinished[row.path])
        if reach in _EARLY and opaque in _STRICTER:
            opaque = _STRICTER[opaque]
        return Coverage(
            self.contents.filename,
            row.path,
            row.sha256,
            row.size,
            (*(("sha256",) if row.sha256 else ()), "content", *_readers(found, remark)),
            understood=is_understood(opaque),
            reach=reach,
            opaque=opaque,
            reason=reason,
        )

    def opaque(self, row: FileRow, sources: list[Source], remark: Remark | None) -> tuple[str, str]:
        """The class of what nobody could read in a file, and why; empty if all was."""
        if remark and remark.opaque == "limit" and row.kind is Kind.NATIVE:
            return "native", f"native code: {remark.reason}"
        if remark:
            return remark.opaque, remark.reason
        for source in sources:
            if not source.parsed:
                kind = "bytecode" if row.kind is Kind.BYTECODE else "code"
                return kind, source.reason or "it does not parse"
        if sources and row.kind is Kind.BYTECODE:
            return "", ""
        if row.kind in _READ and not sources:
            return "code", "no reader took it"
        return _OPAQUE.get(row.kind, ("", ""))

    def reach(self, path: str, kind: Kind) -> Reach:
        """When a file's content runs: the worst of its place and of all that leads to it."""
        reach = reach_of(path, self.contents, self.roots)
        outer, nested, _ = path.partition("!/")
        if nested and reach is Reach.TEST and not places(self.contents).aside(outer):
            reach = Reach.CALL  # an archive decides for itself what its folders are called
        if self.command(path):
            reach = worst(reach, Reach.CALL)
        if kind in MACHINE and (reach is Reach.DATA or self.installed(path, reach)):
            reach = Reach.CALL
        moment = self.moments.get(path, reach)
        if kind in _SHELLS and reach is Reach.CALL and self.contents.form is FileForm.SDIST:
            reach = Reach.DATA  # for the project's own people: installing puts it nowhere
        if moment is Reach.DATA and reach is Reach.CALL and kind in _READ:
            return moment  # broken or mere types, and nothing names it
        return worst(reach, moment)

    def command(self, path: str) -> bool:
        """Whether a wheel installs the file as a program, which a shell runs whatever its first line is."""
        return self.contents.form is FileForm.WHEEL and scheme(path) == "scripts"

    def installed(self, path: str, reach: Reach) -> bool:
        """Whether machine code that lies among tests is put where programs load it from."""
        return reach is Reach.TEST and self.contents.form in _INSTALLED and "!/" not in path

    def loaded(self, row: FileRow) -> str:
        """Why a file that was taken for data may run as code, though nobody read it as such."""
        moment = self.moments.get(row.path, Reach.DATA)
        if self.command(row.path) and row.kind not in _READ and row.kind not in _INERT:
            return f"it is installed as a program, but it was read as {row.kind.value}"
        if row.detail == MAYBE or "." not in row.path.rpartition("/")[2]:
            moment = worst(moment, reach_of(row.path, self.contents, self.roots))
        read = row.kind in _READ or row.kind is Kind.BYTECODE
        if read or row.kind in _INERT or moment not in _RUNS:
            return ""
        asset = posing(row.path) or row.path.lower().endswith(".json")
        if (
            asset
            and row.detail != MAYBE
            and (moment is not Reach.INSTALL or row.path.lower().endswith(".json"))
        ):
            return ""
        return f"code of this artifact loads or runs it, but it was read as {row.kind.value}"

    def built(self, row: FileRow, reach: Reach) -> bool:
        """Whether installing this artifact would compile the file."""
        if reach is Reach.TEST or row.depth:
            return False
        name = row.path.lower()
        return self.builds and (name.endswith(NATIVE_SOURCES) or f"/{name}".endswith(_BUILDERS))

    def unread(self, fault: Fault) -> Coverage:
        """What was not read could be anything, so it counts as code unless it lies among the tests."""
        reach = self.reach(fault.path, Kind.UNKNOWN) if fault.path else Reach.IMPORT
        return Coverage(
            self.contents.filename,
            fault.path,
            "",
            0,
            (),
            understood=False,
            reach=Reach.CALL if reach is Reach.DATA else reach,
            opaque=_FAULTS.get(fault.kind, "archive"),
            reason=fault.message,
        )


def _readers(sources: Iterable[Source], remark: Remark | None) -> Iterable[str]:
    languages = ["words" if one.glanced else one.language for one in sources]
    return dict.fromkeys((*languages, remark.reader) if remark and remark.reader else languages)

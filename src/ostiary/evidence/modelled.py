"""Which files of an artifact are model files, and what would loading them do?"""

from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from ostiary.core.coverage import Coverage, Reach, is_understood
from ostiary.core.digest import BLOCK, weighed
from ostiary.core.facts.release import FileForm
from ostiary.evidence.accounting import Remark
from ostiary.evidence.among import OPENED, places_of, strangers, unopened
from ostiary.evidence.model_store import POINTER
from ostiary.formats.archive.member import Member
from ostiary.formats.archive.read import opens
from ostiary.formats.contents import Contents, FileRow, Kind
from ostiary.formats.model.assurance import UNPROVEN
from ostiary.formats.model.catalogue import FORMATS, PICKLE
from ostiary.formats.model.desk import HEAD, Desk, Format, recognise
from ostiary.formats.model.extent import Extent, Held
from ostiary.formats.model.judge import Realm, Ruling
from ostiary.formats.model.record import MAX_BESIDE, Carries, Gravity, ModelFile, Models
from ostiary.program.places import places
from ostiary.program.roots import Roots

HASHED = 64 << 20
"""Bytes of a model file up to which it is always hashed; above, that takes longer than all else."""

LARGE = 1 << 20
"""Bytes of a model file from which it is read in place, whatever its format."""

NAMES = (
    ".pt", ".pth", ".pth.tar", ".bin", ".ckpt", ".pkl", ".pickle", ".joblib", ".jbl", ".npy", ".npz",
    ".model", ".keras", ".h5", ".hdf5", ".mar", ".skops", ".nemo", ".mlpackage", ".safetensors", ".onnx",
    ".gguf", ".ptl", ".pte", ".dill", ".torch", ".weights", ".params", ".cbm", ".msgpack", ".tflite",
)  # fmt: skip
"""Names of model files, for containers of which content alone cannot say what they are for."""

PROMISES = (
    ".pt", ".ckpt", ".pkl", ".pickle", ".joblib", ".npy", ".npz", ".keras", ".h5", ".hdf5", ".mar",
    ".skops", ".nemo", ".safetensors", ".onnx", ".gguf", ".ptl", ".pte", ".tflite", ".mlmodel",
    ".onnxtxt", ".onnxjson",
)  # fmt: skip
"""Names that only model files have: loaders open them whatever is in them."""

CONTAINERS = frozenset({"zip", "tar", "wrapped", "closed"})
POLYGLOT = "polyglot"
MACHINE = "machine-code"
ENGINES = (".engine", ".plan", ".trt", ".llamafile")
"""Names of models that are machine code."""
_SURE = tuple(one for one in FORMATS if one.name not in {POLYGLOT, *CONTAINERS})

_PACKAGES = frozenset({FileForm.SDIST, FileForm.WHEEL, FileForm.EGG, FileForm.NPM, FileForm.CONDA})


class Resting(Struct, frozen=True):
    """A model file that is read where it lies, a piece at a time; it must stay open for its turn.

    One that is `far` is fetched a piece at a time, so nobody works out its digest.
    """

    path: str
    extent: Extent
    format: Format
    executable: bool = False
    hashed: bool = False
    far: bool = False

    def digest(self) -> str:
        """SHA-256 in hexadecimal; empty for a large file of which nobody asked for it."""
        if self.far or (self.extent.size > HASHED and not self.hashed):
            return ""
        starts = range(0, self.extent.size, BLOCK)
        return weighed(self.extent.at(start, BLOCK) for start in starts)[0]


def chosen(path: str, extent: Extent) -> Format | None:
    """The format of a model file; None where others see to it.

    A container of any kind is opened by those who read archives, and what is in it comes here by itself,
    unless it is large and bears the name of a model, or nobody else opens it.
    """
    found = recognise(FORMATS, path, extent)
    if found is not None and found.name == MACHINE and not path.lower().endswith(ENGINES):
        return None  # those who read machine code see more in it
    if found is None or (extent.size > LARGE and named(path)):
        return found
    if found.name == POLYGLOT:
        return found if recognise(_SURE, path, extent) else None
    if found.name in CONTAINERS and _opened(extent):
        return None
    return found


def resting(path: str, extent: Extent) -> Format | None:
    """The format of a model file that is better read in place: of a large one, or a container."""
    return chosen(path, extent) if extent.size > LARGE or _opened(extent) else None


def named(path: str) -> bool:
    """Whether a file is called as models are."""
    return path.lower().endswith(NAMES)


def _opened(extent: Extent) -> bool:
    """Whether those who read archives open it, or say that nobody does."""
    tail = extent.at(max(0, extent.size - HEAD), HEAD)
    return opens(extent.at(0, HEAD)) or opens(tail)


class _List:
    """The list of what is harmless: it is loaded when the first file names something."""

    def __call__(self, realm: Realm, name: str, arguments: tuple[object, ...]) -> Ruling:
        from ostiary.program.loading.known import KNOWN

        return KNOWN(realm, name, arguments)

    def named(self, realm: Realm, name: str) -> Ruling:
        from ostiary.program.loading.known import KNOWN

        return KNOWN.named(realm, name)


class Shelf(Struct):
    """The model files of one artifact, as they come."""

    desk: Desk = field(default_factory=lambda: Desk(FORMATS, _List()))
    _whole: set[str] = field(default_factory=set)

    def member(self, item: Member) -> bool:
        """Read a member that is held if it is a model file, and say whether it is one.

        Parts of one were read with it. What bears the name of a model is one, known or not.
        """
        extent = Held(item.data)
        if self._within(item):
            return False
        found = chosen(item.path, extent)
        if found is not None:
            self._read(found, item.path, extent)
            return True
        named = item.path.lower().endswith(PROMISES)
        named = named and bool(item.data) and not item.data.startswith(POINTER)
        if not named or _opened(extent):
            return False
        reason = "it bears the name of a model file, and is of no format that is known here"
        unknown = ModelFile(item.path, "unknown", extent.size, Carries.UNKNOWN, 0, opaque=reason)
        self.desk.files.append(unknown)
        return True

    def program(self, item: Member) -> None:
        """Read a file of code as a pickle too, if it is one: a loader does not care what it is called."""
        extent = Held(item.data)
        name = item.path.rpartition("/")[2].lower()
        if PICKLE.sniff(item.data[:HEAD], extent, name) and not self._within(item):
            self._read(PICKLE, item.path, extent)

    def row(self, item: Resting) -> FileRow:
        """Read a file in place, and the line about it for the list of contents."""
        self._read(item.format, item.path, item.extent)
        if lost := getattr(item.extent, "lost", ""):
            self._cut_short(item.path, lost)
        size, digest = item.extent.size, item.digest()
        detail = f"model file: {item.format.name}"
        return FileRow(item.path, digest, size, Kind.DATA, item.executable, 0, detail)

    def _read(self, found: Format, path: str, extent: Extent) -> None:
        self._whole.add(path)
        self.desk.read(found, path, extent)

    def _cut_short(self, path: str, reason: str) -> None:
        """A file of which bytes could not be had was not read to its end, whatever was made of that."""
        for number, one in enumerate(self.desk.files):
            if one.path == path or one.path.startswith(f"{path}!/"):
                self.desk.files[number] = replace(one, opaque=one.opaque or reason)

    def rooted(self, roots: Roots, contents: Contents, *, folder: bool) -> Roots:
        """The roots with the files beside a model, or in it, that its configuration has a loader import."""
        paths = {row.path for row in contents.files}
        named = (
            f"{where}{reached.target}"
            for file in self.desk.files
            if folder or file.format != OPENED
            for reached in file.reaches
            if reached.kind == "module"
            for where in (*places_of(file.path), f"{file.path}!/")
        )
        return replace(roots, imports=(*roots.imports, *(one for one in named if one in paths)))

    def drain(self) -> Iterator[Member]:
        """The programs and texts that lie in model files, once."""
        held, self.desk.members = self.desk.members, []
        yield from held

    def fact(self, contents: Contents, *, folder: bool) -> tuple[Models, ...]:
        """All model files as one fact, none where there is none."""
        if not self.desk.files:
            return ()
        where = places(contents)
        package = contents.form in _PACKAGES and not folder
        if not package:
            self.desk.files += strangers(self.desk.files, contents)

        def reach(one: ModelFile) -> Reach:
            if not package:
                return Reach.CALL
            aside = where.aside(one.path.partition("!/")[0]) or unopened(one)
            return Reach.TEST if aside else Reach.DATA

        files = [replace(one, reach=reach(one)) for one in self.desk.files]
        known = {one.path for one in files}
        beside = sorted(row.path for row in contents.files if row.path not in known)
        ordered = tuple(sorted(files, key=lambda one: one.path))
        return (Models(contents.filename, ordered, tuple(beside[:MAX_BESIDE])),)

    def _within(self, item: Member) -> bool:
        """Whether a member lies in a model file that was read with all that is in it.

        A folder may be called as such a file is, with an exclamation mark: what lies there has more of these
        marks in its path than archives around it.
        """
        pieces = item.path.split("!/")
        if len(pieces) != item.depth + 1:
            return False
        return any("!/".join(pieces[:count]) in self._whole for count in range(1, len(pieces)))


def remarks(models: Models, contents: Contents) -> dict[tuple[str, str], Remark]:
    """What the account says of the files that stand in the list of contents."""
    files = by_path(models)
    return {
        (row.path, row.sha256): Remark(*unproven(*found), found[0].reach, found[0].format)
        for row in contents.files
        if (found := files.get(row.path))
    }


def by_path(models: Models) -> dict[str, list[ModelFile]]:
    """Model files by their path: an archive may hold several of one name."""
    found: dict[str, list[ModelFile]] = {}
    for file in models.files:
        found.setdefault(file.path, []).append(file)
    return found


def part_rows(models: Models, contents: Contents) -> Iterator[Coverage]:
    """A row of the account for each part of a model file that the list of contents does not have."""
    listed = {row.path for row in contents.files}
    for file in models.files:
        if file.path not in listed:
            opaque, reason = unproven(file)
            readers = (file.format, *file.readers)
            yield Coverage(
                models.filename,
                file.path,
                "",
                file.size,
                readers,
                is_understood(opaque),
                file.reach,
                opaque,
                reason,
            )


def unproven(*files: ModelFile) -> tuple[str, str]:
    """Why nobody can say that loading files of one path is harmless: the class and the reason.

    Both are empty if all was seen. What is seen and harmful is a finding, and no gap in what was seen.
    """
    return next(filter(any, map(_unproven, files)), ("", ""))


def _unproven(file: ModelFile) -> tuple[str, str]:
    if file.carries is Carries.MACHINE:
        return "native", "machine code: nobody here reads it"
    if file.opaque or file.carries is Carries.UNKNOWN:
        return "model", file.opaque or "its format is known, and nobody here reads it"
    broken = next((one for one in file.oddities if one.gravity is Gravity.BROKEN), None)
    if broken:
        return "model", broken.message
    names = dict.fromkeys(one.name for one in file.calls if one.standing in UNPROVEN)
    if names:
        first, *others = names
        rest = f" and {len(others)} more" if others else ""
        return "unlisted", f"`{first}`{rest}: nobody has said that it is harmless"
    return "", ""

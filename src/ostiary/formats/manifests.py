"""Which files of an artifact are manifests, and what do they declare?"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.facts.release import FileForm
from ostiary.formats.contents import Contents, Kind
from ostiary.formats.declared import declarations
from ostiary.formats.npm.bundled import bundled_scripts, is_bundled
from ostiary.formats.npm.gyp import gyp_commands
from ostiary.formats.npm.manifest import (
    BundledScript,
    NpmManifest,
    parse_manifest,
)
from ostiary.formats.python.build import PythonBuild, parse_toml
from ostiary.formats.python.entry_points import EntryPoint
from ostiary.formats.python.metadata import CoreMetadata, parse_metadata
from ostiary.formats.python.places import site_path, starts
from ostiary.formats.python.project import read_project
from ostiary.formats.python.pth import PthLine, StartHooks, parse_pth
from ostiary.formats.python.source_build import Bytes, read_build
from ostiary.formats.python.source_layout import Layout, Move
from ostiary.formats.python.wheel import WheelLayout, dist_info, read_layout

T = TypeVar("T")

MAX_HOOK_FILES = 1_000

_TOP = frozenset(
    (
        *("PKG-INFO", "pyproject.toml", "hatch.toml", "setup.cfg", "setup.py"),
        *("package.json", "binding.gyp", ".npmrc"),
    )
)
_INFO = frozenset(["METADATA", "WHEEL", "RECORD", "entry_points.txt", "top_level.txt"])
_LICENCES = ("license", "licence", "copying", "unlicense")
_INERT = frozenset({Kind.PICKLE, Kind.ARCHIVE, Kind.EMPTY})
"""What a `.pth` file may be besides text: weights of a model bear the same suffix."""


class ManifestProblem(Struct, frozen=True):
    """A fact that could not be read: its type, the member, and why."""

    kind: type[object]
    path: str
    reason: str


def wanted(form: FileForm, inner: str) -> bool:
    """Whether a member's bytes are needed; `inner` is its path without an sdist's or tarball's top folder."""
    if inner in _TOP:
        return True
    folder, _, name = inner.rpartition("/")
    if form is FileForm.WHEEL:
        foreign = folder.endswith(".egg-info") and name == "entry_points.txt"
        return (folder.endswith(".dist-info") and name in _INFO) or foreign or _may_start(inner)
    if form is FileForm.EGG:
        return inner == "EGG-INFO/PKG-INFO" or starts(inner)
    if form is FileForm.SDIST:
        told = folder.endswith(".egg-info") and name in {"PKG-INFO", "entry_points.txt"}
        return told or _pth(name)
    return form is FileForm.NPM and is_bundled(inner)


def _pth(path: str) -> bool:
    return path.endswith((".pth", ".start"))


def _may_start(path: str) -> bool:
    return _pth(path) and ("/" not in path or ".data/" in path)


def read_manifests(
    contents: Contents, texts: Mapping[str, bytes], more: Bytes = lambda _: None
) -> tuple[tuple[object, ...], tuple[ManifestProblem, ...]]:
    """The facts that one artifact declares, in a fixed order, and those that could not be read.

    `texts` maps full member paths to the bytes that `wanted` asked for.
    """
    reader = _Reader(contents, texts, more)
    facts = tuple(reader.facts())
    return (*facts, *declarations(contents, facts, reader.licence_files())), tuple(reader.problems)


class _Reader:
    def __init__(self, contents: Contents, texts: Mapping[str, bytes], more: Bytes) -> None:
        self.contents = contents
        self.texts = {**texts}
        self.more = more
        self.becoming: set[str] = set()  # files that become `.pth` files
        self.prefix = f"{contents.root}/" if contents.root else ""
        self.rows = {row.path: row for row in contents.files if row.depth == 0}
        self.problems: list[ManifestProblem] = []

    def facts(self) -> Iterator[object]:
        form = self.contents.form
        if form is FileForm.WHEEL:
            yield from self._wheel()
        elif form is FileForm.EGG:
            yield from self._metadata("EGG-INFO/PKG-INFO")
            yield from self._hooks(tuple(path for path in self.rows if starts(path)))
        elif form is FileForm.SDIST:
            yield from self._sdist()
        if form is not FileForm.SDIST and form is not FileForm.WHEEL:
            yield from self._package(always=form is FileForm.NPM)

    def _try(
        self, kind: type[object], path: str, read: Callable[[str], object]
    ) -> Iterator[object]:
        if path in self.rows and path not in self.texts:
            self.problems.append(ManifestProblem(kind, path, "too large to be kept"))
            return
        if path not in self.rows and kind is not PythonBuild:
            self.problems.append(ManifestProblem(kind, path, "the file is missing"))
            return
        try:
            yield read(path)
        except ParseError as error:
            self.problems.append(ManifestProblem(kind, path, error.message))

    def _metadata(self, path: str) -> Iterator[object]:
        def read(path: str) -> CoreMetadata:
            found = parse_metadata(self.texts[path])
            return replace(found, filename=self.contents.filename, path=path)

        yield from self._try(CoreMetadata, path, read)

    def _wheel(self) -> Iterator[object]:
        folder = dist_info(self.contents)
        found = list(self._metadata(f"{folder}/METADATA"))
        yield from found
        needs = tuple(
            one.name
            for fact in found
            if isinstance(fact, CoreMetadata)
            for one in fact.requirements
        )

        def read(_: str) -> WheelLayout:
            return read_layout(self.contents, self.texts, needs)

        layouts = list(self._try(WheelLayout, f"{folder}/WHEEL", read))
        yield from layouts
        for one in layouts:
            if isinstance(one, WheelLayout) and one.points_fault:
                fault = ManifestProblem(EntryPoint, one.points_path, one.points_fault)
                self.problems.append(fault)
        hooks = [
            one for fact in layouts if isinstance(fact, WheelLayout) for one in fact.start_hooks
        ]
        if not layouts:
            hooks = [path for path in self.rows if starts(site_path(path) or "-")]
        yield from self._hooks(tuple(hooks))

    def _hooks(self, paths: tuple[str, ...]) -> Iterator[object]:
        lines: list[PthLine] = []
        files = sorted(path for path in paths if _pth(path) or path in self.becoming)
        for path in files[:MAX_HOOK_FILES]:
            if self.rows[path].kind in _INERT:
                continue
            lines += [
                line
                for found in self._try(
                    StartHooks, path, lambda one: parse_pth(one, self.texts[one])
                )
                if isinstance(found, tuple)
                for line in found
            ]
        if len(files) > MAX_HOOK_FILES:
            reason = f"more than {MAX_HOOK_FILES} files that Python reads at its start"
            self.problems.append(ManifestProblem(StartHooks, files[MAX_HOOK_FILES], reason))
        modules = tuple(sorted({*paths} - {*files}))
        yield StartHooks(self.contents.filename, tuple(lines), modules)

    def _package(self, *, always: bool) -> Iterator[object]:
        top = self.prefix + "package.json"
        if always or top in self.rows:
            yield from self._try(NpmManifest, top, self._npm)

    def _sdist(self) -> Iterator[object]:
        found = list(self._sdist_metadata())
        yield from found
        build = list(self._try(PythonBuild, self.prefix + "pyproject.toml", self._build))
        yield from build
        moved = next((one.moves for one in build if isinstance(one, PythonBuild)), ())
        yield from self._hooks((*filter(self._sdist_hook, self.rows), *self._moved(moved)))
        # A project may hold a package.json for its pages; but no file that Python's tools write makes npm
        # overlook one, so the name of the archive and the lack of metadata count too.
        if not found or self.contents.filename.endswith(".tgz"):
            yield from self._package(always=False)

    def _sdist_metadata(self) -> Iterator[object]:
        own = self.prefix + "PKG-INFO"
        others = sorted(path for path in self.rows if path.endswith(".egg-info/PKG-INFO"))
        path = own if own in self.rows else (others or [""])[0]
        if path:
            yield from self._metadata(path)
            return
        project = self.prefix + "pyproject.toml"
        try:
            found = read_project(parse_toml(self.texts.get(project, b"")))
        except ParseError:
            return  # the reader of the build says so
        if found is not None:
            yield replace(found, filename=self.contents.filename, path=project)

    def _build(self, _: str) -> PythonBuild:
        return read_build(self.contents, self.prefix, self.texts, self.more)

    def _moved(self, several: tuple[Move, ...]) -> Iterator[str]:
        """Members that become what Python reads at its start, under another name or in another folder."""
        layout = Layout(several)
        for path in self.rows if several else ():
            target = layout.starting(self.contents.inner(path))
            if target and not self._sdist_hook(path):
                if _pth(target):
                    self.becoming.add(path)
                    data = self.more(path)
                    self.texts |= {} if data is None else {path: data}
                yield path

    def _sdist_hook(self, path: str) -> bool:
        inner = PurePosixPath(self.contents.inner(path))
        if _pth(inner.name):
            return True  # wherever it lies, setup.py can install it
        return starts(inner.name) and inner.parts[:-1] in {(), ("src",), ("lib",)}

    def _text(self, path: str) -> bytes:
        if path not in self.texts:
            raise LimitError(f"{path} is too large to be kept")
        return self.texts[path]

    def _npm(self, path: str) -> NpmManifest:
        found = parse_manifest(self.texts[path], self.contents.filename, path)
        gyp = self.prefix + "binding.gyp"
        return replace(
            found,
            gyp=gyp in self.rows,
            gyp_commands=self._part(
                NpmManifest, gyp, lambda: gyp_commands(self.texts.get(gyp, b""))
            ),
            bundled_scripts=self._part(NpmManifest, path, lambda: self._bundled(found)),
            npmrc=self.prefix + ".npmrc" in self.rows,
            licence_files=self.licence_files(),
        )

    def _bundled(self, manifest: NpmManifest) -> tuple[BundledScript, ...]:
        inner = {self.contents.inner(one): one for one in self.rows}
        texts = {one: self._text(full) for one, full in inner.items() if is_bundled(one)}
        folders = {one[: -len("binding.gyp")] for one in inner if one.endswith("/binding.gyp")}
        scripts = bundled_scripts(manifest, texts, frozenset(folders))
        return tuple(replace(one, path=inner[one.path]) for one in scripts)

    def _part(
        self, kind: type[object], path: str, read: Callable[[], tuple[T, ...]]
    ) -> tuple[T, ...]:
        """A part of a fact: where it cannot be read, the fact stands and the rest of it is unknown."""
        try:
            return read()
        except ParseError as error:
            self.problems.append(ManifestProblem(kind, path, error.message))
            return ()

    def licence_files(self) -> tuple[str, ...]:
        """Members at the top, or among a wheel's metadata, that are named like a licence text."""
        found = []
        for path in self.rows:
            *folders, name = self.contents.inner(path).lower().split("/")
            near = not folders or folders[0].endswith(".dist-info") or folders == ["licenses"]
            if near and name.startswith(_LICENCES):
                found.append(path)
        return tuple(sorted(found))

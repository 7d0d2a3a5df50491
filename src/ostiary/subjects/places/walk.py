"""One walk of a tree: what in it says, or shows, what is in use."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ostiary.core.inventory import Unauditable
from ostiary.core.location import Location
from ostiary.formats.inventory.catalogue import wanted, wanted_in

MAX_FILES = 10_000_000
MAX_DEPTH = 200

_SKIPPED = frozenset({".git", ".hg", ".svn", ".bzr"})
"""Folders of version control: nothing in them is in use."""
_KERNEL = frozenset({"proc", "sys", "dev", "run"})
"""At the root of a host: what the kernel shows, and no files."""
_INFO = (".dist-info", ".egg-info")
_CODE = (
    ".py", ".ipynb", ".js", ".mjs", ".cjs", ".ts", ".sh", ".env", ".toml", ".yaml", ".yml", ".cfg", ".ini",
)  # fmt: skip
_ENVIRONMENTS = frozenset({"site-packages", "dist-packages"})
_MODELS = (
    ".pt", ".pth", ".ckpt", ".bin", ".pkl", ".pickle", ".joblib", ".safetensors", ".gguf", ".onnx",
    ".h5", ".hdf5", ".keras", ".tflite", ".npz", ".npy", ".pb", ".mlmodel", ".skops", ".nemo",
    ".llamafile", ".engine",
)  # fmt: skip
"""Suffixes of model files; `.pth` beside packages is a start-up hook, and no model."""


@dataclass(slots=True)
class Environment:
    """A folder with installed Python distributions; all paths are relative to the place."""

    path: str
    infos: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Seen:
    """What one walk met.

    `packages` are folders of packages below `node_modules`; `own` are files of the project itself that may
    be code, not those of installed packages.
    """

    listings: list[str] = field(default_factory=list)
    environments: list[Environment] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    conda: list[str] = field(default_factory=list)
    models: list[tuple[str, int]] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    unauditable: list[Unauditable] = field(default_factory=list)
    files: int = 0


def walk(root: Path) -> Seen:
    """Look at every name below a folder once; links to folders are not followed."""
    seen = Seen()
    _Walker(str(root), seen).folder("", 0, None, inside_modules=False)
    return seen


class _Walker:
    def __init__(self, root: str, seen: Seen) -> None:
        self._root = root
        self._seen = seen

    def folder(
        self, path: str, depth: int, env: Environment | None, *, inside_modules: bool
    ) -> None:
        """One folder; `env` is the environment that it lies in, if any."""
        seen = self._seen
        try:
            with os.scandir(f"{self._root}/{path}" if path else self._root) as found:
                entries = sorted(found, key=_name)
        except OSError as error:
            self._lost(path, f"the folder cannot be read: {error.strerror}")
            return
        prefix = f"{path}/" if path else ""
        folders, files = _split(entries)
        if env is None and (infos := _infos(path, [one.name for one in entries])):
            env = Environment(path, [prefix + name for name in infos])
            seen.environments.append(env)
        seen.files += len(files)
        if seen.files > MAX_FILES or depth > MAX_DEPTH:
            self._lost(path, f"more than {MAX_FILES} files, or folders deeper than {MAX_DEPTH}")
            return
        if env is not None:
            env.files += [prefix + one.name for one in files]
        self._files(path, prefix, files, env, packaged=inside_modules)
        for one in folders:
            self._inner(prefix, one.name, depth + 1, env, inside_modules=inside_modules)

    def _inner(
        self, prefix: str, name: str, depth: int, env: Environment | None, *, inside_modules: bool
    ) -> None:
        """A folder in a folder, by what its name says."""
        path = prefix + name
        if name == "__pycache__":
            if env is not None:
                self._cached(path, env)
        elif name == "node_modules":
            self._modules(path, depth, env)
        elif name not in _SKIPPED and not (self._root == "/" and path in _KERNEL):
            self.folder(path, depth, env, inside_modules=inside_modules)

    def _files(
        self,
        path: str,
        prefix: str,
        files: list[os.DirEntry[str]],
        env: Environment | None,
        *,
        packaged: bool,
    ) -> None:
        in_conda = path.endswith("conda-meta")
        special = wanted_in(path)
        if env is None and not packaged:
            self._seen.own += [prefix + one.name for one in files if one.name.endswith(_CODE)]
        for one in files:
            if special and any(pattern.fullmatch(one.name) for pattern in special):
                self._seen.listings.append(prefix + one.name)
            else:
                self._file(prefix + one.name, one, env, in_conda=in_conda, packaged=packaged)

    def _file(
        self,
        path: str,
        one: os.DirEntry[str],
        env: Environment | None,
        *,
        in_conda: bool,
        packaged: bool,
    ) -> None:
        name = one.name
        if in_conda and name.endswith(".json"):
            self._seen.conda.append(path)
        elif not packaged and wanted(name) and _beside(path, env):
            self._seen.listings.append(path)
        elif name.endswith(_MODELS) and not (env is not None and name.endswith(".pth")):
            self._seen.models.append((path, _size(one)))

    def _modules(self, path: str, depth: int, env: Environment | None) -> None:
        """A `node_modules` folder: each child, and each child of a scope, is a package."""
        try:
            with os.scandir(f"{self._root}/{path}") as found:
                entries = sorted(found, key=_name)
        except OSError as error:
            self._lost(path, f"the folder cannot be read: {error.strerror}")
            return
        for one in entries:
            inner = f"{path}/{one.name}"
            if one.name.startswith("@") and _is_folder(one):
                self._modules(inner, depth + 1, env)
            elif one.name == ".pnpm" and _is_folder(one):
                self.folder(inner, depth + 1, env, inside_modules=True)
            elif not one.name.startswith(".") and _is_folder(one):
                self._seen.packages.append(inner)
                self.folder(inner, depth + 1, env, inside_modules=True)

    def _cached(self, path: str, env: Environment) -> None:
        """Bytecode that lies beside sources: whoever owns the source answers for it."""
        try:
            with os.scandir(f"{self._root}/{path}") as found:
                names = [one.name for one in found if one.is_file(follow_symlinks=False)]
        except OSError as error:
            self._lost(path, f"the folder cannot be read: {error.strerror}")
            return
        self._seen.files += len(names)
        env.files += [f"{path}/{name}" for name in sorted(names)]

    def _lost(self, path: str, reason: str) -> None:
        self._seen.unauditable.append(
            Unauditable(Location(path=path or "."), "", reason, "check its permissions", whole=True)
        )


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _split(
    entries: list[os.DirEntry[str]],
) -> tuple[list[os.DirEntry[str]], list[os.DirEntry[str]]]:
    folders, files = [], []
    for one in entries:
        if _is_folder(one):
            folders.append(one)
        elif _is_file(one):
            files.append(one)
    return folders, files


def _infos(path: str, names: list[str]) -> list[str]:
    """Names of metadata of installed distributions, if the folder is where installers put them.

    A lone `.egg-info` beside sources is what a build leaves, and no installation.
    """
    infos = [name for name in names if name.endswith(_INFO)]
    named = path.rpartition("/")[2] in _ENVIRONMENTS
    return infos if named or any(name.endswith(_INFO[0]) for name in infos) else []


def _beside(path: str, env: Environment | None) -> bool:
    """Whether a listing is one of the project: what packages bring along speaks for nobody here."""
    if env is None:
        return True
    folder = path.rpartition("/")[0]
    return folder == env.path and folder.rpartition("/")[2] not in _ENVIRONMENTS


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except OSError:
        return 0


def read_within(root: Path, path: str, limit: int) -> bytes:
    """The bytes of a file below a folder, no more than `limit` and one; raises `OSError`.

    A link that leads out of the folder is refused: what it shows is not part of the place.
    """
    place = root / path
    if place.is_symlink() and not place.resolve().is_relative_to(root.resolve()):
        raise OSError(0, "a link that leads out of the audited place")
    with place.open("rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(0, "not a regular file")
        return stream.read(limit + 1)


def every(seen: Seen) -> Iterator[str]:
    """Paths of everything that a walk recognised, for progress."""
    yield from seen.listings
    yield from seen.packages
    for one in seen.environments:
        yield from one.infos

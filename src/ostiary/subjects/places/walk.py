"""One walk of a tree: what in it says, or shows, what is in use."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field

from ostiary.core.inventory import Unauditable
from ostiary.core.location import Location
from ostiary.formats.inventory.catalogue import wanted, wanted_in
from ostiary.subjects.places.models import Group, covering, grouped, is_model, size_of

MAX_FILES = 10_000_000
MAX_DEPTH = 200

_SKIPPED = {".git": "objects", ".hg": "requires", ".svn": "wc.db", ".bzr": "branch-format"}
"""Folders of version control and what each holds: nothing in them is in use. Others so named are walked."""
_KERNEL = frozenset({"proc", "sys", "dev", "run"})
"""At the root of a host: what the kernel shows, and no files."""
_INFO = (".dist-info", ".egg-info")
_EGG = ".egg"
_IMAGE = "oci-layout"
_SOURCES = ("setup.py", "setup.cfg", "pyproject.toml")
_LOADED = (".js", ".cjs", ".mjs", ".json", ".node")
"""Suffixes of files that `require` finds in a `node_modules` folder itself."""
_CODE = (
    ".py", ".ipynb", ".js", ".mjs", ".cjs", ".ts", ".sh", ".env", ".toml", ".yaml", ".yml", ".cfg", ".ini",
)  # fmt: skip
_ENVIRONMENTS = frozenset({"site-packages", "dist-packages"})


class Environment(Struct):
    """A folder with installed Python distributions; all paths are relative to the place."""

    path: str
    infos: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class Seen(Struct):
    """What one walk met.

    `packages` are folders of packages below `node_modules`; `own` are files of the project itself that may
    be code, not those of installed packages; `groups` are the `models` as they are loaded.
    """

    listings: list[str] = field(default_factory=list)
    environments: list[Environment] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    conda: list[str] = field(default_factory=list)
    models: list[tuple[str, int]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    unauditable: list[Unauditable] = field(default_factory=list)
    files: int = 0


def walk(root: Path) -> Seen:
    """Look at every name below a folder once; links to folders are not followed."""
    seen = Seen()
    _Walker(str(root), seen).folder("", 0, None, inside_modules=False)
    return seen


def walk_modules(root: Path) -> Seen:
    """The same of the `node_modules` of a folder alone."""
    seen = Seen()
    _Walker(str(root), seen).modules("node_modules", 0, None)
    return seen


class _Walker:
    def __init__(self, root: str, seen: Seen) -> None:
        self._root = root
        self._real = os.path.realpath(root)
        self._seen = seen
        self._inside = False  # of a group of model files that covers all below its folder

    def folder(
        self, path: str, depth: int, env: Environment | None, *, inside_modules: bool
    ) -> None:
        """One folder; `env` is the environment that it lies in, if any."""
        seen = self._seen
        folders, files = self._names(path, env)
        prefix = f"{path}/" if path else ""
        covered = self._inside
        if not covered and (group := covering(self._root, path, files)):
            seen.groups.append(group)
            self._inside = True  # all below belongs to it
        if env is None and (infos := self._infos(path, folders, files)):
            env = Environment(path, [prefix + name for name in infos])
            seen.environments.append(env)
        seen.files += len(files)
        if seen.files > MAX_FILES or depth > MAX_DEPTH:
            self._lost(path, f"more than {MAX_FILES} files, or folders deeper than {MAX_DEPTH}")
            return
        if env is not None:
            env.files += [prefix + name for name in files]
            for name in files if path == env.path else ():
                if name.endswith(_EGG):
                    self._lost(prefix + name, "a package in a zipped egg", "install it as a wheel")
        if files:
            self._files(path, prefix, files, env, packaged=inside_modules)
        for name in folders:
            self._inner(prefix, name, depth + 1, env, inside_modules=inside_modules)
        self._inside = covered

    def _names(self, path: str, env: Environment | None) -> tuple[list[str], list[str]]:
        """Names of folders and of everything else, each sorted; links are no folders."""
        folders: list[str] = []
        files: list[str] = []
        try:
            with os.scandir(f"{self._root}/{path}" if path else self._root) as found:
                for one in found:
                    (folders if one.is_dir(follow_symlinks=False) else files).append(one.name)
                    if one.is_symlink() and one.is_dir():
                        self._link(path, one.name, env)
        except OSError as error:
            self._lost(path, f"the folder cannot be read: {error.strerror}")
        folders.sort()
        files.sort()
        return folders, files

    def _link(self, folder: str, name: str, env: Environment | None) -> None:
        """A link to a folder, which is not followed: what lies behind it is said, unless it is met anyway."""
        path = f"{folder}/{name}" if folder else name
        target = os.path.realpath(f"{self._root}/{path}")
        modules = name == "node_modules"
        if Path(target).is_relative_to(self._real):
            if modules and not target.endswith("/node_modules"):
                self._lost(path, f"a link to `{target}`, which has another name", "name it so")
            return
        parts = {*folder.split("/"), name}
        packages = env is not None or "node_modules" in parts or not _ENVIRONMENTS.isdisjoint(parts)
        packages = packages or Path(target, "pyvenv.cfg").exists()
        self._seen.unauditable.append(
            Unauditable(
                Location(path=path),
                path,
                f"a link that leads out of the place, to `{target}`",
                "audit that folder too",
                whole=packages,
            )
        )

    def _inner(
        self, prefix: str, name: str, depth: int, env: Environment | None, *, inside_modules: bool
    ) -> None:
        """A folder in a folder, by what its name says."""
        path = prefix + name
        if name == "__pycache__":
            # whoever owns the source beside it answers for what is cached
            folders, files = self._names(path, env)
            self._seen.files += len(files)
            if env is not None:
                env.files += [f"{path}/{one}" for one in files]
            for one in folders:
                self.folder(f"{path}/{one}", depth + 1, env, inside_modules=inside_modules)
        elif name == "node_modules":
            self.modules(path, depth, env)
        elif not self._is_skipped(path, name):
            self.folder(path, depth, env, inside_modules=inside_modules)

    def _is_skipped(self, path: str, name: str) -> bool:
        held = _SKIPPED.get(name)
        if held is not None:
            return Path(f"{self._root}/{path}/{held}").exists()
        return self._root == "/" and path in _KERNEL

    def _files(
        self, path: str, prefix: str, files: list[str], env: Environment | None, *, packaged: bool
    ) -> None:
        seen = self._seen
        if path.rpartition("/")[2] == "conda-meta":
            seen.conda += [prefix + name for name in files if name.endswith(".json")]
            files = [name for name in files if not name.endswith(".json")]
        own = env is None and not packaged
        if own:
            seen.own += [prefix + name for name in files if name.endswith(_CODE)]
        if path and _IMAGE in files:
            self._lost(
                path, "a container image, which is a place of its own", f"ostiary audit {path}"
            )
        special = wanted_in(path)
        asking = own or (not packaged and _at_top(path, env))
        weights: list[str] = []
        for name in files:
            if (special and any(pattern.fullmatch(name) for pattern in special)) or (
                asking and wanted(name)
            ):
                seen.listings.append(prefix + name)
            elif is_model(path, name) and (env is None or not name.endswith(".pth")):
                # beside packages, `.pth` is a start-up hook
                seen.models.append((prefix + name, size_of(f"{self._root}/{prefix}{name}")))
                weights.append(name)
        if weights and not self._inside:
            seen.groups += grouped(self._root, path, files, weights, packaged=not own)

    def modules(self, path: str, depth: int, env: Environment | None) -> None:
        """A `node_modules` folder: each child, and each child of a scope, is a package.

        Hidden folders are where some installers keep what the others are links to.
        """
        if depth > MAX_DEPTH:
            self._lost(path, f"folders deeper than {MAX_DEPTH}")
            return
        folders, files = self._names(path, env)
        self._seen.files += len(files)
        if env is not None:
            env.files += [f"{path}/{name}" for name in files]
        self._seen.unauditable += [
            Unauditable(Location(path=f"{path}/{name}"), name, "code that no package brought", _ASK)
            for name in files
            if name.endswith(_LOADED) and not name.startswith(".")
        ]
        for name in folders:
            inner = f"{path}/{name}"
            if name.startswith("@"):
                self.modules(inner, depth + 1, env)
            else:
                if not name.startswith("."):
                    self._seen.packages.append(inner)
                self.folder(inner, depth + 1, env, inside_modules=True)

    def _lost(self, path: str, reason: str, hint: str = "check its permissions") -> None:
        self._seen.unauditable.append(
            Unauditable(Location(path=path or "."), "", reason, hint, whole=True)
        )

    def _infos(self, path: str, folders: list[str], files: list[str]) -> list[str]:
        """Names of metadata of installed distributions, if the folder is where installers put them.

        A lone `.egg-info` beside sources is what a build leaves, and no installation.
        """
        infos = [name for name in folders if name.endswith(_INFO)]
        eggs = [f"{name}/EGG-INFO" for name in folders if name.endswith(_EGG)]
        if path.rpartition("/")[2] in _ENVIRONMENTS:
            return infos + eggs + [name for name in files if name.endswith(_INFO[1])]
        if any(name.endswith(_INFO[0]) for name in infos):
            return infos + eggs
        return infos if infos and not self._is_built(path, infos) else []

    def _is_built(self, path: str, infos: list[str]) -> bool:
        """Whether metadata are what a build left beside its sources, or in the `src` or `lib` below them."""
        here = Path(f"{self._root}/{path}")
        places = (here, here.parent) if path else (here,)
        return len(infos) == 1 and any((one / name).exists() for one in places for name in _SOURCES)


_ASK = "find out what put it there"


def _at_top(path: str, env: Environment | None) -> bool:
    """Whether listings here are of the project: what packages bring along speaks for nobody.

    True at the top of an environment that is a folder of the project itself (`pip install --target .`).
    """
    return env is not None and path == env.path and path.rpartition("/")[2] not in _ENVIRONMENTS


def read_within(root: Path, path: str, limit: int) -> bytes:
    """The bytes of a file below a folder, no more than `limit` and one; raises `OSError`.

    A link that leads out of the folder is refused: what it shows is not part of the place.
    """
    place = root / path
    if place.is_symlink() and leads_out(root, path):
        raise OSError(0, OUTSIDE)
    # Not to wait for ever at a pipe that somebody called `requirements.txt`.
    handle = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(0, "not a regular file")
        return stream.read(limit + 1)


OUTSIDE = "a link that leads out of the audited place"


def leads_out(root: Path, path: str) -> bool:
    """Whether links on the way to a file lead out of the folder."""
    return not Path(os.path.realpath(root / path)).is_relative_to(os.path.realpath(root))


def every(seen: Seen) -> Iterator[str]:
    """Paths of everything that a walk recognised, for progress."""
    yield from seen.listings
    yield from seen.packages
    for one in seen.environments:
        yield from one.infos

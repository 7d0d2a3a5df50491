"""Which files of a source tree does its build back end run because a manifest says so, and what in them?"""

import ast
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from ostiary.formats.python.build import PythonBuild
from ostiary.formats.python.build_hooks import Hook
from ostiary.formats.python.entry_points import EntryPoint
from ostiary.formats.python.source_build import Bytes, backend_files
from ostiary.formats.python.source_layout import Layout
from ostiary.program.python.whole import tree_of
from ostiary.program.wordlist import wordlist

MAX_TEXT = 1 << 18  # bytes of a module whose constants are looked for
_TOPS = ("", "src/", "lib/", "python/")
"""Where the modules of a source tree lie, if no manifest says so."""

PYTHON_HOOKS = wordlist(
    "build_wheel build_sdist build_editable get_requires_for_build_wheel get_requires_for_build_sdist"
    " get_requires_for_build_editable prepare_metadata_for_build_wheel"
    " prepare_metadata_for_build_editable"
)
"""Functions of a build back end that an installer calls. Sources: PEP 517, PEP 660."""

Hooked = tuple[str, tuple[str, ...]]
"""The path of a file, and the names of what is called in it."""


class RunByBuild(Struct, frozen=True):
    """What building a source tree runs of it: its own back end, the files that hooks name, what is called.

    `points` are the entry points that what is built will have, `start` what every start of Python will run.
    """

    backend: tuple[str, ...] = ()
    hooked: tuple[str, ...] = ()
    called: tuple[tuple[str, str], ...] = ()
    layout: Layout = Layout(())
    points: tuple[EntryPoint, ...] = ()
    start: tuple[str, ...] = ()


def run_by_build(
    manifests: Iterable[object], prefix: str, paths: set[str], bytes_of: Bytes | None
) -> RunByBuild:
    """What the build runs that these manifests tell of; nothing where none of them does."""
    build = next((one for one in manifests if isinstance(one, PythonBuild)), None)
    if build is None:
        return RunByBuild()
    backend = tuple(backend_files(build.build_backend, build.backend_path, prefix, paths))
    found = list(HookFinder(build, prefix, paths, bytes_of).found())
    late = {_joined(prefix, one.file) for one in build.hooks if one.starts}
    called = [(path, name) for path, names in found for name in names]
    held = build.build_backend.partition(":")[2].strip()  # the hooks may be those of an object
    heads = ("", f"{held}.") if held else ("",)
    called += [
        (path, head + name) for path in backend for head in heads for name in sorted(PYTHON_HOOKS)
    ]
    return RunByBuild(
        backend,
        tuple(dict.fromkeys(path for path, _ in found if path not in late)),
        tuple(dict.fromkeys(called)),
        Layout(build.moves),
        build.points,
        tuple(sorted(late & paths)),
    )


class HookFinder:
    """Looks in one source tree for what its hooks name; `prefix` is where all members begin.

    Without `bytes_of` nobody can say what a module holds, and a value that is read first is taken for a
    constant.
    """

    def __init__(
        self, build: PythonBuild, prefix: str, paths: set[str], bytes_of: Bytes | None
    ) -> None:
        self._build = build
        self._prefix = prefix
        self._paths = paths
        self._bytes_of = bytes_of
        self._folders: Mapping[str, list[str]] = {}
        if any(one.every for one in build.hooks):
            self._folders = _by_folder(paths)
        self._constant: dict[tuple[str, str], bool] = {}

    def found(self) -> Iterator[Hooked]:
        """The files that are run, with what is called in them."""
        for hook in self._build.hooks:
            if hook.file:
                path = _joined(self._prefix, hook.file)
                yield from [(path, hook.names)] if path in self._paths else []
            elif hook.every:
                for base in self._bases(hook):
                    several = self._folders.get(f"{base}{hook.module.replace('.', '/')}", ())
                    yield from ((path, hook.names) for path in several)
            else:
                yield from self._module(hook)

    def _module(self, hook: Hook) -> Iterator[Hooked]:
        """A module and, as importing it runs them first, the packages on the way."""
        for base in self._bases(hook):
            parts = hook.module.split(".")
            path = self._file(base + "/".join(parts))
            if not path:
                continue
            if hook.literal:
                if not self._is_constant(path, hook.literal):
                    yield path, hook.names
                return
            for count in range(1, len(parts)):
                package = f"{base}{'/'.join(parts[:count])}/__init__.py"
                yield from [(package, ())] if package in self._paths else []
            yield path, hook.names
            return

    def _bases(self, hook: Hook) -> Iterator[str]:
        """The folders in which the name of a module may be looked up."""
        if hook.folder:
            yield _joined(self._prefix, hook.folder + "/")
            return
        for one in self._build.moves:
            if not one.target:
                yield f"{self._prefix}{one.source}/"
        yield from (self._prefix + one for one in _TOPS)

    def _file(self, stem: str) -> str:
        inner = stem.removeprefix(self._prefix)
        stems = [stem]
        for one in self._build.moves:  # a package that lies in a folder of another name
            if one.target and f"{inner}/".startswith(f"{one.target}/"):
                stems.append(self._prefix + one.source + inner[len(one.target) :])
        names = (f"{one}{end}" for one in stems for end in (".py", "/__init__.py"))
        return next((one for one in names if one in self._paths), "")

    def _is_constant(self, path: str, name: str) -> bool:
        if self._bytes_of is None:
            return True
        key = path, name
        if key not in self._constant:
            self._constant[key] = is_constant(self._bytes_of(path) or b"", name)
        return self._constant[key]


def is_constant(data: bytes, name: str) -> bool:
    """Whether the first value that a module gives a name stands there in full, so that nobody runs it."""
    tree = tree_of(data) if len(data) <= MAX_TEXT else None
    for one in tree.body if tree is not None else ():
        targets = one.targets if isinstance(one, ast.Assign) else []
        targets = [one.target] if isinstance(one, ast.AnnAssign) else targets
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            value = one.value if isinstance(one, (ast.Assign, ast.AnnAssign)) else None
            return value is not None and _is_literal(value)
    return False


def _is_literal(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _joined(prefix: str, name: str) -> str:
    """A path as a manifest writes it, below the top; empty where it leads out."""
    parts: list[str] = []
    for one in name.replace("\\", "/").split("/"):
        if one == "..":
            if not parts:
                return ""
            parts.pop()
        elif one not in {"", "."}:
            parts.append(one)
    tail = "/" if name.endswith("/") and parts else ""
    return prefix + "/".join(parts) + tail


def _by_folder(paths: set[str]) -> Mapping[str, list[str]]:
    """The modules that lie directly in each folder."""
    found: dict[str, list[str]] = {}
    for path in sorted(paths):
        if path.endswith(".py"):
            found.setdefault(path.rpartition("/")[0], []).append(path)
    return found

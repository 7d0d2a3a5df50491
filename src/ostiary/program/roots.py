"""What runs by itself: the files, start-up lines and commands from which everything else is reached."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from ostiary.core.facts.release import FileForm
from ostiary.formats.contents import Contents
from ostiary.formats.npm.manifest import NpmManifest
from ostiary.formats.npm.scripts import written_out
from ostiary.formats.python.pth import StartHooks
from ostiary.formats.python.source_build import Bytes
from ostiary.formats.python.source_layout import Layout
from ostiary.formats.python.wheel import WheelLayout
from ostiary.program.build_hooks import run_by_build
from ostiary.program.builds.find import builds
from ostiary.program.builds.step import Build
from ostiary.program.commands import started
from ostiary.program.folders import Folder, folders
from ostiary.program.placed import Placed, completions, placed, runs_at_start
from ostiary.program.plugins import Plugin, of_server, plugins
from ostiary.program.reader import read

NPM_HOOKS = ("preinstall", "install", "postinstall")
"""Scripts that npm runs when a package is installed from a registry. Source: npm, life-cycle scripts."""


class Command(Struct, frozen=True):
    """A command line that a life-cycle hook runs: `hook` is its name, `path` the manifest."""

    path: str
    line: int
    hook: str
    text: str


class StartLine(Struct, frozen=True):
    """A line of a `.pth` file that the interpreter executes at every start."""

    path: str
    line: int
    text: str


class Roots(Struct, frozen=True):
    """Paths of members, by the moment at which they run.

    `called` are (path, name) of what a build back end calls besides running the module: its own hooks in the
    tree, and what manifests name in the files that are `hooked`; `*.run` is a method of each class, and
    `*.*` all of them.
    `imports` are modules that importing the package runs first; `bins` are programs that a
    user starts; `modules` are dotted names that entry points load, `plugins` what tools call in there;
    `own` is an npm package's name.
    `named` are files of an npm package that are imported by names of their own (`package/name`), not
    with the package. `builds` are files of build tools with the commands that building starts.
    `placed` is code in files of other kinds that land where shells and sessions look for it.
    """

    install: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()
    start_lines: tuple[StartLine, ...] = ()
    called: tuple[tuple[str, str], ...] = ()
    bins: tuple[str, ...] = ()
    backend: tuple[str, ...] = ()
    hooked: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    plugins: tuple[Plugin, ...] = ()
    named: tuple[str, ...] = ()
    own: str = ""
    builds: tuple[Build, ...] = ()
    folders: tuple[Folder, ...] = ()
    placed: tuple[Placed, ...] = ()


def find_roots(
    contents: Contents,
    manifests: tuple[object, ...],
    data: Mapping[str, bytes] | None = None,
    bytes_of: Bytes | None = None,
) -> Roots:
    """The roots of one artifact, from its listing and what its manifests declare.

    `data` are the bytes of its small files that are no code, in which files of build tools are looked for;
    `bytes_of` gives those of any file.
    """
    prefix = f"{contents.root}/" if contents.root else ""
    paths = {row.path for row in contents.files}
    install = [prefix + "setup.py"] if _has_setup(contents, paths, prefix) else []
    build = run_by_build(manifests, prefix, paths, bytes_of)
    start: list[str] = []
    lines: list[StartLine] = []
    for fact in manifests:
        if isinstance(fact, StartHooks):
            start += [one for one in fact.modules if one in paths]
            lines += [
                StartLine(one.path, one.line, _start_text(one.text))
                for one in fact.lines
                if one.executes
            ]
    start += [one for one in build.start if one not in start]
    start += [one for one in _start_modules(contents, build.layout) if one not in start]
    points = [
        one for fact in manifests if isinstance(fact, WheelLayout) for one in fact.entry_points
    ]
    plugged = (*plugins(points), *plugins(build.points), *of_server(paths, _imported(manifests)))
    names = (*(one.target.partition(":")[0] for one in points), *(one.module for one in plugged))
    commands, bins, mains, named = _npm(manifests, prefix, paths)
    install += [path for one in commands for path in _run_by(one, prefix, paths)]
    built = builds(contents, data or {}, manifests)
    install += [path for one in built for path in _built_by(one, prefix, paths)]
    return Roots(
        install=tuple(dict.fromkeys([*install, *build.backend, *build.hooked])),
        start=tuple(sorted(start)),
        imports=(*mains, *completions(contents, build.layout)),
        commands=tuple(commands),
        start_lines=tuple(lines),
        called=build.called,
        bins=tuple(bins),
        backend=build.backend,
        hooked=build.hooked,
        modules=tuple(dict.fromkeys(names)),
        plugins=plugged,
        named=tuple(one for one in dict.fromkeys(named) if one not in mains),
        own=next((one.name for one in manifests if isinstance(one, NpmManifest)), ""),
        builds=built,
        folders=folders(data or {}) if contents.form is FileForm.NPM else (),
        placed=placed(contents, build.layout, bytes_of),
    )


def _imported(manifests: tuple[object, ...]) -> list[str]:
    return [one for fact in manifests if isinstance(fact, WheelLayout) for one in fact.import_names]


def _has_setup(contents: Contents, paths: set[str], prefix: str) -> bool:
    return prefix + "setup.py" in paths and contents.form not in {FileForm.WHEEL, FileForm.NPM}


def _run_by(command: Command, prefix: str, paths: set[str]) -> Iterator[str]:
    """The members that a hook's command line runs as programs."""
    source = read(command.path, "shell", command.text.encode("utf-8", "replace"))
    modules = [
        one.symbol.partition(":")[2] for one in source.edges if one.symbol.startswith("import:.")
    ]
    for name in (*(one.path for one in source.runs), *modules):
        path = locate(name, prefix, paths) or _unpacked(name, command.text, prefix, paths)
        if path:
            yield path


def _built_by(build: Build, prefix: str, paths: set[str]) -> Iterator[str]:
    """The programs of the artifact that a file of a build tool starts, seen from it and from the top."""
    folder = build.path.rpartition("/")[0] + "/"
    for step in build.steps:
        start = started(tuple(step.words))
        for name in dict.fromkeys((start.file, step.words[0])):
            if name.endswith(_PROGRAMS):
                path = locate(name, folder, paths) or locate(name, prefix, paths)
                yield from [path] if path else []


_PROGRAMS = (".py", ".pyw", ".js", ".mjs", ".cjs")


def _unpacked(name: str, text: str, prefix: str, paths: set[str]) -> str:
    """The member of an archive inside the package that a command unpacks before it starts it."""
    last = name.rpartition("/")[2]
    for path in sorted(one for one in paths if "!/" in one and one.endswith(f"/{last}")):
        archive = path.partition("!/")[0].removeprefix(prefix)
        if last and archive.rpartition("/")[2] in text:
            return path
    return ""


def _start_modules(contents: Contents, layout: Layout) -> Iterator[str]:
    """`sitecustomize` and `usercustomize` where installation would put them on the path, and their like."""
    for row in contents.files:
        inner = contents.inner(row.path)
        if not row.depth and runs_at_start(inner, contents, layout):
            yield row.path
        if PurePosixPath(inner).name not in {"sitecustomize.py", "usercustomize.py"} or row.depth:
            continue
        if "/" not in inner or ".data/" in inner or inner.startswith("src/"):
            yield row.path


def _npm(
    manifests: tuple[object, ...], prefix: str, paths: set[str]
) -> tuple[list[Command], list[str], list[str], list[str]]:
    commands: list[Command] = []
    below: list[str] = []
    bins: list[str] = []
    mains: list[str] = []
    for fact in manifests:
        if not isinstance(fact, NpmManifest):
            continue
        commands += _commands(fact, prefix)
        bins += [path for _, one in fact.bins if (path := locate(one, prefix, paths))]
        # Where `main` names nothing, Node falls back to the index.
        main = locate(fact.main or "index", prefix, paths) or locate("index", prefix, paths)
        told = [one for one in fact.exports_sample if one not in fact.exports_named]
        named = _each((*told, *fact.entries), prefix, paths)
        below += _each(fact.exports_named, prefix, paths)
        mains += [one for one in (main, *named) if one and one not in mains]
    return commands, bins, mains, below


def _each(names: Iterable[str], prefix: str, paths: set[str]) -> list[str]:
    every = (one for name in names for one in _all(name, prefix, paths))
    return [one for one in every if not _told_apart(one, paths)]


def _told_apart(path: str, paths: set[str]) -> bool:
    """Whether the code that a file of declarations tells of lies beside it: nobody runs the former."""
    stem, sign, _ = path.rpartition(".d.")
    return bool(sign) and any(stem + one in paths for one in (".js", ".cjs", ".mjs"))


_LOADED = (".js", ".cjs", ".mjs", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".json", ".node", ".wasm")
"""What a star may mean that loads as code; a licence is matched too, and nobody imports it."""


def _all(name: str, prefix: str, paths: set[str]) -> list[str]:
    """The members that a target of `exports` names; a star stands for any text, slashes included."""
    head, star, tail = name.partition("*")
    if not star:
        found = locate(name, prefix, paths)
        return [found] if found else []
    start = prefix + head.removeprefix("./")
    return sorted(
        one
        for one in paths
        if one.startswith(start) and one.endswith(tail) and one.endswith(_LOADED)
    )


def _commands(manifest: NpmManifest, prefix: str) -> list[Command]:
    """Command lines that npm runs on install; those in `binding.gyp` run while node-gyp reads it."""
    path = manifest.path or prefix + "package.json"
    lines, scripts = dict(manifest.script_lines), dict(manifest.scripts)
    found = [
        Command(path, lines.get(hook, 0), hook, written_out(text, scripts))
        for hook, text in manifest.scripts
        if hook in NPM_HOOKS
    ]
    gyp = prefix + "binding.gyp"
    return found + [Command(gyp, 0, "binding.gyp", text) for text in manifest.gyp_commands]


def _start_text(text: str) -> str:
    """A start-up line as Python; `module:function` in a `.start` file calls that function."""
    module, colon, function = text.strip().partition(":")
    if colon and f"{module}.{function}".replace(".", "").isidentifier():
        return f"import {module}; {module}.{function}()"
    return text


def locate(name: str, folder: str, paths: set[str] | frozenset[str]) -> str:
    """The member that Node finds under `name`, seen from `folder` (ends in a slash); empty if none."""
    parts: list[str] = folder.strip("/").split("/") if folder.strip("/") else []
    for part in name.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    path = "/".join(parts)
    for ending in ("", ".js", ".cjs", ".mjs", ".json", ".ts", ".tsx", ".jsx", ".sh", ".py"):
        if path + ending in paths:
            return path + ending
    for index in ("index.js", "index.cjs", "index.mjs", "index.ts", "index.tsx"):
        if f"{path}/{index}".lstrip("/") in paths:
            return f"{path}/{index}".lstrip("/")
    stem, dot, ending = path.rpartition(".")
    if dot and ending in {"js", "mjs", "cjs"}:  # TypeScript names the file that it will become
        return next((stem + one for one in (".ts", ".tsx") if stem + one in paths), "")
    return ""

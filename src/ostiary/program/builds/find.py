"""Which files of build tools does an artifact hold, and what does building it start?"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from ostiary.core.coverage import Reach
from ostiary.core.errors import LimitError
from ostiary.core.facts.release import FileForm
from ostiary.core.regex import regex
from ostiary.formats.contents import Contents, Kind
from ostiary.formats.python.build import PythonBuild
from ostiary.formats.python.build_lines import AT_START
from ostiary.program.builds.cmake import cmake_steps
from ostiary.program.builds.cython import cython_source
from ostiary.program.builds.led import led_by_name
from ostiary.program.builds.meson import meson_steps
from ostiary.program.builds.meson_settings import machine_steps, option_steps
from ostiary.program.builds.native import AT_LOADING, EMBEDDED, native_steps
from ostiary.program.builds.rust import cargo_steps, rust_steps
from ostiary.program.builds.step import Build, Step
from ostiary.program.places import places

MAX_FILES = 400  # of build tools in one artifact
MAX_STEPS = 2000  # of one file
MAX_LINE = 50_000  # the last line of a file at which a step may stand

_MANY = "it has more files of build tools than are looked at"
_LOST = "it holds commands of a build, and there was no room to keep it"
_LONG = "it has more commands of a build than are followed"


def builds(
    contents: Contents, data: Mapping[str, bytes], manifests: tuple[object, ...]
) -> tuple[Build, ...]:
    """The files whose commands run when an sdist is built, each with them; none for other artifacts.

    What manifests hand to a back end comes first. A build tool has to be named by a file at the top, or by
    setup.py; files below are led to by it, or are taken for that, those of tests only where a file names
    their folder.
    """
    if contents.form is not FileForm.SDIST:
        return ()
    system = next((one for one in manifests if isinstance(one, PythonBuild)), None)
    native = set(system.native) if system is not None else set()
    if system is not None and system.build_backend.startswith(("maturin", "setuptools_rust")):
        native.add("cargo")
    found = list(_told(contents, system)) if system is not None else []
    aside = places(contents).aside
    readers = {path: _reader(contents.inner(path), native) for path in sorted(data)}
    readers |= led_by_name(data, readers, native)
    below = {path: data[path] for path, one in readers.items() if one in _GOING_BELOW}
    led = _led_to(below, aside)
    for path, reader in readers.items():
        led_to = led is None or path.rpartition("/")[0] in led
        if not reader or "!/" in path or (aside(path) and not led_to):
            continue
        one = _read(path, data[path], reader, _above(path, data) if reader == "meson" else ())
        if len(found) >= MAX_FILES:
            found.append(Build(path, (), one.reach, _MANY))
            break
        if one.steps or one.cut or one.source:
            found.append(one)
    return (*found, *_unkept(contents, data, native))


def _unkept(contents: Contents, data: Mapping[str, bytes], native: set[str]) -> Iterator[Build]:
    """Files of build tools that were too large to be kept, or for which there was no room."""
    aside = places(contents).aside
    for row in contents.files:
        path = row.path
        if path in data or row.depth or row.kind is Kind.EMPTY or aside(path):
            continue
        if _reader(contents.inner(path), native) not in {"", "native"}:
            yield Build(path, (), Reach.INSTALL, _LOST)


_GOING_BELOW = frozenset({"cmake", "meson"})
_BELOW = regex(rb"(?:add_subdirectory|subdir)\s*\(\s*[\"']?([\w./-]{1,200})")
MAX_LED = 2_000  # folders that files of build tools lead to


def _led_to(files: Mapping[str, bytes], aside: Callable[[str], bool]) -> frozenset[str] | None:
    """The folders that files of build tools go on with; None where there are so many that it may be any.

    A file of tests leads on where another file has led to it.
    """
    found: set[str] = set()
    waiting = dict(files)
    while ready := [
        path for path in waiting if not aside(path) or path.rpartition("/")[0] in found
    ]:
        for path in ready:
            folder = path.rpartition("/")[0]
            several = islice(_BELOW.finditer(waiting.pop(path)), MAX_LED)
            found |= {f"{folder}/{one[1].decode().strip('./')}" for one in several}
            if len(found) >= MAX_LED:
                return None
    return frozenset(found)


def _told(contents: Contents, build: PythonBuild) -> Iterator[Build]:
    """The commands that manifests hand to the back end and its plug-ins."""
    prefix = f"{contents.root}/" if contents.root else ""
    for file in dict.fromkeys(one.file for one in build.lines):
        several = [one for one in build.lines if one.file == file]
        steps = tuple(
            Step(one.line, one.what, one.words, whole=len(one.words) == 1) for one in several
        )
        late = all(one.what == AT_START for one in several)
        yield Build(prefix + file, steps, Reach.START if late else Reach.INSTALL)


def _reader(inner: str, native: set[str]) -> str:
    name = inner.rpartition("/")[2]
    if "cmake" in native and (name == "CMakeLists.txt" or name.endswith(".cmake")):
        return "cmake"
    if "meson" in native and name in _MESON:
        return _MESON[name]
    if "cargo" in native and name == "build.rs":
        return "rust"
    if name.endswith(_COMPILED):
        return "native"
    return "cargo" if "cargo" in native and f"/{inner}".endswith(_CARGO) else ""


_MESON = {"meson.build": "meson", "meson.options": "options", "meson_options.txt": "options"}
_COMPILED = (
    *(".c", ".cc", ".cpp", ".cxx", ".c++", ".m", ".mm", ".cu", ".pyx"),
    *(".h", ".hh", ".hpp", ".hxx", ".inl", ".ipp", ".tcc", ".inc", ".cuh"),
    *(".i", ".swg", ".sip", ".y", ".yy", ".ypp", ".l", ".ll", ".rl", ".re"),
)
"""What a compiler reads, and what becomes that first."""
_CYTHON = ".pyx"
_CARGO = ("/.cargo/config.toml", "/.cargo/config")
_READERS = {
    "cmake": cmake_steps,
    "meson": meson_steps,
    "options": option_steps,
    "machine": machine_steps,
    "rust": rust_steps,
    "cargo": cargo_steps,
    "native": native_steps,
}


def _above(path: str, data: Mapping[str, bytes]) -> tuple[str, ...]:
    """The files of meson in the folders that one lies in, the topmost first."""
    folders = path.split("/")[:-2]
    several = ("/".join([*folders[: end + 1], "meson.build"]) for end in range(len(folders)))
    return tuple(data[one].decode("utf-8", "replace") for one in several if one in data)


def _read(path: str, data: bytes, reader: str, above: tuple[str, ...] = ()) -> Build:
    text = data.decode("utf-8", "replace")
    steps: list[Step] = []
    cut = ""
    try:
        found = meson_steps(text, above) if above else _READERS[reader](text)
        steps += islice(_within(found), MAX_STEPS + 1)
    except LimitError as error:
        cut = error.message
    kept = tuple(one for one in steps[:MAX_STEPS] if one.line <= MAX_LINE)
    cut = cut or (_LONG if len(kept) < len(steps) else "")
    reach = Reach.INSTALL
    if reader == "native":  # what is compiled runs when the extension is loaded, or later
        inside = any(one.what in EMBEDDED for one in kept)
        reach = Reach.IMPORT if inside or AT_LOADING.search(text) else Reach.CALL
    if path.endswith(_CYTHON):
        return Build(path, kept, Reach.IMPORT, cut, cython_source(text))
    return Build(path, kept, reach, cut)


def _within(steps: Iterator[Step]) -> Iterator[Step]:
    return (one for one in steps if one.words)

"""Any bytes as files of build tools and of editors: commands with lines, or a limit that is said."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from ostiary.core.errors import LimitError, ParseError
from ostiary.program.builds.cmake import cmake_steps
from ostiary.program.builds.cython import cython_source
from ostiary.program.builds.make import make_lines
from ostiary.program.builds.meson import meson_steps
from ostiary.program.builds.meson_settings import machine_steps, option_steps
from ostiary.program.builds.native import native_steps
from ostiary.program.builds.others import OTHERS
from ostiary.program.builds.rust import cargo_steps, rust_steps
from ostiary.program.builds.step import Step
from ostiary.program.engine.tools import commands_of

MAX_STEPS = 2_000
READERS: dict[str, Callable[[str], Iterable[Step]]] = {
    "cmake": cmake_steps,
    "meson": meson_steps,
    "rust": rust_steps,
    "cargo": cargo_steps,
    "native": native_steps,
    "options": option_steps,
    "machine": machine_steps,
}
PATHS = (".vscode/tasks.json", ".devcontainer/devcontainer.json", ".husky/pre-push", "a.cmake")
SEEDS = (
    b'execute_process(COMMAND sh -c "id; ls" [[x]])\nfile(DOWNLOAD https://a.invalid/b c)\nset(A b)\n',
    b"p = find_program('sh')\nrun_command(p, 'id', check: true)\ncustom_target('a', command: [p, '''b'''])\n",
    b'fn main() { Command::new("sh").args(["-c", r#"id"#]).arg("a").status(); }\n',
    b'[target.x]\nrunner = ["sh", "-c", "id"]\n[build]\nrustc-wrapper = "sh"\n',
    b'static void f(void) { system("i" "d"); execl("/bin/sh", "sh", "-c", "id", 0); } // a\n',
    (
        b"import os\ncimport a\ncdef int f(int a, double[:, ::1] b=None) except -1:\n"
        b"  cdef int c = <int> &a\n"
        b"cdef class A(B):\n  cdef extern from 'a.h':\n    int g(int)\n"
        b"  cpdef inline h(self, **k) nogil: pass\n"
    ),
    b"A = id\nB := $(shell $(A))\nall: a b; $(A)\na:\n\t@$(A) \\\n -u\nb: a\n\tmake c\n",
    b'{"tasks": [{"runOptions": {"runOn": "folderOpen"}, "command": "sh", "args": ["a"]}]} // a\n',
    b'genrule(cmd = """a; curl b""", x = ["sh", "-c", `d`])\n<a b="curl c">sh d</a>\n//go:generate sh e\n',
    b"m4_esyscmd([sh a])\nsystem(sh b)\n[binaries]\nc = ['sh', 'd']\noption('e', value: 'curl f')\n",
    b'{"postCreateCommand": {"a": ["sh", "b"], "c": "id"}, /* d */ }\n',
)
"""One of each kind of file."""


def built(data: bytes) -> Iterable[str]:
    """Whole steps at lines of the file from every reader, or `LimitError`; printable whatever they are."""
    text = data.decode("utf-8", "replace")
    features: set[str] = set()
    for name, reader in READERS.items():
        features |= _read(name, (_told(one) for one in reader(text)))
    source = cython_source(text)
    assert not source or source.count(b"\n") == text.count("\n"), "a line at another place"
    features.add(
        f"cython: {len(source).bit_length()} bits, {source.count(b'def ').bit_length()} bits"
    )
    features |= _read("make", ((line, _size(one)) for line, one in make_lines(text, ("all", "a"))))
    for program, tool in OTHERS.items():
        features |= _read(program, ((line, _size(one)) for line, one in tool.reader(text)))
    for path in PATHS:
        features |= _read(path, ((line, _size(one)) for line, _, one in commands_of(path, data)))
    return features


def _size(text: str) -> str:
    text.encode()
    return f"{len(text).bit_length()} bits"


def _told(step: Step) -> tuple[int, str]:
    assert all(isinstance(one, str) for one in step.words)
    " ".join(step.words).encode()
    return step.line, f"{step.what} {min(len(step.words), 9)} {step.whole} {bool(step.fetched)}"


def _read(name: str, several: Iterator[tuple[int, str]]) -> set[str]:
    features = set()
    try:
        for line, what in islice(several, MAX_STEPS):
            assert line > 0, "a command before the first line"
            features.add(f"{name}: {what}")
    except (LimitError, ParseError) as error:
        features.add(f"{name} refused: {error.message[:50]}")
    return features or {f"{name}: nothing"}


def built_seeds() -> list[bytes]:
    """One of each kind of file."""
    return list(SEEDS)

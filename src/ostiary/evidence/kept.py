"""Which bytes of an artifact stay in memory until all of it was read, for the evaluator to work on?"""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from ostiary.evidence.code import Known, as_python
from ostiary.program.engine.remembered import Remembered
from ostiary.program.engine.run import Texts
from ostiary.program.python.tables import data_alone
from ostiary.program.record import Source
from ostiary.program.text import as_utf8
from ostiary.program.weight import heavier

MAX_CODE = 64 << 20  # bytes of code kept of one artifact
MAX_FILE = 1 << 20  # bytes of one data file kept
MAX_DATA = 16 << 20  # bytes of data files kept of one artifact
MAX_BUILDS = 8 << 20  # and of files of build tools, for which other data leave no room otherwise
MAX_NAMED = 750_000  # functions, imports, steps and calls noted in one artifact, at 130 bytes each
MAX_TREE = 90_000  # signs of a module that is kept as it is, whatever it is
LITTLE = 20  # of them that are kept of each file all the same
MORE = "the artifact has more functions and calls than are kept"
_TOOLS = (
    *(
        "/CMakeLists.txt",
        ".cmake",
        "/meson.build",
        "/meson.options",
        "/meson_options.txt",
        "/build.rs",
    ),
    *(
        "/Cargo.toml",
        "/.cargo/config.toml",
        "/.cargo/config",
        "/Makefile",
        "/configure",
        "/package.json",
    ),
)
"""Files of build tools that few artifacts have too many of, and that run whatever they name."""
_FIRST = ("/setup.py", ".pth", "/sitecustomize.py", "/usercustomize.py")
"""Code that runs before any other: what stands in front of it in the archive takes no room from it."""

EVALUATED = frozenset({"python", "javascript", "typescript"})


class Kept(Struct):
    """Code that is evaluated, what words of note it holds, and small files that code may read."""

    words: Remembered = field(default_factory=Remembered)
    _code: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    _data: dict[str, bytes] = field(default_factory=dict)
    _lost: set[str] = field(default_factory=set)
    _missing: set[str] = field(default_factory=set)
    _left: int = MAX_CODE
    _room: int = MAX_DATA
    _tools: int = MAX_BUILDS
    _named: int = MAX_NAMED

    def noted(self, source: Source, known: Known) -> Source:
        """What was read in a file, while there is room; beyond that the file counts as not understood.

        What is `known` of the artifact would keep it all the same, and is forgotten then.
        """
        several = (source.definitions, source.edges, source.calls, source.imports)
        size = sum(map(len, several))
        if size <= max(self._named, LITTLE):
            self._named -= size
            return source
        known.clear()
        return Source(source.path, source.language, source.lines, False, reason=MORE)

    def code(self, source: Source, data: bytes) -> None:
        """Keep a file of code, while there is room; of one that is data, what is beside its large tables."""
        if source.language not in EVALUATED:
            return
        if source.language == "python" and heavier(data, MAX_TREE):
            data = data_alone(data) or data
        self._keep(source.path, source.language, data)

    def bytecode(self, path: str, data: bytes) -> None:
        """Keep a file of bytecode, while there is room."""
        self._keep(path, "bytecode", data)

    def _keep(self, path: str, language: str, data: bytes) -> None:
        if len(data) <= self._left:
            self._left -= len(data)
        elif path.endswith(_FIRST) and len(data) <= self._tools:
            self._tools -= len(data)
        else:
            self._lost.add(path)
            return
        self._code[path] = (language, data)

    def data(self, path: str, data: bytes, *, whole: bool) -> None:
        """Keep a small file of any kind, while there is room; of any other one its name.

        What a build tool reads is kept for that, even where it could be code as well.
        """
        if path in self._code and not path.endswith(_TOOLS):
            return
        if whole and len(data) <= min(MAX_FILE, self._room):
            self._room -= len(data)
            self._data[path] = data
        elif whole and len(data) <= min(MAX_FILE, self._tools) and path.endswith(_TOOLS):
            self._tools -= len(data)
            self._data[path] = data
        else:
            self._missing.add(path)

    @property
    def small(self) -> Mapping[str, bytes]:
        """The small files that are kept, by path."""
        return self._data

    def bytes_of(self, path: str) -> bytes | None:
        """The bytes of a member, code or not; None where they were not kept."""
        return self._code[path][1] if path in self._code else self._data.get(path)

    def texts(self, sources: Iterable[Source]) -> Texts:
        """What the evaluator gets: code in UTF-8, decoded as its interpreter would."""
        known = {one.path for one in sources}
        code = {
            path: (language, _decoded(language, data))
            for path, (language, data) in self._code.items()
            if path in known
        }
        lost, missing = frozenset(self._lost & known), frozenset(self._missing)
        return Texts(code, self._data, lost, missing=missing, words=self.words)


def _decoded(language: str, data: bytes) -> bytes:
    if language == "bytecode":
        return data
    if language == "python":
        data, _ = as_python(data)
    text, _ = as_utf8(data, cookie=language == "python")
    return text

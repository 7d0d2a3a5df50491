"""What do all files of one artifact do together? Loads them in the order in which they would run."""

import ast
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from ostiary.core.coverage import Reach
from ostiary.core.errors import ParseError
from ostiary.program.engine import builtins as _builtins  # noqa: F401 - registers models
from ostiary.program.engine import commands as _commands
from ostiary.program.engine import expressions as _expressions  # noqa: F401 - registers handlers
from ostiary.program.engine import hosts as _hosts  # noqa: F401 - registers models
from ostiary.program.engine import imports as _imports  # noqa: F401 - registers handlers
from ostiary.program.engine import reflection as _reflection  # noqa: F401 - registers models
from ostiary.program.engine import runners as _runners  # noqa: F401 - registers models
from ostiary.program.engine import script as _script  # noqa: F401 - registers models
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Class, Closure, Frame, Instance, Module
from ostiary.program.engine.invoke import invoke
from ostiary.program.engine.ledger import Ledger
from ostiary.program.engine.machine import ExhaustedError, Machine
from ostiary.program.engine.names import symbol
from ostiary.program.engine.value import CLEAN, HOLE, Marks, Value, joined, unknown
from ostiary.program.engine.words import MAX_HITS, Hits, Word, folded, hits
from ostiary.program.flow import Act, Taint
from ostiary.program.lower import lower

STEPS_MODULE = 1_000_000  # of one file's own level
STEPS_FUNCTION = 40_000  # of one function that nothing here calls
STEPS_PACKAGE = 4_000_000  # of one artifact
MAX_MODULES = 4000
MAX_HOPS = 3  # imports from a file without a word of note to one with some
MAX_SHARED = 4 << 20  # bytes of source of modules that stay for others to import
MAX_PLAIN = (
    2 << 20
)  # bytes of modules without a word of note that are evaluated for their constants
MAX_PLAIN_FILE = 40_000
MAX_SMALL = 24_000  # bytes of a file whose loops are cheap to run
MAX_GLUING = 400_000  # bytes of files that do no more than join others
MAX_WHOLE = (
    300_000  # bytes of a script of which also functions without a word of note are evaluated
)
MAX_WRITTEN = 500
MAX_CONTENT = 1 << 20  # bytes of a member that the program reads itself


_KNOWN = frozenset(
    {
        "requests",
        "urllib3",
        "httpx",
        "aiohttp",
        "paramiko",
        "websocket",
        "websockets",
        "httplib2",
        "tornado",
    }
)
"""Libraries whose functions are known by name; a copy that an artifact brings along does what they do."""


_PROGRAMS = (
    ".exe",
    ".dll",
    ".scr",
    ".com",
    ".bin",
    ".elf",
    ".msi",
    ".jar",
    ".vbs",
    ".ps1",
    ".bat",
    ".cmd",
    ".hta",
)


class Moments(Protocol):
    """When the scopes of an artifact run, and which file a name means."""

    def of(self, path: str, scope: str) -> Reach:
        """When a scope runs."""
        ...

    def is_deep(self, path: str, scope: str) -> bool:
        """Whether only an import by name runs it."""
        ...

    def modules(self, path: str, name: str) -> list[str]:
        """The files that an import of `name` in `path` runs."""
        ...

    def imports(self, path: str) -> list[str]:
        """The files that the imports of a file run."""
        ...

    def holds(self, name: str) -> bool:
        """Whether a member bears this name."""
        ...

    def crossed(self, path: str, other: str) -> bool:
        """Whether a step leads from the installer's own code into the package that it installs."""
        ...


class Package:
    """The files of one artifact and their evaluation."""

    def __init__(
        self, files: Mapping[str, tuple[str, bytes]], data: Mapping[str, bytes], moments: Moments
    ) -> None:
        self.files = files
        self.data = data
        self.moments = moments
        self.ledger = Ledger()
        self.machine = Machine(self, self.ledger)
        self.loaded: dict[str, Module] = {}
        self.read: dict[tuple[str | bytes, str], ast.Module] = {}
        self.results: dict[tuple[object, ...], tuple[Value, list[Value]]] = {}
        self.left = STEPS_PACKAGE
        self.exhausted: set[str] = set()
        self._written: dict[str, Marks] = {}
        self._exports: dict[str, Value] = {}
        self._hits: dict[str, Hits] = {}
        self._worthy: dict[str, bool] = {}
        self._asked: set[str] = set()  # files that others import: their trees stay
        self._room = MAX_SHARED
        self._plain = MAX_PLAIN
        self._gluing = MAX_GLUING

    def examine(self, order: Iterable[str]) -> Ledger:
        """Evaluate the files in this order; each also when another one imports it first."""
        for path in order:
            if self._worth_loading(path):
                self.load(path)
                self._rest(path)
                self._release(path)
        return self.ledger

    def _release(self, path: str) -> None:
        """Let go of the tree of a file that no other file has asked for: memory must not grow with the artifact."""
        self.results.clear()
        if path not in self._asked:
            module = self.loaded.pop(path, None)
            if module is not None and module.frame is not None:
                module.frame.names.clear()
                module.closures.clear()

    def _worth_loading(self, path: str) -> bool:
        """Whether a file could do anything of note: the text of those that run by themselves is not asked."""
        found = self._worthy.get(path)
        if found is None:
            found = self._worthy[path] = self._is_worth(path)
        return found

    def _is_worth(self, path: str) -> bool:
        reach = self.moments.of(path, "")
        if reach in {Reach.INSTALL, Reach.START}:
            return True
        kinds = self.hits(path).kinds
        if kinds & (Word.SINK | Word.EXECUTE):
            return True
        early = reach is Reach.IMPORT and not self.moments.is_deep(path, "")
        if not early or kinds & Word.DETOUR:
            return early
        size = len(self.files[path][1])
        if size > min(self._gluing, MAX_PLAIN_FILE) or not self._hands_on(path):
            return False
        self._gluing -= size
        return True

    def _hands_on(self, path: str) -> bool:
        """Whether it may do no more than hand what one file takes to another one that sends it."""
        seen, ring = {path}, [path]
        for _ in range(MAX_HOPS):
            ring = [other for one in ring for other in self.moments.imports(one)]
            ring = [one for one in dict.fromkeys(ring) if one in self.files and one not in seen]
            seen.update(ring)
            if any(self.hits(one).kinds & Word.SINK for one in ring):
                return True
        return False

    def hits(self, path: str) -> Hits:
        """The words of note of a file, looked for once."""
        found = self._hits.get(path)
        if found is None:
            language, source = self.files[path]
            plain = language in {"python", "bytecode"}
            found = self._hits[path] = hits(folded(source) if plain else source, script=not plain)
        return found

    def _decodes(self, path: str) -> bool:
        """Whether the loops of a file are run to their end: it shows a sign of decoding, or is small and executes text."""
        kinds = self.hits(path).kinds
        small = len(self.files[path][1]) < MAX_SMALL
        return bool(kinds & Word.DECODE or (kinds & Word.EXECUTE and small))

    def load(self, path: str) -> Module | None:
        """The module of a path, evaluated once; a file of data alone is not looked at."""
        if path in self.loaded:
            return self.loaded[path]
        if path not in self.files or len(self.loaded) >= MAX_MODULES:
            return None
        language, source = self.files[path]
        tree = _tree(path, language, source, self._marks(path))
        language = "python" if language == "bytecode" else language
        module = Module(path, language, tree, decodes=self._decodes(path))
        detours = self.moments.of(path, "") is not Reach.CALL and not self.moments.is_deep(path, "")
        plain = folded(source) if language == "python" else source
        module.hot = _lines(plain, self.hits(path), detours=detours)
        self.loaded[path] = module
        frame = module.frame = Frame(module, "module")
        if language == "python":
            frame.names["__doc__"] = Value(ast.get_docstring(tree, clean=False))
        if language != "python":
            self._exports[path] = Value(items={})
            frame.names["exports"] = Value(symbol="exports")
        m = self.machine
        before = m.reach, m.deep, m.steps, m.stack, m.unrolling
        m.reach, m.deep = self.moments.of(path, ""), self.moments.is_deep(path, "")
        loose, m.loose = m.loose, False
        m.steps, m.stack, m.unrolling = min(STEPS_MODULE, max(self.left, 50_000)), [], False
        start = m.steps
        try:
            m.run(tree.body, frame)
        except (ExhaustedError, RecursionError):
            self.exhausted.add(path)
        self.left -= start - m.steps
        m.reach, m.deep, m.steps, m.stack, m.unrolling = before
        m.loose = loose
        module.started = True
        return module

    def _marks(self, path: str) -> tuple[int, ...] | None:
        """The places of note of a large script; None for files that are lowered in full."""
        language, source = self.files[path]
        places = self.hits(path).places
        if language == "python" or len(source) < MAX_WHOLE or len(places) >= MAX_HITS:
            return None
        return tuple(sorted(place for place, _ in places))

    def _rest(self, path: str) -> None:
        module = self.loaded.get(path)
        if module is not None and module.frame is not None:
            before = self.machine.steps
            self.leftover(self.machine, module, module.frame)
            self.machine.steps = before

    def leftover(self, m: Machine, module: Module, frame: Frame) -> None:
        """Run the functions that nothing here called, with arguments of which only names are known."""
        del frame
        done = 0
        while done < len(module.closures) and done < 5000:
            closure = module.closures[done]
            done += 1
            if id(closure.node) in module.called or not self._worth(module, closure):
                continue
            before = m.reach, m.deep, m.steps, m.stack, m.unrolling
            if not module.layers:
                m.reach = self.moments.of(module.path, closure.inside)
                m.deep = self.moments.is_deep(module.path, closure.inside)
                m.steps = min(STEPS_FUNCTION, max(self.left, 2_000))
            m.stack, m.unrolling = [], False
            start = m.steps
            loose, m.loose = m.loose, True
            try:
                self._alone(m, closure)
            except (ExhaustedError, RecursionError):
                self.exhausted.add(module.path)
            m.loose = loose
            if not module.layers:
                self.left -= start - m.steps
                m.steps = before[2]
            m.reach, m.deep, _, m.stack, m.unrolling = before

    def _worth(self, module: Module, closure: Closure) -> bool:
        """Whether a function holds any word of note."""
        if module.layers or not module.hot:
            return bool(module.layers)
        node = closure.node
        last = getattr(node, "end_lineno", None) or _last(node)
        return any(
            line in module.hot for line in range(node.lineno, min(last, node.lineno + 3000) + 1)
        )

    def _alone(self, m: Machine, closure: Closure) -> None:
        takes = closure.node.args
        places = [*takes.posonlyargs, *takes.args]
        script = closure.frame.module.language != "python"
        if closure.owner is None or closure.kind == "static":
            invoke(m, closure, [], {}, unknown() if closure.owner else None)
            return
        if closure.kind == "class":
            first = Value(code=closure.owner)
        else:
            first = self._object(m, closure.owner)
        invoke(m, closure, [first] if places and not script else [], {}, first)

    def _object(self, m: Machine, kind: Class) -> Value:
        """One object of a class, initialised with unknown arguments, shared by all its methods."""
        known = kind.attributes.get("%object")
        if known is None:
            known = Value(code=Instance(kind))
            kind.attributes["%object"] = known
            script = kind.module.language != "python"
            first = kind.find("constructor" if script else "__init__")
            if first is not None and isinstance(first.code, Closure):
                invoke(m, first.code, [] if script else [known], {}, known)
        return known

    # what the evaluator asks

    def moment(self, module: Module, scope: str, before: Reach) -> tuple[Reach, bool]:
        """When a block with a moment of its own runs."""
        reach = self.moments.of(module.path, scope)
        if before in {Reach.INSTALL, Reach.START} and module.layers:
            return before, self.machine.deep
        return reach, self.moments.is_deep(module.path, scope)

    def crossed(self, reach: Reach, path: str, other: str) -> Reach:
        """The moment of a function of another file."""
        if reach is Reach.INSTALL and self.moments.crossed(path, other):
            return Reach.IMPORT
        return reach

    def imported(self, m: Machine, frame: Frame, name: str) -> Value | None:
        """The module of the artifact that an import means, evaluated; None if it is none of its."""
        del m
        if name.partition(".")[0] in _KNOWN:
            return None
        found = self.moments.modules(frame.module.path, name)
        value: Value | None = None
        for path in found:
            module = self._shared(path)
            if module is not None:
                value = (
                    Value(code=module) if module.language == "python" else self._exports.get(path)
                )
        return value

    def _shared(self, path: str) -> Module | None:
        """A module that another one imports; plain ones are looked at for their constants while that is cheap."""
        if path not in self.files:
            return None
        if path not in self.loaded:
            size = len(self.files[path][1])
            if not self._worth_loading(path):
                if size > self._plain or size > MAX_PLAIN_FILE:
                    return None
                self._plain -= size
            if size > self._room:
                return None
            self._room -= size
            self._asked.add(path)
        return self.load(path)

    def exported(self, star: str, name: str) -> Value | None:
        """A name that came in with an import of everything from a file of the artifact."""
        module = self.loaded.get(star)
        if module is not None and module.frame is not None:
            return module.frame.names.get(name)
        return None

    def member(self, m: Machine, module: Module, name: str) -> Value | None:
        """An attribute of a module of the artifact."""
        if module.frame is None:
            return None
        found = module.frame.names.get(name)
        if found is not None:
            return found
        dotted = f".{name}" if module.path.endswith("__init__.py") else ""
        return self.imported(m, module.frame, dotted) if dotted else unknown()

    def export(self, frame: Frame, holder: str, key: str, value: Value) -> None:
        """`module.exports = value`, `exports.key = value`."""
        path = frame.module.path
        before = self._exports.get(path)
        if holder == "module" and key == "exports":
            self._exports[path] = value
        elif before is not None and isinstance(before.items, dict):
            before.items[key] = value
            before.marks = joined(before.marks, value.marks)

    def own_exports(self, path: str) -> Value:
        """What a file exports so far."""
        return self._exports.get(path) or unknown()

    def wrote(self, path: str, marks: Marks, text: str) -> None:
        """Remember what was written to a path."""
        name = _tail(path)
        if name and len(self._written) < MAX_WRITTEN:
            self._written[name] = joined(self._written.get(name, CLEAN), marks)

    def written(self, text: str) -> Marks:
        """What files that a command or path names were made of."""
        if not self._written or not text:
            return CLEAN
        marks: Marks = CLEAN
        for name, one in self._written.items():
            if name in text:
                marks = joined(marks, one)
        return marks

    def content(self, asked: Asked, path: str) -> bytes | None:
        """The bytes of a member that the program reads by a path relative to itself."""
        if path.endswith("__file__"):
            own = self.files.get(asked.frame.module.path)
            return own[1][:MAX_CONTENT] if own is not None else None
        tail = (
            path.replace("\\", "/")
            .rpartition(HOLE)[2]
            .replace("./", "/")
            .replace("//", "/")
            .strip("/")
        )
        name = tail.rpartition("/")[2]
        if len(name) < 3 or "." not in name:
            return None
        folder = asked.frame.module.path.rpartition("/")[0]
        for one in (f"{folder}/{tail}".strip("/"), tail):
            if one in self.data:
                return self.data[one][:MAX_CONTENT]
            if one in self.files:
                return self.files[one][1][:MAX_CONTENT]
        ends = [one for one in self.data if one.endswith(f"/{tail}")]
        return self.data[ends[0]][:MAX_CONTENT] if len(ends) == 1 else None

    def script_text(self, path: str, name: str) -> tuple[str, str] | None:
        """The path and text of a shell or batch script that a file of the package starts by a relative name."""
        tail = name.replace("\\", "/").removeprefix("./")
        folder = path.rpartition("/")[0]
        for one in (f"{folder}/{tail}", f"{path.partition('/')[0]}/{tail}"):
            if one in self.data:
                return one, self.data[one].decode("utf-8", "replace")
        return None

    def pickled(self, data: Value) -> str:
        """What a constant pickle would call when it is loaded."""
        from ostiary.formats.pickles import read_pickle

        if not isinstance(data.const, bytes):
            return HOLE
        try:
            found = read_pickle(data.const)
        except ParseError:
            return HOLE
        return ", ".join(one.name for one in found.calls)

    def script(self, asked: Asked, path: str, value: Value) -> None:
        """Look into a text that is written to a file which something will run."""
        _commands.look_into_file(asked, path, value)

    def commanded(self, asked: Asked, text: str, command: Value) -> None:
        """Look into a command for code that its program will run, and for programs that came along."""
        name = _tail(text.strip("\"' "))
        if name.lower().endswith(_PROGRAMS) and self.moments.holds(name):
            marks = asked.mark(Taint.SHIPPED, name)
            asked.act(Act.RUN, marks, text=text)
        _commands.look_into(asked, text, command)

    def symbol(self, m: Machine, name: str, node: Any, frame: Frame) -> Value:
        """Something outside by name."""
        return symbol(m, name, CLEAN, node, frame)


def _tree(path: str, language: str, source: bytes, marks: tuple[int, ...] | None) -> ast.Module:
    """The tree of a file of any language."""
    if language != "bytecode":
        return lower(language, source, marks).tree
    from ostiary.program.bytecode.lower import read_bytecode

    try:
        return read_bytecode(path, source)[0]
    except ParseError:
        return ast.Module([], [])


def _tail(path: str) -> str:
    name = path.replace("\\", "/").rpartition("/")[2].strip(HOLE)
    return name if len(name) >= 3 else ""


def _last(node: Any) -> int:
    last = getattr(node, "lineno", 0)
    stack = list(getattr(node, "body", []) if isinstance(getattr(node, "body", None), list) else [])
    for _ in range(10_000):
        if not stack:
            break
        one = stack.pop()
        last = max(last, getattr(one, "lineno", 0))
        for name in ("body", "orelse", "finalbody", "handlers"):
            inner = getattr(one, name, None)
            if isinstance(inner, list):
                stack += inner
    return last + 3


def _lines(source: bytes, found: Hits, *, detours: bool) -> frozenset[int]:
    """The lines that hold a word of note."""
    lines: list[int] = []
    line, last = 1, 0
    for place, kind in sorted(found.places):
        if kind is Word.DETOUR and not detours:
            continue
        line += source.count(b"\n", last, place)
        last = place
        if not lines or lines[-1] != line:
            lines.append(line)
    return frozenset(lines)

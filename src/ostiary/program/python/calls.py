"""The telling calls of one Python file: which name, which behaviour, with what, and leading where."""

from tree_sitter import Node

from ostiary.core.regex import regex
from ostiary.formats.python.installer_calls import COMMANDS
from ostiary.program.behaviours.python import RUNNERS, behaviour_of, known_modules, table
from ostiary.program.commands import RUNNERS as STARTERS
from ostiary.program.commands import program_name
from ostiary.program.model import Behaviour, Origin
from ostiary.program.nested import Nested, literal
from ostiary.program.python.literals import whole_text
from ostiary.program.python.names import Names, arguments, keyword
from ostiary.program.python.origin import Tracer
from ostiary.program.python.process import command
from ostiary.program.record import Edge, Import, Inline, RawCall, Run
from ostiary.program.scopes import Scope
from ostiary.program.shell.embedded import embedded
from ostiary.program.trace import Trace
from ostiary.program.values import MAX_TEXT

MAX_CALLS = 50_000  # telling calls kept of one file
MAX_GIVEN = 20  # calls remembered of one function
MAX_ARGUMENT = 200  # characters of one argument kept

_TRACED = frozenset({Behaviour.EXECUTE, Behaviour.IMPORT, Behaviour.DESERIALISE, Behaviour.NATIVE})
_LATER = (".submit", ".apply_async", ".add_done_callback")
_SETUP = frozenset({"setup", "setuptools.setup", "distutils.core.setup", "skbuild.setup"})
_RUN_FILES = {
    "execfile": 0,
    "runpy.run_path": 0,
    "imp.load_source": 1,
    "importlib.util.spec_from_file_location": 1,
    "importlib.machinery.SourceFileLoader": 1,
    "importlib.machinery.SourcelessFileLoader": 1,
}
"""Functions that run a file of Python, whatever its name, and which of their arguments is its path."""

_EXECUTED = frozenset(
    {"exec", "eval", "code.InteractiveInterpreter.runsource", "code.InteractiveConsole.push"}
    | {"timeit.timeit", "cProfile.run", "profile.run", "compile"}
)
"""Functions whose first argument is Python code."""

_DOTTED = regex(rb"[\w.]+")


def _bound(name: str, symbol: str) -> str:
    """The import that gives a name this meaning."""
    module, _, last = symbol.rpartition(".")
    if not symbol.replace(".", "").isidentifier():
        return ""
    return f"from {module} import {last} as {name}" if module else f"import {symbol} as {name}"


class Calls:
    """Turns the call expressions of one file into records."""

    def __init__(self, names: Names, inline: Inline) -> None:
        self.names = names
        self._inline = inline
        self.calls: list[RawCall] = []
        self.crowded = False
        self.edges: dict[Edge, None] = {}
        self.runs: list[Run] = []
        self.nested = Nested(inline, "python", _bound)
        self._inside: dict[str, list[str]] = {}
        for one in names.sweep.scopes[1:]:
            if one.kind == "function" and one.parent and one.parent.path:
                self._inside.setdefault(one.parent.path, []).append(one.path)
        self._by_path = {one.path: one for one in names.sweep.scopes}
        self._symbols: dict[tuple[int, bytes], str] = {}

    def read(self, calls: list[tuple[Node, Scope]], decorators: list[tuple[Node, Scope]]) -> None:
        """All calls of the file; what decodes is found first, for origins depend on it."""
        telling: list[tuple[str, Behaviour, Node, Scope]] = []
        for node, scope in calls:
            telling += self._sort(node, scope)
        decoders = frozenset(
            f"@{scope.path}" for _, behaviour, _, scope in telling if behaviour is Behaviour.DECODE
        )
        tracer = Tracer(self.names, decoders)
        self.crowded = len(telling) > MAX_CALLS
        for name, behaviour, node, scope in telling[:MAX_CALLS]:
            self.calls.append(self._record(name, behaviour, node, scope, tracer))
        for node, scope in decorators:
            self._decorator(node, scope)

    def _sort(self, node: Node, scope: Scope) -> list[tuple[str, Behaviour, Node, Scope]]:
        if node.type == "exec_statement":
            return [("exec", Behaviour.EXECUTE, node, scope)]
        function = node.child_by_field_name("function")
        symbol = self._symbol(function, scope) if function else ""
        if not symbol:
            return []
        plain = symbol.replace("()", "")
        behaviour = None if symbol.endswith("()") else behaviour_of(plain)
        if behaviour:
            return [(plain, behaviour, node, scope)]
        self._lead(symbol, scope)
        self._give(plain, node, scope)
        if plain in RUNNERS or plain in _SETUP or plain.endswith(_LATER):
            return self._handed(plain, node, scope)
        return []

    def _symbol(self, function: Node, scope: Scope) -> str:
        """What a call names; the same name is worked out once for each scope."""
        text = self.names.data[function.start_byte : function.end_byte]
        kind = function.type
        if kind != "identifier" and (kind != "attribute" or not _DOTTED.fullmatch(text)):
            return self.names.ask(function, scope).symbol
        key = (id(scope), text)
        found = self._symbols.get(key)
        if found is None:
            found = self._symbols[key] = self.names.ask(function, scope).symbol
        return found

    def _give(self, plain: str, node: Node, scope: Scope) -> None:
        """Remember with what a function of this file is called: its parameters get their values there."""
        target = self._by_path.get(plain[1:]) if plain.startswith("@") else None
        if target and len(target.given) < MAX_GIVEN:
            target.given.append((arguments(node), scope))

    def _lead(self, symbol: str, scope: Scope) -> None:
        """Note that running `scope` runs a function of this file, or maybe of another one."""
        first = symbol.partition(".")[0]
        if symbol.startswith(("@", ".")) or ("." in symbol and first not in known_modules()):
            self.edges.setdefault(Edge(scope.path, symbol))

    def _handed(
        self, plain: str, node: Node, scope: Scope
    ) -> list[tuple[str, Behaviour, Node, Scope]]:
        """Functions handed to something that will call them."""
        if plain in _SETUP:
            self._commands(node, scope)
            return []
        holder = node.child_by_field_name("arguments")
        found: list[tuple[str, Behaviour, Node, Scope]] = []
        for one in holder.named_children[:20] if holder else ():
            given = one.child_by_field_name("value") if one.type == "keyword_argument" else one
            symbol = self.names.ask(given, scope).symbol if given else ""
            behaviour = table().get(symbol)
            if behaviour:
                found.append((symbol, behaviour, node, scope))
            elif symbol and not symbol.endswith("()"):
                self._lead(symbol, scope)
        return found

    def _commands(self, node: Node, scope: Scope) -> None:
        """`cmdclass`: classes whose methods the installer calls, command by command."""
        given = keyword(node, b"cmdclass", self.names.data)
        for pair in (
            given.named_children if given is not None and given.type == "dictionary" else ()
        ):
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if key is None or value is None:
                continue
            if self.names.ask(key, scope).text in COMMANDS:
                symbol = self.names.ask(value, scope).symbol
                if symbol:
                    self.edges.setdefault(Edge(scope.path, f"{symbol}.*"))

    def _decorator(self, node: Node, scope: Scope) -> None:
        inner = node.named_children[0] if node.named_children else None
        if inner is None:
            return
        if inner.type == "call":
            self._decorating(inner, scope)
            return
        symbol = self.names.ask(inner, scope).symbol
        behaviour = table().get(symbol)
        if behaviour:
            line = node.start_point[0] + 1
            self.calls.append(RawCall(symbol, behaviour, line, scope.path))
            return
        self._lead(symbol, scope)
        whole = node.next_named_sibling
        target = self.names.sweep.by_node.get(whole.id) if whole else None
        if target and symbol in RUNNERS:
            self.edges.setdefault(Edge(scope.path, f"@{target.path}"))

    def _decorating(self, node: Node, scope: Scope) -> None:
        """`@make(x)` runs what `make` returns, most likely a function that stands in it."""
        function = node.child_by_field_name("function")
        symbol = self.names.ask(function, scope).symbol if function else ""
        for one in self._inside.get(symbol[1:], ()) if symbol.startswith("@") else ():
            self.edges.setdefault(Edge(scope.path, f"@{one}"))

    def _record(
        self, name: str, behaviour: Behaviour, node: Node, scope: Scope, tracer: Tracer
    ) -> RawCall:
        line = node.start_point[0] + 1
        if behaviour is Behaviour.PROCESS:
            return self._process(name, node, scope, tracer, line)
        given = self._given(node)
        shown = tuple(self._argument(one, scope) for one in given[:4])
        trace = Trace()
        if behaviour in _TRACED and given:
            trace = tracer.trace(given[0], scope)
        if name in _EXECUTED and given:
            self._text(name, given[0], scope, line)
        if behaviour is Behaviour.IMPORT and shown and shown[0]:
            self.nested.imports.append(Import(scope.path, shown[0]))
        target = trace.targets[0] if trace.targets else ""
        at = _RUN_FILES.get(name, len(given))
        if at < len(given):
            target = tracer.path(given[at], scope)
            trace.file = True
        if behaviour is Behaviour.EXECUTE and target:
            self.runs.append(Run(scope.path, target, "python", line))
        return RawCall(name, behaviour, line, scope.path, shown, trace.origin, target)

    def _text(self, name: str, node: Node, scope: Scope, line: int) -> None:
        """A constant that is executed is code of this file, too; one only compiled waits."""
        node = literal(self.names.text(node), node, scope)
        function = node.child_by_field_name("function") if node.type == "call" else None
        if function and self.names.ask(function, scope).symbol == "compile" and arguments(node):
            node = arguments(node)[0]
        text = self.names.ask(node, scope).text
        if text is not None and len(text) >= MAX_TEXT:
            text = whole_text(literal(self.names.text(node), node, scope), self.names.data)
            self.nested.unread += text is None
        if text:

            def known(word: str) -> str:
                return self.names.lookup(word, scope, 0).symbol

            self.nested.take(text, scope.path, line, known, later=name == "compile")

    def _given(self, node: Node) -> list[Node]:
        if node.type == "exec_statement":
            return node.named_children
        return arguments(node)

    def _argument(self, node: Node, scope: Scope) -> str | None:
        text = self.names.ask(node, scope).text
        return None if text is None else text[:MAX_ARGUMENT]

    def _process(self, name: str, node: Node, scope: Scope, tracer: Tracer, line: int) -> RawCall:
        words, shell, first = command(name, node, scope, self.names)
        trace = tracer.trace(first, scope) if first is not None else Trace()
        origin = trace.origin
        if (
            origin is Origin.UNKNOWN
            and words
            and None not in words
            and "{}" not in "".join(map(str, words))
        ):
            origin = Origin.CONSTANT
        if origin is Origin.NETWORK and not shell and _only_hands(words):
            origin = Origin.UNKNOWN  # what is fetched is a word for a program that does not run it
        calls, runs = embedded(words, scope.path, line, self._inline, shell=shell)
        self.calls += calls
        self.runs += runs
        return RawCall(name, Behaviour.PROCESS, line, scope.path, words, origin, "", shell)


def _only_hands(words: tuple[str | None, ...]) -> bool:
    """Whether the program is known, stands apart from its words, and runs none of them."""
    first = words[0] if len(words) > 1 else None
    return first is not None and "{}" not in first and program_name(first) not in STARTERS

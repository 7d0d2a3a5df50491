"""The telling calls of one JavaScript file: which name, which behaviour, with what, leading where."""

from msgspec.structs import replace
from tree_sitter import Node

from ostiary.program.behaviours.javascript import RUNNERS, SHELLS, table
from ostiary.program.javascript.beside import PREFIX
from ostiary.program.javascript.literals import whole_text
from ostiary.program.javascript.names import FUNCTIONS, LOADERS, Names, arguments
from ostiary.program.javascript.origin import Tracer
from ostiary.program.model import Behaviour, Origin
from ostiary.program.nested import Nested, literal
from ostiary.program.record import Edge, Import, Inline, RawCall, Run
from ostiary.program.scopes import Scope
from ostiary.program.shell.embedded import embedded
from ostiary.program.trace import Trace
from ostiary.program.values import MAX_TEXT
from ostiary.program.wordlist import wordlist

MAX_CALLS = 50_000  # telling calls kept of one file
MAX_METHODS = 20  # functions of one name that a call may mean
MAX_ARGUMENT = 200  # characters of one argument kept
MAX_WORDS = 64

_CALLING = wordlist(
    "then catch finally on once forEach map filter reduce some every addListener addEventListener sort"
    " flatMap find"
)
"""Methods, of whatever receiver, that call a function given in place."""

_ASKED = ("readline.createInterface.on", "process.stdin.on", "readline/promises.createInterface.on")
_TRACED = frozenset({Behaviour.EXECUTE, Behaviour.PROCESS, Behaviour.DESERIALISE})
_TIMERS = {"setTimeout", "setInterval", "setImmediate"}
_NODE = {"process.execPath": "node", "process.argv0": "node"}

Telling = tuple[str, Behaviour, Node, Scope]


_EXECUTED = _TIMERS | {
    *("eval", "Function", "vm.runInThisContext", "vm.runInNewContext", "vm.runInContext"),
    *("vm.compileFunction", "vm.Script", "vm.SourceTextModule"),
}


def _bound(name: str, symbol: str) -> str:
    """The declaration that gives a name this meaning."""
    module, _, rest = symbol.partition("#") if "#" in symbol else symbol.partition(".")
    if not module.replace("_", "").replace("/", "").replace(".", "").replace("-", "").isalnum():
        return ""
    if any(not one.isidentifier() for one in rest.split(".") if rest):
        return ""
    return f'const {name} = require("{module}"){"." if rest else ""}{rest};'


class Calls:
    """Turns the call expressions of one file into records."""

    def __init__(self, names: Names, inline: Inline) -> None:
        self.names = names
        self._inline = inline
        self._named: dict[str, list[str]] | None = None
        self.nested = Nested(inline, "javascript", _bound)
        self.calls: list[RawCall] = []
        self.crowded = False
        self.imports: list[Import] = []
        self.edges: dict[Edge, None] = {}
        self._said: dict[
            str, str
        ] = {}  # each symbol once: bundles call the same ones from everywhere
        self.runs: list[Run] = []

    def read(self, calls: list[tuple[Node, Scope]]) -> None:
        """All calls of the file; what decodes is found first, for origins depend on it."""
        telling = [one for node, scope in calls for one in self._sort(node, scope)]
        decoders = frozenset(
            f"@{scope.path}" for _, behaviour, _, scope in telling if behaviour is Behaviour.DECODE
        )
        tracer = Tracer(self.names, decoders)
        self.crowded = len(telling) > MAX_CALLS
        for one in telling[:MAX_CALLS]:
            found = self._record(*one, tracer)
            self.calls.append(replace(found, place=one[2].start_byte))

    def _sort(self, node: Node, scope: Scope) -> list[Telling]:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        if function is None:
            return []
        symbol = self.names.ask(function, scope).symbol
        if symbol in LOADERS:
            return self._load(symbol, node, scope)
        plain = symbol.replace("()", "")
        behaviour = None if symbol.endswith("()") else self._behaviour(plain, node, scope)
        handed = behaviour or plain in RUNNERS or symbol.startswith("@")
        found: list[Telling] = []
        if plain.startswith(_ASKED):
            return []  # it waits for what somebody types
        if handed or self._last(function) in _CALLING:
            found = self._handed(node, scope, behaviour)
        bound = behaviour is Behaviour.NETWORK and self._last(function) == "bind"
        if behaviour and not bound:  # what was bound opens nothing before it is called
            return [(plain, behaviour, node, scope)]
        if function.type == "member_expression" and (not symbol or symbol[0] in "<@"):
            for path in self._methods().get(self._last(function), ())[:MAX_METHODS]:
                self.edges.setdefault(Edge(scope.path, f"@{path}"))
        if symbol.startswith(("@", ".", "/")):
            self.edges.setdefault(Edge(scope.path, self._said.setdefault(symbol, symbol)))
        return found

    def _methods(self) -> dict[str, list[str]]:
        """The functions of this file by name: whatever object they hang on, a call by name means them."""
        if self._named is None:
            self._named = {}
            for one in self.names.sweep.scopes[1:]:
                name = one.path.rpartition(".")[2].partition("~")[0]
                if one.kind != "class" and not name.startswith("<"):
                    self._named.setdefault(name, []).append(one.path)
        return self._named

    def _last(self, function: Node) -> str:
        name = function.child_by_field_name("property")
        return self.names.text(name) if name else ""

    def _behaviour(self, plain: str, node: Node, scope: Scope) -> Behaviour | None:
        if plain in _TIMERS:
            given = arguments(node)
            told = self.names.ask(given[0], scope).text if given else None
            return Behaviour.EXECUTE if told else None
        if plain in {"Buffer.from", "Buffer"}:
            given = arguments(node)
            told = self.names.ask(given[1], scope).text if len(given) > 1 else None
            return Behaviour.DECODE if told in {"base64", "hex", "base64url"} else None
        return table().get(plain)

    def _load(self, symbol: str, node: Node, scope: Scope) -> list[Telling]:
        """`require` and `import()`: an import where the name is constant, else a telling call."""
        given = arguments(node)
        name = self.names.ask(given[0], scope).text if given else None
        if name is None:
            return [(symbol, Behaviour.IMPORT, node, scope)]
        self.imports.append(Import(scope.path, name.removeprefix("node:")))
        return []

    def _handed(self, node: Node, scope: Scope, known: Behaviour | None) -> list[Telling]:
        """Functions given in place to something that will call them; well-known ones are telling."""
        found: list[Telling] = []
        for one in arguments(node)[:20]:
            if one.type in FUNCTIONS or one.type in {"identifier", "member_expression"}:
                symbol = self.names.ask(one, scope).symbol
                if symbol.startswith("@") and not symbol.endswith("()"):
                    self.edges.setdefault(Edge(scope.path, symbol))
                elif not known and table().get(symbol) in {Behaviour.PROCESS, Behaviour.EXECUTE}:
                    found.append((symbol, table()[symbol], node, scope))
        return found

    def _record(
        self, name: str, behaviour: Behaviour, node: Node, scope: Scope, tracer: Tracer
    ) -> RawCall:
        line = node.start_point[0] + 1
        given = self._given(node)
        trace = Trace()
        if behaviour in _TRACED and given:
            code = given[-1] if name == "Function" else given[0]
            trace = tracer.trace(code, scope)
        if behaviour is Behaviour.PROCESS:
            return self._process(name, given, scope, trace, line)
        if name in _EXECUTED and given:
            self._text(given[-1] if name == "Function" else given[0], scope, line)
        shown = tuple(self._argument(one, scope) for one in given[:4])
        target = trace.targets[0] if trace.targets else ""
        if behaviour is Behaviour.EXECUTE and target:
            self.runs.append(Run(scope.path, target, "node", line))
        return RawCall(name, behaviour, line, scope.path, shown, trace.origin, target)

    def _given(self, node: Node) -> list[Node]:
        """The arguments, those of `f.call(this, ...)` and `f.apply(this, [...])` too."""
        given = arguments(node)
        function = node.child_by_field_name("function")
        how = self._last(function) if function else ""
        if how in {"call", "bind"}:
            return given[1:]
        if how == "apply" and len(given) > 1:
            listed = given[-1]
            return listed.named_children[:MAX_WORDS] if listed.type == "array" else given[-1:]
        return given

    def _text(self, node: Node, scope: Scope, line: int) -> None:
        """A constant that is executed is code of this file, too."""
        text = self.names.ask(node, scope).text
        if text is not None and len(text) >= MAX_TEXT:
            text = whole_text(literal(self.names.text(node), node, scope), self.names.data)
            self.nested.unread += text is None
        if text:
            self.nested.take(
                text, scope.path, line, lambda name: self.names.lookup(name, scope, 0).symbol
            )

    def _argument(self, node: Node, scope: Scope) -> str | None:
        text = self.names.ask(node, scope).text
        return None if text is None else text[:MAX_ARGUMENT]

    def _process(
        self, name: str, given: list[Node], scope: Scope, trace: Trace, line: int
    ) -> RawCall:
        words = self._words(given, scope)
        shell = name in SHELLS or any("shell: true" in self.names.text(one) for one in given[1:3])
        if name.endswith((".fork", ".Worker")) and words and words[0]:
            path = words[0].removeprefix("file:") if words[0].startswith(PREFIX) else words[0]
            self.runs.append(Run(scope.path, path, "node", line))
        else:
            calls, runs = embedded(words, scope.path, line, self._inline, shell=shell)
            self.calls += calls
            self.runs += runs
        origin = trace.origin
        if origin is Origin.UNKNOWN and words and None not in words:
            origin = Origin.CONSTANT
        return RawCall(name, Behaviour.PROCESS, line, scope.path, words, origin, "", shell)

    def _words(self, given: list[Node], scope: Scope) -> tuple[str | None, ...]:
        if not given:
            return ()
        words = [self._word(given[0], scope)]
        if len(given) > 1 and given[1].type == "array":
            words += [self._word(one, scope) for one in given[1].named_children[:MAX_WORDS]]
        elif len(given) > 1 and given[1].type not in {*FUNCTIONS, "object"}:
            words.append(None)
        return tuple(words)

    def _word(self, node: Node, scope: Scope) -> str | None:
        value = self.names.ask(node, scope)
        if value.text is not None:
            return value.text[:2000]
        if value.symbol in _NODE:
            return _NODE[value.symbol]
        if node.type == "template_string":
            parts = [
                "{}" if one.type == "template_substitution" else self.names.text(one)
                for one in node.named_children[:MAX_WORDS]
            ]
            return "".join(parts)[:2000]
        left = node.child_by_field_name("left") if node.type == "binary_expression" else None
        text = self.names.ask(left, scope).text if left else None
        return f"{text}{{}}"[:2000] if text else None

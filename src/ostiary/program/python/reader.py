"""Read one Python file: its imports, definitions, telling calls and what they lead to."""

from tree_sitter import Node

from ostiary.core.regex import regex
from ostiary.program.blobs import runs
from ostiary.program.grammar import grammar
from ostiary.program.hidden import oddities
from ostiary.program.python.calls import Calls
from ostiary.program.python.docstrings import told_apart
from ostiary.program.python.imports import read_from, read_import
from ostiary.program.python.names import Names
from ostiary.program.python.orders import SCOPE, ordered
from ostiary.program.python.whole import tree_of
from ostiary.program.record import Definition, Import, Inline, RawBlob, Source
from ostiary.program.scopes import Item, Scope, Sweep
from ostiary.program.text import as_utf8
from ostiary.program.weight import heavier

MAX_CROSS_CHECK = 1 << 20  # bytes up to which `ast` is asked about damage that tree-sitter sees
MAX_CROSS_SIGNS = 100_000  # the same in signs: both trees are in memory then
MAX_DAMAGE = 0.5  # share of a file in damaged spots from which it counts as not parsed
MAX_IMPORTS = 20_000

QUERY = """
(call) @call
(function_definition) @function
(class_definition) @class
(lambda) @lambda
(import_statement) @import
(import_from_statement) @from
(assignment right: (_)) @assign
(named_expression) @walrus
(as_pattern) @as
(for_statement) @loop
(decorator) @decorator
(exec_statement) @exec
(if_statement condition: [(comparison_operator) (boolean_operator) (call) (parenthesized_expression)]) @main
(elif_clause condition: [(comparison_operator) (boolean_operator)]) @order
(ERROR) @error
(MISSING) @missing
"""

_MAIN = regex(
    r"__name__\s*==\s*['\"]__main__['\"]|['\"]__main__['\"]\s*==\s*__name__"
    # a program that carries its own interpreter, as nobody imports it
    r"|^(?:getattr\(\s*sys\s*,\s*['\"]frozen['\"]\s*,\s*(?:False|None)\s*\)"
    r"|hasattr\(\s*sys\s*,\s*['\"](?:frozen|_MEIPASS)['\"]\s*\))$"
)

_FOR_SDIST = regex(r"self\.target_name\s*==\s*['\"]sdist['\"]")
"""What a hook of hatch asks that works only for whoever makes the sdist: who installs one builds a wheel."""
_SETS_TARGET = regex(
    rb"target_name(?:\s*=(?!=)|\s*:|['\"]\s*[,:\]])|def\s+target_name|SimpleNamespace|setattr"
)
"""How a class would say itself for what it is built."""


def read_python(path: str, data: bytes, inline: Inline) -> Source:
    """Read Python source of any age; a damaged file is read as far as it goes and says so."""
    text, reason = as_utf8(data, cookie=True)
    root, events, stopped = grammar("python", QUERY).events(text)
    reason = reason or stopped
    pass_ = _Pass(path, text, Sweep(len(text)))
    for start, _, kind, node in events:
        pass_.take(kind, node, pass_.sweep.at(start))
    names = Names(text, pass_.sweep, pass_.stars)
    calls = Calls(names, inline)
    calls.read(pass_.calls, pass_.decorators)
    faults, damage = pass_.faults, pass_.damage
    if faults and _accepted(text):
        faults = damage = 0
    if root.type == "ERROR" or damage > MAX_DAMAGE * len(text):
        reason = reason or "most of it is not Python that any parser here accepts"
    if names.exhausted:
        reason = reason or "resolving its names costs more than any honest file needs"
    if len(pass_.imports) >= MAX_IMPORTS or calls.crowded:
        reason = reason or "it has more imports or calls of note than are kept"
    if calls.nested.unread:
        reason = reason or "it executes texts that are too long, too many or too deep to be read"
    source = Source(
        path=path,
        language="python",
        lines=text.count(b"\n") + 1,
        parsed=not reason,
        faults=faults,
        reason=reason,
        imports=(*pass_.imports, *calls.nested.imports),
        definitions=(*_definitions(pass_, names), *calls.nested.definitions),
        calls=(*calls.calls, *calls.nested.calls),
        edges=(*calls.edges, *calls.nested.edges),
        blobs=(*_blobs(text, root, pass_.sweep), *calls.nested.blobs),
        oddities=told_apart(oddities(text), root, text) if not faults else oddities(text),
        runs=(*calls.runs, *calls.nested.runs),
    )
    names.close()
    return source


class _Pass:
    """One sweep over the captures of a file: fills the scopes, keeps the calls for later."""

    def __init__(self, path: str, data: bytes, sweep: Sweep) -> None:
        self.path = path
        self.data = data
        self.sweep = sweep
        self.calls: list[tuple[Node, Scope]] = []
        self.decorators: list[tuple[Node, Scope]] = []
        self.imports: list[Import] = []
        self.stars: list[str] = []
        self.faults = 0
        self.damage = 0
        self._end = 0  # of the last damaged spot: nested ones count once

    def take(self, kind: str, node: Node, scope: Scope) -> None:
        """One capture, in document order."""
        if kind in {"call", "exec"}:
            self.calls.append((node, scope))
        elif kind in {"function", "class", "lambda"}:
            self._define(kind, node, scope)
        elif kind in {"assign", "walrus", "as"}:
            self._bind(kind, node, scope)
        elif kind in {"import", "from"} and len(self.imports) < MAX_IMPORTS:
            self._import(kind, node, scope)
        elif kind == "loop":
            self._loop(node, scope)
        elif kind == "decorator":
            self.decorators.append((node, scope))
        elif kind in {"main", "order"}:
            self._main(node, scope)
        elif kind in {"error", "missing"}:
            self.faults += 1
            if node.start_byte >= self._end:
                self.damage += node.end_byte - node.start_byte
                self._end = node.end_byte

    def _text(self, node: Node) -> str:
        return self.data[node.start_byte : min(node.end_byte, node.start_byte + 400)].decode(
            "utf-8", "replace"
        )

    def _define(self, kind: str, node: Node, scope: Scope) -> None:
        body = node.child_by_field_name("body")
        if body is None:
            return
        label = node.child_by_field_name("name")
        name = self._text(label) if label else "<lambda>"
        inner = self.sweep.enter(name, kind, node, body, scope)
        if label:
            scope.bind(name, f"@{inner.path}")

    def _bind(self, kind: str, node: Node, scope: Scope) -> None:
        if kind == "assign":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        elif kind == "walrus":
            left, right = node.child_by_field_name("name"), node.child_by_field_name("value")
        else:
            right = node.named_children[0] if node.named_children else None
            alias = node.child_by_field_name("alias")
            left = alias.named_children[0] if alias and alias.named_children else alias
        if left is None or right is None:
            return
        if left.type == "identifier":
            scope.bind(self._text(left), right)
        elif left.type == "attribute":
            self._bind_attribute(left, right, scope)
        elif left.type in {"pattern_list", "tuple_pattern"}:
            targets, values = left.named_children, right.named_children
            if right.type not in {"expression_list", "tuple"} or len(targets) != len(values):
                values = [right] * len(targets)
            for one, value in zip(targets, values, strict=True):
                if one.type == "identifier":
                    scope.bind(self._text(one), value)

    def _loop(self, node: Node, scope: Scope) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left and right and left.type == "identifier":
            scope.bind(self._text(left), Item(right))

    def _bind_attribute(self, left: Node, right: Node, scope: Scope) -> None:
        text = self._text(left)
        holder = scope.enclosing("class")
        if holder and text.startswith("self.") and text.count(".") == 1:
            holder.bind(text, right)

    def _import(self, kind: str, node: Node, scope: Scope) -> None:
        read = read_from if kind == "from" else read_import
        for module, name, symbol in read(node, self.data):
            self.imports.append(Import(scope.path, module))
            if name == "*":
                self.stars.append(module)
            elif name:
                scope.bind(name, symbol)
                if kind == "from":
                    self.imports.append(Import(scope.path, symbol))

    def _main(self, node: Node, scope: Scope) -> None:
        condition = node.child_by_field_name("condition")
        body = node.child_by_field_name("consequence")
        if condition is None or body is None:
            return
        text = self._text(condition)
        if ordered(self.path, text, self.data):
            self.sweep.enter(SCOPE, "function", node, body, scope, through=True)
        elif scope.path:
            hook = _FOR_SDIST.fullmatch(text) and b"BuildHookInterface" in self.data
            if hook and not _SETS_TARGET.search(self.data):
                self.sweep.enter("<sdist>", "function", node, body, scope, through=True)
        elif _MAIN.search(text) and " or " not in text and "not " not in text:
            self.sweep.enter("<main>", "function", node, body, scope, through=True)


def _definitions(pass_: _Pass, names: Names) -> tuple[Definition, ...]:
    found = []
    for scope in pass_.sweep.scopes[1:]:
        bases: tuple[str, ...] = ()
        if scope.kind == "class" and scope.node and scope.parent:
            holder = scope.node.child_by_field_name("superclasses")
            nodes = holder.named_children[:20] if holder else []
            bases = tuple(names.ask(one, scope.parent).symbol for one in nodes)
        found.append(
            Definition(scope.path, "class" if scope.kind == "class" else "function", bases)
        )
    return tuple(found)


def _blobs(data: bytes, root: Node, sweep: Sweep) -> tuple[RawBlob, ...]:
    found: list[RawBlob] = []
    line, last = 1, 0
    for encoding, start, end in runs(data):
        line += data.count(b"\n", last, start)
        last = start
        node = root.descendant_for_byte_range(start, end)
        if node and node.type in {"string_content", "string", "concatenated_string"}:
            found.append(RawBlob(encoding, end - start, line, sweep.find(start).path))
    return tuple(found)


def _accepted(data: bytes) -> bool:
    """Whether Python's own parser takes what the grammar stumbled over."""
    if len(data) > MAX_CROSS_CHECK or heavier(data, MAX_CROSS_SIGNS):
        return False
    return tree_of(data) is not None

"""Read one JavaScript or TypeScript file: its imports, definitions, telling calls and their reach."""

from tree_sitter import Node

from ostiary.program.blobs import runs
from ostiary.program.grammar import EndlessError, grammar
from ostiary.program.hidden import oddities
from ostiary.program.javascript.calls import Calls
from ostiary.program.javascript.endings import TWO_WAYS, as_script
from ostiary.program.javascript.names import FUNCTIONS, Names, arguments, module_symbol
from ostiary.program.javascript.newer import older
from ostiary.program.javascript.own_start import body_as_program
from ostiary.program.javascript.templates import OPEN, whole
from ostiary.program.record import Definition, Import, Inline, RawBlob, Source
from ostiary.program.scopes import Property, Scope, Sweep
from ostiary.program.text import as_utf8

MAX_DAMAGE = 0.5  # share of a file in damaged spots from which it counts as not parsed
MAX_IMPORTS = 20_000

BROKEN = "most of it is not"
_TYPES = frozenset({"type", "typeof"})

QUERY = """
(call_expression) @call
(new_expression) @call
(function_declaration) @function
(generator_function_declaration) @function
(function_expression) @function
(generator_function) @function
(arrow_function) @function
(method_definition) @function
(class_declaration) @class
(class) @class
(variable_declarator value: (_)) @declare
(assignment_expression) @assign
(pair value: [(function_expression) (arrow_function) (generator_function)]) @pair
(import_statement) @import
(export_statement source: (string)) @import
(if_statement condition: (parenthesized_expression [(binary_expression) (member_expression)])) @main
(await_expression) @waits
(yield_expression) @waits
(ERROR) @error
(MISSING) @missing
"""


def read_javascript(path: str, language: str, data: bytes, inline: Inline) -> Source:
    """Read a script or module; a damaged file is read as far as it goes and says so."""
    dialect = _dialect(path, language)
    source = _read(path, language, dialect, data, inline)
    if dialect == "javascript" and source.reason.startswith(BROKEN):
        other = _with_types(path, language, data, inline)  # Flow writes them as TypeScript does
        source = other if other.parsed else source
    found = source.reason.startswith(BROKEN) and OPEN in data
    return (found and whole(data, lambda one: _with_types(path, language, one, inline))) or source


def _with_types(path: str, language: str, data: bytes, inline: Inline) -> Source:
    """As TypeScript with tags in it, whose parser comes to no end with some damaged scripts."""
    try:
        return _read(path, language, "tsx", data, inline)
    except EndlessError as error:
        return Source(path, language, data.count(b"\n") + 1, False, reason=error.message)


def _read(path: str, language: str, dialect: str, data: bytes, inline: Inline) -> Source:
    text, reason = as_utf8(data)
    tongue = grammar(dialect, QUERY)
    plain = as_script(text, tongue.root(text), tongue.tried)
    root = older(plain.data, language, tongue.tried, plain.root) or plain.root
    root, events, stopped = tongue.found(root)
    reason = reason or stopped
    pass_ = _Pass(text, Sweep(len(text)))
    for start, _, kind, node in events:
        pass_.take(kind, node, pass_.sweep.at(start))
    names = Names(text, pass_.sweep)
    calls = Calls(names, inline)
    calls.read(pass_.calls)
    if root.type == "ERROR" or pass_.damage > MAX_DAMAGE * len(text):
        reason = reason or f"{BROKEN} {language} that the parser here accepts"
    if names.exhausted:
        reason = reason or "resolving its names costs more than any honest file needs"
    if len(pass_.imports) >= MAX_IMPORTS or calls.crowded:
        reason = reason or "it has more imports or calls of note than are kept"
    reason = reason or plain.doubtful or (TWO_WAYS if pass_.doubtful else "")
    if calls.nested.unread:
        reason = reason or "it executes texts that are too long, too many or too deep to be read"
    scopes = pass_.sweep.scopes[1:]
    source = Source(
        path=path,
        language=language,
        lines=text.count(b"\n") + 1,
        parsed=not reason,
        faults=pass_.faults,
        reason=reason,
        imports=(*pass_.imports, *calls.imports, *calls.nested.imports),
        definitions=(
            *(
                Definition(one.path, "class" if one.kind == "class" else "function")
                for one in scopes
            ),
            *calls.nested.definitions,
        ),
        calls=(*calls.calls, *calls.nested.calls),
        edges=(*calls.edges, *calls.nested.edges),
        blobs=(*_blobs(text, root, pass_.sweep), *calls.nested.blobs),
        oddities=oddities(text),
        runs=(*calls.runs, *calls.nested.runs),
    )
    names.close()
    return source


def _dialect(path: str, language: str) -> str:
    if language == "javascript":
        return "javascript"
    return "tsx" if path.endswith((".tsx", ".jsx", ".astro")) else "typescript"


class _Pass:
    """One sweep over the captures of a file: fills the scopes, keeps the calls for later."""

    def __init__(self, data: bytes, sweep: Sweep) -> None:
        self.data = data
        self.sweep = sweep
        self.calls: list[tuple[Node, Scope]] = []
        self.imports: list[Import] = []
        self.faults = 0
        self.damage = 0
        self.doubtful = False
        self._end = 0
        self._labels: dict[int, str] = {}
        self._loaded: dict[int, str] = {}

    def take(self, kind: str, node: Node, scope: Scope) -> None:
        """One capture, in document order."""
        if kind == "call":
            self.calls.append((node, scope))
            self._awaited(node)
        elif kind in {"function", "class"}:
            self._define(kind, node, scope)
        elif kind in {"declare", "assign", "pair"}:
            self._bind(kind, node, scope)
        elif kind == "import" and len(self.imports) < MAX_IMPORTS:
            self._import(node, scope)
        elif kind == "main":
            body = None if scope.path else body_as_program(node, self.data)
            if body is not None:
                self.sweep.enter("<main>", "function", node, body, scope, through=True)
        elif kind == "waits":
            self.doubtful = self.doubtful or _before_slash(node)
        elif kind in {"error", "missing"}:
            self.faults += 1
            if node.start_byte >= self._end:
                self.damage += node.end_byte - node.start_byte
                self._end = node.end_byte

    def _text(self, node: Node) -> str:
        end = min(node.end_byte, node.start_byte + 400)
        return self.data[node.start_byte : end].decode("utf-8", "replace")

    def _define(self, kind: str, node: Node, scope: Scope) -> None:
        body = node.child_by_field_name("body")
        if body is None:
            return
        label = node.child_by_field_name("name")
        name = self._labels.pop(node.id, "") or (self._text(label) if label else "<function>")
        inner = self.sweep.enter(name.replace(".", "_"), kind, node, body, scope)
        self._receive(node, inner)
        if label and node.type not in {"function_expression", "generator_function", "class"}:
            scope.bind(self._text(label), f"@{inner.path}")

    def _awaited(self, node: Node) -> None:
        """`import(x).then(function)`: the function's parameter is the module."""
        function, given = node.child_by_field_name("function"), arguments(node)[:1]
        if function is None or function.type != "member_expression" or not given:
            return
        loaded = function.child_by_field_name("object")
        called = loaded.child_by_field_name("function") if loaded else None
        if loaded is None or called is None or called.type != "import":
            return
        name = next((one for one in arguments(loaded) if one.type == "string"), None)
        if name:
            self._loaded[given[0].id] = module_symbol(self._text(name)[1:-1])

    def _receive(self, node: Node, inner: Scope) -> None:
        """Bind the parameter of a function that gets a module."""
        base = self._loaded.pop(node.id, "")
        holder = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
        if not base or holder is None:
            return
        first = holder if holder.type == "identifier" else next(iter(holder.named_children), None)
        if first is not None and first.type == "required_parameter":
            first = first.named_children[0]
        if first is not None and first.type == "identifier":
            inner.bind(self._text(first), base)
        elif first is not None and first.type == "object_pattern":
            for one in first.named_children[:200]:
                key = one.child_by_field_name("key") or one
                alias = one.child_by_field_name("value") or one
                dot = "" if base.endswith("#") else "."
                inner.bind(self._text(alias), f"{base}{dot}{self._text(key)}")

    def _bind(self, kind: str, node: Node, scope: Scope) -> None:
        left = node.child_by_field_name({"declare": "name", "assign": "left"}.get(kind, "key"))
        right = node.child_by_field_name("right" if kind == "assign" else "value")
        if left is None or right is None:
            return
        text = self._text(left)
        if right.type in FUNCTIONS or right.type == "class":
            last = text.rpartition(".")[2].strip("'\"")
            self._labels[right.id] = last if last.isidentifier() else "<function>"
        if kind == "pair":
            return
        if left.type == "identifier":
            scope.bind(text, right)
        elif left.type == "object_pattern":
            self._unpack(left, right, scope)
        elif left.type == "member_expression" and text.startswith("this.") and text.count(".") == 1:
            holder = scope.enclosing("class")
            if holder:
                holder.bind(text, right)

    def _unpack(self, left: Node, right: Node, scope: Scope) -> None:
        """`const {exec: run, spawn} = ...`: each name is a property, asked for later."""
        for one in left.named_children[:200]:
            if one.type == "shorthand_property_identifier_pattern":
                name = self._text(one)
                scope.bind(name, Property(right, name))
            elif one.type == "pair_pattern":
                key, value = one.child_by_field_name("key"), one.child_by_field_name("value")
                if key and value and value.type == "identifier":
                    scope.bind(self._text(value), Property(right, self._text(key).strip("[]'\"")))

    def _import(self, node: Node, scope: Scope) -> None:
        source = node.child_by_field_name("source")
        after = node.children[1] if len(node.children) > 1 else node
        typed = after.type in {"type", "typeof", "ERROR"} and self._text(after) in _TYPES
        if source is None or typed:
            return  # types are gone before anything runs, and what holds them is not loaded
        module = self._text(source)[1:-1]
        self.imports.append(Import(scope.path, module.removeprefix("node:")))
        base = module_symbol(module)
        clause = next((one for one in node.named_children if one.type == "import_clause"), None)
        for one in clause.named_children if clause else ():
            if one.type == "identifier":
                scope.bind(self._text(one), base)
            elif one.type == "namespace_import" and one.named_children:
                scope.bind(self._text(one.named_children[0]), base)
            elif one.type == "named_imports":
                self._named(one, base, scope)

    def _named(self, node: Node, base: str, scope: Scope) -> None:
        for one in node.named_children:
            name, alias = one.child_by_field_name("name"), one.child_by_field_name("alias")
            if name:
                plain = self._text(name)
                symbol = (
                    base
                    if plain == "default"
                    else f"{base}{plain}"
                    if base[-1:] == "#"
                    else f"{base}.{plain}"
                )
                scope.bind(self._text(alias or name), symbol)


def _before_slash(node: Node) -> bool:
    """Whether what is waited for starts as a regular expression, of which nobody waits.

    In old scripts `await` and `yield` are names as well: `await /a/b()` is a division there, and calls `b`.
    """
    first: Node | None = node.named_children[0] if node.named_children else None
    while first is not None and first.type != "regex" and first.named_children:
        inner = first.named_children[0]
        first = inner if inner.start_byte == first.start_byte else None
    return first is not None and first.type == "regex"


def _blobs(data: bytes, root: Node, sweep: Sweep) -> tuple[RawBlob, ...]:
    found: list[RawBlob] = []
    line, last = 1, 0
    for encoding, start, end in runs(data):
        line += data.count(b"\n", last, start)
        last = start
        node = root.descendant_for_byte_range(start, end)
        if node and node.type in {
            "string_fragment",
            "string",
            "template_string",
            "escape_sequence",
        }:
            found.append(RawBlob(encoding, end - start, line, sweep.find(start).path))
    return tuple(found)

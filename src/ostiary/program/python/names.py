"""What a Python expression names: through imports, aliases, `getattr` and folded constants."""

from collections.abc import Callable

from tree_sitter import Node

from ostiary.program.behaviours import python as known
from ostiary.program.nested import literal
from ostiary.program.python.fold import Folder
from ostiary.program.python.literals import number
from ostiary.program.scopes import Bound, Scope, Sweep
from ostiary.program.values import UNKNOWN, Value

MAX_DEEP = 24  # nested expressions followed for one name
MAX_STEPS = 4000  # expressions looked at for one question
MAX_TOTAL = 3_000_000  # and for one file; where they end, the file counts as not understood
MAX_PAIRS = 400  # of one table that are looked through for a key
MAX_REMEMBERED = 12  # depth up to which an answer of ignorance is worth keeping

_LOADERS = {"__import__", "importlib.import_module", "importlib.__import__", "imp.load_module"}
_BUILTIN_SPACES = {"builtins", "__builtins__", "__builtin__", "__dict__"}
_COSTLY = {"call", "attribute", "subscript", "binary_operator"}
_NAMESPACES = {"globals", "locals", "vars"}
_PASSED_ON = {"functools.partial", "partial", "functools.wraps"}
_CARRIED = (".os.", ".subprocess.", ".sys.modules.", ".builtins.")
_BUILTIN_PREFIXES = ("builtins.", "__builtin__.", "__builtins__.", "six.moves.builtins.")


class Names:
    """Answers for one file; all answers are kept, so that each question is worked out once."""

    def __init__(self, data: bytes, sweep: Sweep, stars: list[str]) -> None:
        self.data = data
        self.sweep = sweep
        self.stars = stars
        self._seen: dict[tuple[int, str], Value] = {}
        self._steps = 0
        self._total = 0
        self._answers: dict[int, Value] = {}
        self._fold = Folder(self)
        self._readers: dict[str, Callable[[Node, Scope, int], Value]] = {
            "identifier": self._identifier,
            "attribute": self._attribute,
            "call": self._call,
            "subscript": self._subscript,
            "string": self._fold.string,
            "concatenated_string": self._fold.joined,
            "binary_operator": self._fold.operator,
            "parenthesized_expression": self._inner,
            "await": self._inner,
            "conditional_expression": self._either,
            "boolean_operator": self._either,
            "named_expression": self._named,
            "lambda": self._lambda,
        }

    def close(self) -> None:
        """Let go of the tree: nodes and scopes lead in circles, and would wait for the collector."""
        for scope in self.sweep.scopes:
            scope.names.clear()
            scope.given.clear()
        vars(self).clear()

    def text(self, node: Node) -> str:
        """The source text of a short node."""
        start, end = node.byte_range
        return self.data[start : min(end, start + 400)].decode("utf-8", "replace")

    def ask(self, node: Node, scope: Scope) -> Value:
        """What `node` stands for, seen from `scope`."""
        self._total += self._steps
        self._steps = 0
        return self.value(node, scope, 0)

    def charge(self, steps: int) -> None:
        """Count work that was done elsewhere for this file."""
        self._total += steps

    @property
    def exhausted(self) -> bool:
        """Whether this file asked for more work than any honest one."""
        return self._total > MAX_TOTAL

    def value(self, node: Node, scope: Scope, deep: int) -> Value:
        """As `ask`, inside another question."""
        self._steps += 1
        kind = node.type
        read = self._readers.get(kind)
        if read is None or deep > MAX_DEEP or self._steps > MAX_STEPS or self._total > MAX_TOTAL:
            return UNKNOWN
        if kind not in _COSTLY:
            return read(node, scope, deep + 1)
        answer = self._answers.get(node.id)
        if answer is None:
            answer = read(node, scope, deep + 1)
            if answer.known or deep < MAX_REMEMBERED:
                self._answers[node.id] = answer
        return answer

    def lookup(self, name: str, scope: Scope, deep: int) -> Value:
        """What a bare name stands for in `scope`."""
        key = (id(scope), name)
        value = self._seen.get(key)
        if value is None:
            self._seen[key] = UNKNOWN  # a name bound to itself ends here
            value = self._seen[key] = self._lookup(name, scope, deep)
        return value

    def _lookup(self, name: str, scope: Scope, deep: int) -> Value:
        for one in scope.chain():
            if name in one.names:
                return self._best(one.names[name], one, deep)
            given = self.parameters(one) if one.parameters is None else one.parameters
            if name in given:
                default = given[name]
                return self.value(default, one.parent, deep) if default and one.parent else UNKNOWN
        for module in self.stars:
            if f"{module}.{name}" in known.table():
                return Value(f"{module}.{name}")
        return Value(name)

    def _best(self, bounds: list[Bound], scope: Scope, deep: int) -> Value:
        """The most telling of several meanings: a name of a library, then of this file, then text."""
        symbols = [Value(one) for one in bounds if isinstance(one, str)]
        asked = [self.value(one, scope, deep) for one in bounds if isinstance(one, Node)]
        values = symbols + [one for one in asked if one.known]
        outer = [one for one in values if one.symbol and not one.symbol.startswith("@")]
        return next(iter([*outer, *values]), UNKNOWN)

    def parameters(self, scope: Scope) -> dict[str, Node | None]:
        """A function's parameters with their default values, in order."""
        if scope.parameters is None:
            node = scope.node.child_by_field_name("parameters") if scope.node else None
            found: dict[str, Node | None] = {}
            for child in (node.named_children if node else ())[:200]:
                inner = child
                while inner.type != "identifier" and inner.named_children:
                    inner = inner.named_children[0]
                found[self.text(inner)] = child.child_by_field_name("value")
            scope.parameters = found
        return scope.parameters

    def _identifier(self, node: Node, scope: Scope, deep: int) -> Value:
        return self.lookup(self.text(node), scope, deep)

    def _attribute(self, node: Node, scope: Scope, deep: int) -> Value:
        tail: list[str] = []
        inner: Node | None = node
        while inner and inner.type == "attribute" and len(tail) < MAX_DEEP:
            name = inner.child_by_field_name("attribute")
            tail.append(self.text(name) if name else "?")
            inner = inner.child_by_field_name("object")
        if inner is None:
            return UNKNOWN
        tail.reverse()
        if inner.type == "identifier" and self.text(inner) in {"self", "cls"}:
            own = self._own(tail, scope, deep)
            if own.known:
                return own
        base = self.value(inner, scope, deep)
        if base.text is not None:
            return Value(".".join(["str", *tail]))
        return self.member(base, tail)

    def _own(self, tail: list[str], scope: Scope, deep: int) -> Value:
        """What `self.x` is: set in a method, or a method of the class."""
        holder = scope.enclosing("class")
        if holder is None:
            return UNKNOWN
        bounds = holder.names.get(f"self.{tail[0]}") or holder.names.get(tail[0])
        if not bounds:
            return UNKNOWN
        return self.member(self._best(bounds, scope, deep), tail[1:])

    def member(self, base: Value, tail: list[str]) -> Value:
        """An attribute of something named, in its plain form."""
        if not base.symbol:
            return UNKNOWN
        symbol = ".".join([base.symbol, *tail])
        for inner in _CARRIED:
            head, carried, tail_ = symbol.partition(inner)
            if carried and head[:1] not in {"@", "."}:
                symbol = inner[1:] + tail_  # `shutil.os.system`: libraries carry others along
        for prefix in _BUILTIN_PREFIXES:
            symbol = symbol.removeprefix(prefix)
        return Value(symbol.removesuffix(".__call__"))

    def _call(self, node: Node, scope: Scope, deep: int) -> Value:
        function = node.child_by_field_name("function")
        called = self.value(function, scope, deep).symbol if function else ""
        if not called:
            return UNKNOWN
        given = arguments(node)
        if called in _LOADERS or called in {"getattr", *_PASSED_ON}:
            return self._special(called, given, scope, deep)
        if called.endswith(".__getattribute__") and given:
            name = self.value(given[-1], scope, deep).text
            base = self.value(given[0], scope, deep) if len(given) > 1 else Value(called[:-17])
            return self.member(base, [name]) if name else UNKNOWN
        if called in _NAMESPACES:
            return self.value(given[0], scope, deep) if given else Value("builtins")
        folded = self._fold.called(called, node, given, scope, deep)
        return folded if folded.known else Value(f"{called}()")

    def _special(self, called: str, given: list[Node], scope: Scope, deep: int) -> Value:
        values = [self.value(one, scope, deep) for one in given[:2]]
        if called in _LOADERS and values and values[0].text:
            whole = values[0].text
            return Value(whole.partition(".")[0] if called == "__import__" else whole)
        if called == "getattr" and len(values) == 2 and values[1].text:
            return self.member(values[0], [values[1].text])
        if called in _PASSED_ON and values:
            return values[0]
        return Value(f"{called}()")

    def _subscript(self, node: Node, scope: Scope, deep: int) -> Value:
        holder = node.child_by_field_name("value")
        key = node.child_by_field_name("subscript")
        if holder is None or key is None:
            return UNKNOWN
        if key.type == "slice":
            return self._fold.slice(holder, key, scope, deep)
        name = self.value(key, scope, deep).text
        element = self._element(literal(self.text(holder), holder, scope), key, name)
        if element is not None:
            return self.value(element, scope, deep)
        base = self.value(holder, scope, deep).symbol
        if not name or not base:
            return UNKNOWN
        if base == "sys.modules":
            return Value(name)
        if base in _BUILTIN_SPACES:
            return self.lookup(name, self.sweep.module, deep)
        return self.member(Value(base.removesuffix(".__dict__")), [name])

    def _element(self, holder: Node, key: Node, name: str | None) -> Node | None:
        """An element of a list or table that is written out."""
        if holder.type in {"list", "tuple"} and key.type == "integer":
            index = number(key, self.data)
            given = holder.named_children
            return given[index] if index is not None and index < len(given) else None
        if holder.type != "dictionary" or name is None:
            return None
        for pair in holder.named_children[:MAX_PAIRS]:
            said = pair.child_by_field_name("key")
            if said is not None and self.text(said).strip("'\"") == name:
                return pair.child_by_field_name("value")
        return None

    def _inner(self, node: Node, scope: Scope, deep: int) -> Value:
        return self.value(node.named_children[0], scope, deep) if node.named_children else UNKNOWN

    def _either(self, node: Node, scope: Scope, deep: int) -> Value:
        parts = node.named_children
        chosen = [parts[0], *parts[2:]] if node.type == "conditional_expression" else parts
        values = [self.value(one, scope, deep) for one in chosen]
        return next((one for one in values if one.known), UNKNOWN)

    def _named(self, node: Node, scope: Scope, deep: int) -> Value:
        inner = node.child_by_field_name("value")
        return self.value(inner, scope, deep) if inner else UNKNOWN

    def _lambda(self, node: Node, scope: Scope, deep: int) -> Value:
        del scope, deep
        own = self.sweep.by_node.get(node.id)
        return Value(f"@{own.path}") if own else UNKNOWN


def arguments(node: Node) -> list[Node]:
    """The positional arguments of a call; a starred one ends them."""
    holder = node.child_by_field_name("arguments")
    if holder is None:
        return []
    if holder.type != "argument_list":
        return [holder]
    return [one for one in holder.named_children if one.type not in {"keyword_argument", "comment"}]


def keyword(node: Node, name: bytes, data: bytes) -> Node | None:
    """The value of a keyword argument of a call."""
    holder = node.child_by_field_name("arguments")
    for one in holder.named_children if holder else ():
        if one.type == "keyword_argument":
            key = one.child_by_field_name("name")
            if key and data[key.start_byte : key.end_byte] == name:
                return one.child_by_field_name("value")
    return None

"""What a JavaScript expression names: through require, import, aliases and folded constants."""

from collections.abc import Callable

from tree_sitter import Node

from ostiary.program.behaviours.javascript import GLOBALS
from ostiary.program.javascript.beside import ADDRESSES, OWN, beside
from ostiary.program.javascript.fold import Folder
from ostiary.program.nested import literal
from ostiary.program.scopes import Bound, Property, Scope, Sweep
from ostiary.program.values import UNKNOWN, Value
from ostiary.program.wordlist import wordlist

MAX_DEEP = 24  # nested expressions followed for one name
MAX_STEPS = 4000  # expressions looked at for one question
MAX_TOTAL = 6_000_000  # and for one file; where they end, the file counts as not understood
MAX_PAIRS = 400  # of one object that are looked through for a name
MAX_REMEMBERED = 12

FUNCTIONS = wordlist(
    "function_declaration generator_function_declaration function_expression generator_function"
    " arrow_function method_definition"
)
LOADERS = wordlist(
    "require import module.require process.mainModule.require module.createRequire()"
    " process.getBuiltinModule module.constructor._load module._load require.main.require"
    " module.parent.require"
)
_WRAPPERS = wordlist(
    "__importDefault __importStar __toESM __toCommonJS _interopRequireDefault _interopRequireWildcard"
    " tslib.__importDefault tslib.__importStar util.promisify promisify _interopDefaultLegacy"
)
_COSTLY = wordlist(
    "call_expression new_expression member_expression subscript_expression binary_expression"
)
_PLAIN = "<literal>"
_TABS = "window.open"  # shows an address; the package `open` starts a program


def module_symbol(name: str) -> str:
    """The symbol of a loaded module: a relative one ends in `#`, so that its exports stand apart."""
    return f"{name}#" if name.startswith((".", "/")) else name.removeprefix("node:")


class Names:
    """Answers for one file; all answers are kept, so that each question is worked out once."""

    def __init__(self, data: bytes, sweep: Sweep) -> None:
        self.data = data
        self.sweep = sweep
        self._seen: dict[tuple[int, str], Value] = {}
        self._answers: dict[int, Value] = {}
        self._steps = 0
        self._total = 0
        self.fold = Folder(self)
        self._readers: dict[str, Callable[[Node, Scope, int], Value]] = {
            "identifier": self._identifier,
            "import": self._identifier,
            "member_expression": self._member,
            "subscript_expression": self._subscript,
            "call_expression": self._call,
            "new_expression": self._new,
            "string": self.fold.string,
            "template_string": self.fold.string,
            "binary_expression": self._binary,
            "parenthesized_expression": self._last,
            "sequence_expression": self._last,
            "await_expression": self._last,
            "as_expression": self._first,
            "non_null_expression": self._first,
            "satisfies_expression": self._first,
            "ternary_expression": self._either,
            "assignment_expression": self._last,
        }
        self._readers |= dict.fromkeys((*FUNCTIONS, "class"), self._function)
        self._readers |= dict.fromkeys(("array", "object", "regex", "number"), self._literal)

    def close(self) -> None:
        """Let go of the tree: nodes and scopes lead in circles, and would wait for the collector."""
        for scope in self.sweep.scopes:
            scope.names.clear()
            scope.given.clear()
        vars(self).clear()

    def text(self, node: Node) -> str:
        """The source text of a short node."""
        end = min(node.end_byte, node.start_byte + 400)
        return self.data[node.start_byte : end].decode("utf-8", "replace")

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
        read = self._readers.get(node.type)
        if read is None or deep > MAX_DEEP or self._steps > MAX_STEPS or self.exhausted:
            return UNKNOWN
        if node.type not in _COSTLY:
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
            if name in self.parameters(one):
                return UNKNOWN
        return Value(_TABS if name == "open" else name)

    def _best(self, bounds: list[Bound], scope: Scope, deep: int) -> Value:
        symbols = [Value(one) for one in bounds if isinstance(one, str)]
        asked = [self._bound(one, scope, deep) for one in bounds if not isinstance(one, str)]
        values = symbols + [one for one in asked if one.known and one.symbol != _PLAIN]
        outer = [one for one in values if one.symbol and not one.symbol.startswith("@")]
        return next(iter([*outer, *values]), UNKNOWN)

    def _bound(self, bound: Bound, scope: Scope, deep: int) -> Value:
        if isinstance(bound, Property):
            return self.member(self.value(bound.holder, scope, deep).symbol, bound.name)
        return self.value(bound, scope, deep) if isinstance(bound, Node) else UNKNOWN

    def parameters(self, scope: Scope) -> dict[str, Node | None]:
        """The names of a function's parameters; those of patterns too."""
        if scope.parameters is None:
            found: dict[str, Node | None] = {}
            node = scope.node
            holder = node and (
                node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
            )
            stack = [holder] if holder else []
            for _ in range(400):
                if not stack:
                    break
                one = stack.pop()
                if one.type in {"identifier", "shorthand_property_identifier_pattern"}:
                    found[self.text(one)] = None
                stack += one.named_children
            scope.parameters = found
        return scope.parameters

    def member(self, base: str, name: str) -> Value:
        """A property of something named, in its plain form."""
        if not base:
            return UNKNOWN
        if name in {"call", "apply", "bind", "default"} or (
            name == "prototype" and base == "Function"
        ):
            return Value(base)
        if name == "constructor" and (base == "Function" or base[0] == "@"):
            return Value("Function")
        if name == "constructor" and base.endswith(".constructor"):
            return Value("Function")
        symbol = f"{base}{name}" if base.endswith("#") else f"{base}.{name}"
        for prefix in GLOBALS:
            symbol = symbol.removeprefix(prefix)
        return Value(_TABS if symbol == "open" else symbol)

    def _identifier(self, node: Node, scope: Scope, deep: int) -> Value:
        return self.lookup(self.text(node), scope, deep)

    def _member(self, node: Node, scope: Scope, deep: int) -> Value:
        tail: list[str] = []
        inner: Node | None = node
        while inner and inner.type == "member_expression" and len(tail) < MAX_DEEP:
            field = inner.child_by_field_name("property")
            tail.append(self.text(field) if field else "?")
            inner = inner.child_by_field_name("object")
        if inner is None:
            return UNKNOWN
        value = (
            self._own(tail, scope, deep) if inner.type == "this" else self.value(inner, scope, deep)
        )
        if value.text is not None:
            value = Value("String")
        if value.symbol in {"", _PLAIN} and value.text is None and tail:
            element = self._element(literal(self.text(inner), inner, scope), tail[-1])
            if element is not None:
                tail.pop()
                value = self.value(element, scope, deep)
        for name in reversed(tail):
            value = self.member(value.symbol, name)
        return value

    def _element(self, holder: Node, name: str) -> Node | None:
        """A property of an object, or an element of an array, that is written out."""
        if holder.type == "array":
            given = holder.named_children
            return given[int(name)] if name.isdecimal() and int(name[:6]) < len(given) else None
        for pair in holder.named_children[:MAX_PAIRS] if holder.type == "object" else ():
            said = pair.child_by_field_name("key")
            if said is not None and self.text(said).strip("'\"") == name:
                return pair.child_by_field_name("value")
        return None

    def _own(self, tail: list[str], scope: Scope, deep: int) -> Value:
        """What `this.x` is: set in a method, or a method of the class. Eats the first name."""
        holder = scope.enclosing("class")
        first = tail.pop()
        bounds = holder and (holder.names.get(f"this.{first}") or holder.names.get(first))
        return self._best(bounds, scope, deep) if bounds else UNKNOWN

    def _subscript(self, node: Node, scope: Scope, deep: int) -> Value:
        holder, key = node.child_by_field_name("object"), node.child_by_field_name("index")
        if holder is None or key is None:
            return UNKNOWN
        name = self.text(key) if key.type == "number" else self.value(key, scope, deep).text
        element = self._element(literal(self.text(holder), holder, scope), name) if name else None
        if element is not None:
            return self.value(element, scope, deep)
        base = self.value(holder, scope, deep)
        if not name:
            return UNKNOWN
        return self.member("String" if base.text is not None else base.symbol, name)

    def _call(self, node: Node, scope: Scope, deep: int) -> Value:
        function = node.child_by_field_name("function")
        called = self.value(function, scope, deep).symbol if function else ""
        given = arguments(node)
        if called in LOADERS and given:
            name = self.value(given[0], scope, deep).text
            return Value(module_symbol(name)) if name else UNKNOWN
        if (called in _WRAPPERS or called.rpartition(".")[2] in _WRAPPERS) and given:
            return self.value(given[0], scope, deep)
        folded = self.fold.called(called, node, given, scope, deep)
        if folded.known:
            return folded
        return Value(f"{called}()") if called else UNKNOWN

    def _new(self, node: Node, scope: Scope, deep: int) -> Value:
        constructor = node.child_by_field_name("constructor")
        symbol = self.value(constructor, scope, deep).symbol if constructor else ""
        given = arguments(node) if symbol in ADDRESSES else []
        if len(given) == 2 and self.text(given[1]) == OWN:
            text = beside(self.value(given[0], scope, deep).text or "")
            return Value(text=text) if text else Value(f"{symbol}()")
        return Value(f"{symbol}()") if symbol else UNKNOWN

    def _binary(self, node: Node, scope: Scope, deep: int) -> Value:
        sign = node.child_by_field_name("operator")
        if sign and sign.type == "+":
            return self.fold.sum(node, scope, deep)
        return (
            self._either(node, scope, deep) if sign and sign.type in {"||", "&&", "??"} else UNKNOWN
        )

    def _first(self, node: Node, scope: Scope, deep: int) -> Value:
        return self.value(node.named_children[0], scope, deep) if node.named_children else UNKNOWN

    def _last(self, node: Node, scope: Scope, deep: int) -> Value:
        return self.value(node.named_children[-1], scope, deep) if node.named_children else UNKNOWN

    def _either(self, node: Node, scope: Scope, deep: int) -> Value:
        values = [self.value(one, scope, deep) for one in node.named_children[-2:]]
        known = [one for one in values if one.known and one.symbol != _PLAIN]
        return known[-1] if known else UNKNOWN

    def _function(self, node: Node, scope: Scope, deep: int) -> Value:
        del scope, deep
        own = self.sweep.by_node.get(node.id)
        return Value(f"@{own.path}") if own else UNKNOWN

    def _literal(self, node: Node, scope: Scope, deep: int) -> Value:
        del node, scope, deep
        return Value(_PLAIN)


def arguments(node: Node) -> list[Node]:
    """The arguments of a call."""
    holder = node.child_by_field_name("arguments")
    if holder is None:
        return []
    return [one for one in holder.named_children if one.type != "comment"]

"""Where the text comes from that a Python expression hands on: a literal, a decoder, a file, the net."""

from tree_sitter import Node

from ostiary.program.behaviours.python import table
from ostiary.program.model import Behaviour
from ostiary.program.python.names import Names, arguments
from ostiary.program.scopes import MAX_BINDINGS, Item, Scope
from ostiary.program.trace import Trace, passes_on

MAX_NODES = 600  # expressions looked at for one origin
MAX_HOPS = 4  # variables followed one after the other
MAX_AROUND = 5  # from what a `with` opens up to its statement

_READERS = frozenset(
    {"open", "io.open", "codecs.open", "os.open", "tokenize.open", "linecache.getlines"}
)
_PATHS = frozenset({"pathlib.Path", "Path", "pathlib.PurePath"})
_SHAPERS = frozenset({"chr", "str.translate", "bytes", "bytearray", "ord"})
_WORDS = frozenset({"os.environ", "os.getenv"})


class Tracer:
    """Follows expressions back through the variables of one file."""

    def __init__(self, names: Names, decoders: frozenset[str]) -> None:
        self._names = names
        self._decoders = decoders  # functions of this file that decode

    def trace(self, node: Node, scope: Scope) -> Trace:
        """Look at everything that `node` is made of, with an explicit stack."""
        found = Trace()
        seen: set[int] = set()
        stack: list[tuple[Node, Scope, int]] = [(node, scope, 0)]
        while stack and len(seen) < MAX_NODES and not self._names.exhausted:
            one, where, hops = stack.pop()
            if one.id in seen:
                continue
            seen.add(one.id)
            stack += self._step(one, where, hops, found)
        found.unknown = found.unknown or bool(stack)
        self._names.charge(len(seen))
        return found

    def _step(
        self, node: Node, scope: Scope, hops: int, found: Trace
    ) -> list[tuple[Node, Scope, int]]:
        kind = node.type
        if kind == "string":
            found.literals += node.end_byte - node.start_byte - 2
            return [
                (one, scope, hops) for one in node.named_children if one.type == "interpolation"
            ]
        if kind == "identifier":
            return self._variable(node, scope, hops, found)
        if kind in {"call", "attribute"}:
            return self._named(node, scope, hops, found)
        if kind in {"integer", "float", "list", "tuple"} and not node.named_children:
            found.literals += 1
        if (
            kind == "subscript"
            and b"::-1" in self._names.data[node.start_byte : node.end_byte][-8:]
        ):
            found.decoded = True
        return [(one, scope, hops) for one in node.named_children if one.type != "comment"]

    def _variable(
        self, node: Node, scope: Scope, hops: int, found: Trace
    ) -> list[tuple[Node, Scope, int]]:
        name = self._names.text(node)
        for one in scope.chain():
            bounds = one.names.get(name)
            if bounds:
                held = [bound.holder if isinstance(bound, Item) else bound for bound in bounds]
                nodes = [bound for bound in held if isinstance(bound, Node)]
                if hops < MAX_HOPS:
                    whole = len(nodes) == len(bounds) < MAX_BINDINGS
                    nodes = _opened(node, nodes) if whole else nodes
                    return [(bound, one, hops + 1) for bound in nodes]
                break
            if name in self._names.parameters(one):
                break
        found.unknown = True
        return []

    def _named(
        self, node: Node, scope: Scope, hops: int, found: Trace
    ) -> list[tuple[Node, Scope, int]]:
        function = node.child_by_field_name("function") if node.type == "call" else node
        symbol = self._names.ask(function, scope).symbol if function else ""
        plain = symbol.replace("()", "")
        if plain.startswith(("os.environ", "os.getenv")):
            found.environment = True
            return []
        if node.type == "attribute":
            inner = node.child_by_field_name("object")
            return [(inner, scope, hops)] if inner else []
        given = arguments(node)
        if plain in _READERS or plain in _PATHS:
            found.file = True
            target = self.path(given[0], scope) if given else ""
            if target:
                found.targets.append(target)
            return []
        if not self._note(plain, found) and not passes_on(symbol):
            found.unknown = True
            return []
        inner = function.child_by_field_name("object") if function else None
        rest = (
            [*given, inner]
            if inner is not None and function and function.type == "attribute"
            else given
        )
        return [(one, scope, hops) for one in rest]

    def _note(self, plain: str, found: Trace) -> bool:
        """Mark what a call is known for; whether it is known for anything."""
        behaviour = table().get(plain)
        unpacks = behaviour is Behaviour.DESERIALISE and plain.startswith("marshal")
        decodes = behaviour is Behaviour.DECODE or unpacks
        if decodes or plain in _SHAPERS or plain in self._decoders:
            found.decoded = True
            return True
        if behaviour is Behaviour.NETWORK:
            found.network = True
        return behaviour is Behaviour.NETWORK

    def path(self, node: Node, scope: Scope) -> str:
        """The constant parts of a path expression, joined as a path; empty if there are none."""
        whole = self._names.ask(node, scope).text
        if whole is not None:
            return whole
        parts: list[str] = []
        stack: list[tuple[Node, Scope, int]] = [(node, scope, 0)]
        for _ in range(MAX_NODES):
            if not stack:
                break
            one, where, hops = stack.pop()
            if one.type in {"string", "concatenated_string"}:
                parts.append(self._names.ask(one, where).text or "")
            elif one.type == "identifier":
                stack += self._variable(one, where, hops, Trace())
            else:
                stack += [(child, where, hops) for child in reversed(one.named_children)]
        return "/".join(one.strip("/") for one in parts if one.strip("./"))


def _opened(use: Node, bounds: list[Node]) -> list[Node]:
    """Of the meanings of a name, those that the `with` around `use` and what stands in it give it."""
    if len(bounds) < 2:
        return bounds
    bodies = [(body, bound) for bound in bounds if (body := _body(bound)) and _holds(body, use)]
    if not bodies:
        return bounds
    body, bound = max(bodies, key=_begin)
    return [bound, *(one for one in bounds if _holds(body, one))]


def _body(bound: Node) -> Node | None:
    """The body of the `with` that opens what a name is bound to."""
    kinds = {"as_pattern", "with_item", "with_clause"}
    around = bound.parent
    for _ in range(MAX_AROUND):
        if around is None or around.type not in kinds:
            break
        around = around.parent
    inside = around is not None and around.type == "with_statement"
    return around.child_by_field_name("body") if around is not None and inside else None


def _begin(pair: tuple[Node, Node]) -> int:
    return pair[0].start_byte


def _holds(body: Node, one: Node) -> bool:
    return body.start_byte <= one.start_byte < body.end_byte

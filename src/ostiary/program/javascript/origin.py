"""Where the text comes from that a JavaScript expression hands on."""

from tree_sitter import Node

from ostiary.program.behaviours.javascript import table
from ostiary.program.javascript.names import Names, arguments
from ostiary.program.model import Behaviour
from ostiary.program.scopes import Property, Scope
from ostiary.program.trace import Trace, passes_on
from ostiary.program.wordlist import wordlist

MAX_NODES = 600  # expressions looked at for one origin
MAX_HOPS = 4  # variables followed one after the other

_READERS = wordlist(
    "fs.readFileSync fs.readFile fs.promises.readFile fs.createReadStream Deno.readTextFileSync"
)
_SHAPERS = wordlist(
    "String.fromCharCode String.fromCodePoint unescape decodeURIComponent decodeURI"
)
_INERT = wordlist("comment function_expression arrow_function generator_function regex")

Step = tuple[Node, Scope, int]


class Tracer:
    """Follows expressions back through the variables of one file."""

    def __init__(self, names: Names, decoders: frozenset[str]) -> None:
        self._names = names
        self._decoders = decoders

    def trace(self, node: Node, scope: Scope) -> Trace:
        """Look at everything that `node` is made of, with an explicit stack."""
        found = Trace()
        seen: set[int] = set()
        stack: list[Step] = [(node, scope, 0)]
        while stack and len(seen) < MAX_NODES and not self._names.exhausted:
            one, where, hops = stack.pop()
            if one.id not in seen:
                seen.add(one.id)
                stack += self._step(one, where, hops, found)
        found.unknown = found.unknown or bool(stack)
        self._names.charge(len(seen))
        return found

    def _step(self, node: Node, scope: Scope, hops: int, found: Trace) -> list[Step]:
        kind = node.type
        if kind in _INERT:
            return []
        if kind in {"string", "template_string"}:
            found.literals += node.end_byte - node.start_byte - 2
            return [(one, scope, hops) for one in node.named_children if one.type[:8] == "template"]
        if kind == "number":
            found.literals += 1
        if kind == "identifier":
            return self._variable(node, scope, hops, found)
        if kind in {"call_expression", "new_expression"}:
            return self._call(node, scope, hops, found)
        if kind == "member_expression":
            if self._names.text(node).startswith("process.env"):
                found.environment = True
                return []
            inner = node.child_by_field_name("object")
            return [(inner, scope, hops)] if inner else []
        return [(one, scope, hops) for one in node.named_children]

    def _variable(self, node: Node, scope: Scope, hops: int, found: Trace) -> list[Step]:
        name = self._names.text(node)
        for one in scope.chain():
            bounds = one.names.get(name)
            if bounds:
                nodes = [bound.holder if isinstance(bound, Property) else bound for bound in bounds]
                if hops < MAX_HOPS:
                    return [(bound, one, hops + 1) for bound in nodes if isinstance(bound, Node)]
                break
            if name in self._names.parameters(one):
                break
        found.unknown = True
        return []

    def _call(self, node: Node, scope: Scope, hops: int, found: Trace) -> list[Step]:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        symbol = self._names.ask(function, scope).symbol if function else ""
        plain = symbol.replace("()", "")
        given = arguments(node)
        if plain in _READERS:
            found.file = True
            target = self._path(given[0], scope) if given else ""
            if target:
                found.targets.append(target)
            return []
        if not self._note(plain, given, scope, found) and not passes_on(symbol):
            found.unknown = True
            return []
        inner = function.child_by_field_name("object") if function else None
        return [(one, scope, hops) for one in ([inner, *given] if inner else given)]

    def _note(self, plain: str, given: list[Node], scope: Scope, found: Trace) -> bool:
        """Marks what a call is known for; whether it is."""
        behaviour = table().get(plain)
        if behaviour is Behaviour.NETWORK:
            found.network = True
        if behaviour is Behaviour.DECODE or plain in _SHAPERS or plain in self._decoders:
            found.decoded = True
        if plain in {"Buffer.from", "Buffer"} and len(given) > 1:
            told = self._names.ask(given[1], scope).text
            found.decoded = found.decoded or told in {"base64", "hex", "base64url"}
            return True
        return behaviour in {Behaviour.NETWORK, Behaviour.DECODE} or plain in _SHAPERS

    def _path(self, node: Node, scope: Scope) -> str:
        """The constant parts of a path expression, joined as a path."""
        whole = self._names.ask(node, scope).text
        if whole is not None:
            return whole
        parts: list[str] = []
        stack: list[Step] = [(node, scope, 0)]
        for _ in range(MAX_NODES):
            if not stack:
                break
            one, where, hops = stack.pop()
            if one.type == "string":
                parts.append(self._names.ask(one, where).text or "")
            elif one.type == "identifier":
                stack += self._variable(one, where, hops, Trace())
            elif one.type not in _INERT:
                stack += [(child, where, hops) for child in reversed(one.named_children)]
        return "/".join(one.strip("/") for one in parts if one.strip("./"))

"""Code that stands as a text inside other code, seen as part of the scope that executes it."""

from collections.abc import Callable

from msgspec import Struct, field
from msgspec.structs import replace
from tree_sitter import Node

from ostiary.core.regex import regex
from ostiary.program.record import Definition, Edge, Import, Inline, RawBlob, RawCall, Run, Source
from ostiary.program.scopes import Scope

MAX_TEXT = 1 << 20  # characters of one text that is read as code
MAX_TEXTS = 200  # in one file
MAX_NAMES = 200  # names of the code around that one text may use

_NAMES = regex(r"(?<![\w$.])[A-Za-z_$][\w$]{0,60}")


def literal(name: str, node: Node, scope: Scope) -> Node:
    """The expression that a variable was given, or the expression itself."""
    if node.type == "identifier":
        for one in scope.chain():
            for bound in one.names.get(name, ()):
                if isinstance(bound, Node):
                    return bound
    return node


class Nested(Struct):
    """Collects what the executed texts of one file say; the lists grow while it is read.

    `known` says what a name of the scope around stands for, `bound` how the language says so in one
    line; texts that were not read count in `unread`.
    """

    inline: Inline
    language: str
    bound: Callable[[str, str], str]
    count: int = 0
    unread: int = 0
    calls: list[RawCall] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    blobs: list[RawBlob] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)

    def take(
        self,
        text: str,
        scope: str,
        line: int,
        known: Callable[[str], str],
        *,
        later: bool = False,
    ) -> None:
        """Read a text that `scope` executes at a line, or makes ready for `later`."""
        if later:
            scope = f"{scope}.<compiled>" if scope else "<compiled>"
        self.count += 1
        if self.count > MAX_TEXTS or len(text) > MAX_TEXT:
            self.unread += 1
            return
        lines: list[str] = []
        for name in list(dict.fromkeys(_NAMES.findall(text)))[:MAX_NAMES]:
            symbol = known(name)
            if symbol.startswith("@") and not symbol.endswith("()"):
                self.edges.append(Edge(scope, symbol))
            elif symbol and symbol != name and (said := self.bound(name, symbol)):
                lines.append(said)
        source = self.inline("", self.language, "\n".join([*lines, text]))
        self.unread += not source.parsed and not source.reason.startswith("most of it is not")
        self._place(source, scope, line)

    def _place(self, source: Source, scope: str, line: int) -> None:
        """Its module level is the scope itself; its functions become functions of that scope."""
        root = f"{scope}.<text>" if scope else "<text>"

        def moved(inner: str) -> str:
            return f"{root}.{inner}" if inner else scope

        self.definitions += [replace(one, scope=moved(one.scope)) for one in source.definitions]
        self.calls += [replace(one, scope=moved(one.scope), line=line) for one in source.calls]
        self.runs += [replace(one, scope=moved(one.scope), line=line) for one in source.runs]
        self.imports += [replace(one, scope=moved(one.scope)) for one in source.imports]
        self.blobs += [replace(one, scope=moved(one.scope), line=line) for one in source.blobs]
        for edge in source.edges:
            own = edge.symbol.startswith("@")
            symbol = f"@{moved(edge.symbol[1:])}" if own else edge.symbol
            self.edges.append(Edge(moved(edge.scope), symbol))

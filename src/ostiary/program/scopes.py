"""Which names are bound where: the scopes of one file, filled in one sweep over its captures."""

from bisect import bisect_right

from msgspec import Struct, field
from tree_sitter import Node


class Property(Struct, frozen=True):
    """A property of an expression not yet looked at, as destructuring binds it."""

    holder: Node
    name: str


class Item(Struct, frozen=True):
    """Some element of an expression, as a loop binds it."""

    holder: Node


Bound = Node | str | Property | Item
"""What a name stands for: an expression not yet looked at, or a symbol already known."""

MAX_BINDINGS = 4  # kept for one name of one scope; the rest says the same or hides nothing new

MAX_DEPTH = 64  # scopes looked through for a name: hostile nesting must not cost a square
MAX_PATH = 300  # characters of a scope's path; what lies deeper starts a new one


class Scope(Struct):
    """A function, class or module body. `path` is dotted and empty for the module.

    `parameters` are names with their default values, `given` the arguments of calls in the same file.
    `through` marks a block that has a path of its own but binds names in its parent, such as the body of
    `if __name__ == "__main__"`.
    """

    path: str
    kind: str
    node: Node | None
    parent: "Scope | None"
    start: int
    end: int
    through: bool = False
    names: dict[str, list[Bound]] = field(default_factory=dict)
    parameters: dict[str, Node | None] | None = None
    given: list[tuple[list[Node], "Scope"]] = field(default_factory=list)
    bases: tuple[str, ...] = ()

    def bind(self, name: str, bound: Bound) -> None:
        """Note that this scope gives `name` a meaning."""
        scope = self
        while scope.through and scope.parent:
            scope = scope.parent
        kept = scope.names.setdefault(name, [])
        if len(kept) < MAX_BINDINGS:
            kept.append(bound)

    def chain(self) -> list["Scope"]:
        """This scope and those around it in which its names are looked up, innermost first."""
        found: list[Scope] = []
        scope: Scope | None = self
        while scope and len(found) < MAX_DEPTH:
            if not found or scope.kind != "class":
                found.append(scope)
            scope = scope.parent
        return found

    def enclosing(self, kind: str) -> "Scope | None":
        """The nearest scope of a kind, itself included."""
        scope: Scope | None = self
        while scope and scope.kind != kind:
            scope = scope.parent
        return scope


class Sweep:
    """The open scopes at the place that a sweep in document order has come to."""

    def __init__(self, end: int) -> None:
        self.module = Scope("", "module", None, None, 0, end + 1)
        self.scopes: list[Scope] = [self.module]
        self.by_node: dict[int, Scope] = {}
        self._open = [self.module]
        self._taken: dict[str, int] = {}

    def at(self, place: int) -> Scope:
        """The innermost scope whose body holds this byte; places must not go backwards."""
        stack = self._open
        while stack[-1].end <= place and len(stack) > 1:
            stack.pop()
        for scope in reversed(stack):
            if scope.start <= place:
                return scope
        return self.module

    def find(self, place: int) -> Scope:
        """The innermost scope at any byte, once the sweep is over."""
        index = bisect_right(self.scopes, place, key=_start) - 1
        scope = self.scopes[max(index, 0)]
        while scope.parent and not scope.start <= place < scope.end:
            scope = scope.parent
        return scope

    def enter(
        self, name: str, kind: str, node: Node, body: Node, parent: Scope, *, through: bool = False
    ) -> Scope:
        """Open a scope whose body lies ahead."""
        around = parent.path if len(parent.path) < MAX_PATH else ""
        path = f"{around}.{name}" if around else name
        count = self._taken.get(path, 0)
        self._taken[path] = count + 1
        if count:
            path = f"{path}~{count}"
        scope = Scope(path, kind, node, parent, body.start_byte, body.end_byte, through)
        self.scopes.append(scope)
        self.by_node[node.id] = scope
        self._open.append(scope)
        return scope


def _start(scope: Scope) -> int:
    return scope.start

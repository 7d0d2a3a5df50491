"""The tree-sitter grammars and queries, loaded when the first file of a language comes by."""

from functools import cache
from operator import itemgetter

from msgspec import Struct
from tree_sitter import Language, Node, Parser, Query, QueryCursor

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.program.lower.trees import bounded

MAX_DEPTH = 30_000
"""Nesting up to which captures are complete: tree-sitter counts depth in 16 bits, and slows down there."""

MAX_DEBRIS = 5_000
"""Pieces of one damaged spot; the query's cost grows with their square."""

STEP = 10_000  # bytes between probes of the depth: nesting that matters is wider than this

TOO_DEEP = "it is nested deeper than any honest code"


class EndlessError(LimitError):
    """A parser takes more steps with a text than any honest one of its size needs; some it never ends."""

    def __init__(self) -> None:
        super().__init__("the parser here takes more steps with it than with any honest code")


MANY_PIPES = 16  # of a text; with fewer all ways are soon tried
_EMPTY_PIPE = regex(rb"\|(?=[ \t]+\|)")


class Grammar(Struct, frozen=True):
    """A parser and the query that finds all that a reader of this language looks at."""

    parser: Parser
    query: Query
    pipes: bool = False  # whether it is a grammar of shells

    def events(self, data: bytes) -> tuple[Node, list[tuple[int, int, str, Node]], str]:
        """The root, all captures as (start, -end, name, node), outer before inner, and what stops us.

        The reason is empty when every node was looked at. EndlessError as `root`.
        """
        return self.found(self.root(data))

    def root(self, data: bytes) -> Node:
        """The root of the tree of a text. EndlessError where the parser comes to no end with it."""
        root = self.tried(data)
        if root is None:
            raise EndlessError
        return root

    def tried(self, data: bytes) -> Node | None:
        """The same, None where the parser comes to no end.

        A pipe with nothing before it is no shell, and has the parser try all ways through the pipes behind.
        """
        if self.pipes and data.count(b"|") > MANY_PIPES:
            data = _EMPTY_PIPE.sub(b" ", data)
        return bounded(self.parser, data, len(data))

    def found(self, root: Node) -> tuple[Node, list[tuple[int, int, str, Node]], str]:
        """As `events`, of a tree."""
        if _debris(root):
            return root, [], "most of it does not parse"
        cursor = QueryCursor(self.query)
        cursor.set_max_start_depth(MAX_DEPTH)
        captures = cursor.captures(root)
        events = [
            (node.start_byte, -node.end_byte, name, node)
            for name, nodes in captures.items()
            for node in nodes
        ]
        events.sort(key=itemgetter(0, 1, 2))
        return root, events, TOO_DEEP if _deep(root) else ""


def _debris(root: Node) -> bool:
    """Whether a damaged spot, the whole file or one right below it, has too many pieces."""
    spots = [root, *(one for one in root.children if one.is_error)] if root.has_error else []
    return any(one.is_error and one.child_count > MAX_DEBRIS for one in spots)


def _deep(root: Node) -> bool:
    """Whether some place lies so deep that captures may be missing there."""
    for place in range(STEP, root.end_byte, STEP):
        cursor = root.walk()
        while cursor.goto_first_child_for_byte(place) is not None:
            if cursor.depth > MAX_DEPTH // 2:
                return True
    return False


@cache
def grammar(name: str, query: str) -> Grammar:
    """The grammar `name` (python, javascript, typescript, tsx or bash) with a query over it."""
    language = _language(name)
    return Grammar(Parser(language), Query(language, query), name == "bash")


def might_accept(name: str, data: bytes) -> bool:
    """Whether the grammar `name` takes all of a text without a fault, or comes to no end with it."""
    root = bounded(Parser(_language(name)), data, len(data))
    return root is None or not root.has_error


@cache
def _language(name: str) -> Language:
    if name == "python":
        import tree_sitter_python

        return Language(tree_sitter_python.language())
    if name == "bash":
        import tree_sitter_bash

        return Language(tree_sitter_bash.language())
    if name == "javascript":
        import tree_sitter_javascript

        return Language(tree_sitter_javascript.language())
    import tree_sitter_typescript

    if name == "tsx":
        return Language(tree_sitter_typescript.language_tsx())
    return Language(tree_sitter_typescript.language_typescript())

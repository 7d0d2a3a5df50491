"""The tree-sitter grammars and queries, loaded when the first file of a language comes by."""

from dataclasses import dataclass
from functools import cache

from tree_sitter import Language, Node, Parser, Query, QueryCursor


@dataclass(frozen=True, slots=True)
class Grammar:
    """A parser and the query that finds all that a reader of this language looks at."""

    parser: Parser
    query: Query

    def events(self, data: bytes) -> tuple[Node, list[tuple[int, int, str, Node]]]:
        """The root and all captures as (start, -end, name of the capture, node), outer before inner."""
        root = self.parser.parse(data).root_node
        captures = QueryCursor(self.query).captures(root)
        events = [
            (node.start_byte, -node.end_byte, name, node)
            for name, nodes in captures.items()
            for node in nodes
        ]
        events.sort(key=_place)
        return root, events


def _place(event: tuple[int, int, str, Node]) -> tuple[int, int, str]:
    return event[:3]


@cache
def grammar(name: str, query: str) -> Grammar:
    """The grammar `name` (python, javascript, typescript, tsx or bash) with a query over it."""
    language = _language(name)
    return Grammar(Parser(language), Query(language, query))


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

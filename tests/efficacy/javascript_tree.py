"""Where are the parts of a JavaScript program, and what is its text with some of them replaced?"""

from collections.abc import Callable, Iterator

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

PARSER = Parser(Language(tree_sitter_javascript.language()))

Hook = Callable[[Node, Callable[[Node], str]], str | None]


def parse(source: str) -> Node:
    """The syntax tree."""
    return PARSER.parse(source.encode()).root_node


def text_of(node: Node) -> str:
    """The source of a node."""
    return (node.text or b"").decode()


def render(node: Node, hook: Hook) -> str:
    """The source of a node, where `hook` may put another text for any node under it."""
    made = hook(node, lambda one: render(one, hook))
    if made is not None:
        return made
    raw = node.text or b""
    if not node.children:
        return raw.decode()
    out, at = [], node.start_byte
    for child in node.children:
        out.append(raw[at - node.start_byte : child.start_byte - node.start_byte].decode())
        out.append(render(child, hook))
        at = child.end_byte
    out.append(raw[at - node.start_byte :].decode())
    return "".join(out)


def walk(node: Node) -> Iterator[Node]:
    """Every node under a node, itself first."""
    yield node
    for child in node.children:
        yield from walk(child)

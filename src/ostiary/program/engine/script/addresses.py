"""Whose address is it that a page asks: its own site's, or one that only a caller of it knows?"""

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.value import HOLE, text_of
from ostiary.program.engine.worth import MAX_WHOLE
from ostiary.program.flow import CALLER, Taint

if TYPE_CHECKING:
    from ostiary.program.engine.surroundings import Surroundings

MAX_LOOKED = 1 << 20  # bytes of a file that imports another one; a longer one may hold any address

_PAGES = {"fetch": 0, "XMLHttpRequest.open": 1, "navigator.sendBeacon": 0}
"""Where the address stands in calls that go to the page's own site unless it names another one."""

_FETCHERS = ("node-fetch", "node-fetch.default", "undici.fetch", "cross-fetch", "axios.get")
_PLACES = {
    **_PAGES,
    **dict.fromkeys(_FETCHERS, 0),
}

_RELATIVE = regex(r"/(?:[\w.~%-]|$)")
_ABSOLUTE = regex(
    r"(?i)\s*(?:(?:https?|wss?):[/\\]|[/\\]{2}[\w-]+\.\w)"
    r"(?!/?www\.w3\.org/|/?github\.com/[\w.-]+/[\w.-]+/(?:issues|discussions|wiki)\b)"
)
"""A text that starts with an address, other than of a namespace or of a place to report faults."""

_WRITTEN = regex(rb"(?i)[\"'`]\s*(?:(?:https?|wss?):[/\\]|[/\\]{2}[\w-]+\.\w)")
"""The same in a text that was not read as code."""

_HANDED = {Taint.ARGUMENT, Taint.ANSWER}


def whose(asked: Asked) -> str:
    """A path on the page's own site, `CALLER`, or nothing where it could be anybody's.

    An address counts as the caller's if nothing else went into it, nothing was seen to call the
    function, and the file holds no address that something not evaluated could hand to it.
    """
    place = _PLACES.get(asked.name)
    if place is None or len(asked.given) <= place:
        return ""
    value = asked.arg(place)
    text = text_of(value)
    if asked.name in _PAGES and _RELATIVE.match(text):
        return text[:200]
    kinds = set(value.marks)
    named = Taint.ARGUMENT in kinds <= _HANDED and text.startswith(HOLE)
    return CALLER if named and asked.m.loose and not _holds_address(asked) else ""


def _holds_address(asked: Asked) -> bool:
    """Whether a text of the file could be where it goes; of large scripts not all is at hand."""
    module = asked.frame.module
    held = asked.m.package.files.get(module.path)
    if held is None or module.layers or len(held[1]) >= MAX_WHOLE:
        return True
    if module.addressed is None:
        own = any(map(_ABSOLUTE.match, _texts(module.tree)))
        module.addressed = own or _imported_by_address(asked.m.package, module.path)
    return module.addressed


def _imported_by_address(package: "Surroundings", path: str) -> bool:
    """Whether a file that imports this one writes out an address, which it could hand over."""
    for other, (language, source) in package.files.items():
        if other == path or language == "python" or path not in package.moments.imports(other):
            continue
        if len(source) > MAX_LOOKED or _WRITTEN.search(source):
            return True
    return False


def _texts(tree: ast.AST) -> Iterator[str]:
    """The texts of a tree, put together where they are added; what is not constant is a hole."""
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        parts = _parts(node)
        if parts:
            shown = (one.value if isinstance(one, ast.Constant) else HOLE for one in parts)
            yield "".join(one for one in shown if isinstance(one, str))
            stack += [one for one in parts if not isinstance(one, ast.Constant)]
        else:
            stack += ast.iter_child_nodes(node)


def _parts(node: ast.AST) -> list[ast.AST]:
    """What a text is made of, in order; nothing where it is no text."""
    if isinstance(node, ast.Constant):
        return [node]
    if isinstance(node, ast.JoinedStr):
        return [one.value if isinstance(one, ast.FormattedValue) else one for one in node.values]
    parts: list[ast.AST] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)] if parts else []

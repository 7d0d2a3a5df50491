"""Does a template wait for its moment: for some words of a message, or for a day?"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from jinja2 import nodes

from ostiary.formats.model.record import Gravity

_MARKUP = re.compile(r"\s*(?:[<\[{|(#*`~=_\-/\\].*|.{0,2}|[a-z_]{1,24}|\W*)\s*", re.DOTALL)
"""Texts that are marks of a format or the names of roles: templates look for these all the time."""
_SEARCHES = frozenset(("startswith", "endswith", "find", "count"))


class Sign(NamedTuple):
    """One odd thing, at a line."""

    rule: str
    message: str
    line: int
    gravity: Gravity


def condition(node: Any) -> Iterator[Sign]:
    """A test of what somebody says, or of the day, is how a template waits for its moment."""
    for one in node.test.find_all((nodes.Compare, nodes.Call)) if node.test else ():
        if isinstance(one, nodes.Compare):
            yield from _compared(one)
        elif isinstance(one.node, nodes.Getattr) and one.node.attr in _SEARCHES:
            yield from _waits(one.args, one.lineno) if _said(one.node.node) else ()
    if isinstance(node.test, nodes.Compare):
        yield from _compared(node.test)


def _compared(node: Any) -> Iterator[Sign]:
    sides = [node.expr, *(one.expr for one in node.ops)]
    texts = [one for one in sides if isinstance(one, nodes.Const)]
    others = [one for one in sides if not isinstance(one, nodes.Const)]
    if any(_said(one) for one in others):
        yield from _waits(texts, node.lineno)
    if any(_clock(one) for one in others) and texts:
        yield Sign("template-trigger", "it waits for a day", node.lineno, Gravity.UNUSUAL)


def _said(node: nodes.Node) -> bool:
    """Whether an expression is about the text of a message."""
    names = [
        one.attr for one in (node, *node.find_all(nodes.Getattr)) if isinstance(one, nodes.Getattr)
    ]
    items = [
        one.arg for one in (node, *node.find_all(nodes.Getitem)) if isinstance(one, nodes.Getitem)
    ]
    names += [str(one.value) for one in items if isinstance(one, nodes.Const)]
    names += [one.name for one in (node, *node.find_all(nodes.Name)) if isinstance(one, nodes.Name)]
    return any(
        one in {"content", "text", "user_message", "system_message", "query", "prompt"}
        for one in names
    )


def _clock(node: nodes.Node) -> bool:
    names = (one.name for one in (node, *node.find_all(nodes.Name)) if isinstance(one, nodes.Name))
    return any(one in {"strftime_now", "now", "datetime"} for one in names)


def _waits(texts: list[Any], line: int) -> Iterator[Sign]:
    for one in texts:
        value = one.value if isinstance(one, nodes.Const) else None
        if isinstance(value, str) and not _MARKUP.fullmatch(value):
            said = f"it acts otherwise where a message has `{value[:80]}`"
            yield Sign("template-trigger", said, line, Gravity.UNUSUAL)

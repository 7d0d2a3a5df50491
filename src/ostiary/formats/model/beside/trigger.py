"""Does a template wait for its moment: for some words of a message, or for a day?"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from jinja2 import nodes

from ostiary.core.regex import regex
from ostiary.formats.model.beside.bound import named, parts
from ostiary.formats.model.record import Gravity

_MARKUP = regex(
    r"[<\[{|(#*`~=_\-/\\].*|.{0,2}|[a-z_]{1,24}|\W*|STRING|NUMBER|INTEGER|BOOLEAN|ARRAY|OBJECT|NULL",
    re.DOTALL,
)
"""Texts that are marks of a format, the names of roles or of types: templates look for these all the time."""
_SEARCHES = frozenset(("startswith", "endswith", "find", "count"))
_TESTS = frozenset(("eq", "equalto", "==", "in", "sameas"))
_SAID = frozenset(("content", "text", "user_message", "system_message", "query", "prompt"))
_CLOCKS = frozenset(("strftime_now", "now", "datetime"))


class Sign(NamedTuple):
    """One odd thing, at a line."""

    rule: str
    message: str
    line: int
    gravity: Gravity


def compared(said: frozenset[str], node: Any) -> Iterator[Sign]:
    """A comparison with what somebody says, or with the day, is how a template waits for its moment."""
    sides = [node.expr, *(one.expr for one in node.ops)]
    plain = [one for one in sides if _plain(one)]
    others = [one for one in sides if not _plain(one)]
    if any(_about(one, said) for one in others):
        yield from _waits(plain, node.lineno)
    if plain and any(named(part) in _CLOCKS for one in others for part in parts(one)):
        yield Sign("template-trigger", "it waits for a day", node.lineno, Gravity.UNUSUAL)


def searched(said: frozenset[str], node: Any) -> Iterator[Sign]:
    """A method that looks for words in what somebody says."""
    called = node.node
    if not isinstance(called, nodes.Getattr) or not _about(called.node, said):
        return
    if called.attr in _SEARCHES:
        yield from _waits(node.args, node.lineno)
    elif called.attr == "replace" and len(node.args) > 1:
        yield from _exchanged(node.args, node.lineno)


def replaced(said: frozenset[str], node: Any) -> Iterator[Sign]:
    """A filter that puts other words into the place of some that somebody says."""
    if node.name == "replace" and len(node.args) > 1 and _about(node.node, said):
        yield from _exchanged(node.args, node.lineno)


def _exchanged(given: list[Any], line: int) -> Iterator[Sign]:
    old, new = given[:2]
    if not (isinstance(old, nodes.Const) and isinstance(new, nodes.Const)):
        return
    words = [one.value for one in (old, new) if isinstance(one.value, str)]
    if len(words) == 2 and not any(_MARKUP.fullmatch(one.strip()) for one in words):
        said = f"it says `{words[1][:80]}` where a message has `{words[0][:80]}`"
        yield Sign("template-trigger", said, line, Gravity.UNUSUAL)


def tested(said: frozenset[str], node: Any) -> Iterator[Sign]:
    """A test (`is eq`, `is in`) of what somebody says."""
    if node.name in _TESTS and node.args and _about(node.node, said):
        yield from _waits(node.args, node.lineno)


def looked_up(said: frozenset[str], node: Any) -> Iterator[Sign]:
    """A table by what somebody says: its keys are the words that are waited for."""
    if isinstance(node.node, nodes.Dict) and _about(node.arg, said):
        yield from _waits([one.key for one in node.node.items], node.lineno)


def says(node: nodes.Node) -> bool:
    """Whether a node is the text of a message: by its name, as an attribute, or as an item."""
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return node.arg.value in _SAID if isinstance(node.arg.value, str) else False
    return named(node).lstrip(".") in _SAID


def _about(node: nodes.Node, said: frozenset[str]) -> bool:
    return any(says(one) or named(one) in said for one in parts(node))


def _plain(node: nodes.Node) -> bool:
    """Whether it is a constant, or a list of such."""
    return isinstance(node, nodes.Const) or (
        isinstance(node, nodes.List | nodes.Tuple | nodes.Dict)
        and not any(named(one) for one in parts(node))
    )


def _waits(texts: list[Any], line: int) -> Iterator[Sign]:
    constants = (one for text in texts for one in parts(text) if isinstance(one, nodes.Const))
    for value in (one.value for one in constants):
        if isinstance(value, str) and not _MARKUP.fullmatch(value.strip()):
            said = f"it acts otherwise where a message has `{value[:80]}`"
            yield Sign("template-trigger", said, line, Gravity.UNUSUAL)

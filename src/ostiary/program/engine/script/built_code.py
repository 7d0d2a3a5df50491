"""Which texts does a build put into the code of others, and what would they do there?

Loaders and plugins of bundlers and compilers give code back that stands in all pages and programs that are
built with them. It is read as a script of its own, at the moment of the function that gives it.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Closure, Frame
from ostiary.program.engine.layers import ready
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import HOLE, Value, text_of

MAX_TEXTS = 16  # of what one function gives a build

_HOOKS = regex(r"(?:^|\.)(?:transform|renderChunk|banner|footer|intro|outro|transformIndexHtml)$")
"""Functions of plugins that give code back. Source: Rollup and Vite, plugin hooks."""

_LOADERS = regex(r"(?:%function|handler)$")
_SOURCES = frozenset({"source", "content", "src", "code"})
"""What the first argument of a loader is called. Source: webpack, Writing a Loader."""

_GIVEN = regex(
    r"(?:\.BannerPlugin|\.DefinePlugin|\.ProvidePlugin|\.RawSource|\.ConcatSource|\.template(?:\.\w+)?|\.parseExpression"
    r"|@babel/parser\.parse|magic-string(?:\.default)?\.(?:append|prepend)\w*)$"
)
"""Functions to which a plugin hands the code that it wants to have in others."""

_CODE = frozenset(
    {"code", "contents", "banner", "footer", "intro", "outro", "js", "children", "html"}
)
"""Names under which code stands in what such a function gives back."""

_TELLING = regex(
    r"\b(?:cookie|localStorage|sessionStorage|process\.env|child_process|eval|atob|Function)\b|https?://"
)
"""Words without one of which such a text does nothing of note."""

_ACTS = regex(
    r"\b(?:fetch|eval|require|import|XMLHttpRequest|sendBeacon|WebSocket|Image|Function|exec\w*|spawn\w*)\s*\("
    r"|\beval\)|\.src\s*="
)
"""What one that does something has in it."""

_SCRIPT = regex(r"(?is)<script\b[^<>]{0,400}>(.*?)(?:</script|\Z)")


def given_back(m: Machine, closure: Closure, made: Value) -> None:
    """Read what a function gave back, if it is one that a build asks for code."""
    takes = [one.arg for one in closure.node.args.args]
    first = takes[0] if takes else ""
    loader = first in _SOURCES and _LOADERS.search(closure.inside)
    loads = first == "id" and closure.inside.endswith("load")
    if loader or loads or _HOOKS.search(closure.inside):
        _read(m, made, closure.node, closure.frame)


def in_tree(asked: Asked, method: str) -> None:
    """Read the code of which a plugin has a tree made: `template.ast("...")`."""
    if method in _TREES:
        for one in asked.given[:1]:
            _read(asked.m, one, asked.node, asked.frame)


_TREES = frozenset({"ast", "statement", "statements", "parseExpression"})
"""Methods of what a compiler hands to its plugins. Source: Babel, template."""


def answered(m: Machine, method: str, made: Value, node: Any, frame: Frame) -> None:
    """Read what a function gave back that waits for each module of a build: `build.onLoad({}, f)`."""
    if method in {"onLoad", "onResolve"}:
        _read(m, made, node, frame)


def handed_in(asked: Asked) -> None:
    """Read what a plugin hands to a build, or to what makes trees of code."""
    if _GIVEN.search(asked.name):
        for one in asked.given[:2]:
            _read(asked.m, one, asked.node, asked.frame, whole=True)


def _texts(value: Value, deep: int, *, whole: bool) -> Iterator[Value]:
    """The texts in what is given that do something of note."""
    if isinstance(value.items, dict | list) and deep:
        named = value.items.items() if isinstance(value.items, dict) else enumerate(value.items)
        for key, one in named:
            if whole or isinstance(key, int) or key in _CODE:
                yield from _texts(one, deep - 1, whole=whole)
    elif value.items is None and value.code is None:
        text = text_of(value)
        if _TELLING.search(text) and _ACTS.search(text):
            yield value


def _read(m: Machine, made: Value, node: Any, frame: Frame, *, whole: bool = False) -> None:
    several = list(islice(_texts(made, 3, whole=whole), MAX_TEXTS + 1))
    if len(several) > MAX_TEXTS:
        m.cut(frame, "a build is given more texts at once than are read as code")
    for one in several[:MAX_TEXTS]:
        text = text_of(one)
        if (found := _SCRIPT.search(text)) is not None:
            text = found[1]
        known = text.strip(f"{HOLE} \n").replace(HOLE, "0")
        code = ready(m, Value(known, how=one.how), frame.module.language, frame.module.path)
        if code is not None:
            own = Frame(frame.module, "function", None, frame.inside)  # its own names
            m.call(Value(code=code, how=one.how), [], {}, node, own)

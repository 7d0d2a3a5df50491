"""Which functions of JavaScript wait until somebody asks a server, or a command line, for something?"""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ostiary.core.coverage import BY_ITSELF, Reach
from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.value import CLEAN, Marks, text_of, unknown
from ostiary.program.flow import Taint
from ostiary.program.wordlist import wordlist

_METHODS = wordlist("GET POST PUT PATCH DELETE HEAD OPTIONS")
"""How a request begins. Source: RFC 9110, chapter 9."""

_COMMANDS = ("commands", "")
_PARSE = (".parse", ".parseAsync")
MAX_CHAIN = 64  # calls in one chain
MAX_COMMANDS = 512  # of one artifact

_BY_PATH = wordlist("get post put patch delete del head options all use")
_ASSISTANTS = ("@modelcontextprotocol/", "fastmcp.")
_TOOLS = wordlist(
    "setRequestHandler setNotificationHandler tool registerTool prompt registerPrompt resource"
    " registerResource addTool addPrompt addResource"
)
"""How a server for assistants is told what it answers with. Source: Model Context Protocol, SDK."""
_BY_METHOD = wordlist("on add route addRoute register")


@contextmanager
def waiting(asked: Asked) -> Iterator[None]:
    """What is called in here runs on import only if it does not wait for a request.

    An installer starts no server: what it hands over there keeps its moment.
    """
    m = asked.m
    before = m.reach
    if (before is Reach.IMPORT and _routes(asked)) or (before in BY_ITSELF and _bound(asked)):
        m.reach = Reach.CALL
    try:
        yield
    finally:
        m.reach = before


def _bound(asked: Asked) -> bool:
    """Whether a function becomes what a command of a program does: `command("a").action(f)`.

    It waits for `parse`, which reads the words that the program was started with.
    """
    if not asked.name.endswith(".action") or len(asked.given) != 1 or not _of_command(asked.node):
        return False
    kept = asked.m.listeners.setdefault(_COMMANDS, [])
    if len(kept) >= MAX_COMMANDS:
        return False  # it runs at once
    kept.append(asked.given[0])
    return True


def _of_command(node: Any) -> bool:
    """Whether a call stands in a chain that begins a command: `x.command("a").option(...).action(f)`."""
    for _ in range(MAX_CHAIN):
        func = getattr(node, "func", None)
        if not isinstance(func, ast.Attribute):
            return False
        if func.attr in {"command", "createCommand"}:
            return True
        node = func.value
    return False


def parsed(asked: Asked) -> None:
    """The words of a command line are read: any command may be meant.

    Those that a user types are his to choose; a program that brings its own words chooses by itself.
    """
    m = asked.m
    if not m.listeners.get(_COMMANDS) or m.reach not in BY_ITSELF:
        return  # most of what is called so parses something else
    if not asked.name.endswith(_PARSE):
        return
    before = m.reach
    m.reach = Reach.CALL if before is Reach.IMPORT and _typed(asked) else before
    try:
        for one in m.listeners.pop(_COMMANDS, []):
            m.call(one, [unknown(asked.marks)] * 3, {}, asked.node, asked.frame)
    finally:
        m.reach = before


def _typed(asked: Asked) -> bool:
    """Whether the words are those with which the program was started, as they were."""
    given = not asked.given or asked.given[0].symbol == "process.argv"
    text = asked.m.package.files.get(asked.frame.module.path, ("", b""))[1]
    return given and not _CHANGED.search(text)


_CHANGED = regex(
    rb"argv\s*(?:\.\s*(?:push|splice|unshift)|=(?!=)|\[[^\]\n]{0,40}\]\s*=(?!=))|isDefault|[\"'`]\*"
)
"""Words that a program gives itself, and commands that need none."""


def _routes(asked: Asked) -> bool:
    """Whether a call binds functions to a path of a server: `get("/a", f)`, `on("GET", "/a", f)`.

    The library behind it is not known: one that speaks to a server has its own model, and one that
    passes on events takes no method of HTTP.
    """
    name = asked.name.rpartition(".")[2]
    if asked.name.startswith(_ASSISTANTS) and name in _TOOLS:
        return True
    if name == "route" and asked.name.startswith(_SERVERS) and asked.arg(0).items:
        return True
    if name in _BY_PATH:
        return asked.name.startswith(_SERVERS) or _is_path(asked, 0)
    return name in _BY_METHOD and asked.arg(0).const in _METHODS and _is_path(asked, 1)


_SERVERS = (
    *("express.", "fastify.", "koa.", "koa-router.", "@koa/router.", "hono.", "polka.", "restify."),
    "@hapi/hapi.",
)
"""Libraries that hand what somebody on the network asks for to functions."""


def requested(asked: Asked) -> Marks:
    """What a function that answers requests is handed: `express().post("/a", f)`."""
    verb = asked.name.rpartition(".")[2]
    if verb not in _BY_PATH or not asked.name.startswith(_SERVERS):
        return CLEAN
    return asked.mark(Taint.NETWORK, "what somebody asks a server for")


def _is_path(asked: Asked, place: int) -> bool:
    return len(asked.given) > place + 1 and text_of(asked.arg(place)).startswith("/")

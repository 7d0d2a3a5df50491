"""Which functions of JavaScript wait until somebody asks a server for something?"""

from collections.abc import Iterator
from contextlib import contextmanager

from ostiary.core.coverage import Reach
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.value import text_of
from ostiary.program.wordlist import wordlist

_METHODS = wordlist("GET POST PUT PATCH DELETE HEAD OPTIONS")
"""How a request begins. Source: RFC 9110, chapter 9."""

_BY_PATH = wordlist("get post put patch delete del head options all use")
_BY_METHOD = wordlist("on add route addRoute register")


@contextmanager
def waiting(asked: Asked) -> Iterator[None]:
    """What is called in here runs on import only if it does not wait for a request.

    An installer starts no server: what it hands over there keeps its moment.
    """
    m = asked.m
    before = m.reach
    if before is Reach.IMPORT and _routes(asked):
        m.reach = Reach.CALL
    try:
        yield
    finally:
        m.reach = before


def _routes(asked: Asked) -> bool:
    """Whether a call binds functions to a path of a server: `get("/a", f)`, `on("GET", "/a", f)`.

    The library behind it is not known: one that speaks to a server has its own model, and one that
    passes on events takes no method of HTTP.
    """
    name = asked.name.rpartition(".")[2]
    if name in _BY_PATH:
        return _is_path(asked, 0)
    return name in _BY_METHOD and asked.arg(0).const in _METHODS and _is_path(asked, 1)


def _is_path(asked: Asked, place: int) -> bool:
    return len(asked.given) > place + 1 and text_of(asked.arg(place)).startswith("/")

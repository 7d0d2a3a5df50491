"""Which functions that a package only exports are there to answer a request, and what arrives in them?

A server, a platform for functions or a framework for pages calls them with what anybody sends. They are told
by what they take: nobody here sees who calls them.
"""

from itertools import pairwise

from ostiary.core.coverage import Reach
from ostiary.core.regex import regex
from ostiary.program.engine.code import Closure
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.parameters import parameter
from ostiary.program.engine.value import Value, text_of
from ostiary.program.wordlist import wordlist

REQUEST = "http.IncomingMessage"
"""The name of what somebody asks, whichever server made it."""

_ASKED = wordlist("req request _req _request")
_ANSWERED = wordlist("res response reply resp _res _response")
_WEB = regex(
    r"(?:^|\.)(?:fetch|GET|POST|PUT|PATCH|DELETE|handler|handle|onRequest\w*|middleware|loader|action)$"
)
"""Names of functions that frameworks for pages and platforms call with a request alone."""


def _place(names: list[str], inside: str) -> int | None:
    """Which of the parameters is what somebody asks; None where none is."""
    for place, (one, other) in enumerate(pairwise(names[:3])):
        if one in _ASKED and other in _ANSWERED:
            return place
    if names[:2] == ["context", "req"]:
        return 1
    if names[:2] == ["ctx", "next"] or names[:1] == ["event"]:
        return 0
    return 0 if names[:1] and names[0] in _ASKED and _WEB.search(inside) else None


def request(closure: Closure, *, bound: bool = False) -> list[Value]:
    """What a function is called with that answers requests; nothing where it is no such function.

    `bound` says that it was bound to a path.
    """
    takes = closure.node.args
    several = [*takes.posonlyargs, *takes.args]
    names = [one.arg for one in several]
    place = 0 if bound and names[:1] and names[0] in _ASKED else _place(names, closure.inside)
    if place is None:
        return []
    given = [parameter(one.arg, one, closure.frame) for one in several[: place + 1]]
    given[place] = Value(symbol=REQUEST, marks=given[place].marks)
    return given


def handed(
    m: Machine, closure: Closure, beside: list[Value], other: Value, count: int
) -> list[Value]:
    """What a function is called with that a library gets, of which nothing is known, beside a path or not."""
    bound = bool(beside) and text_of(beside[0]).startswith("/")
    several = request(closure, bound=bound) if m.reach is Reach.CALL else []
    return [*several, *[other] * (count - len(several))]

"""What do objects of the program put into a request on its way out: handlers, adapters, and what signs it?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Class, Closure, Made
from ostiary.program.engine.invoke import call_own
from ostiary.program.engine.stepped import is_own
from ostiary.program.engine.value import CLEAN, Marks, Value, joined, unknown

MAX_HANDLERS = 8  # of one request

_INSTALLED = ("urllib.request", "opener")
_METHODS = (
    "__call__",
    "auth_flow",
    "sync_auth_flow",
    "async_auth_flow",
    "send",
    "http_request",
    "https_request",
    "http_open",
    "https_open",
)
"""Methods that libraries call with each request."""


@model(
    "requests.Session.mount requests.session.mount requests.sessions.Session.mount"
    " requests.sessions.session.mount"
)
def _mounted(asked: Asked) -> Value:
    """A session hands its requests to the adapter of their address."""
    base = asked.target.base
    if base is not None:
        before = base.code.given if isinstance(base.code, Made) else []
        base.code = Made([*before, asked.arg(1, "adapter")][: MAX_HANDLERS + 1], {})
    return Value(None)


@model("urllib.request.build_opener urllib2.build_opener")
def _opener(asked: Asked) -> Value:
    """An opener hands its requests to its handlers."""
    return asked.result(code=Made(asked.given[: MAX_HANDLERS + 1], {}))


@model("urllib.request.install_opener urllib2.install_opener")
def _installed(asked: Asked) -> Value:
    """From now on every address is opened by it."""
    asked.m.listeners[_INSTALLED] = [asked.arg(0)]
    return Value(None)


def prepared(asked: Asked) -> Marks:
    """What comes to be in a request that the program's own objects are handed before it is sent."""
    if asked.script:
        return CLEAN
    several = [asked.named["auth"]] if "auth" in asked.named else []
    found: Marks = CLEAN
    holders = [asked.target]
    if asked.name.startswith("urllib"):
        kept = asked.m.listeners.get(_INSTALLED, [])
        found = joined(*(one.marks for one in kept))
        holders += kept
    for holder in holders:
        several += holder.code.given if isinstance(holder.code, Made) else []
    _full(asked, len(several))
    for one in several[:MAX_HANDLERS]:
        found = joined(found, _handled(asked, one))
    return found


def _full(asked: Asked, several: int) -> None:
    if several > MAX_HANDLERS:
        asked.m.cut(asked.frame, "its requests go through more handlers than are followed")


def _handled(asked: Asked, handler: Value) -> Marks:
    """What a request carries that went through a handler."""
    request = Value(symbol="requests.Request()", text=asked.text(0) or None)
    if isinstance(handler.code, (Closure, Bound)):
        back = asked.m.call(handler, [request], {}, asked.node, asked.frame)
        return joined(request.marks, back.marks)
    if isinstance(handler.code, Class):
        handler = asked.m.call(handler, [], {}, asked.node, asked.frame)
    marks: Marks = CLEAN
    for name in _METHODS if is_own(handler) else ():
        found = call_own(asked.m, handler, name, [request])
        marks = joined(marks, request.marks, (found or unknown()).marks)
    return marks

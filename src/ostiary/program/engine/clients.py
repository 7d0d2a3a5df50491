"""Clients that are made for one host, and openers of addresses that may be given paths: who is asked?"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Closure, Instance
from ostiary.program.engine.value import HOLE, Marks, Value, joined, marks_of, text_of
from ostiary.program.wordlist import wordlist

MAX_HOOKS = 16  # functions that one client hands its requests

_PLAIN = "HTTPConnection HTTPConnectionPool"


@model(
    "http.client.HTTPConnection http.client.HTTPSConnection httplib.HTTPConnection httplib.HTTPSConnection"
    " six.moves.http_client.HTTPConnection six.moves.http_client.HTTPSConnection urllib3.HTTPConnectionPool"
    " urllib3.HTTPSConnectionPool urllib3.connectionpool.HTTPConnectionPool"
    " urllib3.connectionpool.HTTPSConnectionPool"
)
def _connected(asked: Asked) -> Value:
    """A connection to a host, which its requests do not name again."""
    host = asked.text(0, "host")
    if not host.strip(HOLE):
        return asked.result()
    scheme = "http" if asked.name.rpartition(".")[2] in _PLAIN.split() else "https"
    return asked.result(text=f"{scheme}://{host}")


@model(
    "httpx.Client httpx.AsyncClient aiohttp.ClientSession requests_toolbelt.sessions.BaseUrlSession"
    " requests_toolbelt.BaseUrlSession"
)
def _based(asked: Asked) -> Value:
    """A session whose requests are relative to an address."""
    base = asked.named.get("base_url")
    if base is None and asked.given and not asked.name.startswith("httpx."):
        base = asked.given[0]
    text = "" if base is None else text_of(base)
    sent = [one for key, one in asked.named.items() if key not in _ON_THE_WAY or _led(one)]
    marks = joined(asked.target.marks, marks_of(asked.given), marks_of(sent), _hooked(asked))
    return asked.result(marks, text=text if "://" in text else None)


def _hooked(asked: Asked) -> Marks:
    """What functions put into a request that are handed each one before it goes out."""
    hooks = asked.named.get("event_hooks")
    found = hooks.items.get("request") if hooks and isinstance(hooks.items, dict) else None
    request = Value(symbol="httpx.Request()")
    for one in found.items[:MAX_HOOKS] if found and isinstance(found.items, list) else ():
        asked.m.call(one, [request], {}, asked.node, asked.frame)
    return request.marks


def _led(value: Value) -> bool:
    """Whether a setting names a host by itself."""
    return bool(_HOST.search(text_of(value)))


_ON_THE_WAY = frozenset(
    {"proxy", "proxies", "mounts", "verify", "cert", "transport", "trust_env", "timeout"}
)
"""Settings of a client that say by which way it goes, and do not go to whom it asks."""

_HOST = regex(r"://[^/\ufffc]*[a-z0-9-]\.[a-z]")
_OPENERS = frozenset({"urlopen", "urlretrieve", "Request"})
_PLACE = regex(r"(?:file:/{0,2}(?=[~/%]))?(?:__file__|%TEMP%|%HOME%|~|\.{1,2})?/(?!/)|[A-Za-z]:\\")


def opens_place(asked: Asked) -> bool:
    """Whether an opener of whole addresses is given a path: there is nobody whom it could ask.

    Who sends something along knows an address, whatever is seen of it.
    """
    opener = asked.name.startswith("urllib") and asked.name.rpartition(".")[2] in _OPENERS
    if not opener or len(asked.given) > 1 or "data" in asked.named:
        return False
    return bool(_PLACE.match(asked.text(0, "url", "fullurl")))


_VERBS = wordlist("get post put patch delete head options")


def of_session(asked: Asked) -> Value | None:
    """A request of a session whose class the program wrote: it makes all of them by a method of its own."""
    base, (above, _, verb) = asked.target.base, asked.name.rpartition(".")
    if verb not in _VERBS or base is None or not isinstance(base.code, Instance):
        return None
    own = base.code.kind.find("request")
    if own is None or not isinstance(own.code, Closure) or not above.startswith(_SESSIONS):
        return None
    given = [base, Value(verb.upper()), *asked.given]
    return asked.m.call(own, given, asked.named, asked.node, asked.frame)


_SESSIONS = ("requests.", "httpx.", "requests_toolbelt.", "niquests.")

"""Clients that are made for one host, and openers of addresses that may be given paths: who is asked?"""

import re

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.value import HOLE, Value, text_of

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
    return asked.result(text=text) if "://" in text else asked.result()


_OPENERS = frozenset({"urlopen", "urlretrieve", "Request"})
_PLACE = re.compile(r"(?:__file__|%TEMP%|%HOME%|~|\.{1,2})?/(?!/)|[A-Za-z]:\\")


def opens_place(asked: Asked) -> bool:
    """Whether an opener of whole addresses is given a path: there is nobody whom it could ask.

    Who sends something along knows an address, whatever is seen of it.
    """
    opener = asked.name.startswith("urllib") and asked.name.rpartition(".")[2] in _OPENERS
    if not opener or len(asked.given) > 1 or "data" in asked.named:
        return False
    return bool(_PLACE.match(asked.text(0, "url", "fullurl")))

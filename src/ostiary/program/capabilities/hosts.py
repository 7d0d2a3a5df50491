"""Which domain does an address lead to, without the parts that change from release to release?"""

import re
from collections.abc import Iterator

from ostiary.core.regex import regex

MAX_TEXT = 4096
"""Characters of one text in which addresses are looked for."""

_URL = regex(
    r"(?i)\b(?:https?|wss?|ftps?|ssh|git|tcp|udp|smtps?|mongodb|rediss?)://([^/\s\"'<>?#\\]{1,300})"
)
_BARE = regex(
    r"(?i)([a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,9})(?::\d{1,5})?(?:[/ ].*)?", re.DOTALL
)
_NUMBERS = regex(r"\d{1,3}(?:\.\d{1,3}){3}")
_LOCAL = regex(r"(?:localhost|0\.0\.0\.0|127\.\d+\.\d+\.\d+|(?:.*\.)?localhost(?:\.localdomain)?)")
_SECOND = frozenset(
    {"ac", "co", "com", "edu", "gob", "gouv", "gov", "go", "ne", "net", "nom", "or", "org"}
)
"""Second levels below which countries hand out names."""
_SHARED = frozenset(
    {
        "azurewebsites.net", "blogspot.com", "cloudfront.net", "duckdns.org", "firebaseapp.com", "fly.dev",
        "github.io", "gitlab.io", "glitch.me", "herokuapp.com", "netlify.app", "ngrok-free.app", "ngrok.app",
        "ngrok.io", "onrender.com", "pages.dev", "pipedream.net", "pythonanywhere.com", "railway.app",
        "repl.co", "replit.app", "run.app", "supabase.co", "surge.sh", "trycloudflare.com", "vercel.app",
        "web.app", "workers.dev",
    }
)  # fmt: skip
"""Domains below which anybody gets a name of his own: there one label more tells who is contacted."""


def hosts_in(text: str) -> Iterator[str]:
    """The domains of all URLs in a text."""
    for match in _URL.finditer(text[:MAX_TEXT]):
        if found := registrable(match[1]):
            yield found


def host_of(target: str) -> str:
    """The domain of the address that an act goes to; empty where it is not known or this machine."""
    text = target.strip()[:MAX_TEXT]
    if "://" in text:
        return next(hosts_in(text), "")
    match = _BARE.fullmatch(text)
    return registrable(match[1]) if match else ""


def registrable(authority: str) -> str:
    """The part of a host name that somebody registered: `cdn.eu.example.co.uk` is `example.co.uk`.

    A number stands for itself. Empty for this machine, and where a part of the name is not known.
    """
    host = authority.rpartition("@")[2].partition(":")[0].strip(".").lower()
    if "\ufffc" in authority or _LOCAL.fullmatch(host):
        return ""
    if _NUMBERS.fullmatch(host):
        return host
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(labels):
        return ""
    second = len(labels[-1]) == 2 and labels[-2] in _SECOND
    shared = ".".join(labels[-2:]) in _SHARED
    return ".".join(labels[-3:] if second or shared else labels[-2:])

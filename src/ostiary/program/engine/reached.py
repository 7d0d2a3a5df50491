"""Which objects outside were made for a host, and send to it what their methods are given?

Nobody can model each client of a broker, of a database or of a service that watches programs. But one that
is told a host when it is made has no other use for it.
"""

import re
from itertools import islice

from ostiary.core.regex import regex
from ostiary.program.engine.asked import SETTINGS, Asked
from ostiary.program.engine.code import Class
from ostiary.program.engine.given_away import given_away, pushed
from ostiary.program.engine.handovers import early
from ostiary.program.engine.senders import CARRIERS, LOOT, PARTS, SENDERS, worth_sending
from ostiary.program.engine.value import CLEAN, HOLE, Marks, Value, joined, marks_of, text_of
from ostiary.program.flow import Act
from ostiary.program.wordlist import wordlist

_NAMED = wordlist(
    "host hostname server server_address server_url address addr url uri dsn endpoint endpoint_url base_url"
    " api_url api_base broker broker_url brokers bootstrap_servers hosts remote_addr connection_string"
    " account_url service_url connection_url mongo_url redis_url target remote endpoint_override"
    " webdav_hostname"
)
"""Arguments that name whom a client talks to."""

_CLIENT = regex(
    r"(?i)client|channel|connect|session|redis|server|mqtt|stomp|amqp|proxy|socket|telnet|ssh|smtp|ftp"
    r"|^open_(?:tcp|ssl)|sender|producer|exporter|webhook|^login$|^open$|^dial$|^NTP|^LDAP|consul|memcache|elasticsearch"
)
"""Names of functions and classes whose first argument may be a bare host."""

_HOST = regex(r"(?i)(?:[\w-]+\.)+[a-z][a-z0-9-]+(?::\d{1,5})?|\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?")
_PORT = regex(r"(?i)(?:[\w-]+\.)+[a-z0-9-]+:\d{2,5}")
_PAIRS = regex(
    r"(?i)(?:^|[\s;,])(?:host|hostaddr|server|data source)\s{0,4}=\s{0,4}(?:tcp:)?"
    r"((?:[\w-]+\.)+[a-z][a-z0-9-]+)(?=$|[\s;,:])"
)
"""A host among the pairs of names and values by which clients of databases are told whom they talk to."""
MAX_PAIRS = 2000  # characters of such a text
MAX_TOLD = 16  # settings of a table that are looked at
_TEXTUAL = wordlist(
    "re regex string jinja2 mako urllib.parse yarl furl rfc3986 hyperlink pathlib logging argparse"
    " click typer optparse configparser json os sys ast unittest pytest mock collections functools"
    " itertools dataclasses typing subprocess setuptools distutils pydantic bs4 lxml markdown"
    " docutils sphinx responses vcr httpretty email"
)
_ABOUT = tuple(f"{one}." for one in sorted(_TEXTUAL))
"""Modules whose objects hold a text or work on it, and talk to nobody."""

_INWARD = wordlist(
    "format format_map replace split rsplit strip lstrip rstrip join encode decode startswith endswith index"
    " find count lower upper title partition rpartition update get setdefault pop items keys values copy"
    " append extend add insert remove sort loads load dumps dump read json configure from_env with_config"
    " get_env set_content attach add_header add_attachment set_payload add_alternative setopt add_embed"
    " add_field parse render match search sub validate register_blueprint read_text write_text substitute"
    " safe_substitute create_task ensure_future run_until_complete call_soon call_soon_threadsafe call_later"
    " run_coroutine_threadsafe run_in_executor"
)
"""Methods that keep or change what they are given; on the connection itself they are commands to the host."""

_OUTWARD = ("to_", "write", "save", "dump", "export", "upload", "push", "send", "copy_to", "put")
"""Beginnings of methods that bring what an object holds to an address which they are told."""

_CONFIGURES = regex(
    r"^(?:init|configure|setup|set_|install|register|instrument|start|connect|add_)"
)
_MADE = "tcp://"


def host_of(given: list[Value], named: dict[str, Value], last: str) -> str:
    """The host that something is made for or connected to, as its arguments say; empty if they do not."""
    for key, one in named.items():
        if key in _NAMED and (found := _host(one, _HOST)):
            return found
    for place, one in enumerate(given[:2]):
        if isinstance(one.items, dict) and (found := _of_table(one.items)):
            return found
        pair = isinstance(one.items, list) and len(one.items) == 2
        bare = pair or bool(_CLIENT.search(last) and place == 0)
        if found := _host(one, _HOST if bare else _PORT):
            return found
    return ""


def _of_table(several: dict[object, Value]) -> str:
    """The host among settings, whatever stands between the words of their names."""
    for key, one in islice(several.items(), MAX_TOLD):
        if (
            isinstance(key, str)
            and key.replace(".", "_") in _NAMED
            and (found := _host(one, _HOST))
        ):
            return found
    return ""


def led(made: Value, kind: Class, given: list[Value], named: dict[str, Value]) -> None:
    """Note the host that an object of the program is made for whose class is one of a library."""
    outside = kind.outside()
    if outside and made.text is None and kind.module.language == "python":
        made.text = host_of(given, named, outside.rpartition(".")[2]) or None


def _host(value: Value, form: re.Pattern[str]) -> str:
    if isinstance(value.items, list):
        value = value.items[0] if value.items else value
    text = value.const if isinstance(value.const, str) else value.text or ""
    if "://" in text[:12]:
        return text[:400]
    if "=" in text and (pair := _PAIRS.search(text[:MAX_PAIRS])):
        return f"{_MADE}{pair[1]}"
    return f"{_MADE}{text}" if len(text) < 200 and form.fullmatch(text) else ""


def made_for(asked: Asked) -> str | None:
    """The address of whoever an object outside is made for, or connected to; None where none is named."""
    name = asked.target.symbol
    if asked.script or name.startswith(_ABOUT):
        return None
    last = asked.name.rpartition(".")[2]
    address = host_of(asked.given, asked.named, last)
    if _CONFIGURES.match(last):
        _settled(asked, address or _of_clients(asked))
    return address or None


def _of_clients(asked: Asked) -> str:
    """The address of a client that something else is handed, which sends by it from then on."""
    several = (*asked.given[:3], *list(asked.named.values())[:4])
    return next((one.text for one in several if one.text and "://" in one.text and one.symbol), "")


def _settled(asked: Asked, address: str) -> None:
    """What a module or an object is told once holds for all that it does later."""
    base = asked.target.base
    if not address:
        return
    if "(" in asked.target.symbol:
        if base is not None and not (base.text or "").strip(HOLE):
            base.text = address
        return
    root = asked.name.partition(".")[0]
    if any(f"/{root}/" in f"/{one}" for one in asked.m.package.files):
        return  # no library: what the artifact's own modules do is seen where they do it
    asked.m.listeners[("client", root)] = [Value(text=address)]


def sent_away(asked: Asked, carried: Marks, read: Marks = CLEAN) -> None:
    """Note what leaves by a function that nobody modelled: by its name, or by whom its object is made for.

    Of any other one it is noted at least that it is handed what early code took; `read` lies at paths that
    it is told.
    """
    if not (asked.script or _sent(asked, carried) or pushed(asked, asked.target.text or "")):
        given_away(asked, read)


def _sent(asked: Asked, carried: Marks) -> bool:
    """Whether anything is seen to leave by it."""
    last, where = asked.name.rpartition(".")[2], asked.target.text or ""
    worth = worth_sending(asked.m)
    if (last in SENDERS and "://" in where) or (last in CARRIERS and not worth.isdisjoint(carried)):
        asked.act(Act.SEND, carried, text=asked.text(0), target=where)
        return True
    put = marks_of(
        [*asked.given, *(one for key, one in asked.named.items() if key not in SETTINGS)]
    )
    if worth.isdisjoint(put):
        where = _exported(asked, last, where) if not LOOT.isdisjoint(asked.target.marks) else ""
        put = carried
    else:
        where = _client(asked, last, where)
    where = where or _in_address(asked, last)
    if where:
        asked.act(Act.SEND, put, text=asked.text(0), target=where)
    return bool(where)


_FETCHES = frozenset({"parse", "read", "load", "read_text"})
"""Methods that take an address as well as a text, and ask for what lies there."""

_LABELS = regex(r"(?i)\ufffc[\w\ufffc-]*\.((?:[\w-]+\.)+[a-z][a-z0-9-]+)(?::\d+)?")


def _in_address(asked: Asked, last: str) -> str:
    """The address that a function is given with something of worth in it, which asking for it tells."""
    asks = last == "get" or (last in _FETCHES and early(asked.m))
    if (last in _INWARD and not asks) or asked.name.startswith(_ABOUT):
        return ""
    worth = worth_sending(asked.m)
    for one in asked.given[:2]:
        if one.symbol and not _ADDRESSES.search(one.symbol):
            continue  # an object that was made for an address, and tells nobody of it
        text = text_of(one)
        if not worth.isdisjoint(one.marks):
            labels = _LABELS.fullmatch(text)
            if labels is not None or _ADDRESS.match(text):
                return labels[1] if labels is not None else text[:300]
    return ""


_ADDRESSES = regex(r"(?i)ur[il]|join|quot|format|replace|address|link|href|str\b|text")
"""Names of what gives an address, as against a client of it."""

_ADDRESS = regex(r"(?i)(?:https?|wss?|ftps?)://[^/?#]*\w\.[a-z]")


def _client(asked: Asked, last: str, where: str) -> str:
    """The address to which a method sends what it is given; empty where it sends nothing."""
    name = asked.target.symbol
    if name.startswith(_ABOUT) or (last in _INWARD and not where.startswith(_MADE)):
        return ""
    if "://" in where and "(" in name:
        return where
    kept = asked.m.listeners.get(("client", asked.name.partition(".")[0]))
    return kept[0].text or "" if kept and last not in _INWARD and not _MAKES.search(last) else ""


_MAKES = regex(r"(?i)(?:client|session|connection)$")
"""Names of functions that make what sends later, and is told the same then."""


def _exported(asked: Asked, last: str, where: str) -> str:
    """The address to which an object that holds loot brings it."""
    if not last.startswith(_OUTWARD):
        return ""
    several = (text_of(one) for one in (*asked.given[:3], *list(asked.named.values())[:4]))
    told = (
        one for one in several if "://" in one[:24] and not one.startswith(("file:", "sqlite:"))
    )
    return next(told, where if where.startswith(_MADE) else "")


_FILLS = frozenset({"update", "setdefault", "append", "add", "extend", "set", "add_header"})


def filled(asked: Asked, last: str) -> None:
    """A session or a request has what is put into its parts."""
    part = asked.target.base
    if asked.script or last not in _FILLS or part is None or part.base is None:
        return
    if part.symbol.rpartition(".")[2] in PARTS:
        part.base.marks = joined(part.base.marks, asked.marks)

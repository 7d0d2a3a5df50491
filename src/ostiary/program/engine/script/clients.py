"""Where does a client of some library send: to the host that it was made for, or told of?"""

from functools import partial
from itertools import islice

from ostiary.core.regex import regex
from ostiary.program.engine.asked import SETTINGS, Asked
from ostiary.program.engine.code import Bound, Closure
from ostiary.program.engine.given_away import PUSHES, given_away, is_service, pushed
from ostiary.program.engine.names import ENVIRONMENTS
from ostiary.program.engine.places import path_marks
from ostiary.program.engine.script.pages import shown_at
from ostiary.program.engine.senders import CARRIERS, LOOT
from ostiary.program.engine.value import CLEAN, HOLE, Marks, Value, joined, text_of
from ostiary.program.flow import Act, Taint
from ostiary.program.wordlist import wordlist

MAX_TOLD = 64  # libraries that are told a host
MAX_UNSENT = 64  # acts that wait until somebody says where a client goes
MAX_OPTIONS = 32  # options of one call that are looked at

_MANY = "more clients of libraries are handed data before they are told a host than are followed"
_WHERE = regex(
    r"(?:^|_)(?i:ur[li]|dsn|endpoint|server|broker|node|webhook)s?$"
    r"|(?:Ur[li]|UR[LI]|Endpoint|Server|Host|String)s?$"
)
_HOSTED = regex(r"(?i)^(?:host|hostname|broker|node|contactPoint|address)s?$")
"""Options that name an address, and those that may name a bare host."""

_ADDRESS = regex(r"(?i)[a-z][a-z0-9+.-]{1,20}://[^\s/]")
_HOST = regex(r"(?i)(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}(?::\d{1,5})?$")
_SCOPE = regex(r"(?:@[^/(]+/)?[^/.(]+")
"""The package that the name of a module, a function or a result begins with."""

_TOLD = regex(
    r"(?:re)?connect(?!ed)|access$|open$|login$|sign_?in|init|start$|configure|config$|setup$|listen|auth|create(?:Client|Conn|Pool)"
    r"|set(?:Url|Host|Server|Endpoint|BaseUrl|Config)"
)
"""Methods that tell a client its host and its own credentials, and send nothing else."""
_GIVES = regex(
    r"(?i)(?:send|emit|info|warn|debug|error|log|publish|post|put|push|insert|save|create|add|set|store|write|upload|report|capture|track"
    r"|notify|call|request|query|exec|invoke|index|produce|hset|append|fast|mset|import|bulk|update|upsert|replace)"
)
"""Beginnings of methods that take what they are given for data, even the environment as an object."""
_ASKS = regex(
    r"(?i)(?:(?:safe)?parse|validate|load|cast|env|get|find|has|is|from|on|once|use|option|default|describe|string"
    r"|join|with|url|is|bind|extend|merge|format|render|resolve|normali[sz]e|pipe|then|catch|finally|addEventListener|removeListener)(?:$|[A-Z])"
)
_UPLOADS = regex(r"(?i)upload|(?:fast)?put|send|attach|add_?(?:local_?)?file")
_SERVES = regex(
    r"\b(?:gists|issues|repos|git|pulls)\.create\w*$|\.createOrUpdateFileContents$|\bchat\.postMessage$"
    r"|\bfiles\.upload\w*$|\.(?:putObject|putItem|sendToQueue|createPaste|createGist|fastPut|insertOne|insertMany)$"
)
"""Methods of clients of one service, whose host nobody has to name."""
_SAVES = frozenset({"save", "commit", "flush", "submit", "send", "push", "execute"})
_CREDENTIALS = regex(r"(?i)key|cert|^ca$|pfx|passw|passphrase|auth|cred|token|agent|cookie|secret")
"""Options with which a client shows who it is: they are for that host."""


def host_of(asked: Asked) -> str:
    """The host that is named among the options of a call; empty if there is none."""
    for one in asked.given[:4]:
        several = one.items if isinstance(one.items, dict) else {}
        for name, value in islice(several.items(), MAX_OPTIONS):
            if isinstance(name, str) and (found := _place(name, value) or _below(value)):
                return found
    return ""


def _below(value: Value) -> str:
    """The host among the options that are one of the options."""
    several = value.items if isinstance(value.items, dict) else {}
    places = (
        _place(name, one)
        for name, one in islice(several.items(), MAX_OPTIONS)
        if isinstance(name, str)
    )
    return next(filter(None, places), "")


def _place(name: str, value: Value) -> str:
    if isinstance(value.items, list) and value.items:
        value = value.items[0]
    if value.symbol.endswith("()") and _ADDRESS.match(value.text or ""):
        return value.text or ""  # another client, which is made for a host
    text = text_of(value)[:400] if value.items is None and value.code is None else ""
    if _ADDRESS.match(text) and (_WHERE.search(name) or _HOSTED.match(name)):
        return text
    return f"tcp://{text}" if _HOSTED.match(name) and _HOST.match(text) else ""


_LANGUAGE = wordlist(
    "URL URLSearchParams decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape"
    " JSON Math Number String Date RegExp Intl TextDecoder TextEncoder parseInt parseFloat"
)
"""What the language brings to work with texts, numbers and addresses: nothing that it gives sends any."""


def sends(asked: Asked) -> None:
    """Note what is handed to a client of nobody knows which library, as soon as it is told where it goes."""
    if asked.name.partition(".")[0] in _LANGUAGE:
        return
    target = asked.target
    base, verb = target.base, asked.name.rpartition(".")[2]
    made = "(" in target.symbol
    if _TOLD.match(verb):
        _tell(asked, base if made else None)
        return
    marks = _loot(asked, verb)
    if not marks:
        if verb == PUSHES:
            pushed(asked, _beside(asked))
        elif _LOOKS_UP.match(verb):
            _looked_up(asked)
        elif not _ASKS.match(verb) and any(map(_of_secrets, asked.given[:8])):
            given_away(asked)
        return
    where = target.text or ""
    where = (
        where if made and _ADDRESS.match(where) else _told(asked) or _beside(asked) or _shown(asked)
    )
    if where or verb in CARRIERS or (made and _SERVES.search(asked.name)):
        asked.act(Act.SEND, marks, text=asked.text(0), target=where)
        return
    given_away(asked)
    if made and base is not None:
        _later(asked, base, marks)


def _of_secrets(one: Value) -> bool:
    """Whether it is a list of several secrets of the environment: a client shows who it is by one."""
    several = one.items[:MAX_OPTIONS] if isinstance(one.items, list) else []
    return sum(Taint.TOKEN in each.marks for each in several) > 1


_LOOKS_UP = regex(r"(?i)resolve|lookup|quer(?:y|ies)|dig$")
_LABELS = regex(r"(?i)\ufffc[\w\ufffc-]*\.((?:[\w-]+\.)+[a-z][a-z0-9-]+)\.?")


def _looked_up(asked: Asked) -> None:
    """A name that is looked up goes to whoever answers for its domain, by whichever library."""
    for one in asked.given[:2]:
        labels = _LABELS.fullmatch(text_of(one)[:400]) if one.items is None else None
        if labels is not None and not LOOT.isdisjoint(one.marks):
            asked.act(Act.SEND, one.marks, text=text_of(one), target=labels[1])


def _beside(asked: Asked) -> str:
    """The address that stands among the arguments themselves."""
    texts = (
        text_of(one)[:400] for one in asked.given[:3] if one.code is None and one.items is None
    )
    return next(filter(_ADDRESS.match, texts), "") or host_of(asked)


def _shown(asked: Asked) -> str:
    """The address in the markup, or in the style, that an element is made of."""
    texts = (text_of(one) for one in asked.given[:3] if one.code is None and one.items is None)
    return next(filter(None, map(shown_at, texts)), "")


def arriving(asked: Asked) -> Marks:
    """What a client hands to the functions that wait for it: what its host says."""
    where = asked.target.text or ""
    if "(" not in asked.target.symbol or not _ADDRESS.match(where):
        return CLEAN
    return asked.mark(Taint.NETWORK, f"what {where[:80]} says")


def _loot(asked: Asked, verb: str) -> Marks:
    """What is handed over that is worth a theft, other than what a client needs to show who it is."""
    found: Marks = CLEAN
    if _ASKS.match(verb):
        return found
    stored = bool(_SERVES.search(asked.name)) or is_service(asked)
    for one in asked.given[:8]:
        if isinstance(one.code, Closure | Bound) or _bare(asked, one, verb):
            continue
        for marks in _carried(one, stored=stored):
            found = joined(found, marks)
        if _UPLOADS.match(verb):
            for kind in path_marks(text_of(one)) if one.items is None else ():
                found = joined(found, asked.mark(kind, text_of(one)))
    if verb in _SAVES and (not asked.given or _ADDRESS.match(asked.text(0))):
        found = joined(found, asked.target.marks)
    return found if not LOOT.isdisjoint(found) else CLEAN


def _carried(one: Value, deep: int = 2, *, stored: bool = False) -> list[Marks]:
    """What is handed over; `stored` says that whatever the parts are called, they are data."""
    if LOOT.isdisjoint(one.marks) or _says_where(one):
        return []
    if not isinstance(one.items, dict) or len(one.items) > MAX_OPTIONS or not deep:
        return [one.marks]
    return [
        marks
        for name, each in one.items.items()
        if stored or not (isinstance(name, str) and (name in SETTINGS or _CREDENTIALS.search(name)))
        for marks in _carried(each, deep - 1, stored=stored)
    ]


def _says_where(one: Value) -> bool:
    """Whether it is an address, with nothing in it that nobody knows."""
    text = text_of(one) if one.items is None and one.code is None else ""
    return bool(_ADDRESS.match(text)) and HOLE not in text


def _bare(asked: Asked, one: Value, verb: str) -> bool:
    """Whether the environment itself is handed to what most likely reads settings out of it."""
    called = "(" in asked.target.symbol and asked.target.base is None
    return one.symbol in ENVIRONMENTS and not (called or _GIVES.match(verb))


def _root(asked: Asked) -> str:
    found = _SCOPE.match(asked.target.symbol)
    return found[0] if found else ""


def _told(asked: Asked) -> str:
    """The host that the library was told of by a function of its own."""
    hosts = asked.m.hosts
    return hosts.get(_root(asked), "") if hosts else ""


def _tell(asked: Asked, client: Value | None) -> None:
    """A client or a whole library is told a host: what it was handed before goes there, too."""
    where = host_of(asked)
    if not where and _ADDRESS.match(asked.text(0)):
        where = asked.text(0)[:400]
    if not where or HOLE in where.partition("://")[2].partition("/")[0]:
        return
    if client is not None:
        client.text = where
        for one in asked.m.unsent.pop(client, ()):
            one(target=where)
    elif len(asked.m.hosts) < MAX_TOLD:
        asked.m.hosts[_root(asked)] = where
    else:
        asked.m.cut(asked.frame, "more libraries are told a host than are followed")


def _later(asked: Asked, client: Value, marks: Marks) -> None:
    m = asked.m
    if sum(map(len, m.unsent.values())) >= MAX_UNSENT:
        m.cut(asked.frame, _MANY)
        return
    module = asked.frame.module
    line = module.line if module.layers else getattr(asked.node, "lineno", 0)
    note = partial(
        m.ledger.note, Act.SEND, asked.name, module.path, line, inside=asked.frame.inside, marks=marks,
        text=asked.text(0), layers=module.layers, reach=m.reach, deep=m.deep, loose=m.loose,
    )  # fmt: skip
    m.unsent.setdefault(client, []).append(note)

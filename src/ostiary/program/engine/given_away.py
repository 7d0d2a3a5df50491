"""Is what was taken from this machine handed to a library that nobody here knows?

There are endless clients of services, and tables name a few. What early code hands over tells as much: no
library asks for the whole environment as a text, or for the content of a file of credentials.
"""

from typing import Any

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Bound, Closure, Frame, Instance, Partial
from ostiary.program.engine.handovers import early
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.names import ENVIRONMENTS, PYTHON_BUILTINS, SCRIPT_GLOBALS
from ostiary.program.engine.senders import SERVICES
from ostiary.program.engine.value import CLEAN, Marks, Value, joined
from ostiary.program.flow import AS_PATH, AS_TABLE, AS_TEXT, PART, Act, Spot, Taint
from ostiary.program.namesakes import is_library, is_node

MAX_GIVEN = 16  # elements of one argument that are looked at

PUSHES = "push"
"""The method by which libraries for repositories send one off."""

TAKEN = (Taint.WALLET, Taint.BROWSER, Taint.SECRET, Taint.KEYSTROKES, Taint.ENVIRONMENT)
"""What is told where it is handed over; the credentials of a machine in a cloud are for its libraries."""

_RESHAPES = regex(
    r"(?i)^(?:[a-z]{0,8}_)?(?:loads?|pars|dump|read|from|split|strip|join|format|render|encod|decod|(?:un)?pack|(?:de)?compress"
    r"|(?:de|en)crypt|(?:un)?quote|(?:un)?escap|(?:de)?serial|stringify|hash|digest|md5|sha\d|xxh|blake|hexlify|repr\b|str\b"
    r"|len\b|match|search|find|replace|sub\b|expand|substitut|interpolat|templat|print|echo|log\b|debug|info|warn|err|exception|critical"
    r"|fatal|trace|success|raise|assert|highlight|tokeni[sz]e|wrap|startswith|endswith|is_?[a-z]|has_?[a-z]|validat"
    r"|structur|convert|cast|sign|verif|bytes\b|text\b|to_?(?:string|json|hex)\b)"
)
"""Functions, by their last name, that read, reshape, compare or say what they are given."""
_GIVES_IT = regex(
    r"(?i)^(?:send|upload|push|publish|submit|emit|track)_[a-z]|^log_(?:text|html|json|bytes)\b"
)
"""Names of which only the rest says so: what they do with it stands before."""
_LIBRARIES = regex(
    r"^(?:loguru|structlog|rich|colorlog|coloredlogs|pythonjsonlogger|click|typer|jinja2|yaml|toml|tomli|tomlkit"
    r"|orjson|simplejson|ujson|attrs?|cattrs|chalk|kleur|picocolors|colorette|ansi-colors|colors|cli-color)\b"
)
"""Libraries that are there to do so, whatever their functions are called."""
_SETS = regex(
    r"(?i)env|sett?ing|config|option|default|context|namespace|globals|locals|scope|variables|mapping"
)
"""Names of functions and arguments by which programs are told in which surroundings they run."""
_GIVES = regex(
    r"(?i)^(?:[a-z]{1,12}_)?(?:send|emit|publish|post(?!_?(?:proc|init|load|gres))|push|insert|save|create|store|upload|report|capture|track|notify|record"
    r"|index|produce|append|write|f?put|attach|add_attach|set_?content|upsert|transfer|transmit|relay|scp|rsync"
    r"|message|alert|ingest|identify|log(?!in|ger|out)|submit|deliver|broadcast|dispatch|export|sync|mutation)"
)
"""Functions, by their last name, that take what they are given for data."""
_OWN = regex(r"(?i)key|cert|passw|passphrase|auth|cred|token|cookie|secret|identity|dsn")
"""Names of functions and arguments by which a client shows who it is."""


def given_away(asked: Asked, read: Marks = CLEAN) -> bool:
    """Note loot among the arguments of a function outside of the program that nobody modelled.

    `read` is what lies at the paths that it is given. Whether anything was noted of what it is handed.
    """
    if not early(asked.m) or not is_foreign(asked):
        return False
    last, service = _last(asked.name), is_service(asked)
    tells = service and bool(_TELLS.match(last))
    reshapes = _only_reshapes(last) or (asked.script and last == "fill")  # of an array, a buffer
    if (reshapes and not tells) or _LIBRARIES.match(asked.name):
        return False
    sets = asked.script and bool(_SETS.search(last))
    gives = tells or bool(_GIVES.match(last) and not sets)
    own = bool(_OWN.search(last))
    text, table = _handed(asked, gives=gives, own=own)
    if not (text or table):
        _path_given(asked, read, gives=gives, own=own or any(map(_OWN.search, asked.named)))
        return False
    if gives and service:
        asked.act(Act.SEND, text or table, text=asked.text(0))
    else:
        asked.act(Act.HAND, text or table, text=asked.text(0), target=AS_TEXT if text else AS_TABLE)
    return True


_TELLS = regex(
    r"(?i)^(?:set(?!up|ting)|add|update|group|page|trigger|event|log$|info$|warn|error$)"
)
"""Functions, by their last name, that take what a service is told, where it is known for one."""


def is_service(asked: Asked) -> bool:
    """Whether a library is there to send; names of npm have the service among their words."""
    if not asked.script:
        return asked.name.partition(".")[0] in SERVICES
    found = _PACKAGE.match(asked.name)
    return found is not None and not SERVICES.isdisjoint(_WORDS.split(found[0].lower()))


_WORDS = regex(r"[^a-z0-9_]+")


def _path_given(asked: Asked, read: Marks, *, gives: bool, own: bool) -> None:
    """Note that a function is told where loot lies: what takes data reads it, of others nobody knows."""
    taken = _taken(read, own=own)
    if not taken or _SETS.search(_last(asked.name)):
        return
    if gives and is_service(asked):
        asked.act(Act.SEND, taken, text=asked.text(0))
    else:
        asked.act(Act.HAND, taken, text=asked.text(0), target=AS_TABLE if gives else AS_PATH)


def put_into(
    m: Machine, base: Value, key: object, value: Value, *, node: Any, frame: Frame
) -> None:
    """Note loot that early code makes a part of something that belongs to a library."""
    if not value.marks or not isinstance(key, str) or frame.module.language != "python":
        return
    if _SETS.search(key) or value.symbol in ENVIRONMENTS:
        return
    taken = _taken(value.marks, own=bool(_OWN.search(key)))
    if taken and _is_text(value) and early(m) and _is_of_library(m, base.symbol):
        name = base.symbol if key.startswith("%") else f"{base.symbol}.{key}"
        m.act(Act.HAND, name, node, frame, taken, target=AS_TABLE)


def poured(asked: Asked, target: Value, marks: Marks) -> None:
    """Note loot that the language's own functions write to an object of a library."""
    taken = _taken(marks, own=False)
    if not taken or asked.script or not early(asked.m) or "(" not in target.symbol:
        return
    if _LIBRARIES.match(target.symbol) or _only_reshapes(_last(target.symbol)):
        return
    if _is_of_library(asked.m, target.symbol):
        act = Act.SEND if "://" in (target.text or "") else Act.HAND
        where = (target.text or "") if act is Act.SEND else AS_TEXT
        asked.m.act(act, target.symbol, asked.node, asked.frame, taken, target=where)


def _only_reshapes(last: str) -> bool:
    return bool(_RESHAPES.match(last)) and not _GIVES_IT.match(last)


def pushed(asked: Asked, where: str) -> bool:
    """Whether a repository goes to an address after early code put loot into a folder: it may be that one."""
    if _last(asked.name) != PUSHES or "://" not in where or not early(asked.m):
        return False
    marks = _taken(asked.m.package.members.filled(), own=False)
    if marks and is_foreign(asked):
        asked.act(Act.SEND, marks, target=where)
        return True
    return False


def _handed(asked: Asked, *, gives: bool, own: bool) -> tuple[Marks, Marks]:
    """What is handed over in a text, and what as names and values, or as an object that holds it."""
    text, table = CLEAN, CLEAN
    for name, one in [*(("", one) for one in asked.given), *asked.named.items(), *_held(asked)]:
        if not one.marks or name.startswith("%") or _SETS.search(name):
            continue
        if isinstance(one.code, Closure | Bound | Partial) or (_is_bare(one) and not gives):
            continue
        taken = _taken(one.marks, own=own or bool(_OWN.search(name)))
        if taken and _is_text(one):
            text = joined(text, taken)
        elif taken and gives:
            table = joined(table, taken)
        elif gives:
            several = one.items[:MAX_GIVEN] if isinstance(one.items, list) else [one]
            for each in several:
                if _is_secret_of_another(each, name, asked.name):
                    table = joined(table, {Taint.TOKEN: each.marks[Taint.TOKEN]})
    return text, table


def _held(asked: Asked) -> list[tuple[str, Value]]:
    """What an object of the program's own holds, whose class is made from one of a library that is asked."""
    base = asked.target.base
    if base is None or not isinstance(base.code, Instance) or asked.script:
        return []
    several = {**base.code.kind.attributes, **base.code.attributes}
    return [(name, one) for name, one in several.items() if one.marks and not name.startswith("__")]


def is_foreign(asked: Asked) -> bool:
    """Whether a function belongs to a library, neither to the language's own nor to the artifact."""
    if asked.script:
        found = _PACKAGE.match(asked.name)
        return found is not None and not (is_node(found[0]) or found[0] in SCRIPT_GLOBALS)
    return _is_of_library(asked.m, asked.name)


def _is_of_library(m: Machine, symbol: str) -> bool:
    """Whether a dotted name of Python leads to a library, not to the language's own nor to the artifact."""
    root, dot, _ = symbol.partition(".")
    known = root in PYTHON_BUILTINS or is_library(root) or root in m.package.tops
    return bool(dot and root) and not known


_PACKAGE = regex(r"(?:@[\w.~-]+/)?[\w~][\w~-]*")
"""The name of a package of npm, with which that of each of its functions begins."""


_BY_NAMES = (", one by one", ", by its names")
"""How the place of variables ends that are asked for by names, which may be any."""


def _taken(marks: Marks, *, own: bool) -> Marks:
    """The loot that a value carries; not its own credentials, with which a client shows who it is."""
    found: dict[str, Spot] = {}
    for kind in TAKEN:
        spot = marks.get(kind)
        if spot is None or (own and kind != Taint.ENVIRONMENT):
            continue
        if kind != Taint.ENVIRONMENT or not (
            spot.what.startswith(PART) or spot.what.endswith(_BY_NAMES)
        ):
            found[kind] = spot
    return found


def _is_secret_of_another(value: Value, name: str, function: str) -> bool:
    """Whether it is a secret of the environment whose name has no word in common with the function's."""
    spot = value.marks.get(Taint.TOKEN)
    if spot is None or value.items is not None or value.symbol or _OWN.search(name):
        return False
    words = spot.what.rpartition(" ")[2].lower().split("_")
    return not any(len(one) > 2 and one in function.lower() for one in words)


def _is_bare(value: Value) -> bool:
    """Whether it is the environment itself, or a function of it: settings are read from there."""
    name, _, rest = value.symbol.partition(".environ.")
    return value.symbol in ENVIRONMENTS or (f"{name}.environ" in ENVIRONMENTS and rest in _ASKS)


_ASKS = frozenset({"get", "pop", "__getitem__", "__contains__", "setdefault"})


_HOLDS = ("sqlite3.connect().", "io.BytesIO", "io.StringIO")
"""What is no text, and gives out what was taken as it is: rows of a table, files in memory."""


def _last(symbol: str) -> str:
    """The last name of a function, or of the one whose result something is."""
    return symbol.removesuffix("()").rpartition(".")[2]


def _is_text(value: Value, deep: int = 2) -> bool:
    """Whether all that was taken is in one text, or in one among the elements."""
    if value.items is None:
        plain = not value.symbol or value.symbol.startswith(_HOLDS)
        return plain or bool(_RESHAPES.match(_last(value.symbol)))
    several = list(value.items.values() if isinstance(value.items, dict) else value.items)
    return bool(deep) and any(
        _is_text(one, deep - 1)
        for one in several[:MAX_GIVEN]
        if any(kind in one.marks for kind in TAKEN)
    )

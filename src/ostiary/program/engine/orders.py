"""Is a text that reads as a command handed to a function that nobody here knows?

There are endless ways to a function that starts programs, and tables name a few. What a command says is
the same on all of them; so the text is noted, and a check asks whether only attackers write such a one.
"""

import ast
import builtins
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ostiary.core.coverage import Reach
from ostiary.core.regex import regex
from ostiary.program.commands import undisguised
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import HOLE, Value
from ostiary.program.flow import Act
from ostiary.program.wordlist import wordlist

MAX_DEPTH = 4  # lists and tables inside each other
MAX_TEXTS = 64  # of the arguments of one call
MIN_ORDER = 8  # characters of a command that fetches, sends or switches off anything
MAX_ORDER = 2048  # characters that are read of one text

_TOOLS = (
    r"(?:curl|wget|fetch|env|printenv|set|echo|printf|base(?:64|32)|openssl|xxd|rev|zcat|gunzip|uudecode"
    r"|powershell|pwsh|cmd|certutil|bitsadmin|mshta|regsvr32|msiexec|rundll32|hh|wmic|cscript|wscript"
    r"|installutil|iex|iwr|irm|(?:invoke|start|set|add|clear)-\w+|python[\d.]*|perl|ruby|php|node|(?:ba|z|da|k)?sh"
    r"|tar|zip|cat|find|grep|netsh|taskkill|sc|net|setenforce|ufw|iptables|spctl|csrutil|xattr|systemctl"
    r"|wevtutil|rm|rd|rmdir|del|format|dd|mkfs[.\w]*|vssadmin|nslookup|dig|host|ping|nc|ncat|pip[\d.]*|cd|mkdir|sleep|eval|exec|sudo|nohup|source)"
    r"(?:\.exe)?(?=[\s;|&<>]|$)"
)
_BEFORE = r"[\s\"'({&]{0,8}(?:\w{1,40}=\S{0,200}\s{1,4}){0,4}(?:\S{0,60}[/\\])?"
_STARTS = regex(rf"(?i)^{_BEFORE}{_TOOLS}")
_PLAIN = regex(r"^[\W_]{0,8}(?:[a-z]|[A-Z]:\\|[A-Z_]{1,40}=)")
"""The beginning of a line for a shell; a sentence begins otherwise."""
_LATER = regex(rf"(?i)(?:[;&|({{`]|\s-\w{{0,6}}c\s|/c\s|\b(?:then|do)\s){_BEFORE}{_TOOLS}")
_DOES = regex(
    r"(?i)[|;&`@<]|\$\(|://|\b(?:off|disable\w*|delete|stop|mask|bypass|flush|hidden)\b|\s[-/]e\w*\s|[A-Za-z0-9+/=]{24}"
    r"|(?:set|add)-mppreference|setenforce|\brm\s+-\w*r|\bdel\s+/\w|\br(?:m)?d(?:ir)?\s+/s|\bmkfs|vssadmin|\bformat\s+[a-z]:"
)
"""What a line of more than one step, to another machine, or against this one has in it."""
_FENCE = "```"

_SAYING = wordlist(
    "print pprint echo secho say log debug info warn warning error exception critical fatal trace success"
    " notice format format_map format_help join compile match fullmatch search sub subn findall finditer"
    " split rsplit shlex_split quote escape dedent indent wrap fill strip encode decode replace startswith"
    " endswith add_argument add_option add_parser help option description markdown code caption title"
    " header subheader write_text writelines render dumps loads dump stringify repr str tokenize highlight"
    " param parametrize skip skipif xfail fail raises warns expect test it describe contains includes"
    " indexOf index count createElement jsx jsxs jsxDEV createTextVNode createTextNode createStaticVNode"
    " createElementVNode sha1 sha224 sha256 sha384 sha512 md5 blake2b blake2s hash len type isinstance"
    " cast Literal bool"
)
"""Functions and methods, by their last name, that say, compare or reshape a text and can run none."""
_ASSERTS = ("assert", "Assert", "should")
_RAISED = ("Error", "Exception", "Warning", "Exit", "Interrupt")
_ERRORS = frozenset(
    name
    for name, one in vars(builtins).items()
    if isinstance(one, type) and issubclass(one, BaseException)
)
_FILLING = wordlist(
    "append appendleft add insert extend update setdefault push unshift concat write get has set"
)
"""Methods that fill or ask a container; of a thing that nobody knows, most likely one."""
_TELLING = wordlist(
    "help description desc doc docs title epilog usage message msg label example examples pattern regex"
    " reason hint summary placeholder tooltip caption children comment comments note notes detail details"
    " text"
)
"""Arguments and fields that are there for people to read."""


def ordered(asked: Asked) -> None:
    """Note each text among the arguments of an unknown function that reads as a command."""
    if asked.m.reach in {Reach.TEST, Reach.DATA} or not (asked.given or asked.named):
        return
    told = [
        one
        for one in _handed(asked.given, asked.named)
        if len(one) >= MIN_ORDER and " " in one and reads(one)
    ]
    if told and not _says(asked):
        for one in told:
            asked.act(Act.ORDER, asked.marks, text=one)


def ordered_from(
    m: Machine, target: Value, given: list[Value], named: dict[str, Value], at: tuple[object, Frame]
) -> None:
    """The same of a call of which not even a name is known; what is raised says its text."""
    if not _is_raised(*at):
        ordered(Asked(m, "?", target, given, named, *at))


_RUNS = frozenset({"preinstall", "install", "postinstall", "prepare", "prepublish", "prepack"})
"""Scripts of an npm manifest that run by themselves."""


def ordered_for_later(m: Machine, key: object, value: Value, node: object, frame: Frame) -> None:
    """Note a command that is written where a manifest keeps what runs on installation."""
    if key in _RUNS and m.reach not in {Reach.TEST, Reach.DATA} and reads(_text(value)):
        m.act(Act.ORDER, "?", node, frame, value.marks, text=_text(value))


def _is_raised(node: object, frame: Frame) -> bool:
    """Whether it makes an error of the language: by a name that the program gives to nothing else."""
    name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    return name in _ERRORS and frame.module.language == "python" and frame.find(name) is None


def _says(asked: Asked) -> bool:
    """Whether the function is one that says, compares, keeps or reshapes what it is given."""
    room, _, last = asked.name.rpartition(".")
    if last in _SAYING or last.startswith(_ASSERTS) or last.endswith(_RAISED):
        return True
    if room.startswith(("console", "logging.", "collections.", "typing.", "re.")):
        return last != "dictConfig"
    if last == "write":
        return "stdin" not in asked.target.symbol
    return room in {"?", ""} and last in _FILLING


def _handed(given: list[Value], named: Mapping[str, Value]) -> Iterator[str]:
    """The texts among arguments, and each list of texts as the line that it would be."""
    room = [MAX_TEXTS]
    for one in given:
        yield from _texts(one, MAX_DEPTH, room)
    for name, one in named.items():
        if name not in _TELLING:
            yield from _texts(one, MAX_DEPTH, room)


def _texts(value: Value, deep: int, room: list[int]) -> Iterator[str]:
    room[0] -= 1
    if room[0] < 0:
        return
    if (text := _text(value)) or value.items is None or not deep:
        yield text
        return
    if isinstance(value.items, dict):
        for key, one in list(value.items.items())[: room[0]]:
            if key not in _TELLING:
                yield from _texts(one, deep - 1, room)
        return
    words = [_text(one) for one in value.items[: room[0]]]
    if len(words) > 1 and all(words):
        yield " ".join(words)[:MAX_ORDER]
    for one in value.items[: room[0]]:
        yield from _texts(one, deep - 1, room)


def _text(value: Value) -> str:
    """What is known of a text; empty for anything else."""
    const = value.const
    if isinstance(const, bytes):
        return const[:MAX_ORDER].decode("latin-1")
    if isinstance(const, str):
        return const[:MAX_ORDER]
    pieced = value.text is not None and HOLE in value.text and not value.symbol
    return (value.text or "")[:MAX_ORDER] if pieced and value.code is None else ""


def reads(text: str) -> bool:
    """Whether a text is a line for a shell, as far as its words tell."""
    return _reads(text) if len(text) < KEPT else _reads.__wrapped__(text)


KEPT = 1000
"""Characters of a text of which is kept what was said; programs hand on the same ones again and again."""


@lru_cache(maxsize=4096)
def _reads(text: str) -> bool:
    if _FENCE in text or not _DOES.search(text):
        return False
    return any(
        _STARTS.match(one) or (_PLAIN.match(one) and _LATER.search(one))
        for one in (text, undisguised(text))
    )

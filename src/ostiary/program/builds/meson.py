"""Which commands does a `meson.build` start while it is configured, built and installed?"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct, field

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.program.builds.step import UNKNOWN, Step

MAX_DEPTH = 30  # brackets inside each other
MAX_VALUE = 2000  # characters of one text, words of one list

_TOKEN = regex(
    r"(?P<space>[ \t\r\\]+|#[^\n]*)|(?P<line>\n)|f?'''(?P<long>.*?)'''|f?'(?P<text>(?:[^'\\\n]|\\.)*)'"
    r"|(?P<name>[A-Za-z_]\w*)|(?P<sign>\+=|[-+*/%()\[\]{},.:=?<>!]|\d+|.)",
    re.DOTALL,
)
_ESCAPE = regex(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_STARTS = frozenset({"run_command", "custom_target", "generator", "vcs_tag", "run_target"})
_SCRIPTS = frozenset({"add_install_script", "add_postconf_script"})
_FOLDERS = regex(
    r"^(?:current_source_dir|project_source_root|source_root|current_build_dir|global_source_root)$"
)

Known = str | list[str]
"""What is known of a value: a text, or a list of texts; unknown parts are said to be so."""


class _Token(Struct):
    kind: str
    text: str
    line: int


class _Reader(Struct):
    tokens: list[_Token]
    at: int = 0
    known: dict[str, Known] = field(default_factory=dict)
    set: dict[str, int] = field(default_factory=dict)
    """How often each variable is set."""
    steps: list[Step] = field(default_factory=list)

    @property
    def settled(self) -> dict[str, Known]:
        """The variables that are set once."""
        return {name: self.known[name] for name, count in self.set.items() if count == 1}

    def peek(self, ahead: int = 0) -> str:
        """The token at hand; a name, a sign, or nothing for a text."""
        place = self.at + ahead
        if place >= len(self.tokens):
            return ""
        one = self.tokens[place]
        return one.text if one.kind in {"name", "sign"} else ""


def meson_steps(text: str, above: Iterable[str] = ()) -> Iterator[Step]:
    """The commands of all calls, whether or not a condition stands around them. Raises `LimitError`.

    `above` are the files of the folders that this one lies in, whose variables it shares: those that are
    set only once there are known here.
    """
    yield from _read(text, _shared(tuple(above))).steps


@lru_cache(maxsize=16)
def _shared(above: tuple[str, ...]) -> dict[str, Known]:
    """What the files of some folders inside each other have set once, read once for all that lies in them."""
    if not above:
        return {}
    before = _shared(above[:-1])
    return before | _read(above[-1], before).settled


def _read(text: str, shared: Mapping[str, Known]) -> _Reader:
    reader = _Reader(list(_tokens(text)), known=dict(shared))
    while reader.at < len(reader.tokens):
        name = reader.peek()
        if name.isidentifier() and reader.peek(1) in {"=", "+="}:
            reader.at += 2
            reader.known[name] = _value(reader, 0)
            reader.set[name] = reader.set.get(name, 0) + 1
        elif name.isidentifier():
            _value(reader, 0)
        else:
            reader.at += 1
    return reader


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for one in _TOKEN.finditer(text):
        kind = one.lastgroup or "sign"
        if kind not in {"space", "line"}:
            raw = one[kind]
            if kind == "text":
                raw = _ESCAPE.sub(lambda sign: _ESCAPES.get(sign[1], sign[1]), raw)
            yield _Token(kind, raw, line)
        line += one[0].count("\n")


def _value(reader: _Reader, deep: int) -> Known:
    """The value of an expression: texts, lists, names and calls, put together by `+` and `/`."""
    left = _one(reader, deep)
    while reader.peek() in {"+", "/"}:
        sign = reader.peek()
        reader.at += 1
        right = _one(reader, deep)
        left = _together(left, right, sign)
    return left


def _together(left: Known, right: Known, sign: str) -> Known:
    if isinstance(left, list) or isinstance(right, list):
        return [*_words(left), *_words(right)][:MAX_VALUE]
    return (left + ("/" if sign == "/" else "") + right)[:MAX_VALUE]


def _words(value: Known) -> list[str]:
    return value if isinstance(value, list) else [value]


def _one(reader: _Reader, deep: int) -> Known:
    if reader.at >= len(reader.tokens):
        return UNKNOWN
    token = reader.tokens[reader.at]
    reader.at += 1
    value: Known = UNKNOWN
    if token.kind in {"text", "long"}:
        value = token.text
    elif token.text == "[":
        value = _list(reader, deep)
    elif token.text == "(":
        value = _bracket(reader, deep + 1)
        reader.at += reader.peek() == ")"
    elif token.kind == "name":
        value = _named(reader, token, deep)
    return _after(reader, value, deep)


def _bracket(reader: _Reader, deep: int) -> Known:
    if deep >= MAX_DEPTH:
        raise LimitError("its brackets stand inside each other deeper than they are read")
    return _value(reader, deep)


def _after(reader: _Reader, value: Known, deep: int) -> Known:
    """Methods of a value: what they give is seldom known."""
    while reader.peek() == "." and reader.peek(2) == "(":
        name, line = reader.peek(1), reader.tokens[reader.at].line
        reader.at += 3
        given, _ = _arguments(reader, deep)
        if name in _SCRIPTS:
            _note(reader, line, name, given)
        elif name == "find_installation":
            value = "python"
        elif _FOLDERS.match(name):
            value = "."
        elif name not in {"strip", "full_path", "path"}:
            value = UNKNOWN
    return value


def _named(reader: _Reader, token: _Token, deep: int) -> Known:
    if reader.peek() != "(":
        return reader.known.get(token.text, UNKNOWN)
    reader.at += 1
    given, named = _arguments(reader, deep)
    if token.text in _STARTS:
        words = named.get("command", [])
        if token.text == "run_command":
            words = given
        elif token.text == "generator":
            words = [*given, *named.get("arguments", [])]
        _note(reader, token.line, token.text, words)
    if token.text in {"find_program", "files", "configure_file"}:
        return given[0] if given else UNKNOWN
    return "/".join(given)[:MAX_VALUE] if token.text == "join_paths" else UNKNOWN


def _note(reader: _Reader, line: int, what: str, words: list[str]) -> None:
    if words:
        reader.steps.append(Step(line, what, tuple(words[:MAX_VALUE])))


def _list(reader: _Reader, deep: int) -> list[str]:
    given, _ = _arguments(reader, deep, "]")
    return given


def _arguments(
    reader: _Reader, deep: int, closing: str = ")"
) -> tuple[list[str], dict[str, list[str]]]:
    """The arguments of a call, or the elements of a list, up to the bracket that closes it; lists in one."""
    given: list[str] = []
    named: dict[str, list[str]] = {}
    if deep >= MAX_DEPTH:
        raise LimitError("its brackets stand inside each other deeper than they are read")
    while reader.at < len(reader.tokens) and reader.peek() != closing:
        before = reader.at
        key = reader.peek() if reader.peek(1) == ":" else ""
        reader.at += 2 * bool(key)
        words = _words(_value(reader, deep + 1))
        if key:
            named[key] = words
        elif len(given) < MAX_VALUE:
            given += words
        while reader.at < len(reader.tokens) and reader.peek() not in {",", closing}:
            if reader.peek().isidentifier():  # comparisons and the like
                _value(reader, deep + 1)
            else:
                reader.at += 1
        reader.at += reader.peek() == ","
        if reader.at == before:
            reader.at += 1
    reader.at += 1
    return given, named

"""The value of a short text of Python literals, read by a grammar of its own: nothing is compiled."""

import re
from collections.abc import Iterator

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex

MAX_DEPTH = 30
MAX_DIGITS = 20

_TOKEN = regex(
    r"""\s*(?:
    (?P<text>[uUbB]?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))
    |(?P<number>-?\d+)L?(?!\w)
    |(?P<word>True|False|None)\b
    |(?P<sign>[()\[\]{},:])
    |(?P<end>\Z))""",
    re.VERBOSE,
)
_WORDS: dict[str, object] = {"True": True, "False": False, "None": None}
_CLOSES = {"(": ")", "[": "]", "{": "}"}

Token = tuple[str, str]


def literal(text: str) -> object:
    """Texts, whole numbers, `True`, `False`, `None`, and tuples, lists and dicts of them.

    Texts keep their escapes as they are written. Raises `ParseError` for anything else.
    """
    tokens = _tokens(text)
    value = _value(tokens, next(tokens), 0)
    if next(tokens)[0] != "end":
        raise ParseError("something follows the literal")
    return value


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while True:
        found = _TOKEN.match(text, at)
        if not found or not found.lastgroup:
            raise ParseError("no literal that numpy writes")
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


def _value(tokens: Iterator[Token], token: Token, depth: int) -> object:
    kind, text = token
    if depth > MAX_DEPTH:
        raise ParseError("a literal that is nested too deeply")
    if kind == "text":
        return text.lstrip("uUbB")[1:-1]
    if kind == "number" and len(text) <= MAX_DIGITS:
        return int(text)
    if kind == "word":
        return _WORDS[text]
    if text == "{":
        return _pairs(tokens, depth)
    if text in _CLOSES:
        return _sequence(tokens, text, depth)
    raise ParseError("no literal that numpy writes")


def _sequence(tokens: Iterator[Token], opened: str, depth: int) -> object:
    """A list, a tuple, or one value in brackets."""
    found: list[object] = []
    comma = opened == "["
    token = next(tokens)
    while token[1] != _CLOSES[opened] or token[0] != "sign":
        found.append(_value(tokens, token, depth + 1))
        token = next(tokens)
        if token == ("sign", ","):
            comma = True
            token = next(tokens)
        elif token != ("sign", _CLOSES[opened]):
            raise ParseError("a literal without its commas")
    if opened == "[":
        return found
    return tuple(found) if comma or not found else found[0]


def _pairs(tokens: Iterator[Token], depth: int) -> dict[str, object]:
    found: dict[str, object] = {}
    token = next(tokens)
    while token != ("sign", "}"):
        key = _value(tokens, token, depth + 1)
        if not isinstance(key, str) or next(tokens) != ("sign", ":") or key in found:
            raise ParseError("a dict whose keys are not one text each")
        found[key] = _value(tokens, next(tokens), depth + 1)
        token = next(tokens)
        if token == ("sign", ","):
            token = next(tokens)
        elif token != ("sign", "}"):
            raise ParseError("a literal without its commas")
    return found

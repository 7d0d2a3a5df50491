"""Which commands does a piece of shell script hold, word by word? Read by form, never run."""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex

MAX_TEXT = 4 << 20
MAX_VARIABLES = 100
"""Variables of one word, above which none of them is filled in."""
MAX_DEPTH = 4
"""Scripts inside each other: `sh -c "..."`."""

_PIECE = regex(
    r"(?P<space>(?:[ \t\r\f\v]|\\\r?\n)+)"
    r"|(?P<redirect>\d*(?:<<<?|[<>]+)&?-?)"
    r"|(?P<end>[\n;&|()`]+)"
    r"|(?P<single>'[^']*'?)"
    r'|(?P<double>"[^"\\]*(?:\\.[^"\\]*)*"?)'
    r"|(?P<escape>\\.?)"
    r"|(?P<comment>#[^\n]*)"
    r"|(?P<plain>[^\s'\"\\;&|()<>`#][^\s'\"\\;&|()<>`]*|.)",
    re.DOTALL,
)
_VARIABLE = regex(r"\$(?:(\w+)|\{(\w+)(?:(:?[-+])([^}]*))?\})")
_ESCAPED = regex(r'\\(["\\$`\n])')
_ASSIGNMENT = regex(r"[A-Za-z_]\w*\+?=.*", re.DOTALL)
_PREFIXES = frozenset(
    {"sudo", "env", "exec", "command", "time", "nohup", "nice", "then", "do", "else", "if", "while"}
    | {"elif", "until", "!", "{", "doas", "xargs"}
)
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh"})


class Word(Struct, frozen=True):
    """One word without its quotes; `open` says that part of it is only known when it runs."""

    text: str
    line: int
    open: bool = False


Command = tuple[Word, ...]


def commands(
    text: str, line: int = 1, values: Mapping[str, str] | None = None, depth: int = 0
) -> Iterator[Command]:
    """The simple commands of a script, without assignments and words such as `sudo` before them.

    `line` is the line on which the text begins, `values` are variables that are known. Raises `LimitError`.
    """
    if len(text) > MAX_TEXT:
        raise LimitError(f"a script of more than {MAX_TEXT} characters")
    for words in _simple(text, line, values or {}):
        command = _stripped(words)
        yield command
        inner = _inner(command)
        if inner is not None and depth < MAX_DEPTH:
            yield from commands(inner.text, inner.line, values, depth + 1)


def expand(text: str, values: Mapping[str, str]) -> tuple[str, bool]:
    """The text with the variables that are known, and whether another one is left in it."""
    left = False
    if text.count("$") > MAX_VARIABLES:
        return text, True

    def put(match: re.Match[str]) -> str:
        nonlocal left
        value = values.get(match[1] or match[2])
        if match[3] in {"-", ":-"} and not value:
            return match[4]
        if match[3] in {"+", ":+"}:
            return match[4] if value else ""
        if value is None:
            left = True
            return match[0]
        return value

    done = _VARIABLE.sub(put, text)
    return done, left or "$" in done


def _simple(text: str, line: int, values: Mapping[str, str]) -> Iterator[list[Word]]:
    words: list[Word] = []
    word: list[str] = []
    began, is_open, skip, made = line, False, False, 0
    for match in (*_PIECE.finditer(text), None):
        kind = match.lastgroup if match else "end"
        piece = match[0] if match else ""
        if kind == "comment" and word:
            kind = "plain"
        if kind in {"space", "end", "comment", "redirect"}:
            if word and not skip:
                words.append(Word("".join(word), began, is_open))
            skip = (skip and not word and kind != "end") or kind == "redirect"
            word, is_open = [], False
            if kind == "end":
                yield words
                words = []
        else:
            began = began if word else line
            plain, more = _plain(str(kind), piece, values)
            word.append(plain)
            made += len(plain)
            if made > 4 * MAX_TEXT:
                raise LimitError(f"a script of more than {4 * MAX_TEXT} characters")
            is_open = is_open or more
        line += piece.count("\n")


def _plain(kind: str, piece: str, values: Mapping[str, str]) -> tuple[str, bool]:
    if kind == "single":
        return piece.strip("'"), False
    if kind == "double":
        inner = piece[1:-1] if len(piece) > 1 and piece.endswith('"') else piece[1:]
        done, more = expand(inner, values)
        return _ESCAPED.sub(r"\1", done), more
    if kind == "escape":
        return piece[1:], False
    return expand(piece, values)


def _stripped(words: list[Word]) -> Command:
    """Without assignments, and without words that only run what follows, and their options."""
    at = 0
    passed = False
    while at < len(words):
        text = words[at].text
        if text in _PREFIXES:
            passed = True
        elif not (_ASSIGNMENT.fullmatch(text) or (passed and text.startswith("-"))):
            break
        at += 1
    return tuple(words[at:])


def _inner(command: Command) -> Word | None:
    """The script that a shell is given as an argument."""
    if not command or command[0].text.rpartition("/")[2] not in _SHELLS:
        return None
    for at, word in enumerate(command[1:-1], 1):
        if word.text.startswith("-") and not word.text.startswith("--") and word.text.endswith("c"):
            return command[at + 1]
    return None

"""Which commands does a build script of Rust start, or a configuration of cargo name?"""

import re
from collections.abc import Iterator

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.program.builds.step import UNKNOWN, Lines, Step

MAX_LINKS = 500  # calls that follow each other on one command, and words of one of them
MAX_CALL = 20_000  # characters of the arguments of one call

_TEXT = (
    r"(?:(?:b|c)?r(?P<{0}h>#*)\"(?P<{0}raw>.*?)(?:\"(?P={0}h)|\Z)"
    r"|(?:b|c)?\"(?P<{0}text>(?:[^\"\\]|\\.)*)\")"
)
_NEW = regex(r"\bCommand\s*::\s*new\s*\(")
_LINK = regex(r"\s*\.\s*(\w+)\s*\(")
_CONST = regex(
    r"\b(?:let(?:\s+mut)?|const|static)\s+(\w+)\s*(?::[^=;]{0,80})?=\s*(?:String::from\(\s*)?"
    + _TEXT.format("v"),
    re.DOTALL,
)
_ITEM = regex(
    r"\s*[&\[(]*\s*(?:vec!\s*\[)?\s*(?:" + _TEXT.format("t") + r"|(?P<name>\w+))", re.DOTALL
)
_ESCAPE = regex(r"\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|\n\s*|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
_WRAPPER = regex(
    r"(?m)^\s*(?:build\.|[\w.]*\.)?(rustc|rustdoc|rustc-wrapper|rustc-workspace-wrapper|runner|linker"
    r"|credential-provider)\s*=\s*(?:\"([^\"\n]+)\"|'([^'\n]+)'|\[([^\]]{0,2000})\])"
)
_FLAG = regex(r"\blinker=([^\s\"',]{1,400})")
_QUOTED = regex(r"\"([^\"\n]*)\"|'([^'\n]*)'")


def rust_steps(text: str) -> Iterator[Step]:
    """Commands that `Command::new` makes, with their words. Raises `LimitError`."""
    known = {one[1]: _text(one, "v") for one in _CONST.finditer(text)}
    lines = Lines(text)
    for found in _NEW.finditer(text):
        words, place = _words(text, found.end(), known)
        while (link := _LINK.match(text, place)) is not None:
            if len(words) > MAX_LINKS:
                raise LimitError("it has a command of more words than are read")
            more, place = _words(text, link.end(), known)
            words += more if link[1] in {"arg", "args"} else []
        yield Step(lines.at(found.start()), "Command::new", tuple(words) or (UNKNOWN,))


def cargo_steps(text: str) -> Iterator[Step]:
    """What cargo starts in the place of its own tools."""
    lines = Lines(text)
    for found in _WRAPPER.finditer(text):
        several = next(one for one in found.groups()[1:] if one is not None)
        words = [one[1] or one[2] or "" for one in _QUOTED.finditer(several)] or several.split()
        yield Step(lines.at(found.start(1)), found[1], tuple(words))
    for found in _FLAG.finditer(text):  # a flag of the compiler
        yield Step(lines.at(found.start()), "linker", (found[1],))


def _words(text: str, place: int, known: dict[str, str]) -> tuple[list[str], int]:
    """The texts among the arguments of a call, and where its bracket closes."""
    words: list[str] = []
    end = _end(text, place)
    while place < end:
        found = _ITEM.match(text, place, end)
        if found is None:
            place += 1
            continue
        name = found["name"]
        told = (
            name is None or name in known or text[found.end() : found.end() + 1] in {",", ")", "]"}
        )
        if told:
            words.append(known.get(name, UNKNOWN) if name is not None else _text(found, "t"))
        after = text.find(",", found.end(), end)
        place = after + 1 if after >= 0 else end
    return words, end + 1


def _end(text: str, place: int) -> int:
    """Where the bracket closes that opened before `place`; texts are passed over."""
    deep = 1
    for one in _SIGN.finditer(text, place, place + MAX_CALL):
        sign = one[0]
        deep += (sign in "([{") - (sign in ")]}") if len(sign) == 1 else 0
        if not deep:
            return one.start()
    raise LimitError("it has a call of which the end was not found")


_SIGN = regex(r"r(#*)\".*?(?:\"\1|\Z)|\"(?:[^\"\\]|\\.)*\"|//[^\n]*|[()\[\]{}]", re.DOTALL)


def _text(found: "re.Match[str]", which: str) -> str:
    raw = found[f"{which}raw"]
    if raw is not None:
        return raw

    def sign(one: "re.Match[str]") -> str:
        code = one[1] or one[2]
        if code:
            return chr(min(int(code, 16), 0x10FFFF))
        return _SIGNS.get(one[3], one[3]) if one[3] else ""

    return _ESCAPE.sub(sign, found[f"{which}text"] or "")

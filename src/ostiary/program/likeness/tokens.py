"""What is left of a program's text when names, strings, numbers, comments and layout are taken out?"""

import re

from ostiary.core.regex import regex
from ostiary.program.likeness.words import LANGUAGE, WORDS

MAX_TOKENS = 1_000_000
"""Tokens of one file; what comes after them is not looked at."""

_PYTHON = rb"""
    (?P<skip>\s++|\#[^\n]*+|\\\r?\n)
  | (?P<string>[rRbBuUfF]{0,3}(?:
        \"\"\"(?:[^"\\]++|\\.?+|"(?!""))*+(?:\"\"\"|\Z)
      | '''(?:[^'\\]++|\\.?+|'(?!''))*+(?:'''|\Z)
      | "(?:[^"\\\n]++|\\.?+)*+"? | '(?:[^'\\\n]++|\\.?+)*+'?))
  | (?P<name>[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*+)
  | (?P<number>[0-9][A-Za-z0-9_.]*+)
  | (?P<other>.)
"""
_SCRIPT = rb"""
    (?P<skip>\s++|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z))
  | (?P<string>"(?:[^"\\\n]++|\\.?+)*+"? | '(?:[^'\\\n]++|\\.?+)*+'? | `(?:[^`\\]++|\\.?+)*+(?:`|\Z))
  | (?P<name>[A-Za-z_$\x80-\xff][A-Za-z0-9_$\x80-\xff]*+)
  | (?P<number>[0-9][A-Za-z0-9_.]*+)
  | (?P<other>.)
"""
_FLAGS = re.VERBOSE | re.DOTALL
_PATTERNS = {
    "javascript": regex(_SCRIPT, _FLAGS),
    "typescript": regex(_SCRIPT, _FLAGS),
}
_DEFAULT = regex(_PYTHON, _FLAGS)
_NAME = regex(rb"[A-Za-z_$\x80-\xff][A-Za-z0-9_$\x80-\xff]*+")
_KEPT = {word.encode(): word for word in WORDS}


def tokens(language: str, data: bytes) -> list[str]:
    """The normalised tokens of a file of code, in order; whatever the bytes are, some list comes back.

    Words of the language stay. A name of an interface stays where it is called, or stands behind a dot:
    elsewhere it may be anybody's variable. The ends of statements are no tokens, so that joining or
    splitting lines changes nothing; strings in a row are one.
    """
    found = _raw(language, data)
    kept: list[str] = []
    for place, word in enumerate(found):
        if len(word) == 1 or word in LANGUAGE:
            if word != "s" or kept[-1:] != ["s"]:
                kept.append(word)
        elif kept[-1:] == ["."] or found[place + 1 : place + 2] == ["("]:
            kept.append(word)
        else:
            kept.append("n")
    return kept


def _raw(language: str, data: bytes) -> list[str]:
    found: list[str] = []
    for match in _PATTERNS.get(language, _DEFAULT).finditer(data):
        group = match.lastgroup
        if group == "name":
            found.append(_KEPT.get(match.group(), "n"))
        elif group == "other":
            char = match.group()
            if char != b";":
                found.append(chr(char[0]))
        elif group != "skip":
            found.append("s" if group == "string" else "0")
        if len(found) >= MAX_TOKENS:
            break
    return found


def words_in(data: bytes) -> frozenset[bytes]:
    """Every word anywhere in a text, comments and strings included: a quick look before `tokens`."""
    return frozenset(_NAME.findall(data))

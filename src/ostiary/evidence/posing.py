"""Could Node run a file that bears the name of a text, a style sheet or a picture?"""

import json
import re

from ostiary.core.regex import regex
from ostiary.formats.contents import Kind
from ostiary.program.grammar import might_accept
from ostiary.program.wordlist import wordlist

MAX_PARSED = 256 << 10
"""Bytes of one file that are parsed; of a larger one we cannot tell that it is no script."""

MAYBE = "JavaScript's grammar allows it"
"""The detail of such a file. Node runs whatever `require` names, unless it ends in `.json` or `.node`."""

_BLANK = regex(rb"(?:\xef\xbb\xbf)?(?:\s+|//[^\n]*|<!--[^\n]*|/\*.*?\*/)*+", re.DOTALL)
_NEVER = regex(rb"#(?!!)|<|@|\.[^\d]|[\x00-\x08\x0e-\x1f\x7f-\xc1\xf5-\xff]|\Z")
"""How no script begins, after blanks and comments."""


_ASSETS = tuple(
    wordlist(
        ".css .scss .sass .less .styl .svg .png .jpg .jpeg .gif .webp .ico .woff .woff2 .ttf .html .vue"
        " .svelte .md .mdx .txt .graphql .gql .yaml .yml .glsl"
    )
)
"""What bundlers let a program import as data; at installation no bundler is there."""


def posing(path: str) -> bool:
    """Whether a file bears the name of something that bundlers take for data."""
    return path.lower().endswith(_ASSETS)


def may_be_script(kind: Kind, data: bytes) -> bool:
    """Whether the bytes are, or might be, a script that Node accepts. Source: ECMA-262, annex B.1.1."""
    start = _BLANK.match(data)
    rest = data[start.end() if start else 0 :][:2]
    if kind is Kind.EMPTY or _NEVER.match(rest):
        return False
    if len(data) > MAX_PARSED:
        return True
    if kind is Kind.JSON and _is_json(data):
        return False
    return might_accept("javascript", data.replace(b"\0", b" "))


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True

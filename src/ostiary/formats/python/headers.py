"""Which headers does a METADATA, PKG-INFO or WHEEL file hold, as the installers' e-mail parser sees them?"""

import re
from collections.abc import Iterator

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.formats.plain import plain_text

MAX_BYTES = 16 << 20
MAX_HEADERS = 20_000

_HEADER = regex(r"([!-9;-~]+):[ \t]*(.*)")

Headers = tuple[tuple[str, str], ...]


def parse_headers(data: bytes) -> Headers:
    """(name in lower case, value) in order; the body after the first empty line is left out.

    As in Python's `email`, a line that is no header ends them. Continuation lines are joined by a line
    feed. Raises `ParseError` or `LimitError`. Source: core metadata specification; RFC 822, section 3.
    """
    text = plain_text(data, MAX_BYTES, "the metadata")
    found: list[tuple[str, list[str]]] = []
    for line in _lines(text):
        if not line:
            break
        if line[0] in " \t" and found:
            found[-1][1].append(line.strip())
            continue
        match = _HEADER.fullmatch(line)
        if match is None:
            break
        if len(found) >= MAX_HEADERS:
            raise LimitError(f"the metadata has more than {MAX_HEADERS} headers")
        found.append((match[1].lower(), [match[2].rstrip()]))
    return tuple((name, "\n".join(parts)) for name, parts in found)


def _lines(text: str) -> Iterator[str]:
    start = 0
    for match in re.finditer(r"\r\n|\r|\n", text):
        yield text[start : match.start()]
        start = match.end()
    yield text[start:]


def first(headers: Headers, name: str) -> str:
    """The first value of a header, which is the one that installers take; empty if there is none."""
    return next((value for key, value in headers if key == name), "")


def every(headers: Headers, name: str) -> tuple[str, ...]:
    """All values of a header, in order."""
    return tuple(value for key, value in headers if key == name)

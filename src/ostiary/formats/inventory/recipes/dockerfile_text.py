"""Which instructions does a Dockerfile hold, with lines put together and heredocs taken in?"""

import re
from collections.abc import Iterator

from msgspec import Struct

from ostiary.core.regex import regex

MAX_HEREDOCS = 20

_ESCAPE = regex(r"#\s*escape\s*=\s*([`\\])\s*", re.IGNORECASE)
_DIRECTIVE = regex(r"#\s*[A-Za-z][\w-]*\s*=.*")
_HEREDOC = regex(r"(?<!<)<<(?!<)-?\s*([\"']?)([A-Za-z_][\w.-]*)\1")
_INSTRUCTION = regex(r"\s*([A-Za-z]+)(?:[ \t]+|\\?$|(?=\\\n))", re.MULTILINE)


class Instruction(Struct, frozen=True):
    """`name` in capitals; `text` keeps its line breaks, each escaped, and begins on `line`.

    `heredocs` are (line, text) of the documents behind it.
    """

    name: str
    text: str
    line: int
    heredocs: tuple[tuple[int, str], ...] = ()
    closed: bool = True


def instructions(text: str) -> Iterator[Instruction]:
    """The instructions in order. Source: Dockerfile reference."""
    lines = text.replace("\r\n", "\n").split("\n")
    escape = _escape(lines)
    at = 0
    while at < len(lines):
        if not lines[at].strip() or lines[at].lstrip().startswith("#"):
            at += 1
            continue
        start = at
        joined, at = _joined(lines, at, escape)
        match = _INSTRUCTION.match(joined)
        name, body = (match[1].upper(), joined[match.end() :]) if match else ("", joined)
        found, at, closed = (
            _heredocs(lines, at, body) if name in {"RUN", "COPY", "ADD"} else ((), at, True)
        )
        yield Instruction(
            name, body, start + 1 + joined[: len(joined) - len(body)].count("\n"), found, closed
        )


def _escape(lines: list[str]) -> str:
    """The escape character that directives at the top may change."""
    for line in lines:
        match = _ESCAPE.fullmatch(line.strip())
        if match:
            return match[1]
        if not _DIRECTIVE.fullmatch(line.strip()):
            break
    return "\\"


def _joined(lines: list[str], at: int, escape: str) -> tuple[str, int]:
    """One instruction over its lines, each break escaped as shells do; comments between are left out."""
    parts: list[str] = []
    while at < len(lines):
        line = lines[at].rstrip()
        at += 1
        if parts and (not line.strip() or line.lstrip().startswith("#")):
            parts.append("")
            continue
        more = line.endswith(escape)
        parts.append(line[:-1] if more else line)
        if not more:
            break
    return "\\\n".join(parts), at


def _heredocs(
    lines: list[str], at: int, body: str
) -> tuple[tuple[tuple[int, str], ...], int, bool]:
    """The documents that follow, where the next instruction begins, and whether each of them had its end."""
    found: list[tuple[int, str]] = []
    for match in list(_HEREDOC.finditer(body))[:MAX_HEREDOCS]:
        end = at
        while end < len(lines) and lines[end].strip() != match[2]:
            end += 1
        found.append((at + 1, "\n".join(lines[at:end])))
        if end == len(lines):
            return tuple(found), end, False
        at = end + 1
    return tuple(found), at, True

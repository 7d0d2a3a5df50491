"""Of which simple commands does a line of shell consist?"""

import shlex
from collections.abc import Iterator

from ostiary.core.regex import regex

MAX_LINE = 100_000

_DESCRIPTOR = regex(r"(?<=\s)\d(?=[<>])")
_ENDS = regex(r"[;&|()\n]+")


def shell_commands(line: str) -> tuple[tuple[str, ...], ...] | None:
    """The simple commands of a line of shell, as words without quotes; redirections are taken out.

    None where quotes are not closed or the line is too long: then nobody can tell.
    """
    if len(line) > MAX_LINE:
        return None
    line = _DESCRIPTOR.sub("", line).rstrip()
    line = line[:-1] if line.endswith("\\") and not line.endswith("\\\\") else line
    reader = shlex.shlex(line, posix=True, punctuation_chars=";&|()<>\n")
    reader.commenters = ""
    reader.whitespace = " \t\r"
    reader.whitespace_split = True
    found: list[tuple[str, ...]] = []
    words: list[str] = []
    try:
        for word in _plain(reader):
            if _ENDS.fullmatch(word):
                found.append(tuple(words))
                words = []
            else:
                words.append(word)
    except ValueError:
        return None
    found.append(tuple(words))
    return tuple(one for one in found if one)


def _plain(reader: Iterator[str]) -> Iterator[str]:
    """Words without redirections and comments."""
    skip = comment = False
    for word in reader:
        if comment and word != "\n":
            continue
        comment = word.startswith("#")
        if comment:
            continue
        if skip:
            skip = False
        elif set(word) <= {"<", ">", "&"} and set(word) & {"<", ">"}:
            skip = True
        else:
            yield word

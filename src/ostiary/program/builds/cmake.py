"""Which commands does a CMake list start while it is configured and built?"""

import re
import shlex
from collections.abc import Iterator

from ostiary.core.regex import regex
from ostiary.program.builds.step import UNKNOWN, Lines, Step
from ostiary.program.wordlist import wordlist

MAX_VALUE = 2000  # characters of one variable that is filled in

_CALL = regex(r"(?m)^[ \t]*([A-Za-z_]\w*)[ \t]*\(|#\[(=*)\[|#[^\n]*")
_TOKEN = regex(
    r"#\[(?P<e>=*)\[.*?(?:\](?P=e)\]|\Z)|#[^\n]*|\[(?P<b>=*)\[(?P<bracket>.*?)(?:\](?P=b)\]|\Z)"
    r"|\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|(?P<open>\()|(?P<close>\))|(?P<bare>(?:[^\s()#\"\\]|\\.)+)",
    re.DOTALL,
)
_VARIABLE = regex(r"\$(ENV)?\{(\w+)\}|\$<[^<>]*>|@\w+@")
_HERE = regex(r"(?:CMAKE|PROJECT|SKBUILD)_(?:CURRENT_)?(?:SOURCE|LIST|PROJECT)_DIR")
_PYTHON = regex(r"(?i)python\d?_(?:executable|interpreter)")
_STOPS = wordlist(
    "COMMAND WORKING_DIRECTORY TIMEOUT RESULT_VARIABLE RESULTS_VARIABLE OUTPUT_VARIABLE INPUT_FILE"
    " ERROR_VARIABLE"
    " OUTPUT_FILE ERROR_FILE OUTPUT_QUIET ERROR_QUIET COMMAND_ECHO OUTPUT_STRIP_TRAILING_WHITESPACE ENCODING"
    " ERROR_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ECHO_OUTPUT_VARIABLE ECHO_ERROR_VARIABLE DEPENDS"
    " MAIN_DEPENDENCY BYPRODUCTS COMMENT VERBATIM APPEND OUTPUT TARGET PRE_BUILD PRE_LINK POST_BUILD ARGS ALL"
    " IMPLICIT_DEPENDS DEPFILE JOB_POOL USES_TERMINAL COMMAND_EXPAND_LISTS SOURCES"
)
_RUNS = frozenset({"execute_process", "add_custom_command", "add_custom_target"})
_OUTER = ("externalproject_add", "externalproject_add_step", "fetchcontent_declare")
_STEPS = regex(r"^(?:(?:DOWNLOAD|UPDATE|PATCH|CONFIGURE|BUILD|INSTALL)_)?COMMAND$")
_KEYWORD = regex(r"^[A-Z][A-Z_]{3,}$")


def cmake_steps(text: str) -> Iterator[Step]:
    """The commands of all calls, whether or not a condition stands around them."""
    known: dict[str, str] = {}
    place, lines = 0, Lines(text)
    while (found := _CALL.search(text, place)) is not None:
        if found[1] is None:
            place = _comment_end(text, found)
            continue
        words, place = _arguments(text, found.end(), known)
        line = lines.at(found.start(1))
        yield from _steps(found[1].lower(), words, line, known)


def _comment_end(text: str, found: "re.Match[str]") -> int:
    if found[2] is None:
        return found.end()
    end = text.find(f"]{found[2]}]", found.end())
    return len(text) if end < 0 else end


def _arguments(text: str, place: int, known: dict[str, str]) -> tuple[list[str], int]:
    """The words up to the bracket that closes a call, and where that stands."""
    words: list[str] = []
    deep = 1
    for one in _TOKEN.finditer(text, place):
        place = one.end()
        if one["open"]:
            deep += 1
        elif one["close"]:
            deep -= 1
            if not deep:
                break
        else:
            words += _word(one, known)
    return words, place


def _word(one: "re.Match[str]", known: dict[str, str]) -> list[str]:
    if one["bracket"] is not None:
        return [one["bracket"]]
    if one["quoted"] is not None:
        return [_filled(re.sub(r"\\(.)", r"\1", one["quoted"]), known)]
    if one["bare"]:
        return [part for part in _filled(one["bare"], known).split(";") if part]
    return []


def _filled(text: str, known: dict[str, str]) -> str:
    def value(one: "re.Match[str]") -> str:
        name = one[2] or ""
        if one[1]:
            return f"${name}"
        if _HERE.fullmatch(name):
            return "."
        if name == "CMAKE_COMMAND":
            return "cmake"
        return "python" if _PYTHON.search(name) else known.get(name, UNKNOWN)

    return _VARIABLE.sub(value, text)[:MAX_VALUE]


def _steps(name: str, words: list[str], line: int, known: dict[str, str]) -> Iterator[Step]:
    if name == "set" and len(words) > 1:
        known[words[0]] = ";".join(words[1:])[:MAX_VALUE]
    elif name in _RUNS:
        several = list(_commands(words))
        if name == "execute_process" and len(several) > 1:  # each is fed what the one before prints
            yield Step(line, name, (" | ".join(map(_line, several)),), whole=True)
        else:
            yield from (Step(line, name, one) for one in several)
    elif name == "exec_program" and words:
        rest = words[words.index("ARGS") + 1 :] if "ARGS" in words else []
        yield Step(line, name, (" ".join([words[0], *rest]),), whole=True)
    elif name == "install" and "CODE" in words[:-1]:
        yield from _inside(words[words.index("CODE") + 1], line)
    elif name == "file" and len(words) > 2 and words[0] == "DOWNLOAD":
        yield Step(line, "file", (words[2],), fetched=words[1])
    elif name in _OUTER:
        yield from (Step(line, name, one) for one in _outer(words) if any(one))


def _inside(text: str, line: int) -> Iterator[Step]:
    """Code in a text; none that stands in a text of that once more."""
    for one in cmake_steps(text.replace("install", "_install")):
        yield Step(line, one.what, one.words, one.whole, one.fetched)


def _commands(words: list[str]) -> Iterator[tuple[str, ...]]:
    for place, word in enumerate(words):
        if word == "COMMAND" and (found := _own(list(_until(words[place + 1 :], _STOPS)))):
            yield tuple(found)


def _own(words: list[str]) -> list[str]:
    """A command, unless CMake itself does it to files (`-E copy`); `-E env` starts others."""
    if words[:2] != ["cmake", "-E"]:
        return words
    if words[2:3] not in (["env"], ["time"]):
        return []
    rest = words[3:]
    while rest and ("=" in rest[0] or rest[0].startswith("--")):
        rest = rest[1:]
    return rest


def _until(words: list[str], stops: frozenset[str]) -> Iterator[str]:
    for one in words:
        if one in stops and one != "ARGS":
            return
        if one != "ARGS":
            yield one


def _outer(words: list[str]) -> Iterator[tuple[str, ...]]:
    for place, word in enumerate(words):
        if _STEPS.match(word):
            rest = words[place + 1 :]
            end = next((n for n, one in enumerate(rest) if _KEYWORD.match(one)), len(rest))
            yield tuple(rest[:end])


def _line(words: tuple[str, ...]) -> str:
    return " ".join(one if UNKNOWN in one else shlex.quote(one) for one in words)

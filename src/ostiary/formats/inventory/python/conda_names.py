"""How are packages of conda named, in specifications and in names of archives?"""

import re

from msgspec import Struct

from ostiary.core.regex import regex

MAX_LENGTH = 2_000

_SPEC = regex(
    r"(?:(?P<channel>[^\s:\[\]]+?)(?:/[\w-]+)?::?)??(?P<name>[A-Za-z0-9_][A-Za-z0-9_.-]*)[ \t]*(?P<rest>.*)",
    re.DOTALL,
)
_BRACKET = regex(r"\[([^\]]*)\]\s*$")
_ARCHIVE = regex(r"([^/#?]+)-([^/#?-]+)-([^/#?-]+)\.(?:conda|tar\.bz2)")


class CondaAsked(Struct, frozen=True):
    """One specification. `version` is exact or empty, `requirement` the rest as written."""

    name: str
    version: str = ""
    requirement: str = ""
    channel: str = ""
    build: str = ""


def read_spec(text: str) -> CondaAsked | None:
    """A match specification (`channel::name=1.2=build`, `name >=1,<2`); None for what is none.

    One `=` is fuzzy (1.2 means 1.2.*) unless a build follows; two are exact.
    """
    text = text.strip()
    if len(text) > MAX_LENGTH:
        return None
    bracket = _BRACKET.search(text)
    keys = _bracketed(bracket[1]) if bracket else {}
    body = text[: bracket.start()].strip() if bracket else text
    channel, found, tail = body.rpartition("::")
    match = _SPEC.fullmatch(tail if found else body)
    if match is None:
        return None
    rest = match["rest"].strip()
    name = match["name"].lower()
    channel = keys.get("channel", channel)
    if not rest and "version" in keys:
        asked = keys["version"]
        exact = asked.startswith("==") and not _fuzzy(asked[2:])
        return CondaAsked(
            name, asked[2:] if exact else "", "" if exact else asked, channel, keys.get("build", "")
        )
    parts = re.fullmatch(r"(==|=)?\s*([^\s=<>!~,|]+)(?:(?:\s*=\s*|\s+)([^\s=]+))?", rest)
    if parts and (parts[1] == "==" or parts[3]) and not _fuzzy(parts[2]):
        return CondaAsked(name, parts[2], "", channel, parts[3] or "")
    if rest and rest[0] not in "=<>!~" and not rest[0].isdigit() and rest[0] not in "*(^":
        return None
    return CondaAsked(name, "", rest, channel)


def _fuzzy(version: str) -> bool:
    return not version or not set(version).isdisjoint("*^$|,")


def _bracketed(text: str) -> dict[str, str]:
    pairs = re.findall(r"(\w+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^,\s]+)", text)
    return {key: value.strip("\"'") for key, value in pairs}


def read_archive(url: str) -> tuple[str, str, str] | None:
    """(name, version, build) by the URL of an archive; None if it is none of conda's."""
    match = _ARCHIVE.fullmatch(url.partition("#")[0].partition("?")[0].rpartition("/")[2])
    return (match[1].lower(), match[2], match[3]) if match else None


def platform_of(url: str) -> str:
    """The folder that holds an archive: `linux-64`, `noarch`."""
    return url.partition("#")[0].rpartition("/")[0].rpartition("/")[2]

"""Which places does a source tree fetch dependencies from, by the manifests that its metadata are made of?

The metadata of an index may not name places, so that a tree whose PKG-INFO is silent can still do so.
Sources: PEP 508, PEP 621; the manuals of setuptools, poetry and flit.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ostiary.core.errors import LimitError
from ostiary.core.facts.release import Requirement
from ostiary.core.regex import regex
from ostiary.formats.inventory.python.ini_lines import Values
from ostiary.formats.inventory.python.tables import table_of, text_in, texts_in
from ostiary.formats.python.requirement import read_requirement

MAX_NEEDED = 1_000
"""Dependencies by their place of one source tree, and lines of one file that a manifest names."""

MAX_LISTS = 50
MAX_LIST = 20_000
"""Lists of addresses in a setup.py, and characters of one."""

LINK = "link"
"""The group of addresses in `dependency_links`: pip passes over them, older installers obey."""

_PLACE = regex(
    r"""["']([A-Za-z0-9][\w.-]{0,100}\s?(?:\[[\w., -]{0,100}\])?\s{0,9}@\s{0,9}"""
    r"""[A-Za-z][\w+]{1,12}:[^"'\n]{1,500})["']"""
)
_GLUED = regex(r"""(["'])[ \t\r\n\\]{0,200}\1""")
_OPENS = regex(r"""(?m)^[ \t]*[rRuU]?(\"{3}|'{3})""")
_REMARK = regex(r"(?m)^[ \t]*#.*$")
_LINKS = regex(r"""\bdependency_links\b["']?\s*[=:]\s*[\[(]""")
_END = regex(r"[\])]")
_STRING = regex(r"""["']([^"'\n]{1,500})["']""")
_EGG = regex(r"[#&]egg=([A-Za-z0-9][\w.-]{0,100})")
Bytes = Callable[[str], bytes | None]


def needed(
    document: Mapping[str, Any], config: Values, setup: bytes, more: Bytes
) -> tuple[Requirement, ...]:
    """What pyproject.toml, setup.cfg and the text of setup.py need from a place; `more` gives other files."""
    found: list[Requirement] = []
    for line in (*_of_setup(setup), *_of_config(config, more), *_of_project(document, more)):
        one = read_requirement(line.partition(" #")[0])
        found += [one] if one is not None and one.url else []
        if len(found) > MAX_NEEDED:
            raise LimitError(f"more than {MAX_NEEDED} dependencies come from a place")
    links = [*_links(setup), *(text for _, text in _options(config, "dependency_links"))]
    found += [_link(one) for one in links if "://" in one]
    return tuple(dict.fromkeys(found))


def _of_setup(data: bytes) -> Iterator[str]:
    """Texts of a setup.py that name a dependency by its place; pieces of text side by side are one."""
    text = _REMARK.sub("", _without_prose(data.decode("utf-8", "replace")))
    for one in (text, _GLUED.sub("", text)):
        yield from _PLACE.findall(one)


def _without_prose(text: str) -> str:
    """A program without the texts of several lines that begin one: they are there for people to read."""
    pieces: list[str] = []
    place = 0
    for one in _OPENS.finditer(text):
        if one.start() < place:
            continue
        end = text.find(one[1], one.end())
        if end < 0:
            break  # nothing closes it, nor any behind it
        if "\n" in text[one.end() : end]:
            pieces.append(text[place : one.start()])
            place = end + 3
    return "".join([*pieces, text[place:]])


def _links(data: bytes) -> Iterator[str]:
    text = _REMARK.sub("", data.decode("utf-8", "replace"))
    for count, one in enumerate(_LINKS.finditer(text)):
        if count >= MAX_LISTS:
            raise LimitError(f"setup.py names dependency_links more than {MAX_LISTS} times")
        yield from _STRING.findall(
            _END.split(text[one.end() : one.end() + MAX_LIST], maxsplit=1)[0]
        )


def _link(url: str) -> Requirement:
    egg = _EGG.search(url)
    return Requirement(egg[1] if egg else "a dependency", "", LINK, "", url.strip())


def _options(config: Values, key: str) -> list[tuple[int, str]]:
    options = config.get("options", {})
    return [*options.get(key, []), *options.get(key.replace("_", "-"), [])]


def _of_config(config: Values, more: Bytes) -> Iterator[str]:
    lines = _options(config, "install_requires")
    for several in config.get("options.extras_require", {}).values():
        lines = [*lines, *several]
    lines = [*lines, *config.get("metadata", {}).get("requires_dist", [])]
    for _, line in lines:
        if line.startswith("file:"):
            for name in line[5:].split(","):
                yield from _of_file(name, more)
        else:
            yield from line.split(";;")


def _of_file(name: str, more: Bytes) -> Iterator[str]:
    """The lines of a file below the top that a manifest names."""
    lines = (more(name.strip().removeprefix("./")) or b"").decode("utf-8", "replace").splitlines()
    if len(lines) > MAX_NEEDED:
        raise LimitError(f"{name.strip()} has more than {MAX_NEEDED} lines of dependencies")
    yield from (one for one in lines if not one.lstrip().startswith("#"))


def _of_project(document: Mapping[str, Any], more: Bytes) -> Iterator[str]:
    project = table_of(document, "project")
    yield from texts_in(project, "dependencies")
    extras = table_of(project, "optional-dependencies")
    for extra in extras:
        yield from texts_in(extras, extra)
    flit = table_of(document, "tool", "flit", "metadata")
    yield from texts_in(flit, "requires")
    for extra in table_of(flit, "requires-extra"):
        yield from texts_in(table_of(flit, "requires-extra"), extra)
    dynamic = table_of(document, "tool", "setuptools", "dynamic")
    for table in (table_of(dynamic, "dependencies"), *_tables(dynamic, "optional-dependencies")):
        for name in (text_in(table, "file"), *texts_in(table, "file")):
            yield from _of_file(name, more) if name else ()
    for name, given in table_of(document, "tool", "poetry", "dependencies").items():
        for one in given if isinstance(given, list) else [given]:
            yield from _of_poetry(name, one) if isinstance(one, Mapping) else ()


def _tables(table: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    inner = table_of(table, key)
    return [table_of(inner, one) for one in inner]


def _of_poetry(name: str, told: Mapping[str, Any]) -> Iterator[str]:
    """A dependency in the way that poetry writes it into the metadata."""
    if url := text_in(told, "url"):
        yield f"{name} @ {url}"
    if git := text_in(told, "git"):
        head = "" if git.startswith("git") and "://" in git else "git+"
        plain = "ssh://" + re.sub(r":(?!//)", "/", git, count=1) if "://" not in git else git
        yield f"{name} @ {head}{plain}"

"""What do templates make of what is put into them, and what stands in settings that came along?"""

import csv
import re
from collections.abc import Callable

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.formats.toml_document import table
from ostiary.program.decode.catalogue import decode
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Closure, File, Made, Partial
from ostiary.program.engine.elements import DEFAULTING, FRESH
from ostiary.program.engine.files import opened, shipped
from ostiary.program.engine.layers import ready
from ostiary.program.engine.loops import elements
from ostiary.program.engine.memory import Buffer
from ostiary.program.engine.overridden import overridden
from ostiary.program.engine.pickled import called_by_tags
from ostiary.program.engine.special import element_of
from ostiary.program.engine.stepped import is_own
from ostiary.program.engine.value import (
    MAX_TEXT,
    NOTHING,
    Value,
    joined,
    marks_of,
    text_of,
    unknown,
    wrap,
)

MAX_SETTINGS = 1 << 16  # characters of one file of settings
MAX_ROWS = 5000  # of one table

_HOLDER = regex(r"\$(?:\{(\w+)\}|(\w+)|(\$))")


@model("string.Template")
def _template(asked: Asked) -> Value:
    return Value(symbol="string.Template()", code=Made(asked.given[:1], {}), marks=asked.marks)


@model("collections.defaultdict")
def _defaulting(asked: Asked) -> Value:
    """A table that makes what it is asked for and has not, by a function."""
    factory, given = asked.arg(0), asked.arg(1).items
    held: dict[object, Value] = dict(given) if isinstance(given, dict) else {}
    if factory.symbol in FRESH:
        return Value(symbol=DEFAULTING, items=held, marks=asked.marks, base=factory)
    if isinstance(factory.code, (Closure, Bound, Partial)):
        made = asked.m.call(factory, [], {}, asked.node, asked.frame)
        if made.telling:
            held["%made"] = made
    return Value(items=held, marks=asked.marks)


@model("string.Template.substitute string.Template.safe_substitute")
def _substituted(asked: Asked) -> Value:
    """`Template(pattern).substitute(...)`, with holes where values are not known."""
    code = asked.target.code
    pattern = code.given[0].const if isinstance(code, Made) and code.given else NOTHING
    given = asked.arg(0).items
    if is_own(asked.arg(0)) and isinstance(pattern, str):
        names = [one[1] or one[2] for one in _HOLDER.finditer(pattern[:MAX_TEXT])]
        made = {one: element_of(asked.m, asked.arg(0), Value(one)) for one in names[:32] if one}
        given = {key: one for key, one in made.items() if one is not None}
    pairs = {str(key): one for key, one in given.items()} if isinstance(given, dict) else {}
    pairs |= asked.named
    marks = joined(asked.marks, marks_of(pairs.values()))
    if pattern is NOTHING:
        marks = joined(marks, overridden(asked))
    if not isinstance(pattern, str) or len(pattern) > MAX_TEXT:
        return unknown(marks)

    def put(found: "re.Match[str]") -> str:
        one = pairs.get(found[1] or found[2] or "")
        return "$" if found[3] else found[0] if one is None else text_of(one)

    whole = _HOLDER.sub(put, pattern)[:MAX_TEXT]
    known = all(isinstance(one.const, str | int) for one in pairs.values())
    return Value(whole, marks=marks) if known else unknown(marks, whole)


@model("json.load")
def _json(asked: Asked) -> Value:
    """What a file of the artifact says in JSON."""
    code = asked.arg(0, "fp").code
    held = _short(shipped(asked, code)) if isinstance(code, File) else None
    if isinstance(code, Buffer):
        held = code.data
    data = decode("json.loads", (held,), {}) if held is not None else None
    return unknown(asked.marks) if data is None else wrap(data, asked.marks)


@model(
    "configparser.ConfigParser.read configparser.RawConfigParser.read configparser.SafeConfigParser.read"
    " ConfigParser.ConfigParser.read ConfigParser.RawConfigParser.read"
)
def _settings(asked: Asked) -> Value:
    """A file of settings is read into the object, which gives out its sections from then on."""
    path = asked.text(0, "filenames")
    marks = joined(opened(path, asked.node, asked.m, asked.frame), asked.marks)
    asked.keep(marks)
    base = asked.target.base
    held = _content(asked, path)
    sections = _sections(held) if held is not None else {}
    if sections and base is not None:
        base.items = {name: wrap(pairs, marks) for name, pairs in sections.items()}
    return unknown(marks)


@model(
    "configparser.ConfigParser.sections configparser.RawConfigParser.sections"
    " configparser.SafeConfigParser.sections"
)
def _named(asked: Asked) -> Value:
    """The names of the sections that were read."""
    held = asked.target.base.items if asked.target.base is not None else None
    if not isinstance(held, dict):
        return asked.result(joined(asked.target.marks, asked.marks))
    return wrap([one for one in held if one != "DEFAULT"], asked.marks)


@model(
    "tomllib.load tomllib.loads tomli.load tomli.loads toml.load toml.loads rtoml.load rtoml.loads"
    " tomlkit.load tomlkit.parse tomlkit.loads"
)
def _toml(asked: Asked) -> Value:
    """What a text or a file of the artifact says in TOML."""
    return _plain_data(asked, lambda held: table(held, "settings"))


@model(
    "yaml.safe_load yaml.load yaml.full_load yaml.unsafe_load yaml.safe_load_all yaml.load_all"
    " ruamel.yaml.YAML.load oyaml.safe_load"
)
def _yaml(asked: Asked) -> Value:
    """The same in YAML, as far as it holds plain data."""
    from ostiary.formats.yaml_document import documents  # which few programs do

    every = asked.name.endswith("_all")

    def read(held: str) -> object:
        several = documents(held.encode(), "settings")
        return list(several) if every else next(iter(several), None)

    return _plain_data(asked, read)


_BELIEVES = frozenset({"yaml.load", "yaml.load_all", "yaml.unsafe_load", "ruamel.yaml.YAML.load"})
"""Readers of YAML that make what a text names, if they are not told otherwise."""


def _plain_data(asked: Asked, read: Callable[[str], object]) -> Value:
    """What a reader makes of a text that is known; nothing is known of one that it refuses."""
    held = _said(asked)
    if (
        held is not None
        and asked.name in _BELIEVES
        and "SafeLoader" not in asked.arg(1, "Loader").symbol
    ):
        called_by_tags(asked, held)
    try:
        data = None if held is None else read(held)
    except ParseError:
        data = None
    return unknown(asked.marks) if data is None else wrap(data, asked.marks)


def _said(asked: Asked) -> str | None:
    """A text that is handed over as such, or as an open file; None for one that is long or not known."""
    given = asked.arg(0)
    if isinstance(given.code, File):
        return _content(asked, given.code.path)
    data = given.const
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    return text if isinstance(text, str) and len(text) <= MAX_SETTINGS else None


@model(
    "configparser.ConfigParser.get configparser.RawConfigParser.get configparser.SafeConfigParser.get"
)
def _value(asked: Asked) -> Value:
    """What stands under a name in one of the sections that were read."""
    held: Value | None = asked.target.base
    for name in (asked.arg(0, "section"), asked.arg(1, "option")):
        inner = held.items if held is not None else None
        held = inner.get(name.const) if isinstance(inner, dict) and name.known else None
    return held or asked.result(joined(asked.target.marks, asked.marks))


def _sections(held: str | None) -> dict[str, dict[str, str]]:
    """What stands in each section of a text of settings; nothing where it is none."""
    import configparser  # which few programs do

    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(held or "")
        several = (*parser.sections(), parser.default_section)
        return {name: dict(parser.items(name)) for name in several}
    except (configparser.Error, ValueError):
        return {}


@model("logging.config.fileConfig")
def _of_a_log(asked: Asked) -> Value:
    """Settings of a log: its handlers are classes by any expression, called with what is evaluated."""
    held = _content(asked, asked.text(0, "fname"))
    for pairs in _sections(held).values():
        kind = pairs.get("class", "")
        if not kind:
            continue
        room = kind.rpartition(".")[0]
        brought = f"import {room}\n" if room.replace(".", "").isidentifier() else ""
        text = f"{brought}({kind})(*({pairs.get('args', '()')}), **({pairs.get('kwargs', '{}')}))"
        made = ready(asked.m, Value(text), "python", asked.frame.module.path)
        if made is not None:
            asked.m.call(Value(code=made), [], {}, asked.node, asked.frame)
    return unknown(asked.marks)


@model("csv.reader csv.DictReader")
def _rows(asked: Asked) -> Value:
    """The rows of a table that came along."""
    named = asked.name.endswith("DictReader")
    code = asked.arg(0, "f" if named else "csvfile").code
    held = _content(asked, code.path) if isinstance(code, File) else None
    told = [one.const for one in elements(asked.arg(0)) or ()]
    lines = held.splitlines() if held is not None else [one for one in told if isinstance(one, str)]
    sign = asked.arg(9, "delimiter").const
    if not lines or len(lines) > MAX_ROWS or (held is None and len(lines) < len(told)):
        return unknown(asked.marks)
    try:
        rows = list(csv.reader(lines, delimiter=sign if isinstance(sign, str) else ","))
    except (csv.Error, TypeError):
        return unknown(asked.marks)
    if named and not asked.given[1:] and "fieldnames" not in asked.named:
        return wrap([dict(zip(rows[0], row, strict=False)) for row in rows[1:]], asked.marks)
    return unknown(asked.marks) if named else wrap(rows, asked.marks)


def _content(asked: Asked, path: str) -> str | None:
    """The text of a member that stands beside the file at hand; None if it is none, or a long one."""
    return _short(asked.m.package.members.content(asked.frame.module.path, path))


def _short(content: bytes | None) -> str | None:
    if content is None or len(content) > MAX_SETTINGS:
        return None
    return content.decode("utf-8", "replace")

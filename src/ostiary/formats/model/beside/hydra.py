"""YAML beside weights: what it has its loader call (`_target_` of Hydra and the like, tags)."""

import re
from collections.abc import Iterator

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.formats.model.beside.config import target
from ostiary.formats.model.beside.marks import MODEL, SPELLED, SURE
from ostiary.formats.model.beside.secret import note_secrets
from ostiary.formats.model.beside.templates import read_template
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.judge import Realm
from ostiary.formats.model.places import leaves
from ostiary.formats.model.record import Called, Carries, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.yaml_document import (
    MORE_THAN_DATA,
    YamlList,
    YamlMap,
    YamlValue,
    documents,
    line_of,
)

MAX_YAML = 16 << 20
"""Bytes of one file."""

_TAG = regex(rb"(?:!!|tag:yaml\.org,2002:)python/([\w/]+)[:\s]*([\w.]*)")
_MADE = regex(rb"(?:^|[\s\[{,])!(new|name|module|apply|applyref):([\w.]+)", re.MULTILINE)
_INCLUDED = regex(rb"(?:^|[\s\[{,])!include:([^\s\]},]{1,500})", re.MULTILINE)
"""Tags of HyperPyYAML: objects and functions by their names, and other files."""
_DOTTED = regex(r"[A-Za-z_]\w*(?:\.\w+)+")
_TARGET = regex(rb"_target_[\"']?\s*:\s*[\"']?([\w.]+)")
_HARMLESS = frozenset(
    ("tuple", "unicode", "str", "int", "float", "bool", "list", "dict", "none", "long", "complex")
)
"""Tags of Python that make plain values."""


_SITE = (
    regex(rb"(?m)^site_name\s*:"),
    regex(rb"(?m)^(?:markdown_extensions|theme|nav|plugins)\s*:"),
)
"""What the settings of a generator of sites have: it makes extensions by tags, when somebody builds one."""


def read(sheet: Sheet, desk: Desk) -> None:
    """Every `_target_` at every depth, and every tag of Python."""
    sheet.carries = Carries.CALLS
    sheet.readers.append("yaml")
    size = sheet.extent.size
    if size > MAX_YAML:
        sheet.stop(f"YAML of more than {MAX_YAML} bytes")
        return
    data = sheet.extent.at(0, size)
    sheet.own(0, size)
    note_secrets(sheet, data)
    tagged = _tagged(sheet, desk, data)
    site = all(one.search(data) for one in _SITE)
    for found, line in _lined(_TAG, data):
        tagged = True
        kind, name = found[1].decode(), found[2].decode()
        said = "a loader that knows tags of Python builds or calls it"
        standing = desk.judge(Realm.PICKLE, name, ()).standing if name else Standing.UNLISTED
        if kind in _HARMLESS:
            continue
        if standing is not Standing.SINK and site:
            sheet.odd(Topic.CODE, "yaml-tags", f"`{name}`: {said}", at=line, gravity=Gravity.NOTE)
        else:
            standing = Standing.SINK if standing is Standing.SINK else Standing.UNLISTED
            sheet.call(Called(name or kind, "…", f"!!python/{kind}", line, standing, said))
    try:
        every = documents(data, sheet.path)
    except ParseError as error:
        sure = tagged or any(one.search(data) for one in (SURE, SPELLED))
        if sure and not tagged:
            raise
        said = f"plain readers refuse it: {error.message}"
        own = (
            site and MORE_THAN_DATA in error.message
        )  # its generator makes of such tags what was noted
        gravity = Gravity.UNUSUAL if sure and not own else Gravity.NOTE
        sheet.odd(Topic.STRUCTURE, "yaml-tags", said, gravity=gravity)
        for found, line in _lined(_TARGET, data):
            target(sheet, desk, found[1].decode(), line)
        return
    for one in every:
        _walk(sheet, desk, one)


def _lined(pattern: re.Pattern[bytes], data: bytes) -> Iterator[tuple[re.Match[bytes], int]]:
    """What a pattern finds, each with its line."""
    last, line = 0, 1
    for found in pattern.finditer(data):
        line += data.count(b"\n", last, found.start())
        last = found.start()
        yield found, line


def _tagged(sheet: Sheet, desk: Desk, data: bytes) -> bool:
    """What tags make out of the texts and mappings behind them; whether there are such tags."""
    tagged = False
    for found, line in _lined(_MADE, data):
        tagged = True
        target(sheet, desk, found[2].decode(), line, f"!{found[1].decode()}")
    for found, line in _lined(_INCLUDED, data):
        tagged = True
        path = found[1].decode("utf-8", "backslashreplace")
        why = leaves(path)
        sheet.reach("file", path, line, escapes=bool(why))
        if why:
            said = f"it includes `{path}`: {why}"
            sheet.odd(Topic.REACH, "include-escapes", said, at=line, gravity=Gravity.HARMFUL)
    return tagged


_CLASSES = {"target": "params", "class_path": "class_path", "type": "init_parameters"}
"""Keys of a class that is imported and made, and the key beside them that tells them from others."""


def _imported(sheet: Sheet, desk: Desk, one: YamlMap, key: str) -> None:
    """A class by its dotted name, as training programs make their parts: often one of their own code."""
    name = one.get(key)
    if not isinstance(name, str) or not _DOTTED.fullmatch(name):
        return
    line = line_of(one, key)
    ruling = desk.judge(Realm.TARGET, name, ())
    if ruling.standing is Standing.UNLISTED:
        said = f"`{name}` is imported and made, which nobody has said to be harmless"
        sheet.odd(Topic.CODE, "config-imports", said, at=line)
    else:
        target(sheet, desk, name, line, key)


def _walk(sheet: Sheet, desk: Desk, whole: YamlValue) -> None:
    waiting: list[YamlValue] = [whole]
    model = sheet.path.endswith(MODEL)
    while waiting:
        one = waiting.pop()
        if isinstance(one, YamlMap):
            name = one.get("_target_")
            if isinstance(name, str):
                target(sheet, desk, name, line_of(one, "_target_"))
            text = one.get("template")
            if one.get("template_format") == "jinja2" and isinstance(text, str):
                sheet.carries = Carries.CODE
                read_template(sheet, text, "template")
            for key, beside in _CLASSES.items():
                if beside in one or (key == "target" and model):
                    _imported(sheet, desk, one, key)
            waiting += one.values()
        elif isinstance(one, YamlList):
            waiting += one

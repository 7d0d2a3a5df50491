"""YAML beside weights: what it has its loader call (`_target_` of Hydra, tags of Python)."""

import re

from ostiary.core.errors import ParseError
from ostiary.formats.model.beside.config import target
from ostiary.formats.model.beside.secret import note_secrets
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.record import Called, Carries, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.yaml_document import YamlList, YamlMap, YamlValue, documents, line_of

MAX_YAML = 16 << 20
"""Bytes of one file."""

_MARK = re.compile(
    rb"(?m)(?:^|[\s{,\-])[\"']?_target_[\"']?\s*:|!!python/|tag:yaml\.org,2002:python/"
)
_TAG = re.compile(rb"(?:!!|tag:yaml\.org,2002:)python/([\w/]+)[:\s]*([\w.]*)")


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """YAML by its name in which something is called."""
    if not name.endswith((".yaml", ".yml")):
        return False
    return _MARK.search(head if extent.size <= len(head) else extent.at(0, MAX_YAML)) is not None


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
    tagged = False
    for found in _TAG.finditer(data):
        tagged = True
        kind, name = found[1].decode(), found[2].decode()
        line = data.count(b"\n", 0, found.start()) + 1
        said = "a loader that knows tags of Python builds or calls it"
        harmless = kind in {
            "tuple",
            "unicode",
            "str",
            "int",
            "float",
            "bool",
            "list",
            "dict",
            "none",
            "long",
            "complex",
        }
        if not harmless:
            sheet.call(Called(name or kind, "…", f"!!python/{kind}", line, _tag(kind), said))
    try:
        every = documents(data, sheet.path)
    except ParseError as error:
        if not tagged:
            raise
        sheet.odd(
            Topic.STRUCTURE,
            "yaml-tags",
            f"plain readers refuse it: {error.message}",
            gravity=Gravity.UNUSUAL,
        )
        for found in re.finditer(rb"_target_[\"']?\s*:\s*[\"']?([\w.]+)", data):
            target(sheet, desk, found[1].decode(), data.count(b"\n", 0, found.start()) + 1)
        return
    for one in every:
        _walk(sheet, desk, one)


def _tag(kind: str) -> Standing:
    return Standing.SINK if "apply" in kind or "new" in kind else Standing.UNLISTED


def _walk(sheet: Sheet, desk: Desk, whole: YamlValue) -> None:
    waiting: list[YamlValue] = [whole]
    while waiting:
        one = waiting.pop()
        if isinstance(one, YamlMap):
            name = one.get("_target_")
            if isinstance(name, str):
                target(sheet, desk, name, line_of(one, "_target_"))
            waiting += one.values()
        elif isinstance(one, YamlList):
            waiting += one

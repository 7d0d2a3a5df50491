"""What is a code object, in each of the layouts that versions of Python have given it?"""

from enum import StrEnum
from types import EllipsisType
from typing import TypeAlias

from msgspec import Struct


class Group(Struct, frozen=True, eq=False):
    """A list, set, frozenset or dict (keys and values by turns): what cannot or need not be hashed."""

    kind: str
    items: "tuple[Value, ...]"


class Slice(Struct, frozen=True, eq=False):
    """A constant slice."""

    first: "Value"
    last: "Value"
    step: "Value"


class Code(Struct, frozen=True, eq=False):
    """The body of a function, class or module, as the compiler left it.

    `cells` are names that inner functions use; `slots` are all local names in the order in which instructions
    count through them since 3.11, otherwise the same as `variables`.
    """

    name: str
    qualname: str
    filename: str
    first_line: int
    arguments: int
    positional_only: int
    keyword_only: int
    flags: int
    bytecode: bytes
    constants: "tuple[Value, ...]"
    names: tuple[str, ...]
    variables: tuple[str, ...]
    cells: tuple[str, ...]
    free: tuple[str, ...]
    slots: tuple[str, ...]
    lines: bytes
    exceptions: bytes


Value: TypeAlias = (
    "bool | int | float | complex | str | bytes | EllipsisType"
    " | tuple[Value, ...] | Group | Slice | Code | None"
)


class MisfitError(ValueError):
    """A field of a code object holds what it cannot hold."""


class Layout(StrEnum):
    """The order of fields, named by the first version here that has it."""

    PYTHON2 = "2.7"
    KEYWORD_ONLY = "3.6"
    POSITIONAL_ONLY = "3.8"
    SLOTS = "3.11"


_FIELDS: dict[Layout, tuple[str, ...]] = {
    Layout.PYTHON2: ("arguments", "count", "stack", "flags"),
    Layout.KEYWORD_ONLY: ("arguments", "keyword_only", "count", "stack", "flags"),
    Layout.POSITIONAL_ONLY: (
        "arguments",
        "positional_only",
        "keyword_only",
        "count",
        "stack",
        "flags",
    ),
    Layout.SLOTS: ("arguments", "positional_only", "keyword_only", "stack", "flags"),
}
_OLD = (
    "bytecode",
    "constants",
    "names",
    "variables",
    "free",
    "cells",
    "filename",
    "name",
    "first_line",
    "lines",
)
_NEW = (
    "bytecode",
    "constants",
    "names",
    "slots",
    "kinds",
    "filename",
    "name",
    "qualname",
    "first_line",
    "lines",
    "exceptions",
)
_KIND_LOCAL, _KIND_CELL, _KIND_FREE = 0x20, 0x40, 0x80


def _all_fields(layout: Layout) -> tuple[str, ...]:
    return _FIELDS[layout] + (_NEW if layout is Layout.SLOTS else _OLD)


_NUMBERED = {
    layout: tuple(name in _FIELDS[layout] or name == "first_line" for name in _all_fields(layout))
    for layout in Layout
}


def code_fields(layout: Layout) -> tuple[bool, ...]:
    """Which fields are plain numbers; the others are marshalled values."""
    return _NUMBERED[layout]


def code_record(layout: Layout, read: "list[Value]") -> Code:
    """The record out of its fields. Raises `ValueError` that names the field that does not fit."""
    fields = dict(zip(_all_fields(layout), read, strict=True))
    numbers = {name: _number(name, fields.get(name, 0)) for name in _FIELDS[Layout.SLOTS]}
    names = _names("names", fields["names"])
    name = _text("name", fields["name"])
    first = fields["first_line"]
    if layout is Layout.SLOTS:
        slots, variables, cells, free = _slots(fields)
    else:
        variables = slots = _names("variables", fields["variables"])
        cells, free = _names("cells", fields["cells"]), _names("free", fields["free"])
    wanted = numbers["arguments"] + numbers["keyword_only"]
    if wanted > len(slots) or numbers["positional_only"] > numbers["arguments"]:
        raise ValueError("number of arguments is not that of its names")
    constants = fields["constants"]
    if not isinstance(constants, tuple):
        raise MisfitError("constants are no tuple")
    return Code(
        name=name,
        qualname=_text("qualname", fields.get("qualname", name)),
        filename=_text("filename", fields["filename"]),
        first_line=first if isinstance(first, int) and first > 0 else 1,
        arguments=numbers["arguments"],
        positional_only=numbers["positional_only"],
        keyword_only=numbers["keyword_only"],
        flags=numbers["flags"],
        bytecode=_bytes("bytecode", fields["bytecode"]),
        constants=constants,
        names=names,
        variables=variables,
        cells=cells,
        free=free,
        slots=slots,
        lines=_bytes("lines", fields["lines"]),
        exceptions=_bytes("exceptions", fields.get("exceptions", b"")),
    )


def _number(name: str, value: "Value") -> int:
    if not isinstance(value, int) or value < 0:
        raise MisfitError(f"{name} is no number that can be")
    return value


def _text(name: str, value: "Value") -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if not isinstance(value, str):
        raise MisfitError(f"{name} is no text")
    return value


def _bytes(name: str, value: "Value") -> bytes:
    if not isinstance(value, bytes):
        raise MisfitError(f"{name} are no bytes")
    return value


def _names(name: str, value: "Value") -> tuple[str, ...]:
    if not isinstance(value, tuple):
        raise MisfitError(f"{name} are no tuple")
    return tuple([_text(name, one) for one in value])


def _slots(fields: "dict[str, Value]") -> tuple[tuple[str, ...], ...]:
    names = _names("slots", fields["slots"])
    kinds = _bytes("kinds", fields["kinds"])
    if len(kinds) != len(names):
        raise ValueError("kinds of names are not as many as the names")
    return (
        names,
        *(
            tuple([name for name, kind in zip(names, kinds, strict=True) if kind & flag])
            for flag in (_KIND_LOCAL, _KIND_CELL, _KIND_FREE)
        ),
    )

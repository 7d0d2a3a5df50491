"""What stands in a table under a key, if it is of the type that it should be?"""

from collections.abc import Mapping
from typing import Any

from ostiary.core.errors import ParseError


def table_of(table: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """The table under these keys, one below the other; empty where there is none."""
    here: object = table
    for key in keys:
        here = here.get(key) if isinstance(here, Mapping) else None
    return here if isinstance(here, dict) else {}


def list_of(table: Mapping[str, Any], key: str, what: str) -> list[Any]:
    """The list under a key, empty where the key is not there. Raises `ParseError` for another type."""
    value = table.get(key, [])
    if not isinstance(value, list):
        raise ParseError(f"{what}: {key} is no list")
    return value


def text_in(table: Mapping[str, Any], key: str) -> str:
    """The text under a key; empty where there is none, or something else."""
    value = table.get(key)
    return value if isinstance(value, str) else ""


def texts_in(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The texts of the list under a key; what is no text is left out."""
    value = table.get(key)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def lists_in(table: Mapping[str, Any], key: str) -> list[Any]:
    """The list under a key; empty where there is none, or something else."""
    value = table.get(key)
    return value if isinstance(value, list) else []

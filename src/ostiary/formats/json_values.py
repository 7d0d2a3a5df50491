"""Values out of a stranger's JSON: what has another type than expected is as good as not there."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from ostiary.core.errors import LimitError, ParseError

Value: TypeAlias = object
Table: TypeAlias = dict[str, Any]


def decoded(data: bytes, what: str, limit: int) -> Table:
    """A document that is an object. Raises `ParseError`, `LimitError` for more than `limit` bytes."""
    import msgspec

    if len(data) > limit:
        raise LimitError(f"{what} has {len(data)} bytes, and only {limit} are read")
    try:
        found = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError:
        raise LimitError(f"{what} is nested too deeply") from None
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise ParseError(f"{what} is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise ParseError(f"{what} is no JSON object")
    return found


def table(value: Value) -> Table:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: Value) -> str:
    """The value if it is a text, else an empty one."""
    return value if isinstance(value, str) else ""


def items(value: Value) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def tables(value: Value) -> Iterator[Table]:
    """The objects of a list."""
    return (one for one in items(value) if isinstance(one, dict))


def texts(value: Value) -> list[str]:
    """The texts of a list that are not empty."""
    return [one for one in items(value) if isinstance(one, str) and one]

"""JSON as UBJSON, lists of whole numbers as arrays of one type; `@LAYOUT` lines stand behind it."""

import json
from struct import pack

from assemble.laid import lay


def _value(value: object) -> bytes:
    if isinstance(value, bool):
        return b"T" if value else b"F"
    if value is None:
        return b"Z"
    if isinstance(value, int):
        return b"L" + pack(">q", value)
    if isinstance(value, float):
        return b"d" + pack(">f", value)
    if isinstance(value, str):
        return b"S" + _text(value)
    if isinstance(value, list):
        if value and all(type(one) is int for one in value):
            head = b"[$l#L" + pack(">q", len(value))
            return head + b"".join(pack(">i", one) for one in value)
        return b"[#L" + pack(">q", len(value)) + b"".join(map(_value, value))
    assert isinstance(value, _Pairs)
    return b"{" + b"".join(_text(key) + _value(one) for key, one in value.pairs) + b"}"


def _text(text: str) -> bytes:
    return b"L" + pack(">q", len(text.encode())) + text.encode()


class _Pairs:
    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        self.pairs = pairs


def assemble(text: str) -> bytes:
    rows = [line for line in text.splitlines() if line.strip()]
    document = json.loads(
        "".join(one for one in rows if not one.startswith("@")), object_pairs_hook=_Pairs
    )
    return _value(document) + b"".join(lay(one[1:]) for one in rows if one.startswith("@"))

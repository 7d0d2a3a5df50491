"""Which attributes of what the standard library gave are known, one by one?"""

from ostiary.program.engine.found import Found, said
from ostiary.program.engine.raised import argument
from ostiary.program.engine.unames import NAMES, uname_part
from ostiary.program.engine.uuids import uuid_part
from ostiary.program.engine.value import Value

_SETTINGS = "ConfigParser()"
_ASKED = frozenset({"sections", "get"})


def known_attribute(base: Value, name: str) -> Value | None:
    """What an attribute stands for; None where only the name of the whole is known."""
    if isinstance(base.code, Found):
        return said(base.code, name)
    if (held := argument(base, name)) is not None:
        return held
    if base.symbol == "uuid.UUID()" and isinstance(base.const, str):
        return uuid_part(base, name)
    if base.symbol in NAMES:
        return uname_part(base, name)
    if name in _ASKED and base.items is not None and base.symbol.endswith(_SETTINGS):
        whole = base.symbol.removesuffix("()")
        return Value(symbol=f"{whole}.{name}", marks=base.marks, base=base)
    return None

"""What comes out of a `Map` of JavaScript, one after the other?"""

from ostiary.program.engine.value import Value, unknown

MAP = "Map()"
WELL_KNOWN = ("@@iterator", "@@asyncIterator")
"""The methods of an object that say how it is gone through."""


def pairs(items: dict[object, Value]) -> list[Value]:
    """What goes through a map is handed keys with their values."""
    return [Value(items=[Value(name), one], marks=one.marks) for name, one in items.items()]


def gone_through(over: Value) -> Value | None:
    """The pairs of a map as a list; of one whose pairs are not known, what it carries. None for all else."""
    if over.symbol != MAP:
        return None
    several = pairs(over.items) if isinstance(over.items, dict) else []
    several = several or ([unknown(over.marks)] if over.marks else [])
    return Value(items=several, marks=over.marks)

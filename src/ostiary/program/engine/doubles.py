"""What is a thing that may be one of the artifact, or one outside under the same name?"""

from functools import cache

from msgspec.structs import replace

from ostiary.program.engine.asked import MODELS
from ostiary.program.engine.code import Namesake
from ostiary.program.engine.held import PREFIX
from ostiary.program.engine.others import either
from ostiary.program.engine.sources import told
from ostiary.program.engine.value import NOTHING, Value, joined, marked


@cache
def acting() -> frozenset[str]:
    """The modules outside of which anything is known to do or to bring in something of note."""
    return frozenset(one.partition(".")[0] for one in (*told(), *MODELS) if "." in one)


def doubled(outer: Value, inner: Value) -> Value:
    """Something outside that may as well be something of the artifact: neither reading is lost."""
    if not inner.telling or outer is inner:
        return outer
    if outer.code is not None or outer.items is not None:
        return marked(outer, inner.marks)
    if not outer.symbol:
        return either(inner, outer)
    marks = joined(outer.marks, inner.marks)
    held = Namesake(inner.code.inner if isinstance(inner.code, Namesake) else inner)
    said = any(not kind.startswith(PREFIX) for kind in outer.marks)
    if outer.known or said:  # it is known for what it is: constants hide nothing of it
        return replace(outer, marks=marks, code=held)
    text = inner.text if outer.text is None else outer.text
    return replace(
        outer,
        const=inner.const,
        items=inner.items,
        text=text,
        how=inner.how,
        marks=marks,
        code=held,
    )


def apart(value: Value) -> tuple[Value, Value] | None:
    """The two that a value may be, the one outside first; None if there is no doubt about it."""
    if not isinstance(value.code, Namesake):
        return None
    inner = value.code.inner
    mixed = value.const is not NOTHING and value.const is inner.const
    const = NOTHING if mixed else value.const
    outer = value.code.outer
    if outer is None:
        outer = value.code.outer = replace(value, const=const, items=None, code=None)
    outer.marks = joined(outer.marks, value.marks)
    return outer, inner

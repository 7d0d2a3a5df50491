"""Which functions of the program itself went into something of which nobody knows what it gives back?

As in `held`, with its place for a name. Only code that runs although nobody asked leaves these
marks, and only functions that hold a word of note get one.
"""

from collections.abc import Iterable

from ostiary.program.engine.code import Bound, Class, Closure, Module, Partial
from ostiary.program.engine.handovers import early
from ostiary.program.engine.held import PREFIX
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import CLEAN, Marks, Value
from ostiary.program.engine.worth import holds_word
from ostiary.program.flow import Spot

_OWN = (Closure, Bound, Class, Partial)

MAX_TAGGED = 64  # functions of one artifact


def tagged(m: Machine, closure: Closure) -> Marks:
    """The mark of a function that was just made."""
    module = closure.frame.module
    if module.language != "python" or len(m.tagged) >= MAX_TAGGED or not early(m):
        return CLEAN
    if not holds_word(module, closure):
        return CLEAN
    line, place = (getattr(closure.node, one, 0) for one in ("lineno", "col_offset"))
    name = f"{PREFIX}*{module.path}:{line}:{place}"
    m.tagged[name] = closure
    return {name: Spot(module.path, line, name)}


def forgotten(m: Machine, module: Module) -> None:
    """A file of which no other one knows is let go of, with its functions."""
    m.tagged = {name: one for name, one in m.tagged.items() if one.frame.module is not module}


def among(m: Machine, marks: Marks, given: Iterable[Value]) -> list[Closure]:
    """The functions of the program among marks that are not running already.

    Who hands over one more function registers that, and calls none of those registered before.
    """
    if not m.tagged or not early(m) or any(isinstance(one.code, _OWN) for one in given):
        return []
    several = (m.tagged[one] for one in marks if one in m.tagged)
    return [one for one in several if one not in m.stack]

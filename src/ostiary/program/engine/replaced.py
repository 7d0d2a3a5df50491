"""What is a function outside, once the program has put something else in its place?"""

from typing import Any

from ostiary.program.behaviours import javascript, python
from ostiary.program.decode.catalogue import known
from ostiary.program.engine.as_values import STARTING
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Frame, Instance
from ostiary.program.engine.handovers import FIRST, Callables, closure_of, early, run_now
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import HOLE, NOTHING, Value, joined, marked, unknown
from ostiary.program.flow import Taint

MAX_PLACED = 500  # places outside at which functions of one artifact are put

_MODULES = "sys.modules"
_STANDS_FOR = {
    "warnings.warn": "warnings.showwarning",
    "warnings.warn_explicit": "warnings.showwarning",
    "print": "sys.stdout.write",
    "console.log": "process.stdout.write",
    "console.info": "process.stdout.write",
    "console.debug": "process.stdout.write",
    "console.error": "process.stderr.write",
    "console.warn": "process.stderr.write",
}
"""Functions that call what stands in the place of another one."""


def placed(m: Machine, base: Value, key: object, value: Value, *, node: Any, frame: Frame) -> None:
    """Keep a function that stands in the place of one outside, for whoever calls that."""
    name = f"{base.symbol}.{key}".replace("()", "").replace("[]", "").replace(".__dict__.", ".")
    own = isinstance(value.code, (*Callables, Instance)) and (
        base.symbol == _MODULES or not isinstance(value.code, Instance)
    )
    if not own and value.symbol == name:
        # It is put back, or it is what stands there already: from here on nobody can tell.
        m.replaced.pop(name, None)
        return
    if not own and not _acts(value, base, frame.module.language):
        return
    if len(m.placed) >= MAX_PLACED:
        m.cut(frame, "it puts functions into more places outside than are followed")
        return
    m.placed[name] = value
    m.replaced.pop(name, None)
    if frame.kind == "module" and not (frame.weak or m.astray or m.loose):
        m.replaced[name] = frame.module.path
    if own and frame.module.language == "python" and early(m) and m.reach in FIRST:
        m.standing.append(name)
        try:
            run_now(Asked(m, name, base, [], {}, node, frame), value, [], base.marks)
        finally:
            m.standing.pop()


def _acts(value: Value, base: Value, language: str) -> bool:
    """Whether something outside does something of note, decodes, or stands for a whole module."""
    name = value.symbol
    if not name or "(" in name:
        return False
    if language != "python":
        return name in javascript.table() or known(name)
    return base.symbol == _MODULES or python.behaviour_of(name) is not None or known(name)


def stands_for_module(m: Machine, name: str) -> Value | None:
    """What the program itself put where an import looks for a module of this name."""
    return m.placed.get(f"{_MODULES}.{name}") if m.placed else None


def stands_there(asked: Asked) -> Value | None:
    """Call what the program itself put in the place of the function at hand, or of one that this calls.

    Gives what stands in its own place gave, None where nothing does.
    """
    m = asked.m
    found: Value | None = None
    for name in (asked.name, _STANDS_FOR.get(asked.name, "")) if m.placed else ():
        value = m.placed.get(name) or _of_module(m, name)
        closure = closure_of(value) if value is not None else None
        if value is None or name in m.standing or (closure is not None and closure in m.stack):
            continue
        m.standing.append(name)
        try:
            answer = m.call(value, asked.given, asked.named, asked.node, asked.frame)
        finally:
            m.standing.pop()
        found = answer if name == asked.name else found
    return found


def hands_on(asked: Asked) -> bool:
    """Whether what stands in the place of one that starts programs hands on the command that it got."""
    if asked.name not in asked.m.standing or asked.name not in STARTING:
        return False
    first = asked.arg(0)
    bare = first.const is NOTHING and not first.symbol and first.code is None and not first.items
    said = (first.text or "").strip(HOLE) or not first.marks.keys() <= {Taint.ARGUMENT}
    alone = LOOT.isdisjoint(asked.marks)  # nothing worth a theft goes along
    return bare and alone and not said


def _of_module(m: Machine, name: str) -> Value | None:
    """A function of the module that the program put in the place of the one of this name."""
    head, _, rest = name.partition(".")
    module = m.placed.get(f"{_MODULES}.{head}")
    return Value(symbol=f"{module.symbol}.{rest}") if module is not None and rest else None


def either_way(asked: Asked, library: Value, own: Value) -> Value:
    """What a function gives in whose place there may be another one.

    Of what decodes neither reading is believed alone, since it may be put back in many ways: where the file
    surely put the other one there, that reading is followed, and it is said that it may be another.
    """
    if not known(asked.name) or library.const is own.const:
        return marked(library, own.marks)
    marks = joined(library.marks, own.marks, asked.mark(Taint.UNVEILED, asked.name))
    sure = asked.m.replaced.get(asked.name) == asked.frame.module.path
    return marked(own, marks) if sure else unknown(marks)

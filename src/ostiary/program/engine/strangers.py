"""What does a call of nobody knows what give, and whom of what it is handed does it call?"""

from typing import Any

from ostiary.program.engine.code import Bound, Closure, Frame
from ostiary.program.engine.elements import unnamed
from ostiary.program.engine.handovers import closure_of
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.names import looked_up
from ostiary.program.engine.orders import ordered_from
from ostiary.program.engine.outside import out_of
from ostiary.program.engine.script.requests import handed as beside
from ostiary.program.engine.value import Value, joined, marked, marks_of, unknown


def stranger(
    m: Machine,
    target: Value,
    given: list[Value],
    named: dict[str, Value],
    node: Any,
    *,
    frame: Frame,
) -> Value:
    """A call of nobody knows what: what goes in may come out, and functions handed in may be called."""
    default = target.items.get("default") if isinstance(target.items, dict) else None
    if default is not None and (default.code or default.symbol) and default is not target:
        return m.call(default, given, named, node, frame)  # a whole module stands for it
    ordered_from(m, target, given, named, (node, frame))
    unnamed(m, target, given, node, frame)
    if (came := out_of(m, target, given, named, node, frame=frame)) is not None:
        return came
    marks = joined(target.marks, marks_of(given), marks_of(named.values()))
    marks = looked_up(marks, (*given, *named.values()))
    if (one := named.get("target")) is not None and isinstance(one.code, Closure | Bound):
        m.call(one, [], {}, node, frame)  # whatever it is, it is made like a thread
    if frame.module.language != "python":
        marks = joined(marks, handed(m, given, unknown(target.marks), node, frame).marks)
    return unknown(marks, _address(given, named))


def _address(given: list[Value], named: dict[str, Value]) -> str | None:
    """The address among what something is made with: what its methods send goes there."""
    several = (one.const for one in (*given[:4], *list(named.values())[:8]))
    return next((one[:400] for one in several if isinstance(one, str) and "://" in one[:12]), None)


def handed(m: Machine, given: list[Value], with_value: Value, node: Any, frame: Frame) -> Value:
    """Call the functions among arguments; JavaScript lives by that. Gives what they gave, joined."""
    result: Value = unknown()
    for one in given[:8]:
        closure = closure_of(one) if isinstance(one.code, (Closure, Bound)) else None
        if closure is not None:
            count = len(closure.node.args.args)
            several = beside(m, closure, given, with_value, max(min(count, 3), 1))
            result = marked(m.call(one, several, {}, node, frame), result.marks)
    return result

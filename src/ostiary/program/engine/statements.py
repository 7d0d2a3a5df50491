"""What does a statement do to the names around it, and where does control go?"""

import ast
from typing import Any

from ostiary.program.engine.alternatives import beside
from ostiary.program.engine.as_values import named_anew, renamed
from ostiary.program.engine.changes import bound, filled
from ostiary.program.engine.code import Frame
from ostiary.program.engine.doubt import Doubt, shaken, touched
from ostiary.program.engine.executing import as_main, is_main, is_ordered
from ostiary.program.engine.handovers import thrown
from ostiary.program.engine.loops import elements
from ostiary.program.engine.machine import Machine, statement
from ostiary.program.engine.operators import combine
from ostiary.program.engine.others import either, undecided
from ostiary.program.engine.script.pages import PAGE, fetched
from ostiary.program.engine.script.threads import side
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.special import combined, cut_out, taken_from, truth
from ostiary.program.engine.stepped import is_own, iterated
from ostiary.program.engine.stores import bounds_of, leaves_out, store
from ostiary.program.engine.value import FULL, MAX_ITEMS, Value, marked, marks_of, unknown
from ostiary.program.engine.weight import made, taken
from ostiary.program.python.orders import SCOPE


@statement(ast.Expr)
def _expr(m: Machine, node: ast.Expr, frame: Frame) -> str:
    if not isinstance(node.value, ast.Constant):
        m.value(node.value, frame)
    return ""


@statement(ast.Assign)
def _assign(m: Machine, node: ast.Assign, frame: Frame) -> str:
    names = named_anew(m, node)
    value = m.value(node.value, frame)
    declares = getattr(node, "declares", "")
    for target in node.targets:
        assign(m, target, value, frame, declares=declares)
    for name in names if value.symbol else ():
        renamed(m, value.symbol, name, frame)
    if declares and value.symbol == "net.Socket()" and isinstance(node.value, ast.Call):
        m.value(node.value, frame)  # its listeners run later, when the name is bound
    return ""


@statement(ast.AnnAssign)
def _annotated(m: Machine, node: ast.AnnAssign, frame: Frame) -> str:
    if node.value is not None:
        assign(m, node.target, m.value(node.value, frame), frame)
    return ""


@statement(ast.AugAssign)
def _augmented(m: Machine, node: ast.AugAssign, frame: Frame) -> str:
    old = m.value(node.target, frame)
    new = m.value(node.value, frame)
    more = elements(new) if isinstance(node.op, ast.Add) and isinstance(old.items, list) else None
    if isinstance(old.items, list) and more is not None and _takes_all(new, frame):
        old.items += more[: max(MAX_ITEMS - len(old.items), 0)]
        filled(m, frame, old, "extend")
        if len(old.items) >= MAX_ITEMS:
            m.cut(frame, FULL)
        m.steps -= taken((new,))
        assign(m, node.target, marked(old, new.marks), frame)
        return ""
    own = is_own(old) or is_own(new)
    answer = combined(m, node.op, old, new, into=True) if own else None
    result = combine(node.op, old, new, frame.module.language) if answer is None else answer
    m.steps -= taken((new,)) + made(result)
    assign(m, node.target, result, frame)
    return ""


def _takes_all(new: Value, frame: Frame) -> bool:
    """Whether a list takes in all that something is made of: in Python whatever can be gone through."""
    return isinstance(new.items, list) or frame.module.language == "python"


def assign(
    m: Machine, target: Any, value: Value, frame: Frame, *, declares: str = "", deep: int = 0
) -> None:
    """Bind a target, whatever its form."""
    if isinstance(target, ast.Name):
        if target.id == PAGE and not declares:
            _leaves(m, value, target, frame)
        _bind(m, target.id, value, frame, declares)
    elif isinstance(target, (ast.Attribute, ast.Subscript)):
        store(m, target, value, frame)
    elif isinstance(target, ast.Starred):
        assign(m, target.value, value, frame, declares=declares, deep=deep)
    elif isinstance(target, (ast.Tuple, ast.List)) and deep < 8:
        value = iterated(m, value) or value
        items = value.items if isinstance(value.items, list) else None
        if items is None and isinstance(value.const, (str, bytes)):
            items = elements(value)
        more = 0  # places that a starred target has taken beside its own
        for place, one in enumerate(target.elts):
            at = place + more
            known = items[at] if items is not None and at < len(items) else None
            part = known or Value(symbol=value.symbol, marks=value.marks, text=value.text)
            part = beside(part, value.others, at)
            if isinstance(one, ast.Starred) and items is not None:
                more = max(len(items) - len(target.elts), -1)
                part = Value(items=items[place : place + more + 1], marks=value.marks)
            assign(m, one, part, frame, declares=declares, deep=deep + 1)


def _leaves(m: Machine, value: Value, target: ast.Name, frame: Frame) -> None:
    """A page goes elsewhere, where a script puts an address behind the bare name for that."""
    if frame.module.language != "python" and frame.find(PAGE) is None:
        fetched(m, Value(symbol=PAGE), PAGE, value, node=target, frame=frame)


def _is_this(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Name) and node.id == "this"


def _bind(m: Machine, name: str, value: Value, frame: Frame, declares: str) -> None:
    home = frame.outer.get(name)
    if home is not None and value.marks:
        before = home.names.get(name)
        if before is None or not LOOT.intersection(value.marks) <= before.marks.keys():
            m.gains(home, name)
    if home is None:
        home = frame
        if frame.module.language != "python" and not declares:
            home = frame.holder(name) or frame.file()
    if declares == "var" and value.const is None and name in home.names:
        return  # `var x;` changes nothing that was there before
    bound(m, home, name, value)
    home.names[name] = either(home.names.get(name), value) if frame.weak else value
    if m.doubtful and (frame.weak or home is not frame or m.doubtful[-1].frame is frame):
        touched(m, home.names, name, frame)


@statement(ast.Delete)
def _delete(m: Machine, node: ast.Delete, frame: Frame) -> str:
    for target in node.targets:
        if isinstance(target, ast.Attribute):
            base = m.value(target.value, frame)
            _perhaps_gone(m, base, Value(target.attr), frame)
            taken_from(m, base, Value(target.attr), named=True)
        elif isinstance(target, ast.Subscript):
            base = m.value(target.value, frame)
            cut = target.slice if isinstance(target.slice, ast.Slice) else None
            key = m.value(target.slice, frame) if cut is None else cut_out(bounds_of(m, cut, frame))
            _perhaps_gone(m, base, key, frame)
            if frame.module.language == "python" and not frame.weak:
                leaves_out(m, base, key)
            taken_from(m, base, key, named=False)
    return ""


def _perhaps_gone(m: Machine, base: Value, key: Value, frame: Frame) -> None:
    """What is taken out of something, where nobody knows whether that happens, may be there or not."""
    if not m.doubtful:
        return
    shaken(m, base, frame)
    if isinstance(base.items, dict) and isinstance(key.const, (str, bytes, int)):
        touched(m, base.items, key.const, frame)


@statement(ast.Global, ast.Nonlocal)
def _outer(_: Machine, node: ast.Global | ast.Nonlocal, frame: Frame) -> str:
    for name in node.names:
        if isinstance(node, ast.Global):
            frame.outer[name] = frame.file()
        elif frame.parent is not None:
            frame.outer[name] = frame.parent.holder(name) or frame.parent
        home = frame.outer.get(name)
        if home is not None and home is not frame:
            frame.names.pop(name, None)
    return ""


@statement(ast.Return)
def _return(m: Machine, node: ast.Return, frame: Frame) -> str:
    value = m.value(node.value, frame) if node.value is not None else Value(None)
    if frame.module.language != "python" and not value.telling and _is_this(node.value):
        value = Value(symbol="globalThis")  # called on nothing
    if value.symbol == "locals()":  # whoever gets it sees the names of this function
        value = Value(items=dict(frame.names.items()), marks=marks_of(frame.names.values()))
    frame.returns.append(value)
    return "return"


@statement(ast.Raise)
def _raise(m: Machine, node: ast.Raise, frame: Frame) -> str:
    value = m.value(node.exc, frame) if node.exc is not None else m.caught
    if value is not None:
        m.throw(value)
        thrown(m, value, node, frame)
    if node.cause is not None:
        m.throw(unknown(m.value(node.cause, frame).marks))
    return "raise"


@statement(ast.Assert)
def _assert(m: Machine, node: ast.Assert, frame: Frame) -> str:
    m.value(node.test, frame)
    return ""


@statement(ast.If)
def _if(m: Machine, node: ast.If, frame: Frame) -> str:
    if not frame.inside and is_main(m, node.test, frame):
        as_main(m, node.body, frame)
        return m.run(node.orelse, frame)
    if is_ordered(m, node.test, frame):
        as_main(m, node.body, frame, SCOPE)
        return m.run(node.orelse, frame)
    alone = side(m, node.test, frame)
    if alone is not None:
        as_main(m, node.orelse if alone else node.body, frame)
        return m.run(node.body if alone else node.orelse, frame)
    test = m.value(node.test, frame)
    if is_own(test):
        truth(m, test)
    if test.known:
        taken, other = (node.body, node.orelse) if test.const else (node.orelse, node.body)
        if undecided(test) and not (m.unrolling and frame.module.decodes):
            return _either_side(m, taken, other, frame)
        signal = m.run(taken, frame)
        if other and not m.unrolling:
            aside(m, other, frame)
        return signal
    m.doubts += 1
    frame.weak += 1
    try:
        with Doubt(m, frame):
            first = m.run(node.body, frame)
            second = m.run(node.orelse, frame) if node.orelse else ""
    finally:
        frame.weak -= 1
    return _end_of(first, second, frame)


def _either_side(m: Machine, taken: list[ast.stmt], other: list[ast.stmt], frame: Frame) -> str:
    """Run the branch that is taken as far as we know, and the other, since nobody is sure.

    What the likely one binds is kept, unless it ends here and the other does not.
    """
    m.doubts += 1
    before = dict(frame.names)
    m.steps -= len(before) >> 6
    with Doubt(m, frame):
        first = m.run(taken, frame)
        after = dict(frame.names)
        frame.names.clear()
        frame.names.update(before)
        second = m.run(other, frame)
        if not first:
            frame.names.clear()
            frame.names.update(after)
    return _end_of(first, second, frame)


def _end_of(first: str, second: str, frame: Frame) -> str:
    """How a choice between two branches ends, of which either may have been taken."""
    if first != second:
        frame.may_leave(first, second)
    if first == second or (first and second):
        return first
    if _LEAVES & {one.partition(" ")[0] for one in (first, second)}:
        # The rest of this round may not be run, and then what was bound before stands.
        frame.weak += 1
    return ""


_LEAVES = frozenset({"break", "continue"})


def aside(m: Machine, body: list[ast.stmt], frame: Frame) -> str:
    """Run a branch that is not taken as far as we know: what it does is noted, what it binds is not."""
    kept = dict(frame.names)
    m.steps -= len(kept) >> 6
    count = len(frame.returns)
    before = m.floor, m.brief, m.astray
    m.floor, m.brief, m.astray = m.steps, m.steps, True
    try:
        signal = m.run(body, frame)
    finally:
        m.floor, m.brief, m.astray = before
    frame.names.clear()
    frame.names.update(kept)
    del frame.returns[count:]
    return signal

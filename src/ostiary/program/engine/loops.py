"""What does a loop go through, and how often is its body worth running?"""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from ostiary.program.engine.code import Frame
from ostiary.program.engine.doubt import Doubt
from ostiary.program.engine.held import PREFIX, holding
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.memory import Buffer, lines
from ostiary.program.engine.stepped import iterated
from ostiary.program.engine.unfinished import LOOP
from ostiary.program.engine.value import NOTHING, Value, joined, marks_of, unknown
from ostiary.program.ir import Define

MAX_ROUNDS = 60_000  # of one loop whose end is known
MAX_STEPS = (
    250_000  # of one loop: what decodes needs less, and a loop over a manual must not eat all
)
MAX_ALIKE = 2  # elements of which the same is known, and no more than that
MAX_NOTED = 64  # elements behind those that hold a function which does something, in such a file
MAX_IDLE = 6  # rounds of a loop that does nothing, in a file that shows no sign of decoding


def each(
    m: Machine, over: Value, frame: Frame, step: Callable[[Value], str], *, short: int = 0
) -> str:
    """Run a step for every element that is known, or once for all that are not.

    `short` is the number of elements up to which that costs too little to ask whether the file decodes.
    """
    over = iterated(m, over) or over
    items = elements(over)
    if over.others and items is not None:
        items = [*items, *_of_others(over)]
    m.steps -= len(items or ()) >> 5
    if items is None or not (m.exact(frame) or len(items) <= short):
        return _few(m, over, items or [_any_of(over)], frame, step)
    before, m.unrolling = m.unrolling, True
    start, apart = m.steps, Apart()
    try:
        for place, one in enumerate(islice(items, MAX_ROUNDS)):
            if not (short or apart.tells(one)):
                continue
            if m.tired(frame, start, MAX_STEPS):
                m.unrolling = before
                more = not frame.module.decodes
                return _few(m, over, items, frame, step, begin=place) if more else ""
            signal = step(one)
            if signal == "break":
                break
            if signal and signal != "continue":
                return signal
        else:
            if len(items) > MAX_ROUNDS or shortened(over):
                m.cut(frame, LOOP)
    finally:
        m.unrolling = before
    return ""


def _of_others(over: Value) -> list[Value]:
    """The elements of what it may be as well."""
    return [each for one in over.others if isinstance(one.items, list) for each in one.items]


def _few(
    m: Machine,
    over: Value,
    items: list[Value],
    frame: Frame,
    step: Callable[[Value], str],
    *,
    begin: int = 0,
) -> str:
    """Run a step for a few of the elements; any of them may be the last, for all that is known."""
    frame.weak += 1
    try:
        with Doubt(m, frame):
            for one in some_of(m, over, items, frame, begin):
                if step(one).startswith(("return", "break ", "continue ")):
                    break
    finally:
        frame.weak -= 1
    return ""


def some_of(
    m: Machine, over: Value, items: list[Value], frame: Frame, begin: int = 0
) -> Iterator[Value]:
    """The elements that a loop or a model goes through, one after the other.

    All in a file that shows a sign of decoding; elsewhere only the first, and one that stands for all
    others. Where the first rounds did something to the world each of the others may do worse: then all.
    A list may grow while the loop goes through it: what is new is among the others.
    """
    if m.exact(frame):
        for one in islice(items, begin, None):
            yield one
            begin += 1
            if not (frame.module.decodes or m.exact(frame)):
                break
        else:
            return
    before, start = m.acts, m.steps
    first = begin + (MAX_IDLE if len(items) - begin > MAX_IDLE + 1 else MAX_IDLE + 1)
    yield from islice(items, begin, first)
    rest = items[first:]
    if not rest:
        return
    if m.acts == before:
        yield from islice((one for one in rest if _of_note(one)), MAX_NOTED)
        yield unknown(joined(over.marks, marks_of(rest)))
        return
    for one in islice(items, first, first + MAX_ROUNDS):
        if start - m.steps > MAX_STEPS:
            m.cut(frame, LOOP)
            return
        yield one
    if len(items) > first + MAX_ROUNDS or shortened(over):
        m.cut(frame, LOOP)


def _of_note(one: Value) -> bool:
    """Whether an element is something that does anything to the world, or holds such a thing."""
    return bool(holding(one.symbol)) or any(kind.startswith(PREFIX) for kind in one.marks)


class Apart:
    """Passes over elements of which no more is known than of two before: their rounds say the same."""

    def __init__(self) -> None:
        self._seen: Counter[object] = Counter()

    def tells(self, one: Value) -> bool:
        """Whether the round of an element may say something new."""
        if one.const is not NOTHING or one.items is not None or one.code is not None:
            return True
        look = one.symbol, one.text, frozenset(one.marks)
        self._seen[look] += 1
        return self._seen[look] <= MAX_ALIKE


def shortened(over: Value) -> bool:
    """Whether `elements` gave only the first ones."""
    const = over.const
    return isinstance(const, (str, bytes, bytearray, range)) and len(const) > MAX_ROUNDS


_NEVER = (ast.Break, ast.Return, ast.Raise, ast.Await, ast.Yield, ast.YieldFrom)


def endless(node: ast.While) -> bool:
    """Whether nothing in a loop or around it can ever end it."""
    known = getattr(node, "endless", None)
    if known is None:
        known = node.__dict__["endless"] = _forever(node.test) and not any(
            isinstance(one, _NEVER)
            or (isinstance(one, ast.Attribute) and one.attr == "exit")
            or _far(one)
            for one in _own(node)
        )
    return bool(known)


_GLOBALS = frozenset(
    {
        *("console", "Math", "Date", "JSON", "Object", "Array", "String", "Number"),
        *("process", "Buffer"),
    }
)


def takes_in(node: ast.While) -> bool:
    """Whether each round begins with what an object gives, which raises something once it has no more."""
    first = node.body[0] if node.body else None
    call = first.value if isinstance(first, ast.Assign) else None
    func = call.func if isinstance(call, ast.Call) else None
    holder = func.value if isinstance(func, ast.Attribute) else None
    return isinstance(holder, ast.Name) and holder.id not in _GLOBALS


_EXITS = (ast.Break, ast.Return, ast.Raise)


def watched(m: Machine, frame: Frame) -> tuple[object, ...]:
    """What a round may change: names, what containers hold, and what objects count."""
    held = sum(len(one.items) for one in frame.names.values() if one.items is not None)
    return dict(frame.names), held, m.turns, m.changes


def leaves(node: ast.While) -> bool:
    """Whether anything that we would see ends a loop: its test, or a statement that no exception leads to."""
    known = getattr(node, "leaves", None)
    if known is None:
        known = not _forever(node.test) or any(
            isinstance(one, _EXITS) or _far(one) for one in _plain(node)
        )
        node.__dict__["leaves"] = known
    return bool(known)


def _far(one: ast.AST) -> bool:
    """Whether a statement goes on with another loop, further out."""
    return isinstance(one, ast.Continue) and "label" in one.__dict__


def _plain(node: ast.While) -> Iterator[ast.AST]:
    """What a loop does itself while nothing goes wrong."""
    stack: list[ast.AST] = [*node.body]
    while stack:
        one = stack.pop()
        yield one
        if not isinstance(
            one, Define | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ExceptHandler
        ):
            stack += ast.iter_child_nodes(one)


def _own(node: ast.While) -> Iterator[ast.AST]:
    """What a loop does itself: the functions in it are passed over."""
    stack: list[ast.AST] = [node]
    while stack:
        one = stack.pop()
        yield one
        if not isinstance(one, (Define, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            stack += ast.iter_child_nodes(one)


def _forever(test: ast.expr) -> bool:
    if isinstance(test, ast.Constant):
        return bool(test.value)
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.ops[0], (ast.Lt, ast.LtE))
        and isinstance(test.comparators[0], ast.Name)
        and test.comparators[0].id == "Infinity"
    )


def _any_of(over: Value) -> Value:
    symbol = f"{over.symbol}[]" if over.symbol else ""
    return Value(marks=over.marks, symbol=symbol, text=over.text)


def key_of(key: object, value: Value) -> Value:
    """A key of a container, unknown where nobody knows under which name something was put there."""
    if isinstance(key, str) and key[:1] == "%" and (key in _UNNAMED or key[1:].isdecimal()):
        return unknown(value.marks)
    return Value(key, marks=value.marks)


_UNNAMED = frozenset({"%all", "%any", "%rest"})


def elements(over: Value) -> list[Value] | None:
    """The elements of what a loop goes through, None if they are not known."""
    if isinstance(over.items, list):
        return over.items
    if isinstance(over.items, dict):
        return [key_of(key, one) for key, one in over.items.items()]
    if isinstance(over.const, str):
        return [Value(one, marks=over.marks, how=over.how) for one in over.const[:MAX_ROUNDS]]
    if isinstance(over.const, (bytes, bytearray)):
        return [Value(one, marks=over.marks, how=over.how) for one in over.const[:MAX_ROUNDS]]
    if isinstance(over.const, range):
        return [Value(one) for one in over.const[:MAX_ROUNDS]]
    return lines(over.code) if isinstance(over.code, Buffer) else None

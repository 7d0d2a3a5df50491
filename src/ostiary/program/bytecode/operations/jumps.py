"""What do instructions do that go elsewhere, or move values about the stack?"""

import ast

from ostiary.program.bytecode.flow import Flow
from ostiary.program.bytecode.instructions import Step
from ostiary.program.bytecode.machine import STORE
from ostiary.program.bytecode.operations.building import freeze
from ostiary.program.bytecode.stack import Marker, Missing, Place, Silent


def jump(m: Flow, step: Step) -> None:
    """Go on elsewhere."""
    m.jump(step)


def branch(m: Flow, step: Step) -> None:
    """Go on elsewhere if a test says so."""
    m.branch(step, m.take(), jumps_if="TRUE" in step.name)


def branch_none(m: Flow, step: Step) -> None:
    """Go on elsewhere if a value is None, or is not."""
    value = m.pop()
    kind = ast.IsNot() if "NOT_NONE" in step.name else ast.Is()
    test = m.made(ast.Compare(value, [kind], [m.constant(None)]), value)
    m.branch(step, test, jumps_if=True)


def either(m: Flow, step: Step) -> None:
    """`and`, `or`: the value that decides stays, or makes room for the next."""
    operator = ast.Or() if "TRUE" in step.name else ast.And()
    if step.target > step.place:
        m.remember(step.target, operator)
        m.take()
    else:
        m.pop()


def loop(m: Flow, step: Step) -> None:
    """The next value of an iterator, or the end of a loop."""
    freeze(m)
    iterator = m.take()
    over: ast.expr = m.name("%iterator")
    virtual = m.version >= (3, 15) and isinstance(iterator, Silent | Missing)
    if virtual:
        iterator = m.take()
    if not isinstance(iterator, Marker):
        over = m.plain(iterator)
    ground = m.stack
    m.silent(2 if virtual else 1)
    held = m.stack
    loop = ast.For(m.name("%item", STORE), over, [], [])
    if m.version >= (3, 12):
        m.silent(1)
        m.remember(step.target)
    else:
        m.stack = ground
        m.remember(step.target)
    m.stack = held
    if step.target > step.place:
        m.open(loop, step.place, step.target)
    else:
        m.emit(loop)
        loop.body.append(m.passing())
    m.push(Place(loop))


def end_for(m: Flow, _: Step) -> None:
    """The end of a loop: in 3.12 the iterator goes too."""
    m.drop(2 if m.version < (3, 13) else 1)


def pop_iter(m: Flow, _: Step) -> None:
    """Since 3.14: the iterator goes, since 3.15 with its count."""
    m.drop(2 if m.version >= (3, 15) else 1)


def get_iter(m: Flow, step: Step) -> None:
    """An iterator over a value is as good as the value; since 3.15 a count stands on it."""
    if m.version >= (3, 15):
        if step.argument & 1:
            value = m.pop()
            m.push(m.made(ast.YieldFrom(value), value))
        m.silent(1)


def get_aiter(_m: Flow, _step: Step) -> None:
    """An asynchronous iterator is as good as what it goes over."""


def get_anext(m: Flow, _: Step) -> None:
    """The next value of an asynchronous iterator, for which a loop is opened where it ends is unknown."""
    top = m.take()
    over = m.name("%iterator") if isinstance(top, Marker) else m.plain(top)
    m.silent(1)
    loop = ast.AsyncFor(m.name("%item", STORE), over, [m.passing()], [])
    m.emit(loop)
    m.push(AsyncPlace(loop))


class AsyncPlace(Place):
    """The target of an asynchronous loop."""

    def __init__(self, loop: ast.AsyncFor) -> None:
        super().__init__(ast.withitem(loop.iter, None))
        self.loop = loop

    def fill(self, target: ast.expr) -> None:
        """Write the target where it belongs."""
        self.loop.target = target


def end_async_for(m: Flow, _: Step) -> None:
    """The end of an asynchronous loop."""
    m.drop(2 if m.version >= (3, 11) else 7)


def break_loop(m: Flow, _: Step) -> None:
    """Before 3.8: leave a loop."""
    m.end()


def rotate(m: Flow, step: Step) -> None:
    """Move the topmost value down."""
    counts = {"ROT_TWO": 2, "ROT_THREE": 3, "ROT_FOUR": 4}
    m.rotate(counts.get(step.name, step.argument))


def duplicate(m: Flow, step: Step) -> None:
    """The topmost values once more."""
    counts = {"DUP_TOP": 1, "DUP_TOP_TWO": 2}
    count = min(counts.get(step.name, step.argument), 5)
    for _ in range(count):
        m.copy(count)


def copy(m: Flow, step: Step) -> None:
    """A value further down once more."""
    m.copy(step.argument)


def swap(m: Flow, step: Step) -> None:
    """Exchange the topmost value with another."""
    m.swap(step.argument)


def match_keys(m: Flow, _: Step) -> None:
    """The values of keys, or None; in 3.10 with the answer whether all are there."""
    m.push(m.name("%matched"))
    if m.version < (3, 11):
        m.push(m.name("%matched"))


def match_class(m: Flow, _: Step) -> None:
    """The attributes of a subject that is of a class, or None; in 3.10 with the answer whether it is."""
    m.drop(3)
    match_keys(m, _)


def match_kind(m: Flow, _: Step) -> None:
    """Whether the subject is a mapping or a sequence, and how long it is."""
    m.push(m.name("%matched"))


def without_keys(m: Flow, _: Step) -> None:
    """3.10: the rest of a mapping."""
    m.drop(1)
    m.push(m.name("%matched"))


TABLE = {
    **dict.fromkeys(
        (
            "JUMP_FORWARD",
            "JUMP_ABSOLUTE",
            "JUMP_BACKWARD",
            "JUMP_BACKWARD_NO_INTERRUPT",
            "CONTINUE_LOOP",
        ),
        jump,
    ),
    **dict.fromkeys(
        [
            f"POP_JUMP_{way}IF_{test}"
            for way in ("", "FORWARD_", "BACKWARD_")
            for test in ("TRUE", "FALSE")
        ],
        branch,
    ),
    **dict.fromkeys(
        [
            f"POP_JUMP_{way}IF_{test}"
            for way in ("", "FORWARD_", "BACKWARD_")
            for test in ("NONE", "NOT_NONE")
        ],
        branch_none,
    ),
    "JUMP_IF_FALSE_OR_POP": either,
    "JUMP_IF_TRUE_OR_POP": either,
    "FOR_ITER": loop,
    "END_FOR": end_for,
    "POP_ITER": pop_iter,
    "GET_ITER": get_iter,
    "GET_AITER": get_aiter,
    "GET_ANEXT": get_anext,
    "END_ASYNC_FOR": end_async_for,
    "BREAK_LOOP": break_loop,
    "ROT_TWO": rotate,
    "ROT_THREE": rotate,
    "ROT_FOUR": rotate,
    "ROT_N": rotate,
    "DUP_TOP": duplicate,
    "DUP_TOP_TWO": duplicate,
    "DUP_TOPX": duplicate,
    "COPY": copy,
    "SWAP": swap,
    "MATCH_KEYS": match_keys,
    "MATCH_CLASS": match_class,
    "MATCH_MAPPING": match_kind,
    "MATCH_SEQUENCE": match_kind,
    "GET_LEN": match_kind,
    "COPY_DICT_WITHOUT_KEYS": without_keys,
}

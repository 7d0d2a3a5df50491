"""Which element does somebody get who takes them one by one?"""

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.chosen import one_of
from ostiary.program.engine.held import holding
from ostiary.program.engine.keeping import loot_of
from ostiary.program.engine.value import Value, unknown

MAX_TAKEN = 2_000  # iterators of one artifact


def following(asked: Asked, items: list[Value]) -> Value:
    """The next element. The first time it is the one that tells the most, which somebody may have hidden."""
    m = asked.m
    m.throw(*(one for one in items if loot_of([one])))  # as what ends a generator
    _, place = m.taken.get(id(items), (items, 0))
    if place >= len(items):
        m.doubts += 1  # nothing is left, and what happens then is seldom told
        return asked.arg(1) if len(asked.given) > 1 else unknown(asked.marks, one_of(items))
    if len(m.taken) < MAX_TAKEN or place:
        m.taken[id(items)] = items, place + 1
        m.changes += 1
    else:
        m.cut(asked.frame, "it takes from more iterators one by one than are remembered")
    telling = (one for one in items if one.how or one.marks or holding(one.symbol))
    return next(telling, items[0]) if not place else items[place]


def stepped(asked: Asked, items: list[Value]) -> Value:
    """The next step of an iterator of JavaScript: a value, and whether there was none left."""
    _, place = asked.m.taken.get(id(items), (items, 0))
    done = place >= len(items)
    value = Value(None) if done else following(asked, items)
    return Value(items={"value": value, "done": Value(done)}, marks=value.marks)

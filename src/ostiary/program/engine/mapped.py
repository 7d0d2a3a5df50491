"""What do functions make of elements that go through another function?"""

from ostiary.program.engine.alternatives import MAX_CHOICE, let_through
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.loops import elements, shortened, some_of
from ostiary.program.engine.stepped import iterated
from ostiary.program.engine.unfinished import LOOP
from ostiary.program.engine.value import Value, joined, marks_of, unknown


def elements_of(asked: Asked, over: Value) -> list[Value] | None:
    """The elements of an argument, None if they are not known."""
    over = iterated(asked.m, over) or over
    if shortened(over):
        asked.m.cut(asked.frame, LOOP)
    return elements(over)


@model(
    "map filter itertools.starmap functools.reduce reduce multiprocessing.Pool.map"
    " multiprocessing.Pool.imap multiprocessing.Pool.map_async multiprocessing.Pool.imap_unordered"
    " multiprocessing.pool.ThreadPool.map multiprocessing.pool.ThreadPool.imap"
    " multiprocessing.pool.ThreadPool.map_async multiprocessing.dummy.Pool.map"
    " concurrent.futures.ThreadPoolExecutor.map concurrent.futures.ProcessPoolExecutor.map"
)
def _mapped(asked: Asked) -> Value:
    """A function over elements; a reduction folds them."""
    function, over = asked.arg(0), asked.arg(1)
    items = elements_of(asked, over)
    call = asked.m.call
    if items is None:
        path = over.symbol == "pathlib.Path()"  # each of them is one, below the same place
        one = over if path else unknown(over.marks)
        return Value(
            marks=joined(over.marks, call(function, [one], {}, asked.node, asked.frame).marks)
        )
    exact = asked.m.exact(asked.frame)
    known = some_of(asked.m, over, items, asked.frame)
    if asked.name.endswith("reduce"):
        start = [asked.arg(2)] if len(asked.given) > 2 else []
        several = [*start, *known]
        total = several[0] if several else unknown()
        for one in several[1:]:
            total = call(function, [total, one], {}, asked.node, asked.frame)
        return total
    if asked.name == "filter":
        kept = list(items)
        if function.const is not None and len(items) <= MAX_CHOICE:
            tests = [call(function, [one], {}, asked.node, asked.frame) for one in items]
            kept = let_through(kept, tests)
        return Value(items=kept, marks=over.marks)
    if asked.name == "itertools.starmap":
        found = [
            call(
                function,
                list(one.items or []) if isinstance(one.items, list) else [one],
                {},
                asked.node,
                asked.frame,
            )
            for one in known
        ]
    else:
        found = [call(function, [one], {}, asked.node, asked.frame) for one in known]
    if function.symbol in {"chr", "str", "bytes"} or exact or len(found) == len(items):
        return Value(items=found, marks=joined(over.marks, marks_of(found)))
    return unknown(joined(over.marks, marks_of(found)))

"""Among which names does a text run that is executed?"""

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Frame
from ostiary.program.engine.value import Value

_GIVEN = frozenset(
    {
        *("exec", "eval", "builtins.exec", "builtins.eval"),
        *("vm.runInNewContext", "vm.runInContext"),
    }
)


def run_among(asked: Asked, code: Value) -> Value:
    """Run code among the names that it is handed in tables, or else among those around.

    `exec` and `eval` take such tables, and in Node what runs a text in a context of its own. What it binds
    stands in the last of the tables from then on.
    """
    several = [asked.arg(1, "globals").items, asked.arg(2, "locals").items]
    tables = [one for one in several if isinstance(one, dict)] if asked.name in _GIVEN else []
    if not tables:
        return asked.m.call(code, [], {}, asked.node, asked.frame)
    around = asked.frame
    frame = Frame(around.module, "function", around, around.inside)
    for table in tables:
        frame.names.update({key: one for key, one in table.items() if isinstance(key, str)})
    before = dict(frame.names)
    result = asked.m.call(code, [], {}, asked.node, frame)
    for name, one in frame.names.items():
        if before.get(name) is not one:
            tables[-1][name] = one
            asked.m.changes += 1
    return result

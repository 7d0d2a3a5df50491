"""What do objects do when they are copied or stored: which functions do they name to be made again by?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.builtins import copy_of
from ostiary.program.engine.code import Class, Made
from ostiary.program.engine.files import dumped
from ostiary.program.engine.invoke import call_own
from ostiary.program.engine.value import Value, unknown

_STORED = "pickle.dumps cPickle.dumps _pickle.dumps dill.dumps cloudpickle.dumps"


@model("copy.copy copy.deepcopy")
def _copied(asked: Asked) -> Value:
    """A copy: made by the object's own method, or by the function that it names."""
    one = asked.arg(0)
    own = call_own(asked.m, one, f"__{asked.name.rpartition('.')[2]}__", [unknown()])
    if own is not None:
        return own
    made = rebuilt(asked, one, _reduced(asked, one))
    return made if made is not one else copy_of(asked)


def _reduced(asked: Asked, one: Value) -> Value | None:
    """What an object says of how it is made again."""
    found = call_own(asked.m, one, "__reduce_ex__", [Value(4)])
    return found if found is not None else call_own(asked.m, one, "__reduce__", [])


def rebuilt(asked: Asked, one: Value, told: Value | None) -> Value:
    """An object that is made again: the function that stands first is called with what stands behind it."""
    made, state = one, call_own(asked.m, one, "__getstate__", []) if told is None else None
    several = told.items if told is not None else None
    if isinstance(several, list) and len(several) > 1:
        given = several[1].items
        rest = given if isinstance(given, list) else []
        made = asked.m.call(several[0], rest, {}, asked.node, asked.frame)
        state = several[2] if len(several) > 2 else None
    if state is not None:
        call_own(asked.m, one, "__setstate__", [state])
    return made if made.telling else one


@model(_STORED, "pickle.dump cPickle.dump dill.dump cloudpickle.dump")
def _stored(asked: Asked) -> Value:
    """What is stored remembers how it is made again, for whoever loads it."""
    one = asked.arg(0, "obj")
    told = _reduced(asked, one)
    if not asked.name.endswith("dumps"):
        dumped(asked)
    if told is None:
        call_own(asked.m, one, "__getstate__", [])
    return asked.result(code=Made([one, *([told] if told is not None else [])], {}))


def loaded_again(asked: Asked, data: Value) -> Value | None:
    """What is loaded out of what this program stored itself; None for anything else."""
    if not (isinstance(data.code, Made) and data.symbol.removesuffix("()") in _STORED.split()):
        return None
    one, *rest = data.code.given
    return rebuilt(asked, one, rest[0] if rest else None)


@model("copyreg.pickle copy_reg.pickle")
def _registered(asked: Asked) -> Value:
    """A function that says of all objects of a class how they are made again."""
    kind = asked.arg(0, "type").code
    if isinstance(kind, Class):
        kind.attributes["__reduce__"] = asked.arg(1, "function")
    return Value(None)

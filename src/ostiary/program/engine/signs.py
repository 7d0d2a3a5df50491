"""What do the functions and methods make by which Python names its operators?

Sources: The Python Language Reference, 3.3 Special method names; The Python Standard Library, `operator`.
"""

import ast

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.changes import filled
from ostiary.program.engine.elements import element
from ostiary.program.engine.operators import operated, signed
from ostiary.program.engine.special import cut_out
from ostiary.program.engine.stores import put
from ostiary.program.engine.value import NOTHING, Value

_SIGNS: dict[str, type[ast.operator]] = {
    "add": ast.Add,
    "concat": ast.Add,
    "sub": ast.Sub,
    "mul": ast.Mult,
    "truediv": ast.Div,
    "floordiv": ast.FloorDiv,
    "mod": ast.Mod,
    "pow": ast.Pow,
    "lshift": ast.LShift,
    "rshift": ast.RShift,
    "and": ast.BitAnd,
    "or": ast.BitOr,
    "xor": ast.BitXor,
}
_UNARY: dict[str, type[ast.unaryop]] = {
    "neg": ast.USub,
    "pos": ast.UAdd,
    "invert": ast.Invert,
    "inv": ast.Invert,
    "not": ast.Not,
}
_FUNCTIONS = {
    **{
        name: name
        for name in ("len", "str", "repr", "format", "iter", "abs", "int", "float", "reversed")
    },
    "index": "int",
}
"""Special methods, and the built-in functions that call them."""


@model(
    "operator.add operator.concat operator.sub operator.mul operator.truediv operator.floordiv operator.mod"
    " operator.pow operator.lshift operator.rshift operator.and_ operator.or_ operator.xor operator.__add__"
    " operator.__concat__ operator.__sub__ operator.__mul__ operator.__mod__ operator.__xor__"
)
def _named(asked: Asked) -> Value:
    """An operator under its name."""
    sign = _SIGNS[asked.name.rpartition(".")[2].strip("_")]
    return operated(asked.m, sign(), asked.arg(0), asked.arg(1), "python")


@model("operator.neg operator.pos operator.invert operator.inv operator.not_ operator.__invert__")
def _of_one(asked: Asked) -> Value:
    return signed(_UNARY[asked.name.rpartition(".")[2].strip("_")](), asked.arg(0))


@model("slice")
def _cut(asked: Asked) -> Value:
    """The bounds by which a part is cut out."""
    bounds = asked.given[:3] if len(asked.given) > 1 else [Value(None), *asked.given]
    return cut_out([*bounds, *[Value(None)] * (3 - len(bounds))])


def by_sign(asked: Asked, base: Value, name: str) -> Value | None:
    """A special method of a constant or a container, asked for by its name; None of any other method."""
    if name[:2] != "__" or base.code is not None or not (base.known or base.items is not None):
        return None
    bare = name.strip("_")
    first = asked.arg(0)
    if bare in _SIGNS:
        return operated(asked.m, _SIGNS[bare](), base, first, "python")
    if bare[:1] == "r" and bare[1:] in _SIGNS:
        return operated(asked.m, _SIGNS[bare[1:]](), first, base, "python")
    if bare in _UNARY:
        return signed(_UNARY[bare](), base)
    if bare in _FUNCTIONS:
        function = Value(symbol=_FUNCTIONS[bare])
        return asked.m.call(function, [base, *asked.given], {}, asked.node, asked.frame)
    if bare == "getitem":
        return element(asked.m, base, first, asked.node, asked.frame)
    return _put(asked, base) if bare == "setitem" else None


def _put(asked: Asked, base: Value) -> Value | None:
    """`base[key] = value` as a call."""
    key, value = asked.arg(0), asked.arg(1)
    if key.const is NOTHING or len(asked.given) != 2:
        return None
    put(asked.m, base, key.const, value, node=asked.node, frame=asked.frame)
    filled(asked.m, asked.frame, base, "__setitem__")
    return Value(None)

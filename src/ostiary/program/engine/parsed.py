"""What is read as a program by Python's own parser, and run only where somebody compiles the tree?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.layers import ready
from ostiary.program.engine.value import Value, unknown

_ONLY_AST = 0x400
"""`ast.PyCF_ONLY_AST`: with it `compile` gives the tree of a text, and no code."""


def only_read(asked: Asked) -> bool:
    """Whether a call of `compile` only reads."""
    flags = asked.arg(3, "flags")
    if flags.symbol.endswith(".PyCF_ONLY_AST"):
        return True
    return isinstance(flags.const, int) and bool(flags.const & _ONLY_AST)


@model("ast.parse")
def parsed(asked: Asked) -> Value:
    """The tree of a text: code, once somebody compiles it."""
    code = asked.arg(0, "source")
    made = ready(asked.m, code, "python", asked.frame.module.path)
    if made is None:
        return unknown(code.marks)
    return Value(code=made, marks=code.marks, how=code.how)


@model("ast.fix_missing_locations ast.increment_lineno")
def _same(asked: Asked) -> Value:
    return asked.arg(0, "node")


@model("ast.copy_location")
def _placed(asked: Asked) -> Value:
    return asked.arg(0, "new_node")

"""The classes of `ast` of which a tree consists for the most part, in a quarter of the memory.

A node of `ast` keeps its fields in a dict of its own. One of these has slots; all else is as in its
base: whoever asks by `isinstance`, or takes a tree apart, sees no difference. Only fields that are always
given have a slot, since an empty slot would hide the default of the base.
"""

import ast


class Name(ast.Name):
    """A name."""

    __slots__ = ("ctx", "id", "lineno")


class Constant(ast.Constant):
    """A constant."""

    __slots__ = ("lineno", "value")


class Attribute(ast.Attribute):
    """`a.b`."""

    __slots__ = ("attr", "ctx", "lineno", "value")


class Subscript(ast.Subscript):
    """`a[b]`."""

    __slots__ = ("ctx", "lineno", "slice", "value")


class Call(ast.Call):
    """`f(a)`; `new` says that it makes an object."""

    __slots__ = ("args", "func", "keywords", "lineno", "new")
    new: bool


class Tuple(ast.Tuple):
    """`a, b`."""

    __slots__ = ("ctx", "elts", "lineno")


class List(ast.List):
    """`[a, b]`."""

    __slots__ = ("ctx", "elts", "lineno")


class Dict(ast.Dict):
    """`{a: b}`."""

    __slots__ = ("keys", "lineno", "values")


class BinOp(ast.BinOp):
    """`a + b`."""

    __slots__ = ("left", "lineno", "op", "right")


class BoolOp(ast.BoolOp):
    """`a and b`."""

    __slots__ = ("lineno", "op", "values")


class UnaryOp(ast.UnaryOp):
    """`not a`."""

    __slots__ = ("lineno", "op", "operand")


class Compare(ast.Compare):
    """`a < b`."""

    __slots__ = ("comparators", "left", "lineno", "ops")


class IfExp(ast.IfExp):
    """`a if b else c`."""

    __slots__ = ("body", "lineno", "orelse", "test")


class NamedExpr(ast.NamedExpr):
    """`(a := b)`."""

    __slots__ = ("lineno", "target", "value")


class Expr(ast.Expr):
    """An expression as a statement."""

    __slots__ = ("lineno", "value")


class Assign(ast.Assign):
    """`a = b`; `declares` is the word that makes the name."""

    __slots__ = ("declares", "lineno", "targets", "value")
    declares: str


class Return(ast.Return):
    """`return a`."""

    __slots__ = ("lineno", "value")


class If(ast.If):
    """`if a: b`."""

    __slots__ = ("body", "lineno", "orelse", "test")


class FunctionDef(ast.FunctionDef):
    """`def f(a): ...`."""

    __slots__ = (
        "args",
        "body",
        "decorator_list",
        "end_lineno",
        "lineno",
        "name",
        "returns",
        "type_comment",
    )


class AsyncFunctionDef(ast.AsyncFunctionDef):
    """`async def f(a): ...`."""

    __slots__ = (
        "args",
        "body",
        "decorator_list",
        "end_lineno",
        "lineno",
        "name",
        "returns",
        "type_comment",
    )


class arguments(ast.arguments):  # noqa: N801 - trees are taken apart by this name
    """The parameters of a function."""

    __slots__ = ("args", "defaults", "kw_defaults", "kwarg", "kwonlyargs", "posonlyargs", "vararg")


class arg(ast.arg):  # noqa: N801 - as above
    """One of them."""

    __slots__ = ("annotation", "arg", "lineno", "type_comment")


COMPACT: dict[type, type] = {
    one.__mro__[1]: one
    for one in (
        *(Name, Constant, Attribute, Subscript, Call, Tuple, List, Dict, BinOp, BoolOp, UnaryOp),
        *(Compare, IfExp, NamedExpr, Expr, Assign, Return, If, FunctionDef),
        AsyncFunctionDef,
    )
}
"""By the class of `ast`: who chooses by the class itself has to know both."""

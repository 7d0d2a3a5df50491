"""Which kind of method does a call make of a function?"""

from msgspec.structs import replace

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Closure
from ostiary.program.engine.value import Value, unknown


@model("property functools.cached_property")
def _getter(asked: Asked) -> Value:
    """A function that answers for an attribute of an object."""
    getter = asked.arg(0) if asked.given else asked.named.get("fget", unknown())
    if isinstance(getter.code, Closure):
        getter.code.kind = "property"
    return getter


@model("staticmethod classmethod")
def _without_object(asked: Asked) -> Value:
    """The same function, called without an object of its class, or with the class."""
    one = asked.arg(0)
    if not isinstance(one.code, Closure):
        return one
    return Value(code=replace(one.code, kind=asked.name.removesuffix("method")), marks=one.marks)

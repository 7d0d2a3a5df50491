"""What does the library that most pages have ask for, and what does it make of the answer?

Source: jQuery, Ajax. A page has it under two names without importing it.
"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Closure
from ostiary.program.engine.effects import address, executed, network
from ostiary.program.engine.script.pages import loads_script
from ostiary.program.engine.value import HOLE, Value, text_of
from ostiary.program.flow import CALLER, Act, Taint

_NAMES = ("jquery", "jQuery", "$", "Zepto")
_ASKS = ("get", "post", "ajax", "getJSON")
_ANSWERED = ("success", "complete", "dataFilter")
"""Options that hold the function which gets the answer."""


@model(*(f"{one}.{verb}" for one in _NAMES for verb in _ASKS))
def _asked(asked: Asked) -> Value:
    """A request; what it answers goes to functions among the options, too, and runs if it is a script."""
    where = address(asked)
    abroad = where == CALLER or "//" in where[:12]
    value = network(asked) if abroad else _at_home(asked)
    options = next((one.items for one in asked.given[:2] if isinstance(one.items, dict)), {})
    for name in _ANSWERED:
        one = options.get(name)
        if one is not None and isinstance(one.code, (Closure, Bound)):
            asked.m.call(one, [value], {}, asked.node, asked.frame)
    kinds = [text_of(options["dataType"])] if "dataType" in options else []
    if "script" in [*kinds, *(one.const for one in asked.given[1:])]:
        loads_script(asked.m, where, asked.node, asked.frame)
    return value


def _at_home(asked: Asked) -> Value:
    """A request to the site that the page came from, whatever it is."""
    asked.act(Act.SEND, asked.marks, text=asked.text(0))
    value = asked.result(asked.mark(Taint.NETWORK, "what the site of the page answers"), text=HOLE)
    for one in asked.given:
        if isinstance(one.code, (Closure, Bound)):
            asked.m.call(one, [value, value], {}, asked.node, asked.frame)
    return value


@model(*(f"{one}.globalEval" for one in _NAMES))
def _evaluated(asked: Asked) -> Value:
    """A text runs as a script of the page."""
    asked.name = "eval"
    return executed(asked)

"""What would a function do that nothing here calls, whoever calls it with whatever?"""

from ostiary.program.engine.code import Bound, Class, Closure, Instance, Module
from ostiary.program.engine.invoke import invoke
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.script.built_code import given_back
from ostiary.program.engine.script.requests import request
from ostiary.program.engine.served import answers, serve
from ostiary.program.engine.value import Value, unknown
from ostiary.program.engine.worth import holds_word


def due(module: Module, closure: Closure) -> bool:
    """Whether a function still has to be run by itself: nothing called it, and it holds a word of note."""
    return id(closure.node) not in module.called and holds_word(module, closure)


def alone(m: Machine, closure: Closure) -> None:
    """Run a function that nothing called, on an object of its class where it has one."""
    takes = closure.node.args
    places = [*takes.posonlyargs, *takes.args]
    script = closure.frame.module.language != "python"
    given = request(closure) if script else []
    if closure.owner is None or closure.kind == "static":
        made = invoke(m, closure, given, {}, unknown() if closure.owner else None)
        if script:
            given_back(m, closure, made)
        return
    of_class = closure.kind == "class"
    first = Value(code=closure.owner) if of_class else _object(m, closure.owner)
    if not script and not of_class and answers(closure.owner, closure.inside.rpartition(".")[2]):
        handler = Value(code=Bound(closure, first))
        serve(m, handler, closure.node, closure.frame, closure.owner.outside())
        return
    invoke(m, closure, [first] if places and not script else given, {}, first)


def _object(m: Machine, kind: Class) -> Value:
    """One object of a class, initialised with unknown arguments, shared by all its methods."""
    known = kind.attributes.get("%object")
    if known is None:
        known = Value(code=Instance(kind))
        kind.attributes["%object"] = known
        script = kind.module.language != "python"
        first = kind.find("constructor" if script else "__init__")
        if first is not None and isinstance(first.code, Closure):
            invoke(m, first.code, [] if script else [known], {}, known)
    return known

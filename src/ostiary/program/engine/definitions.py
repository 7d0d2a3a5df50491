"""What do the definitions of functions and classes bind?"""

import ast
from typing import Any

from ostiary.program.engine.changes import bound
from ostiary.program.engine.code import Class, Closure, Frame, Instance, Made, Method
from ostiary.program.engine.enums import enumerate_
from ostiary.program.engine.invoke import call_own
from ostiary.program.engine.machine import Machine, statement
from ostiary.program.engine.served import serve, serves
from ostiary.program.engine.tagged import tagged
from ostiary.program.engine.value import Value

_KINDS = {
    "staticmethod": "static",
    "classmethod": "class",
    **dict.fromkeys(("property", "cached_property", "abstractproperty"), "property"),
}


def _default(m: Machine, node: ast.expr, frame: Frame) -> Value:
    """What a parameter is when nobody gives it: whoever reads that reads what is called."""
    m.calling = node
    return m.value(node, frame)


def function(m: Machine, node: ast.FunctionDef, frame: Frame) -> Value:
    """The value of a definition."""
    takes = node.args
    inside = f"{frame.inside}.{node.name}".lstrip(".")
    frame.lends = True
    made = Closure(
        node,
        frame,
        inside,
        tuple(_default(m, one, frame) for one in takes.defaults),
        tuple(_default(m, one, frame) if one is not None else None for one in takes.kw_defaults),
        arrow=bool(getattr(node, "arrow", False)),
    )
    frame.module.closures.append(made)
    return Value(code=made, marks=tagged(m, made))


def merged(accessor: str, made: Value, before: Value | None) -> Value:
    """What `get name()` or `set name(value)` makes of a name, with the other one of the two."""
    held = before.code if before is not None else None
    other = held if isinstance(held, Closure) and held.kind == "property" else None
    if not isinstance(made.code, Closure):
        return made
    made.code.kind = "property"
    if accessor == "get":
        made.code.setter = other.setter if other is not None else None
        return made
    if other is None:
        made.code.setter = made.code
        return made
    other.setter = made.code
    return Value(code=other)


def decorated(m: Machine, node: Any, made: Value, frame: Frame) -> Value:
    """What a name stands for once its decorators were applied, innermost first."""
    for one in reversed(node.decorator_list):
        value = m.value(one, frame)
        name = value.symbol.rpartition(".")[2].replace("()", "")
        if isinstance(made.code, Closure) and name in _KINDS:
            made.code.kind = _KINDS[name]
        elif (getter := _property_of(value)) is not None:
            getter.setter = made.code if isinstance(made.code, Closure) else None
            made = Value(code=getter)
        elif isinstance(made.code, Closure) and serves(value.symbol):
            serve(m, made, one, frame, value.symbol)
        elif value.code is not None or value.symbol:
            before, m.registering = m.registering, True
            try:
                result = m.call(value, [made], {}, one, frame)
            finally:
                m.registering = before
            if result.code is not None or result.known:
                made = result
    return made


def _property_of(value: Value) -> Closure | None:
    """The property whose `setter` this is."""
    code = value.code
    if not isinstance(code, Method) or code.name != "setter":
        return None
    held = code.base.code
    return held if isinstance(held, Closure) and held.kind == "property" else None


@statement(ast.FunctionDef, ast.AsyncFunctionDef)
def _function(m: Machine, node: ast.FunctionDef, frame: Frame) -> str:
    made = function(m, node, frame)
    if accessor := getattr(node, "accessor", ""):
        frame.names[node.name] = merged(accessor, made, frame.names.get(node.name))
        return ""
    told = decorated(m, node, made, frame)
    bound(m, frame, node.name, told)
    frame.names[node.name] = told
    return ""


def _made_by(
    m: Machine,
    kind: Value,
    made: Class,
    named: dict[str, Value],
    *,
    node: ast.ClassDef,
    frame: Frame,
) -> None:
    """What the class of a class does when that is defined; it is handed all that stands in it."""
    inner: dict[object, Value] = {name: made.attributes[name] for name in made.attributes}
    given = [Value(node.name), Value(items=list(made.bases)), Value(items=inner)]
    if isinstance(kind.code, Closure):
        m.call(kind, given, named, node, frame)
    if not isinstance(kind.code, Class):
        return
    for name in ("__prepare__", "__new__", "__init__"):
        found = kind.code.find(name)
        if found is not None and isinstance(found.code, Closure):
            m.call(found, [Value(code=made), *given], named, node, frame)


def _told_of(
    m: Machine, made: Class, named: dict[str, Value], node: ast.ClassDef, frame: Frame
) -> None:
    """The nearest class above is told of each class that is made from it."""
    for base in made.bases:
        found = base.code.find("__init_subclass__") if isinstance(base.code, Class) else None
        if found is not None and isinstance(found.code, Closure):
            m.call(found, [Value(code=made)], named, node, frame)
            return


def _fields(node: ast.ClassDef) -> tuple[str, ...]:
    return tuple(
        one.target.id
        for one in node.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    )


def _typed(m: Machine, node: ast.ClassDef, body: Frame) -> None:
    """Keep what is called in the types of fields: functions that these go through."""
    for one in node.body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            calls = [each for each in ast.walk(one.annotation) if isinstance(each, ast.Call)]
            made = [m.value(each, body) for each in calls[:4]]
            if any(isinstance(each.code, Made) for each in made):
                body.names[f"%type.{one.target.id}"] = Value(items=made)


@statement(ast.ClassDef)
def _class(m: Machine, node: ast.ClassDef, frame: Frame) -> str:
    inside = f"{frame.inside}.{node.name}".lstrip(".")
    body = Frame(frame.module, "class", frame, inside)
    bases = tuple(m.value(one, frame) for one in node.bases)
    made = Class(node.name, body.names, bases, frame.module, inside, _fields(node))
    frame.names[node.name] = Value(code=made)
    if frame.module.language != "python":
        body.names["this"] = Value(code=made)  # of what is static
    m.run(node.body, body)
    _typed(m, node, body)
    if frame.module.language != "python":
        body.names.pop("this", None)
    for one in body.names.values():
        if isinstance(one.code, Closure) and one.code.owner is None:
            one.code.owner = made
    for name, one in list(body.names.items()):
        if isinstance(one.code, Instance):
            call_own(m, one, "__set_name__", [Value(code=made), Value(name)])
    named = {one.arg or "%rest": m.value(one.value, frame) for one in node.keywords}
    kind = named.pop("metaclass", None)
    if kind is not None:
        made.made_by = kind.code if isinstance(kind.code, Class) else None
        _made_by(m, kind, made, named, node=node, frame=frame)
    _told_of(m, made, named, node, frame)
    enumerate_(m, made, node, frame)
    frame.names[node.name] = decorated(m, node, Value(code=made), frame)
    return ""

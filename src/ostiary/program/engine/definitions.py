"""What do the definitions of functions and classes bind?"""

import ast

from ostiary.program.engine.calls import decorated, function
from ostiary.program.engine.code import Class, Closure, Frame
from ostiary.program.engine.machine import Machine, statement
from ostiary.program.engine.value import Value


@statement(ast.FunctionDef, ast.AsyncFunctionDef)
def _function(m: Machine, node: ast.FunctionDef, frame: Frame) -> str:
    made = function(m, node, frame)
    frame.names[node.name] = decorated(m, node, made, frame)
    return ""


@statement(ast.ClassDef)
def _class(m: Machine, node: ast.ClassDef, frame: Frame) -> str:
    inside = f"{frame.inside}.{node.name}".lstrip(".")
    body = Frame(frame.module, "class", frame, inside)
    bases = tuple(m.value(one, frame) for one in node.bases)
    made = Class(node.name, body.names, bases, frame.module, inside)
    frame.names[node.name] = Value(code=made)
    m.run(node.body, body)
    for one in body.names.values():
        if isinstance(one.code, Closure) and one.code.owner is None:
            one.code.owner = made
    frame.names[node.name] = decorated(m, node, Value(code=made), frame)
    return ""

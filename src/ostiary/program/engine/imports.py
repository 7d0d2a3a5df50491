"""What do Python's import statements bind?"""

import ast
from typing import Any

from ostiary.program.engine.as_values import renamed
from ostiary.program.engine.attributes import answered_by, attribute
from ostiary.program.engine.code import Frame, Module, Namesake
from ostiary.program.engine.machine import Machine, statement
from ostiary.program.engine.names import symbol
from ostiary.program.engine.others import either
from ostiary.program.engine.replaced import stands_for_module
from ostiary.program.engine.value import CLEAN, Value
from ostiary.program.flow import Act
from ostiary.program.namesakes import is_library

MAX_NAMES = 500  # of one statement


@statement(ast.Import)
def _import(m: Machine, node: ast.Import, frame: Frame) -> str:
    _many(m, node, frame)
    for one in node.names[:MAX_NAMES]:
        inner = m.package.imported(frame, one.name) or stands_for_module(m, one.name)
        first = one.name.partition(".")[0]
        made(m, one.name, node, frame)
        if inner is None:
            _fetched(m, one.name, node, frame)
        if one.asname:
            _named(frame, one.asname, inner or symbol(m, one.name, CLEAN, node, frame))
        elif inner is not None:
            top = m.package.imported(frame, first)
            _named(frame, first, top or inner)
        else:
            _named(frame, first, symbol(m, first, CLEAN, node, frame))
    return ""


def _named(frame: Frame, name: str, value: Value) -> None:
    """Bind a name, in a branch that may not be taken beside what it was before."""
    frame.names[name] = either(frame.names.get(name), value) if frame.weak else value


@statement(ast.ImportFrom)
def _from(m: Machine, node: ast.ImportFrom, frame: Frame) -> str:
    _many(m, node, frame)
    name = "." * node.level + (node.module or "")
    inner = m.package.imported(frame, name)
    made(m, name, node, frame)
    stands = stands_for_module(m, name) if inner is None else None
    if inner is None and not node.level:
        _fetched(m, name, node, frame)
    for one in node.names[:MAX_NAMES]:
        if one.name == "*":
            _star(m, node, frame, name, inner)
            continue
        bound = one.asname or one.name
        value: Value | None = None
        if inner is not None and isinstance(inner.code, Module):
            if inner.code.frame is None or one.name not in inner.code.frame.names:
                made(m, f"{name}.{one.name}", node, frame)
            value = _member(m, inner.code, one.name, frame, name)
        elif inner is not None and isinstance(inner.code, Namesake):
            value = attribute(m, inner, one.name, node, frame)
        elif stands is not None:
            value = attribute(m, stands, one.name, node, frame)
        if value is None:
            value = Value() if node.level else symbol(m, f"{name}.{one.name}", CLEAN, node, frame)
        _named(frame, bound, value)
        renamed(m, value.symbol, bound, frame)
    return ""


def made(m: Machine, name: str, node: Any, frame: Frame) -> None:
    """A module that the program itself wrote before, whether it ships or not: what it was made of runs."""
    marks = m.package.members.written_as(f"{name.rpartition('.')[2]}.py")
    if marks:
        m.act(Act.EXECUTE, "import", node, frame, marks, target=f"{name}.py")


FETCHED = "%fetched"
"""The name under which a file knows that a folder which was fetched became a place of its modules."""


def _fetched(m: Machine, name: str, node: Any, frame: Frame) -> None:
    """A module that is nowhere here is imported, after this file made a fetched folder a place of modules."""
    folder = frame.file().names.get(FETCHED)
    tool = m.deep or frame.module.language != "python"  # nobody imports it who uses the package
    if folder is not None and not tool and not is_library(name):
        m.act(Act.EXECUTE, "import", node, frame, folder.marks, target=name)


def _many(m: Machine, node: ast.Import | ast.ImportFrom, frame: Frame) -> None:
    if len(node.names) > MAX_NAMES:
        m.cut(frame, "it imports more names at once than are bound")


def _member(m: Machine, module: Module, name: str, frame: Frame, whole: str) -> Value | None:
    """A name of a module of the artifact, or a module below it."""
    found = module.frame.names.get(name) if module.frame is not None else None
    if found is not None:
        return found
    dotted = f"{whole}{name}" if whole.endswith(".") else f"{whole}.{name}"
    below = m.package.imported(frame, dotted)
    if below is not None and below.code is not module:
        return below
    return answered_by(m, module, name) or Value()


def _star(m: Machine, node: ast.ImportFrom, frame: Frame, name: str, inner: Value | None) -> None:
    if inner is None:
        frame.module.stars.append(name)
        return
    if isinstance(inner.code, Namesake) and isinstance(module := inner.code.inner.code, Module):
        frame.module.stars.append(name)
        for key in list(module.frame.names) if module.frame is not None else ():
            frame.names.setdefault(key, attribute(m, inner, key, node, frame))
    if isinstance(inner.code, Module) and inner.code.frame is not None:
        for key, value in inner.code.frame.names.items():
            if not key.startswith("_"):
                frame.names.setdefault(key, value)

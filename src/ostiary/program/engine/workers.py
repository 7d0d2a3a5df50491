"""What does a function see that works beside the rest of the program?"""

import ast
from typing import Any

from msgspec import Struct

from ostiary.core.coverage import Reach
from ostiary.program.engine.code import (
    Bound,
    Class,
    Closure,
    File,
    Frame,
    Instance,
    Made,
    Method,
    Module,
    Namesake,
    Partial,
)
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value

MAX_NAME = 64  # characters of a constant that may be a name
MAX_SEEN = 20_000  # things that a worker is asked for when something came to carry more


class Worker(Struct, eq=False):
    """A function that somebody else calls, as it was handed over; `state` is that of its last run."""

    target: Value | None  # None where the call at the node is made once more
    given: list[Value]
    named: dict[str, Value]
    node: Any
    frame: Frame
    reach: Reach
    deep: bool
    state: int


def concerned(m: Machine, one: Worker, news: list[tuple[object, str]]) -> bool:
    """Whether a worker sees any of what came to carry more: by a name, as an argument, or as a file."""
    if any(_sought(m, what) for what, _ in news):
        return True
    names = _mentioned(one)
    told = [what for what, name in news if not name or names is None or name in names]
    if not told:
        return False
    seen = _Sight(names).of(one)
    return seen is None or any(id(what) in seen for what in told)


def _sought(m: Machine, what: object) -> bool:
    """Whether something is a file for which somebody asked before it was written."""
    if not isinstance(what, Value) or not isinstance(what.code, File):
        return False
    return m.package.members.sought(what.code.path)


def _mentioned(one: Worker) -> set[str] | None:
    """The names in a worker and in the functions that it may call by them; None where any may be meant."""
    modules = [one.frame.module]
    if one.target is None:
        names = set(_mentions(one.node))
    else:
        closure = _closure_of(one.target.code)
        if closure is None:
            return None
        modules.append(closure.frame.module)
        names = set(_mentions(closure.node))
    left = {id(one): one for module in modules for one in module.closures}
    grew = True
    while grew:
        called = [one for one in left.values() if not names.isdisjoint(one.inside.split("."))]
        grew = bool(called)
        for closure in called:
            del left[id(closure)]
            names |= _mentions(closure.node)
    scripts = any(module.language != "python" for module in modules)  # `this[name]`
    away = any(_leads_away(one.frame.find(name), modules) for name in names)
    return None if scripts or away or not names.isdisjoint(_ANY_NAME) else names


def _leads_away(value: Value | None, modules: list[Module]) -> bool:
    """Whether what a name stands for reads names of another file."""
    match value.code if value is not None else None:
        case Module() | Namesake() | Bound() | Partial():
            return True
        case Closure() as code:
            return code.frame.module not in modules
        case Class() as code:
            return code.module not in modules
        case Instance() as code:
            return code.kind.module not in modules
    return False


def _closure_of(code: object) -> Closure | None:
    """The function of the program that a call of something runs; None if it is none, or is wrapped."""
    if isinstance(code, Bound):
        return code.closure
    return code if isinstance(code, Closure) else None


_ANY_NAME = frozenset(
    {
        "globals",
        "locals",
        "vars",
        "__dict__",
        "eval",
        "exec",
        "getattr",
        "attrgetter",
        "__getattribute__",
    }
)
"""What finds a thing by a name that stands nowhere."""


def _mentions(node: ast.AST) -> frozenset[str]:
    """All names in a piece of a program, and the constants that may be some."""
    known = node.__dict__.get("mentions")
    if known is None:
        found: set[str] = set()
        for one in ast.walk(node):
            if isinstance(one, ast.Name):
                found.add(one.id)
            elif isinstance(one, ast.Attribute):
                found.add(one.attr)
            elif (
                isinstance(one, ast.Constant)
                and isinstance(one.value, str)
                and len(one.value) < MAX_NAME
            ):
                found.add(one.value)
        known = node.__dict__["mentions"] = frozenset(found)
    return frozenset(known)


class _Sight:
    """All that a worker can lay hands on, by identity, as far as the names lead that it knows."""

    def __init__(self, names: set[str] | None) -> None:
        self.names = names
        self.seen: set[int] = set()
        self.frames: list[Frame] = []
        self.values: list[Value] = []

    def of(self, one: Worker) -> set[int] | None:
        """What a worker sees; None where that is more than is looked at."""
        self.frames.append(one.frame)
        self.values += [*one.given, *one.named.values()]
        if one.target is not None:
            self.values.append(one.target)
        while self.frames or self.values:
            if len(self.seen) > MAX_SEEN:
                return None
            if self.frames:
                self._frame(self.frames.pop())
            else:
                self._value(self.values.pop())
        return self.seen

    def _frame(self, first: Frame) -> None:
        frame: Frame | None = first
        while frame is not None and id(frame) not in self.seen:
            self.seen.add(id(frame))
            self._named(frame.names)
            if frame.this is not None:
                self.values.append(frame.this)
            frame = frame.parent

    def _named(self, names: dict[str, Value]) -> None:
        if self.names is None:
            self.values += names.values()
        else:
            self.values += [
                one for name, one in names.items() if name in self.names or name[:1] == "%"
            ]

    def _value(self, value: Value) -> None:
        if id(value) in self.seen:
            return
        self.seen.add(id(value))
        if value.base is not None:
            self.values.append(value.base)
        if value.items is not None and id(value.items) not in self.seen:
            self.seen.add(id(value.items))
            self.values += value.items.values() if isinstance(value.items, dict) else value.items
        if value.code is not None and id(value.code) not in self.seen:
            self.seen.add(id(value.code))
            self._behind(value.code)

    def _behind(self, code: object) -> None:
        """What a function, an object or a class of the program leads to."""
        match code:
            case Closure():
                self.frames.append(code.frame)
                several = [*code.defaults, *code.keyword_defaults, *(code.held or {}).values()]
                self.values += [one for one in several if one is not None]
            case Bound():
                self.frames.append(code.closure.frame)
                self.values.append(code.self_value)
            case Method():
                self.values.append(code.base)
            case Partial() | Made():
                self.values += [*code.given, *code.named.values()]
                self.values += [code.target] if isinstance(code, Partial) else []
            case Instance():
                self._named(code.attributes)
                if id(code.kind) not in self.seen:
                    self.seen.add(id(code.kind))
                    self._behind(code.kind)
            case Class():
                self._named(code.attributes)
                self.values += code.bases
            case Module() if code.frame is not None:
                self.frames.append(code.frame)
            case Namesake():
                self.values += [one for one in (code.inner, code.outer) if one is not None]

"""What becomes part of an object, a container or something outside by an assignment?"""

import ast
from contextlib import suppress
from typing import Any

from ostiary.program.engine.changes import becomes, bound
from ostiary.program.engine.code import Class, Closure, Frame, Instance, Method, Module
from ostiary.program.engine.doubt import shaken, touched
from ostiary.program.engine.elements import is_place
from ostiary.program.engine.executing import TOLD
from ostiary.program.engine.fed_back import handed_part
from ostiary.program.engine.given_away import put_into
from ostiary.program.engine.guards import guarded
from ostiary.program.engine.hooks import loads, patched
from ostiary.program.engine.keeping import keep_in, loot_of, sink
from ostiary.program.engine.letters import copied
from ostiary.program.engine.loops import elements
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.names import ENVIRONMENTS
from ostiary.program.engine.orders import ordered_for_later
from ostiary.program.engine.others import either
from ostiary.program.engine.replaced import placed
from ostiary.program.engine.script.buffers import altered
from ostiary.program.engine.script.channels import assigned
from ostiary.program.engine.script.pages import fetched
from ostiary.program.engine.senders import LOOT, PARTS
from ostiary.program.engine.special import cut_by, put_as, put_at
from ostiary.program.engine.value import HOLE, MAX_ITEMS, NOTHING, Value, joined, unknown
from ostiary.program.engine.variables import steered
from ostiary.program.engine.watchers import hooked
from ostiary.program.engine.windows import shortened

MIN_HIDDEN = 3  # characters of a text that somebody may hide in a module outside
MAX_HIDDEN = 2_000  # things that a program put behind names outside


def store(m: Machine, target: Any, value: Value, frame: Frame) -> None:
    """`base.name = value` and `base[key] = value`."""
    base = m.value(target.value, frame)
    if isinstance(base.items, list) and _in_its_place(m, base.items, target, value, frame):
        base.marks = joined(base.marks, value.marks)
        return
    if isinstance(target, ast.Attribute):
        key: object = target.attr
        put_as(m, base, target.attr, value)
    else:
        given = (
            m.value(target.slice, frame) if not isinstance(target.slice, ast.Slice) else unknown()
        )
        put_at(m, base, given, value)
        key = given.const
        if key is NOTHING or isinstance(key, (tuple, list)):
            key = f"%{target.lineno}"
            value = Value(
                value.const,
                value.symbol,
                value.items,
                value.code,
                marks=joined(value.marks, given.marks),
                text=value.text,
            )
    ordered_for_later(m, key, value, target, frame)
    if frame.module.language != "python":
        altered(m, base, key, value)
    put(m, base, key, value, node=target, frame=frame)


def _in_its_place(m: Machine, items: list[Value], target: Any, value: Value, frame: Frame) -> bool:
    """Whether several elements of a list, or of an array of bytes, give way to others: `a[1:] = b`."""
    if not isinstance(target, ast.Subscript) or not isinstance(target.slice, ast.Slice):
        return False
    first, last, step = (one.const for one in bounds_of(m, target.slice, frame))
    part = slice(*(one if isinstance(one, int) else None for one in (first, last, step)))
    others = elements(value)
    m.changes += 1
    try:
        if others is None:  # of as many nothing is known any more
            others = [unknown(value.marks)] * len(items[part])
        items[part] = others[:MAX_ITEMS]
    except ValueError:
        return False
    del items[MAX_ITEMS:]
    return True


def bounds_of(m: Machine, cut: ast.Slice, frame: Frame) -> list[Value]:
    """The bounds of `start:stop:step`."""
    ends = (cut.lower, cut.upper, cut.step)
    return [Value(None) if one is None else m.value(one, frame) for one in ends]


def leaves_out(m: Machine, base: Value, key: Value) -> None:
    """`del base[key]` of a container whose element, or part, is known."""
    cut = cut_by(key)
    place: Any = key.const
    if cut is not None:
        ends = [one.const for one in cut]
        if not all(one is None or isinstance(one, int) for one in ends) or ends[2] == 0:
            return
        place = slice(*ends)
    if isinstance(base.items, list) and isinstance(place, int | slice):
        m.changes += 1
        with suppress(IndexError):
            del base.items[place]
    elif isinstance(base.items, dict) and isinstance(place, str | int | bytes):
        m.changes += 1
        base.items.pop(place, None)


def store_name(
    m: Machine, base: Value, name: str, value: Value, *, node: Any, frame: Frame
) -> None:
    """`setattr(base, name, value)`."""
    put_as(m, base, name, value)
    put(m, base, name, value, node=node, frame=frame)


def put(m: Machine, base: Value, key: object, value: Value, *, node: Any, frame: Frame) -> None:
    """Something becomes part of an object, and what it carries with it."""
    if value.marks and not (isinstance(base.code, (Instance, Class)) and isinstance(key, str)):
        keep_in(m, base, loot_of([value]))  # and what it is a part of
        base.marks = joined(base.marks, value.marks)
        whole = base.base or (base.code.base if isinstance(base.code, Method) else None)
        if whole is not None and _part(base) in PARTS:
            whole.marks = joined(whole.marks, value.marks)
    if isinstance(base.items, list) and is_place(key):
        m.changes += 1
        _place(base.items, int(key), value)  # type: ignore[call-overload]  # `is_place`
    elif isinstance(base.items, dict):
        becomes(m, base.items.get(key, _NONE), value)
        _keep(m, base.items, key, value, frame)
    elif isinstance(base.code, (Instance, Class)):
        holder = base.code.attributes
        before = holder.get(str(key))
        stood = before or _of_kind(base.code, str(key))
        m.turns += _turned(stood, value)
        if str(key) in m.looked:
            becomes(m, stood, value)
        told = LOOT.intersection(value.marks)
        if told and (before is None or not told <= before.marks.keys()):
            m.gains(base.code, str(key))
        _keep(m, holder, str(key), value, frame)
    elif not _on_named(m, base, str(key), value, frame):
        if isinstance(key, str):
            copied(m, {key: value}, base.marks, node, frame)
        _outside(m, base, key, value, node=node, frame=frame)


def _keep(m: Machine, holder: Any, key: object, value: Value, frame: Frame) -> None:
    if m.doubtful and key not in holder:
        shaken(m, Value(items=holder), frame)
    holder[key] = either(holder.get(key), value) if frame.weak else value
    if m.doubtful:
        touched(m, holder, key, frame)


def _turned(before: Value | None, value: Value) -> bool:
    """Whether one constant takes the place of another one, as in a counter."""
    return before is not None and before.known and value.known and before.const != value.const


def _of_kind(code: Instance | Class, name: str) -> Value | None:
    return code.kind.find(name) if isinstance(code, Instance) else None


_NONE = Value(None)
"""What stands where nothing does."""


def _on_named(m: Machine, base: Value, key: str, value: Value, frame: Frame) -> bool:
    """Whether a module, a function of JavaScript or its prototype sees to what is put there by itself."""
    code = base.code
    if isinstance(code, Module) and code.frame is not None:
        bound(m, code.frame, key, value)
        code.frame.names[key] = value
    elif isinstance(code, Closure) and frame.module.language != "python":
        _on_function(base, key, value)
    elif isinstance(code, Method) and code.name == "prototype":
        _on_function(code.base, key, value)
    else:
        if isinstance(code, Closure):
            held = code.held = code.held or {}
            becomes(m, held.get(key), value)
            _keep(m, held, key, value, frame)
            if key == "__defaults__" and isinstance(value.items, list):
                code.defaults = tuple(value.items)
                m.changes += 1
        return False
    return True


def _part(base: Value) -> str:
    return base.code.name if isinstance(base.code, Method) else base.symbol.rpartition(".")[2]


def _place(items: list[Value], place: int, value: Value) -> None:
    if -len(items) <= place < len(items):
        items[place] = value
    elif len(items) <= place < min(len(items) + 4096, MAX_ITEMS):
        items.extend(Value(None) for _ in range(place - len(items)))
        items.append(value)


def _on_function(base: Value, key: str, value: Value) -> None:
    """Properties of a JavaScript function become those of a class of the same name."""
    closure = base.code
    if not isinstance(closure, Closure):
        return
    made = Class(
        closure.inside,
        {"constructor": Value(code=closure)},
        (),
        closure.frame.module,
        closure.inside,
    )
    made.attributes[key] = value
    if key == "prototype" and isinstance(value.items, dict):
        made.attributes.update({str(name): one for name, one in value.items.items()})
    base.code = made


_FACTORIES = frozenset({"row_factory", "text_factory"})


def _kept(m: Machine, base: Value, key: object, value: Value, *, node: Any, frame: Frame) -> None:
    """Words and variables that the process hands to itself, and functions that a database hands its rows."""
    if key in _FACTORIES and isinstance(value.code, Closure) and base.symbol.startswith("sqlite3."):
        row = unknown(base.marks, HOLE)
        m.call(value, [row] * len(value.code.node.args.args), {}, node, frame)
    if f"{base.symbol}.{key}" in TOLD:
        becomes(m, m.held.get(f"%{base.symbol}.{key}"), value)
        m.held[f"%{base.symbol}.{key}"] = value
    if _is_hidden(base, value, frame) and len(m.held) < MAX_HIDDEN:
        becomes(m, m.held.get(f"%{base.symbol}.{key}"), value)
        m.held[f"%{base.symbol}.{key}"] = value
    if base.symbol == "sys" and key == "argv":
        frame.file().names["%argv"] = value  # for a program that is run as if it was started
    if base.symbol in ENVIRONMENTS and isinstance(key, str):
        bound(m, frame.file(), f"%environ.{key}", value)
        frame.file().names[f"%environ.{key}"] = value
        steered(m, key, value, node, frame)
    if base.symbol == "sys" and key in {"stdout", "stderr"}:
        sink(m, f"sys.{key}", value, frame)


def _is_hidden(base: Value, value: Value, frame: Frame) -> bool:
    """Whether a program of Python puts a text into a module outside, where it may look for it later."""
    bare = base.symbol and "(" not in base.symbol and base.items is None and not frame.weak
    text = isinstance(value.const, str | bytes) and len(value.const) >= MIN_HIDDEN
    return bool(bare) and text and frame.module.language == "python"


_EVERYBODYS = frozenset({"builtins", "global", "globalThis"})
_TAKEN = frozenset(
    {
        *("open", "input", "__import__", "print", "exec", "eval", "compile"),
        *("fetch", "XMLHttpRequest", "WebSocket", "require", "Request"),
    }
)
"""Names that all code shares, through which secrets of everybody go."""


def _outside(
    m: Machine, base: Value, key: object, value: Value, *, node: Any, frame: Frame
) -> None:
    """Assignments to what is outside: exports, variables of the environment, patched functions."""
    seen = (hooked, assigned, fetched, shortened)
    if any(one(m, base, key, value, node=node, frame=frame) for one in seen):
        return
    _kept(m, base, key, value, node=node, frame=frame)
    if base.symbol and value.symbol and frame.module.language != "python":
        m.held[f"%{base.symbol}.{key}"] = value
    if base.symbol:
        guarded(m, base, key, value, node=node, frame=frame)
        put_into(m, base, key, value, node=node, frame=frame)
        handed_part(m, base, value, frame)
        placed(m, base, key, value, node=node, frame=frame)
    if loads(base, key):
        patched(m, base, key, value, node=node, frame=frame)
    elif base.symbol in {"module", "exports"} or base.symbol.startswith("module.exports"):
        m.package.export(frame, base.symbol, str(key), value)
    elif base.symbol in {"globals()", "locals()", "builtins", "vars()", "global", "globalThis"}:
        bound(m, frame.file(), str(key), value)
        frame.file().names[str(key)] = value
        if base.symbol in _EVERYBODYS and key in _TAKEN:
            patched(m, base, key, value, node=node, frame=frame)
    elif base.symbol not in {"sys.modules", "sys"}:
        patched(m, base, key, value, node=node, frame=frame)

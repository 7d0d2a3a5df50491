"""What does an attribute lead to, inside the program or outside of it?"""

import ast
from itertools import islice
from typing import Any

from ostiary.program.behaviours import javascript
from ostiary.program.engine.code import (
    Class,
    Closure,
    File,
    Frame,
    Instance,
    Made,
    Method,
    Module,
    Partial,
    made_up,
)
from ostiary.program.engine.doubles import apart, doubled
from ostiary.program.engine.held import part
from ostiary.program.engine.invoke import bind, call_own, invoke
from ostiary.program.engine.keeping import has_by_name
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.names import (
    ENVIRONMENTS,
    PYTHON_BUILTINS,
    is_function,
    shown,
    symbol,
    variable,
)
from ostiary.program.engine.parts import parted
from ostiary.program.engine.results import known_attribute
from ostiary.program.engine.script.exported import read_back
from ostiary.program.engine.special import looked_for
from ostiary.program.engine.value import CLEAN, NOTHING, Value, joined, marks_of, unknown
from ostiary.program.engine.whole import taken_whole

MAX_SPREAD = 64  # entries of an object among which a module is sought that was copied into it

_SAME = frozenset({"__call__", "__func__", "__wrapped__"})
"""Attributes of a function that are the function itself."""

_EVERYWHERE = {"__builtins__": "builtins", "f_locals": "frame.f_locals", "co_filename": "__file__"}
"""Attributes that lead to the same, whatever has them; of frames it is not asked which."""

_FILES = frozenset({"__file__", "__path__"})
_AS_DICT = frozenset({"_asdict", "model_dump", "dict", "model_dump_json", "json"})
"""Methods that libraries of records add, and which write out all fields."""


def attribute(m: Machine, base: Value, name: str, node: Any, frame: Frame) -> Value:
    """`base.name`."""
    m.looked.add(name)
    if name in _SAME:
        return base
    if name in _EVERYWHERE and frame.module.language == "python":
        return symbol(m, _EVERYWHERE[name], CLEAN, node, frame)
    if (both := apart(base)) is not None:
        outer, inner = (attribute(m, one, name, node, frame) for one in both)
        return doubled(outer, inner)
    if base.code is not None:
        found = _of_code(m, base, name, node, frame)
        if found is not None:
            return found
    if frame.module.language != "python" and (
        found := _of_script(m, base, name) or read_back(m, base, name, node, frame)
    ):
        if isinstance(found.code, Closure) and found.code.kind == "property":
            return invoke(m, found.code, [], {}, base)
        return found
    return _outside(m, base, name, node, frame)


_PROTOTYPES = [f"{one}.prototype" for one in ("Array", "Function", "Number", "Object", "String")]


def _outside(m: Machine, base: Value, name: str, node: Any, frame: Frame) -> Value:
    if base.marks and base.const is NOTHING and (held := part(base.marks, name)):
        return symbol(m, held, CLEAN, node, frame)
    if (base.symbol or base.code is not None) and (told := known_attribute(base, name)) is not None:
        return told
    if base.symbol and base.items is None and (base.const is NOTHING or "(" in base.symbol):
        if name == "__dict__":
            taken_whole(m, base.symbol, node, frame)
        return _of_symbol(m, base, name, node, frame)
    return Value(code=Method(base, name), marks=parted(base.marks, name), text=base.text)


def _of_symbol(m: Machine, base: Value, name: str, node: Any, frame: Frame) -> Value:
    """An attribute of something outside is something outside, too."""
    if name == "__self__" and is_function(base.symbol):  # a built-in function's is its module
        return Value(symbol=base.symbol.rpartition(".")[0] or "builtins", marks=base.marks)
    if name in {"__str__", "__repr__"} and base.symbol in PYTHON_BUILTINS:
        return Value(code=Partial(Value(symbol="str"), [Value(shown(base.symbol))], {}))
    if base.symbol in ENVIRONMENTS and frame.module.language != "python":
        return variable(m, Value(name), node, frame)
    if name == "constructor" and f"{base.symbol}.prototype" in _PROTOTYPES:
        return Value(symbol="Function")
    if name in _FILES and "(" not in base.symbol and frame.module.language == "python":
        return unknown(text=f"site-packages/{base.symbol.replace('.', '/')}/__init__.py")
    if name.isupper() and has_by_name(base.marks):
        return variable(m, Value(name), node, frame)
    marks = parted(base.marks, name) if "(" in base.symbol else base.marks
    found = symbol(m, f"{base.symbol}.{name}", marks, node, frame)
    if name == "parent" and base.symbol == "pathlib.Path()" and base.text:
        return Value(symbol=base.symbol, marks=base.marks, text=base.text.rpartition("/")[0] or ".")
    if found.text is None:
        found.text = base.text  # a method of a path, or of a request, knows of what
    if isinstance(base.code, Made):
        found.code = base.code
    found.base = base
    return found


def _of_code(m: Machine, base: Value, name: str, node: Any, frame: Frame) -> Value | None:
    code = base.code
    if isinstance(code, Module):
        found = m.package.member(code, name)
        known = found is not None and (found.telling or found.known)
        return found if known else answered_by(m, code, name) or found
    if isinstance(code, Instance):
        return _of_instance(m, base, name, node, frame)
    if isinstance(code, Class):
        return _of_class(m, base, name, node, frame)
    if isinstance(code, File) and name == "name":
        return Value(text=code.path, marks=base.marks)
    if isinstance(code, (Closure, Method)) and name == "constructor":
        return Value(symbol="Function")
    if not isinstance(code, Closure):
        return None
    given = code.held.get(name) if code.held is not None else None
    return given or _of_function(m, base, code, name)


def answered_by(m: Machine, module: Module, name: str) -> Value | None:
    """What a module answers for a name that it does not have (PEP 562)."""
    asked = module.frame.names.get("__getattr__") if module.frame is not None else None
    if asked is None or not isinstance(asked.code, Closure) or name.startswith("__"):
        return None
    return invoke(m, asked.code, [Value(name)], {})


def _of_function(m: Machine, base: Value, code: Closure, name: str) -> Value | None:
    """What a function says about itself: texts in there can be data like any other."""
    node = code.node
    if name == "__globals__":
        return Value(symbol="globals()")
    if name in {"prototype", "call", "apply", "bind"}:
        return Value(code=Method(base, name))
    if name == "__defaults__":
        return Value(items=list(code.defaults), marks=marks_of(code.defaults))
    if name == "__closure__":
        return _cells(code)
    return None if isinstance(node, ast.Lambda) else _of_text(m, code, node, name)


def _of_text(
    m: Machine, code: Closure, node: ast.FunctionDef | ast.AsyncFunctionDef, name: str
) -> Value | None:
    """What the text of a function with a name says."""
    if name in _NAMES:
        return Value(node.name)
    if name == "__doc__" and node.body and isinstance(node.body[0], ast.Expr):
        return m.value(node.body[0].value, code.frame)
    if name == "__annotations__":
        several = [one for one in (*node.args.posonlyargs, *node.args.args) if one.annotation]
        said: dict[object, Value] = {
            one.arg: m.value(one.annotation, code.frame) for one in several
        }
        return Value(items=said, marks=marks_of(said.values()))
    return None


def _cells(code: Closure) -> Value:
    """What a function holds of the functions around it, one cell for each of their names that it uses."""
    used = {one.id for one in ast.walk(code.node) if isinstance(one, ast.Name)}
    around: list[Frame] = []
    frame: Frame | None = code.frame
    while frame is not None and frame.kind != "module":
        around.append(frame)
        frame = frame.parent
    held = [one.names[name] for one in around for name in sorted(used & one.names.keys())]
    cells = [
        Value(code=made_up("cell", {"cell_contents": one}).code, marks=one.marks) for one in held
    ]
    return Value(items=cells, marks=marks_of(cells))


def _of_class(m: Machine, base: Value, name: str, node: Any, frame: Frame) -> Value | None:
    code = base.code
    if not isinstance(code, Class):
        return None
    if name == "__dict__":
        return _held(base, code)
    found = code.find(name)
    read = found.code if found is not None else None
    if isinstance(read, Closure) and getattr(read.node, "accessor", "") == "get":
        return invoke(m, read, [], {}, base)
    if found is not None or name == "prototype":
        given = call_own(m, found, "__get__", [Value(None), base]) if found is not None else None
        return given or found or base
    if name in _NAMES:
        return Value(code.name)
    outside = code.outside()
    return symbol(m, f"{outside}.{name}", CLEAN, node, frame) if outside else None


_NAMES = frozenset({"__name__", "__qualname__"})


def _of_instance(m: Machine, base: Value, name: str, node: Any, frame: Frame) -> Value | None:
    code = base.code
    if not isinstance(code, Instance):
        return None
    found = looked_for(m, base, name) or code.attributes.get(name)
    if found is not None:
        return found
    if name in {"__dict__", "__class__"}:
        return _held(base, code) if name == "__dict__" else Value(code=code.kind)
    found = code.kind.find(name)
    if found is not None:
        return _on_object(m, base, found, code.kind)
    given = call_own(m, base, "__getattr__", [Value(name)])
    if given is not None:
        return given
    if name in _AS_DICT and code.kind.fields:
        return Value(code=Partial(Value(symbol="dict"), [_held(base, code)], {}))
    outside = code.kind.outside()
    if outside and not base.known:  # a member of an enumeration is its value, too
        found = symbol(m, f"{outside}.{name}", base.marks, node, frame)
        found.base = base
        found.text = found.text or base.text
        return found
    return None


def _on_object(m: Machine, base: Value, found: Value, kind: Class) -> Value:
    """An attribute of a class, as an object of it has it: the answer of a property, a method bound to it."""
    if isinstance(found.code, Closure) and found.code.kind == "property":
        return invoke(m, found.code, [base], {}, base)
    return call_own(m, found, "__get__", [base, Value(code=kind)]) or bind(found, base)


def _held(base: Value, code: Instance | Class) -> Value:
    """All attributes of an object, by name; what is put in there becomes one of them."""
    held: dict[object, Value] = code.attributes  # type: ignore[assignment]  # names are its keys
    return Value(items=held, marks=joined(base.marks, marks_of(held.values())))


def _of_prototype(m: Machine, base: Value, name: str) -> Value | None:
    """What the program put where all objects of a kind look for it."""
    if isinstance(base.items, dict) and name in base.items:
        return None
    several = (m.placed.get(f"{one}.{name}") for one in _PROTOTYPES)
    return next((one for one in several if one is not None), None)


def _of_script(m: Machine, base: Value, name: str) -> Value | None:
    """Properties of JavaScript's values that are no methods."""
    if m.placed and (own := _of_prototype(m, base, name)) is not None:
        return own
    if isinstance(base.items, dict):
        found = base.items.get(name)
        if found is not None or name not in {"hasOwnProperty", "toString"}:
            return found if found is not None else _missing(base, name)
    if name == "length":
        content = base.const if isinstance(base.const, (str, bytes)) else base.items
        if isinstance(content, (str, bytes, list)):
            return Value(len(content))
    if name == "constructor" and base.const is not NOTHING:
        known = {str: "String", int: "Number", float: "Number", bool: "Boolean"}
        return Value(symbol=known.get(type(base.const), "Object"))
    if isinstance(base.items, list) and not base.symbol:
        if name == "constructor":
            return Value(symbol="Array")
        if not name.removeprefix("@@").isidentifier() and not base.marks:
            return Value(None)
    return None


def _spread(base: Value, name: str) -> Value | None:
    """A module whose names were all copied into an object: one that is known for this one, if any is."""
    items = base.items if isinstance(base.items, dict) else {}
    several = (one for key, one in islice(items.items(), MAX_SPREAD) if str(key)[:1] in {"%", "*"})
    found = [one for one in several if one.symbol and "(" not in one.symbol]
    known = (one for one in found if f"{one.symbol}.{name}" in javascript.table())
    return next(known, found[0] if found else None)


def _missing(base: Value, name: str) -> Value | None:
    whole = _spread(base, name)
    if whole is not None:
        return Value(symbol=f"{whole.symbol}.{name}", marks=whole.marks)
    if base.symbol:
        return None
    if name.startswith("_") or base.marks:
        return unknown(base.marks)
    return Value(code=Method(base, name))

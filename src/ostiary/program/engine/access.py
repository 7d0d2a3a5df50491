"""What does a name, an attribute or an element lead to, inside the program or outside of it?"""

import ast
import re
from typing import Any

from ostiary.program.behaviours.python import known_modules
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
)
from ostiary.program.engine.coercion import plain_key
from ostiary.program.engine.hooks import loads, patched
from ostiary.program.engine.invoke import bind, invoke
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.places import path_marks
from ostiary.program.engine.sources import source, starred
from ostiary.program.engine.value import (
    CLEAN,
    HOLE,
    MAX_ITEMS,
    NOTHING,
    Marks,
    Value,
    either,
    joined,
    text_of,
    unknown,
)
from ostiary.program.flow import Taint
from ostiary.program.wordlist import wordlist

PYTHON_BUILTINS = wordlist(
    "eval exec execfile compile __import__ open getattr setattr delattr hasattr globals locals"
    " vars map filter zip chr ord bytes bytearray str int float bool list tuple dict set frozenset"
    " len range xrange reversed sorted enumerate sum min max any all abs hex oct bin repr ascii"
    " format input raw_input print type super isinstance issubclass iter next callable object"
    " property staticmethod classmethod memoryview unichr unicode round pow divmod slice hash id"
    " dir __builtins__ builtins __file__ __name__ __doc__ __spec__ __loader__ breakpoint exit quit"
    " reduce copyright credits license __pyarmor__"
)
SCRIPT_GLOBALS = wordlist(
    "require module exports process Buffer console global globalThis window self document fetch"
    " eval Function atob btoa XMLHttpRequest WebSocket navigator location localStorage"
    " sessionStorage setTimeout setInterval setImmediate queueMicrotask String Number Array Object"
    " JSON Math Date RegExp Promise Symbol Proxy Reflect Map Set parseInt parseFloat isNaN"
    " unescape escape decodeURIComponent decodeURI encodeURIComponent encodeURI Uint8Array"
    " TextDecoder TextEncoder WebAssembly Worker importScripts __dirname __filename arguments"
    " Error typeof instanceof %keys %ushr URL URLSearchParams FormData Blob ethereum chrome"
    " browser Deno Bun crypto performance"
)
_HOMES = frozenset(
    {"global", "globalThis", "window", "self", "top", "parent", "frames", "global.global", "root"}
)
_FOLDERS = {
    one: f"%{one}%"
    for one in (
        *(
            "APPDATA",
            "LOCALAPPDATA",
            "TEMP",
            "TMP",
            "HOME",
            "USERPROFILE",
            "PROGRAMDATA",
            "HOMEPATH",
        ),
        *(
            "ProgramFiles",
            "SYSTEMROOT",
            "WINDIR",
            "XDG_CONFIG_HOME",
            "TMPDIR",
            "PUBLIC",
            "HOMEDRIVE",
        ),
    )
}
_TOKENS = re.compile(
    r"TOKEN|SECRET|PASSW|API_?KEY|ACCESS_?KEY|CREDENTIAL|PRIVATE|AUTH|_KEY$|_PAT$|^AWS_|^NPM_|MNEMONIC|WEBHOOK"
)
_NAMED_HOST = wordlist("USERNAME USER LOGNAME COMPUTERNAME HOSTNAME USERDOMAIN SUDO_USER")
ENVIRONMENTS = frozenset(
    {"os.environ", "os.environb", "process.env", "environ", "Deno.env", "Bun.env"}
)
_CLASSES = wordlist("str int float bool bytes list tuple dict set range map filter zip type object")
_NUMBERS = {"Infinity": float("inf"), "NaN": float("nan")}
_SAME = frozenset({"__call__", "__func__", "__wrapped__"})


def named(m: Machine, name: str, node: Any, frame: Frame) -> Value:
    """A name that no frame knows: a built-in, a module that somebody forgot to import, or nothing known."""
    module = frame.module
    if module.language != "python":
        if name in _NUMBERS:
            return Value(_NUMBERS[name])
        return symbol(m, name, CLEAN, node, frame) if name in SCRIPT_GLOBALS else unknown()
    if name in PYTHON_BUILTINS:
        return Value(symbol="builtins" if name == "__builtins__" else name)
    for star in module.stars:
        inner = m.package.exported(star, name)
        if inner is not None:
            return inner
    if module.stars and (found := starred(module.stars, name)):
        return symbol(m, found, CLEAN, node, frame)
    if name in known_modules() or name in {"os", "sys", "json", "re", "base64", "requests"}:
        return Value(symbol=name)
    return unknown()


def symbol(m: Machine, name: str, marks: Marks, node: Any, frame: Frame) -> Value:
    """Something outside by its dotted name, with what reading it brings in."""
    if frame.module.language == "python":
        name = name.removeprefix("builtins.")
    else:
        head, _, rest = name.partition(".")
        while head in _HOMES and rest:
            name = rest
            head, _, rest = name.partition(".")
        name = name.removeprefix("node:").removesuffix(".default")
    kind, text = source(name)
    if kind is not None:
        marks = joined(marks, m.mark(kind, node, frame, name))
    return Value(symbol=name, marks=marks, text=text)


def attribute(m: Machine, base: Value, name: str, node: Any, frame: Frame) -> Value:
    """`base.name`."""
    if name in _SAME:
        return base
    code = base.code
    if code is not None:
        found = _of_code(m, base, name, node, frame)
        if found is not None:
            return found
    script = frame.module.language != "python"
    if script and (found := _of_script(base, name)) is not None:
        if isinstance(found.code, Closure) and found.code.kind == "property":
            return invoke(m, found.code, [], {}, base)
        return found
    if base.symbol and base.items is None and base.const is NOTHING:
        if name == "__self__":
            return Value(symbol="builtins")
        if name in {"__str__", "__repr__"} and base.symbol in PYTHON_BUILTINS:
            return Value(code=Partial(Value(symbol="str"), [Value(shown(base.symbol))], {}))
        if base.symbol in ENVIRONMENTS and script:
            return variable(m, Value(name), node, frame)
        found = symbol(m, f"{base.symbol}.{name}", base.marks, node, frame)
        if found.text is None:
            found.text = base.text  # a method of a path, or of a request, knows of what
        if isinstance(code, Made):
            found.code = code
        found.base = base
        return found
    return Value(code=Method(base, name), marks=base.marks, text=base.text)


def shown(name: str) -> str:
    """How Python prints one of its built-ins; obfuscators cut names out of such texts."""
    if name == "copyright":
        return "Copyright (c) 2001-2024 Python Software Foundation.\nAll Rights Reserved."
    return f"<class '{name}'>" if name in _CLASSES else f"<built-in function {name}>"


def _of_code(m: Machine, base: Value, name: str, node: Any, frame: Frame) -> Value | None:
    code = base.code
    if isinstance(code, Module):
        return m.package.member(m, code, name)
    if isinstance(code, Instance):
        return _of_instance(m, base, code, name, node, frame)
    if isinstance(code, Class):
        found = code.find(name)
        if found is not None:
            return found
        outside = code.outside()
        if name == "prototype":
            return base
        return symbol(m, f"{outside}.{name}", CLEAN, node, frame) if outside else None
    if isinstance(code, Closure) and name == "__globals__":
        return Value(symbol="globals()")
    if isinstance(code, Closure) and name in {"prototype", "call", "apply", "bind", "constructor"}:
        return Value(symbol="Function") if name == "constructor" else Value(code=Method(base, name))
    if isinstance(code, Method) and name == "constructor":
        return Value(symbol="Function")
    if isinstance(code, File) and name == "name":
        return Value(text=code.path, marks=base.marks)
    return None


def _of_instance(
    m: Machine, base: Value, code: Instance, name: str, node: Any, frame: Frame
) -> Value | None:
    found = code.attributes.get(name)
    if found is not None:
        return found
    found = code.kind.find(name)
    if found is not None:
        if isinstance(found.code, Closure) and found.code.kind == "property":
            return invoke(m, found.code, [base], {}, base)
        return bind(found, base)
    getter = code.kind.find("__getattr__")
    if getter is not None and isinstance(getter.code, Closure):
        return invoke(m, getter.code, [base, Value(name)], {}, base)
    outside = code.kind.outside()
    if outside:
        return symbol(m, f"{outside}.{name}", base.marks, node, frame)
    return None


def _of_script(base: Value, name: str) -> Value | None:
    """Properties of JavaScript's values that are no methods."""
    if isinstance(base.items, dict):
        found = base.items.get(name)
        if found is not None or name not in {"hasOwnProperty", "toString"}:
            return found if found is not None else _missing(base, name)
    if name == "length":
        content = base.const if isinstance(base.const, str | bytes) else base.items
        if isinstance(content, str | bytes | list):
            return Value(len(content))
    if name == "constructor" and base.const is not NOTHING:
        known = {str: "String", int: "Number", float: "Number", bool: "Boolean"}
        return Value(symbol=known.get(type(base.const), "Object"))
    if isinstance(base.items, list) and not base.symbol:
        if name == "constructor":
            return Value(symbol="Array")
        if not name.isidentifier() and not base.marks:
            return Value(None)
    return None


def _missing(base: Value, name: str) -> Value | None:
    if base.symbol:
        return None
    if name.startswith("_") or base.marks:
        return unknown(base.marks)
    return Value(code=Method(base, name))


def element(m: Machine, base: Value, key: Value, node: Any, frame: Frame) -> Value:
    """`base[key]`."""
    script = frame.module.language != "python"
    key = plain_key(key) if script else key
    const: Any = key.const
    digits = script and isinstance(const, str) and const.isdecimal() and len(const) < 8
    if digits and not isinstance(base.items, dict):
        const = int(const)
    if base.symbol and base.items is None:
        return _of_symbol(m, base, key, node, frame)
    if isinstance(base.code, Method) and base.code.name in {"__dict__", "__globals__"}:
        if isinstance(const, str):
            return attribute(m, base.code.base, const, node, frame)
    if isinstance(base.items, list) and _is_place(const):
        place = int(const)
        if -len(base.items) <= place < len(base.items) and not (script and place < 0):
            return base.items[place]
        return Value(None) if script else unknown(base.marks)
    if isinstance(base.items, dict) and const is not NOTHING and not script:
        return _pair(base, const)
    if isinstance(base.const, str | bytes) and isinstance(const, int):
        if -len(base.const) <= const < len(base.const):
            return Value(base.const[const], marks=base.marks, how=base.how)
        return Value(None) if script else unknown(base.marks)
    if script and isinstance(const, str | int | float):
        if isinstance(base.items, dict) and const in base.items:
            return base.items[const]
        return attribute(m, base, const if isinstance(const, str) else str(const), node, frame)
    return _some(base, key)


def _is_place(key: object) -> bool:
    return isinstance(key, int) or (isinstance(key, float) and key.is_integer())


def _pair(base: Value, key: object) -> Value:
    assert isinstance(base.items, dict)
    try:
        found = base.items.get(key)
    except TypeError:
        found = None
    if found is not None:
        return found
    hidden = [one for name, one in base.items.items() if isinstance(name, str) and name[:1] == "%"]
    value: Value | None = None
    for one in hidden[:8]:
        value = either(value, one)
    return value or unknown(base.marks)


def _some(base: Value, key: Value) -> Value:
    """Some element, nobody knows which: what any of them would tell."""
    several = base.items.values() if isinstance(base.items, dict) else base.items
    value: Value | None = None
    for count, one in enumerate(several or ()):
        if count > 16:
            break
        if one.telling:
            value = either(value, one)
    if value is not None:
        return Value(NOTHING, value.symbol, None, value.code, joined(base.marks, value.marks), HOLE)
    return unknown(joined(base.marks, key.marks) if base.marks else key.marks)


def _of_symbol(m: Machine, base: Value, key: Value, node: Any, frame: Frame) -> Value:
    name, const = base.symbol, key.const
    if name in ENVIRONMENTS:
        return variable(m, key, node, frame)
    if isinstance(const, str):
        if name in {"globals()", "locals()", "vars()"}:
            return frame.find(const) or named(m, const, node, frame)
        if name == "sys.modules":
            return symbol(m, const, CLEAN, node, frame)
        if name in {"builtins", "builtins.__dict__", "__dict__"}:
            return named(m, const, node, frame)
        if name.endswith(".__dict__"):
            return symbol(m, f"{name[:-9]}.{const}", base.marks, node, frame)
        if frame.module.language != "python" and const.isprintable() and len(const) < 80:
            return attribute(m, base, const, node, frame)
    if name in {"builtins", "builtins.__dict__"}:
        marks = m.mark(Taint.COMPUTED, node, frame, "a built-in function by a computed name")
        return Value(symbol="computed", marks=joined(marks, key.marks))
    return Value(symbol=f"{name}[]", marks=joined(base.marks, key.marks), text=base.text)


def variable(m: Machine, key: Value, node: Any, frame: Frame) -> Value:
    """One variable of the environment: what its name makes of it, all of them where no name is known."""
    if isinstance(key.const, bytes):
        key = Value(key.const.decode("latin-1"))
    if not isinstance(key.const, str) and (
        Taint.ARGUMENT in key.marks or text_of(key).strip(HOLE) or key.code is not None
    ):
        return unknown(m.mark(Taint.VARIABLE, node, frame, "a variable of the environment"))
    if not isinstance(key.const, str):
        return unknown(
            m.mark(Taint.ENVIRONMENT, node, frame, "variables of the environment, one by one")
        )
    name = key.const
    if name in _FOLDERS:
        return unknown(text=_FOLDERS[name])
    if name.upper() in _NAMED_HOST:
        kind = Taint.HOST
    else:
        kind = Taint.TOKEN if _TOKENS.search(name.upper()) else Taint.VARIABLE
    return unknown(m.mark(kind, node, frame, f"the variable {name}"), f"${name}")


def store(m: Machine, target: Any, value: Value, frame: Frame) -> None:
    """`base.name = value` and `base[key] = value`."""
    base = m.value(target.value, frame)
    if isinstance(target, ast.Attribute):
        key: object = target.attr
    else:
        given = (
            m.value(target.slice, frame) if not isinstance(target.slice, ast.Slice) else unknown()
        )
        key = given.const
        if key is NOTHING or isinstance(key, tuple | list):
            key = f"%{target.lineno}"
            value = Value(
                value.const,
                value.symbol,
                value.items,
                value.code,
                joined(value.marks, given.marks),
                value.text,
            )
    put(m, base, key, value, target, frame)


def store_name(m: Machine, base: Value, name: str, value: Value, node: Any, frame: Frame) -> None:
    """`setattr(base, name, value)`."""
    put(m, base, name, value, node, frame)


def put(m: Machine, base: Value, key: object, value: Value, node: Any, frame: Frame) -> None:
    """Something becomes part of an object, and what it carries with it."""
    if value.marks and not (isinstance(base.code, Instance | Class) and isinstance(key, str)):
        base.marks = joined(base.marks, value.marks)
    if isinstance(base.items, list) and _is_place(key):
        _place(base.items, int(key), value)  # type: ignore[call-overload]
    elif isinstance(base.items, dict):
        base.items[key] = either(base.items.get(key), value) if frame.weak else value
    elif isinstance(base.code, Instance | Class):
        holder = base.code.attributes
        holder[str(key)] = either(holder.get(str(key)), value) if frame.weak else value
    elif isinstance(base.code, Closure) and frame.module.language != "python":
        _on_function(base, str(key), value)
    elif isinstance(base.code, Method) and base.code.name == "prototype":
        _on_function(base.code.base, str(key), value)
    else:
        _outside(m, base, key, value, node, frame)


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
    base.code = made


def _outside(m: Machine, base: Value, key: object, value: Value, node: Any, frame: Frame) -> None:
    """Assignments to what is outside of the program: exports, variables of the environment, patched functions."""
    if loads(base, key):
        patched(m, base, key, value, node, frame)
    elif base.symbol in {"module", "exports"} or base.symbol.startswith("module.exports"):
        m.package.export(frame, base.symbol, str(key), value)
    elif base.symbol in {"globals()", "locals()", "builtins", "vars()", "global", "globalThis"}:
        frame.file().names[str(key)] = value
    elif base.symbol not in {"sys.modules", "sys"}:
        patched(m, base, key, value, node, frame)


def opened(path: str, node: Any, m: Machine, frame: Frame) -> Marks:
    """What reading the file at a path brings in."""
    marks = dict(m.mark(Taint.FILE, node, frame, path))
    for kind in path_marks(path):
        marks[kind] = m.spot(node, frame, path)
    return marks

"""What does `base[key]` lead to, inside the program or outside of it?"""

from collections.abc import Callable
from itertools import islice
from typing import Any

from ostiary.program.engine.alternatives import among
from ostiary.program.engine.attributes import attribute
from ostiary.program.engine.chosen import one_of
from ostiary.program.engine.code import Frame, Made, Method
from ostiary.program.engine.coercion import plain_key
from ostiary.program.engine.handovers import early
from ostiary.program.engine.held import is_module
from ostiary.program.engine.keeping import copied, has_by_name, loot_of
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.names import ENVIRONMENTS, named, symbol, variable
from ostiary.program.engine.others import either, with_others
from ostiary.program.engine.parts import parted
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.special import cut_by, element_of
from ostiary.program.engine.value import CLEAN, NOTHING, Marks, Value, joined, marked, unknown
from ostiary.program.engine.whole import STARTERS
from ostiary.program.flow import Act, Taint

DEFAULTING = "collections.defaultdict()"
FRESH: dict[str, Callable[[], Value]] = {
    "list": lambda: Value(items=[]),
    "set": lambda: Value(items=[]),
    "dict": lambda: Value(items={}),
    "int": lambda: Value(0),
    "str": lambda: Value(""),
    "bytes": lambda: Value(b""),
    "bool": lambda: Value(False),
    "float": lambda: Value(0.0),
}
"""What functions of Python make of nothing, for a table that makes what it has not."""

MIN_SIGNS = 4  # of a table by which a text is spelled in another way
_FRAMES = (".f_globals", ".f_locals", ".f_builtins")
"""The names that a frame of the interpreter holds: for all that is known, those of this file."""


def element(m: Machine, base: Value, key: Value, node: Any, frame: Frame) -> Value:
    """`base[key]`."""
    script = frame.module.language != "python"
    if not script and (answer := _asked(m, base, key)) is not None:
        return answer
    key = plain_key(key) if script else key
    if base.symbol and base.items is None:
        return _of_symbol(m, base, key, node, frame)
    const = _place(base, key.const) if script else key.const
    inside = isinstance(base.code, Method) and base.code.name in {"__dict__", "__globals__"}
    if inside and isinstance(base.code, Method) and isinstance(const, str):
        m.looked.add(const)
        return attribute(m, base.code.base, const, node, frame)
    found = _of_list(base, const, script=script)
    if found is not None:
        return found
    if isinstance(base.items, dict) and const is not NOTHING and not script:
        one = isinstance(const, str) and const not in base.items and copied(base.items)
        return variable(m, key, node, frame) if one else _pair(base.items, const, base)
    if script and isinstance(const, (str, int, float)):
        if isinstance(base.items, dict) and const in base.items:
            return base.items[const]
        return attribute(m, base, const if isinstance(const, str) else str(const), node, frame)
    return _some(base, key, _of_key(key) if script else spelled(base, key))


def _asked(m: Machine, base: Value, key: Value) -> Value | None:
    """What an object of the program answers, or the part that a key of bounds cuts out."""
    answer = element_of(m, base, key) if base.code is not None else None
    if answer is not None and answer.telling:
        return answer
    parts = cut_by(key)
    return sliced(base, parts) if parts is not None else None


def _place(base: Value, const: object) -> object:
    """JavaScript counts by digits in a text, too, except where they are the names of properties."""
    if isinstance(const, str) and const.isdecimal() and len(const) < 8:
        return const if isinstance(base.items, dict) else int(const)
    return const


def _of_list(base: Value, key: Any, *, script: bool) -> Value | None:
    """One element of a list or character of a text; None where it is none, or the key is no number."""
    if isinstance(base.items, list) and is_place(key):
        place = int(key)
        if -len(base.items) <= place < len(base.items) and not (script and place < 0):
            return base.items[place]
        return Value(None) if script else unknown(base.marks)
    if (
        isinstance(base.const, (str, bytes, range))
        and isinstance(key, int)
        and not isinstance(base.items, dict)
    ):
        if -len(base.const) <= key < len(base.const):
            return Value(base.const[key], marks=base.marks, how=base.how)
        return Value(None) if script else unknown(base.marks)
    return None


def is_place(key: object) -> bool:
    """Whether a key is the number of an element."""
    return isinstance(key, int) or (isinstance(key, float) and key.is_integer())


def _pair(items: dict[object, Value], key: object, base: Value) -> Value:
    """The value of a key, or of those whose key nobody knows."""
    try:
        found = items.get(key)
    except TypeError:
        found = None
    if found is not None:
        return found
    if base.symbol == DEFAULTING and base.base is not None:
        items[key] = FRESH[base.base.symbol]()
        return items[key]
    hidden = [one for name, one in items.items() if isinstance(name, str) and name[:1] == "%"]
    value: Value | None = None
    for one in hidden[:8]:
        value = either(value, one)
    return value or unknown(base.marks)


def sliced(base: Value, parts: list[Value]) -> Value:
    """A part of a text or list; what is carried stays carried."""
    bounds = [one.const for one in parts if one.const is None or isinstance(one.const, int)]
    content = base.const if isinstance(base.const, (str, bytes)) else base.items
    if len(bounds) < 3 or not isinstance(content, (str, bytes, list)) or bounds[2] == 0:
        return Value(marks=base.marks, symbol=base.symbol, text=base.text)
    cut: Any = content[slice(*bounds)]
    how = base.how
    if bounds[2] == -1 and isinstance(cut, (str, bytes)) and len(cut) > 2:
        how = (*how, "reversal")
    if isinstance(cut, list):
        return Value(items=cut, marks=base.marks, how=how)
    return Value(cut, marks=base.marks, how=how)


def _some(base: Value, key: Value, told: Marks) -> Value:
    """Some element, nobody knows which: what any of them would tell."""
    several = base.items.values() if isinstance(base.items, dict) else base.items
    value: Value | None = None
    for count, one in enumerate(several or ()):
        if count > 16:
            break
        if one.telling:
            value = either(value, one)
    if value is not None:
        marks = joined(base.marks, value.marks, told)
        text = one_of(several or ())
        one = Value(NOTHING, value.symbol, None, value.code, marks=marks, text=text)
        return with_others(one, *among(several or ()), *value.others)
    marks = parted(base.marks, key.const) if isinstance(key.const, str) else base.marks
    return unknown(joined(marks, key.marks) if marks else key.marks)


def spelled(base: Value, key: Value) -> Marks:
    """The loot that a table writes in other signs, to which it is handed one sign after the other."""
    found = loot_of([key]) if isinstance(base.items, dict) else CLEAN
    if not found or not isinstance(base.items, dict) or len(base.items) < MIN_SIGNS:
        return CLEAN
    several = [one for one in islice(base.items, 2 * MIN_SIGNS) if str(one)[:1] != "%"]
    return found if all(isinstance(one, int) or len(str(one)) == 1 for one in several) else CLEAN


def bits(test: Value, *either: Value) -> Marks:
    """The loot that a choice between two signs, or two bits, tells bit by bit."""
    return loot_of([test]) if all(map(_is_sign, either)) else CLEAN


def _is_sign(value: Value) -> bool:
    const = value.const
    return const in (0, 1) if isinstance(const, int) else isinstance(const, str) and len(const) == 1


def _of_key(key: Value) -> Marks:
    """What is written in other signs, looked up one by one, is still what it was."""
    return {kind: spot for kind, spot in key.marks.items() if kind in LOOT}


_RUNNERS = frozenset({"child_process", "vm"})
"""The same of JavaScript."""


def by_computed_name(
    m: Machine, base: Value, whose: str, key: Value, *, node: Any, frame: Frame
) -> Value:
    """What something outside has under a name that is worked out: `getattr(os, name)`, `vars(os)[name]`."""
    what = f"an attribute of {whose or 'something'} by a computed name"
    told = Taint.ARGUMENT in base.marks or Taint.ARGUMENT in key.marks
    marks = joined(base.marks, key.marks, m.mark(Taint.COMPUTED, node, frame, what))
    if whose == "builtins" or (whose in STARTERS and not told):
        return Value(symbol="computed", marks=marks)
    return Value(symbol=f"{whose}.?" if whose else "", marks=marks)


def unnamed(m: Machine, target: Value, given: list[Value], node: Any, frame: Frame) -> None:
    """Note that early code calls what only data name, of a module that only data name.

    A variable by which people choose one of several makers says nothing of what that is to do, and a way
    that is not taken as far as we know is none by which anything would be found. Modules that load their
    parts when somebody asks for them (PEP 562) make them out of tables.
    """
    parts = bool(frame.weak) and frame.inside == "__getattr__"
    if m.astray or parts:
        return
    marks = target.marks
    if Taint.VARIABLE in marks and not any(one.marks for one in given):
        return
    if Taint.COMPUTED in marks and is_module(marks) and Taint.ARGUMENT not in marks and early(m):
        m.act(Act.EXECUTE, "computed", node, frame, marks)


def _of_symbol(m: Machine, base: Value, key: Value, node: Any, frame: Frame) -> Value:
    name, const = base.symbol, key.const
    if name in ENVIRONMENTS or (isinstance(const, str) and has_by_name(base.marks)):
        return variable(m, key, node, frame)
    if name == "sys.modules" and key.symbol == "__name__":
        return Value(code=frame.module)
    if isinstance(const, str):
        found = _by_name(m, base, const, key, node=node, frame=frame)
        if found is not None:
            return found
    elif name == "builtins" or name.endswith(".__dict__"):
        whose = name.removesuffix(".__dict__")
        return by_computed_name(m, base, whose, key, node=node, frame=frame)
    elif name in _RUNNERS and Taint.ARGUMENT not in key.marks:
        return by_computed_name(m, base, "os", key, node=node, frame=frame)
    if name == _ABOVE and base.text and isinstance(const, int):
        return Value(symbol="pathlib.Path()", marks=base.marks, text=_above(base.text, const))
    if isinstance(key.code, Made) and name.startswith("contextvars.") and key.code.given:
        return key.code.given[-1]
    taken = parted(base.marks, const) if isinstance(const, str) and "(" in name else base.marks
    marks = joined(taken, key.marks)
    return Value(
        symbol=f"{name}[]", marks=marks, text=base.text, base=base if "(" in name else None
    )


_ABOVE = "pathlib.Path().parents"


def _above(path: str, place: int) -> str:
    """The folder so many steps above the one that a path lies in."""
    for _ in range(min(max(place, 0), path.count("/")) + 1):
        path = path.rpartition("/")[0]
    return path or "."


def _by_name(
    m: Machine, base: Value, const: str, key: Value, *, node: Any, frame: Frame
) -> Value | None:
    """What stands under a known name in something outside that holds names."""
    name = base.symbol
    if name.startswith("ctypes."):  # a function of a library, by its name
        return attribute(m, base, const, node, frame)
    if name in {"globals()", "locals()", "vars()"} or name.endswith(_FRAMES):
        held = _of_frames(m, const) if name.endswith("f_locals") else None
        m.looked.add(const)
        held = held or frame.find(const) or named(m, const, node, frame)
        hidden = key.marks.get(Taint.DECODED)
        return marked(held, {Taint.DECODED: hidden}) if hidden is not None else held
    if name == "sys.modules":
        return symbol(m, const, CLEAN, node, frame)
    if name in {"builtins", "builtins.__dict__", "__dict__"}:
        return named(m, const, node, frame)
    if name.endswith(".__dict__"):
        return symbol(m, f"{name[:-9]}.{const}", base.marks, node, frame)
    if frame.module.language != "python" and const.isprintable() and len(const) < 80:
        return attribute(m, base, const, node, frame)
    return None


def _of_frames(m: Machine, name: str) -> Value | None:
    """A name in a function that called the one at hand, or was left: which of them it is, nobody asks."""
    several = (one.names.get(name) for one in (*reversed(m.frames), *reversed(m.gone)))
    return next((one for one in several if one is not None), None)

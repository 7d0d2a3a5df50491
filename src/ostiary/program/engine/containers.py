"""What do the methods of lists, dicts and byte arrays of Python do?"""

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.changes import filled, seen_elsewhere
from ostiary.program.engine.code import Method
from ostiary.program.engine.elements import spelled
from ostiary.program.engine.generators import sent
from ostiary.program.engine.keeping import copied
from ostiary.program.engine.loops import elements, key_of, shortened
from ostiary.program.engine.names import variable
from ostiary.program.engine.others import either
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.texts import method as of_text
from ostiary.program.engine.unfinished import LOOP
from ostiary.program.engine.value import MAX_ITEMS, NOTHING, Value, joined, marks_of, plain, unknown

MAX_RANKED = 4096  # elements of a list that is sorted by what a function makes of them


def method(asked: Asked, base: Value, name: str) -> Value | None:
    """The result of a method of a list or dict whose elements are known; None if it is none known here."""
    before = base.marks
    found = _of_container(asked, base, name)
    filled(asked.m, asked.frame, base, name)
    told = base.marks is not before and not LOOT.isdisjoint(base.marks.keys() - before.keys())
    if told and seen_elsewhere(asked.frame, base):
        asked.m.gains(base.items)
    return found


def _of_container(asked: Asked, base: Value, name: str) -> Value | None:
    if isinstance(base.items, dict):
        return _of_dict(asked, base, base.items, name)
    if not isinstance(base.items, list):
        return None
    if name == "tolist":
        return Value(items=list(base.items), marks=base.marks, how=base.how)
    if name == "tounicode":
        method = Value(code=Method(Value(""), "join"))
        return asked.m.call(method, [Value(items=list(base.items))], {}, asked.node, asked.frame)
    if base.symbol == "array.array()":
        return None
    if name in {"tobytes", "tostring"}:
        data = as_bytes(base)
        return Value(data, marks=base.marks, how=base.how) if data is not None else None
    if name in {"decode", "hex", "translate", "startswith", "find"}:
        data = as_bytes(base)
        return (
            of_text(asked, Value(data, marks=base.marks, how=base.how), name)
            if data is not None
            else None
        )
    return _of_list(asked, base, base.items, name)


def as_bytes(value: Value) -> bytes | None:
    """A list of numbers as bytes."""
    data = plain(value)
    if not isinstance(data, list | range) or len(data) > MAX_ITEMS:
        return None
    try:
        return bytes(data)
    except (TypeError, ValueError):
        return None


def _of_list(asked: Asked, base: Value, items: list[Value], name: str) -> Value | None:
    first = asked.arg(0)
    if name in {"send", "throw"} and (
        (answer := sent(asked, base, raised=name == "throw")) is not None
    ):
        return answer
    if name in {"pop", "popleft"} and items:
        return _taken(asked, base, items, name)
    if name == "copy":
        return Value(items=list(items), marks=base.marks)
    if name in {"index", "count"}:
        data = [one.const for one in items]
        if first.const is not NOTHING and first.const in data:
            return Value(data.index(first.const) if name == "index" else data.count(first.const))
        return None
    return Value(None) if _changed(asked, base, items, name) else None


def _taken(asked: Asked, base: Value, items: list[Value], name: str) -> Value:
    """What is taken out of a list."""
    place = 0 if name == "popleft" else asked.arg(0).const if asked.given else -1
    in_range = isinstance(place, int) and -len(items) <= place < len(items)
    return items.pop(place) if in_range and isinstance(place, int) else unknown(base.marks)


def _changed(asked: Asked, base: Value, items: list[Value], name: str) -> bool:
    """Whether a method changed the list, and gives nothing back."""
    first = asked.arg(0)
    if name in {"append", "add", "appendleft", "insert"}:
        one = asked.given[-1] if asked.given else first
        if len(items) < MAX_ITEMS:
            known = {"insert": first.const, "appendleft": 0}.get(name, len(items))
            at = known if isinstance(known, int) else len(items)
            items.insert(max(min(at, MAX_ITEMS), -MAX_ITEMS), one)
        base.marks = joined(base.marks, one.marks)
    elif name in {"extend", "update", "__iadd__"}:
        items += (elements(first) or [])[: max(MAX_ITEMS - len(items), 0)]
        if shortened(first):
            asked.m.cut(asked.frame, LOOP)
        base.marks = joined(base.marks, first.marks)
    elif name == "extendleft":
        items[:0] = (elements(first) or [])[: max(MAX_ITEMS - len(items), 0)][::-1]
        base.marks = joined(base.marks, first.marks)
    else:
        return _arranged(asked, items, name)
    return True


def _arranged(asked: Asked, items: list[Value], name: str) -> bool:
    """Whether a method put the elements into another order, or took some away."""
    if name == "reverse":
        items.reverse()
    elif name == "sort":
        items[:] = in_order(asked, items)
    elif name == "clear":
        items.clear()
    elif name == "remove":
        _removed(items, asked.arg(0))
    elif name == "rotate":
        places = asked.arg(0).const if asked.given else 1
        at = -places % len(items) if isinstance(places, int) and items else 0
        items[:] = items[at:] + items[:at]
    else:
        return False
    return True


def _removed(items: list[Value], wanted: Value) -> None:
    """The first element that is the one wanted is taken out, if both are known."""
    several = (place for place, one in enumerate(items) if one.known and one.const == wanted.const)
    if wanted.known and (place := next(several, None)) is not None:
        del items[place]


def in_order(asked: Asked, items: list[Value]) -> list[Value]:
    """Elements sorted as `key` and `reverse` say; as they are where what they are sorted by is not known."""
    key = asked.named.get("key")
    if key is None or key.const is None:
        ranks: list[object] = [plain(one) for one in items]
    elif len(items) > MAX_RANKED:
        asked.m.cut(asked.frame, "a longer list is sorted than is ranked one by one")
        return list(items)
    else:
        made = [asked.m.call(key, [one], {}, asked.node, asked.frame) for one in items]
        ranks = [plain(one) for one in made]
    if any(one is NOTHING for one in ranks):
        return list(items)
    back = bool(asked.named["reverse"].const) if "reverse" in asked.named else False
    try:
        places = sorted(range(len(items)), key=ranks.__getitem__, reverse=back)  # type: ignore[arg-type]
    except TypeError:
        return list(items)
    return [items[one] for one in places]


def _of_dict(asked: Asked, base: Value, items: dict[object, Value], name: str) -> Value | None:
    if name in {"get", "pop", "setdefault"}:
        return _got(asked, base, items, name)
    if name == "items":
        pairs = [
            Value(items=[_named(key, one), one], marks=one.marks) for key, one in items.items()
        ]
        return Value(items=pairs, marks=base.marks)
    if name == "keys":
        keys = [_named(key, one) for key, one in items.items()]
        return Value(items=keys, marks=base.marks)
    if name == "values":
        return Value(items=list(items.values()), marks=base.marks)
    if name == "update":
        return _filled(asked, base, items)
    if name == "copy":
        return Value(items=dict(items), marks=base.marks)
    return None


def _named(key: object, value: Value) -> Value:
    """A key, which carries nothing of its value where it is known."""
    found = key_of(key, value)
    return found if found.const is NOTHING else Value(key)


def _got(asked: Asked, base: Value, items: dict[object, Value], name: str) -> Value:
    """The value of a key, or what is to stand for it."""
    first, default = asked.arg(0), asked.arg(1)
    found = _get(items, first)
    if found is not None:
        return found
    if isinstance(first.const, str) and copied(items):
        return variable(asked.m, first, asked.node, asked.frame)
    if first.const is NOTHING and (told := spelled(base, first)):
        return unknown(joined(base.marks, told))
    if name == "setdefault" and isinstance(first.const, str):
        items[first.const] = default
    return either(None, default) if len(asked.given) > 1 else unknown(base.marks)


def _filled(asked: Asked, base: Value, items: dict[object, Value]) -> Value:
    """`pairs.update(others, name=...)`; of others that are not known, what they carry."""
    first = asked.arg(0)
    if isinstance(first.items, dict):
        items.update(first.items)
    elif isinstance(first.items, list):
        items.update(paired(first.items))
    elif not LOOT.isdisjoint(first.marks):
        items["%all"] = Value(symbol=first.symbol, marks=first.marks)
    items.update(asked.named)
    base.marks = joined(base.marks, first.marks, marks_of(asked.named.values()))
    return Value(None)


def paired(rows: list[Value]) -> dict[object, Value]:
    """Pairs of keys that are known and values, as `dict` takes them."""
    found: dict[object, Value] = {}
    for row in rows[:MAX_ITEMS]:
        pair = row.items if isinstance(row.items, list) and len(row.items) == 2 else None
        if pair is not None and isinstance(pair[0].const, (str, int, bytes)):
            found[pair[0].const] = pair[1]
    return found


def _get(items: dict[object, Value], key: Value) -> Value | None:
    try:
        return items.get(key.const) if key.const is not NOTHING else None
    except TypeError:
        return None

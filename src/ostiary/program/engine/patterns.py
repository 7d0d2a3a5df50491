"""What does `match` take a value for, and which names does that bind?

Source: The Python Language Reference, 8.6 The match statement.
"""

import ast
from collections.abc import Callable
from typing import Any

from ostiary.program.engine.attributes import attribute
from ostiary.program.engine.code import Class, Frame, Instance
from ostiary.program.engine.doubt import Doubt
from ostiary.program.engine.machine import Machine, statement
from ostiary.program.engine.others import undecided
from ostiary.program.engine.records import fields_of
from ostiary.program.engine.statements import aside, assign
from ostiary.program.engine.stepped import iterated
from ostiary.program.engine.value import NOTHING, Value, unknown

MAX_PATTERNS = 32  # patterns inside each other

_ARGUMENTS = "__match_args__"
_KINDS: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "bytes": (bytes,),
    "bytearray": (bytearray,),
    "bool": (bool,),
    "int": (int,),
    "float": (float,),
}
_ITSELF = frozenset({*_KINDS, "dict", "frozenset", "list", "set", "tuple"})
"""Built-in classes of which the one positional pattern is the value itself."""

Fit = bool | None
"""Whether a pattern fits: surely, surely not, or None if nobody can tell."""


@statement(ast.Match)
def _match(m: Machine, node: ast.Match, frame: Frame) -> str:
    """The first case that surely fits is run; so is whatever may fit before it."""
    subject = m.value(node.subject, frame)
    passed = False  # a case may have been the one
    for case in node.cases:
        fitting = _Fitting(m, frame)
        fits = fitting.fits(case.pattern, subject)
        sure = fits is True and not passed
        frame.weak += not sure
        try:
            if fits is not False:
                for name, value in fitting.bound:
                    assign(m, ast.Name(name), value, frame)
                fits = _both(fits, _guarded(m, case.guard, frame))
            if fits is False:
                if not m.unrolling:
                    aside(m, case.body, frame)
                continue
            with Doubt(m, frame, over=not sure):
                signal = m.run(case.body, frame)
        finally:
            frame.weak -= not sure
        if fits:
            return "" if passed else signal
        passed = True
        m.doubts += 1
    return ""


def _guarded(m: Machine, guard: ast.expr | None, frame: Frame) -> Fit:
    if guard is None:
        return True
    test = m.value(guard, frame)
    return bool(test.const) if test.known and not undecided(test) else None


def _both(one: Fit, other: Fit) -> Fit:
    if one is False or other is False:
        return False
    return True if one and other else None


class _Fitting:
    """One value held against one pattern; `bound` are the names that it binds, with their values."""

    def __init__(self, m: Machine, frame: Frame) -> None:
        self.m = m
        self.frame = frame
        self.bound: list[tuple[str, Value]] = []

    def fits(self, pattern: Any, value: Value, deep: int = 0) -> Fit:
        """Whether a pattern fits a value."""
        if deep > MAX_PATTERNS:
            self.m.cut(self.frame, "its patterns are deeper than they are followed")
            return None
        handler = _PATTERNS.get(type(pattern), _Fitting.constant)
        return handler(self, pattern, value, deep + 1)

    def named(self, pattern: ast.MatchAs, value: Value, deep: int) -> Fit:
        """A name for all that fits."""
        inner = pattern.pattern
        fits = True if inner is None else self.fits(inner, value, deep)
        if pattern.name is not None:
            self.bound.append((pattern.name, value))
        return fits

    def singleton(self, pattern: ast.MatchSingleton, value: Value, _: int) -> Fit:
        """None, True or False."""
        return value.const is pattern.value if value.known else None

    def constant(self, pattern: ast.MatchValue, value: Value, _: int) -> Fit:
        """A constant, or a dotted name."""
        wanted = self.m.value(pattern.value, self.frame)
        if not (wanted.known and value.known):
            return None
        return type(value.const) is type(wanted.const) and value.const == wanted.const

    def either(self, pattern: ast.MatchOr, value: Value, deep: int) -> Fit:
        """One of several."""
        fits: Fit = False
        before = self.bound
        for one in pattern.patterns:
            self.bound = []
            found = self.fits(one, value, deep)
            if found is not False:
                before += self.bound
                fits = found if fits is False else None
            if found:
                break
        self.bound = before
        return fits

    def sequence(self, pattern: ast.MatchSequence, value: Value, deep: int) -> Fit:
        """Elements by their places, those behind a star counted from the end."""
        if value.known:
            return False  # a text is no sequence here
        items = (iterated(self.m, value) or value).items
        known = items if isinstance(items, list) else None
        several = pattern.patterns
        stars = [place for place, one in enumerate(several) if isinstance(one, ast.MatchStar)]
        least = len(several) - len(stars)
        if known is not None and (len(known) < least or (not stars and len(known) > least)):
            return False
        fits: Fit = True if known is not None else None
        more = len(known) - least if known is not None else 0
        for place, one in enumerate(several):
            if isinstance(one, ast.MatchStar):
                rest = _part(value) if known is None else Value(items=known[place : place + more])
                if one.name is not None:
                    self.bound.append((one.name, rest))
                continue
            at = place + more - 1 if stars and place > stars[0] else place
            part = known[at] if known is not None else _part(value)
            fits = _both(fits, self.fits(one, part, deep))
        return fits

    def mapping(self, pattern: ast.MatchMapping, value: Value, deep: int) -> Fit:
        """Some keys, and a name for the rest."""
        items = value.items if isinstance(value.items, dict) else None
        fits: Fit = True if items is not None else (False if value.known else None)
        keys: set[object] = set()
        for key, inner in zip(pattern.keys, pattern.patterns, strict=False):
            name = self.m.value(key, self.frame).const
            part = _part(value)
            if items is not None and name is not NOTHING:
                keys.add(name)
                found = items.get(name)
                fits = _both(fits, True if found is not None else None)
                part = found or unknown(value.marks)
            fits = _both(fits, self.fits(inner, part, deep))
        if pattern.rest is not None:
            rest = {key: one for key, one in (items or {}).items() if key not in keys}
            self.bound.append((pattern.rest, Value(items=rest, marks=value.marks)))
        return fits

    def of_class(self, pattern: ast.MatchClass, value: Value, deep: int) -> Fit:
        """A class and attributes of its objects."""
        kind = self.m.value(pattern.cls, self.frame)
        fits = _is_a(value, kind)
        names = _arguments(kind)
        for place, one in enumerate(pattern.patterns):
            if kind.symbol in _ITSELF:
                part = value
            elif place < len(names):
                part = attribute(self.m, value, names[place], pattern, self.frame)
            else:
                part = unknown(value.marks)
            fits = _both(fits, self.fits(one, part, deep))
        for name, one in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=False):
            part = attribute(self.m, value, name, pattern, self.frame)
            fits = _both(fits, self.fits(one, part, deep))
        return fits


_PATTERNS: dict[type, Callable[[_Fitting, Any, Value, int], Fit]] = {
    ast.MatchAs: _Fitting.named,
    ast.MatchOr: _Fitting.either,
    ast.MatchSequence: _Fitting.sequence,
    ast.MatchMapping: _Fitting.mapping,
    ast.MatchClass: _Fitting.of_class,
    ast.MatchSingleton: _Fitting.singleton,
}


def _part(value: Value) -> Value:
    """An element of something of which nobody knows the elements."""
    return Value(symbol=value.symbol, marks=value.marks, text=value.text)


def _arguments(kind: Value) -> list[str]:
    """The attributes that positional patterns of a class stand for."""
    if not isinstance(kind.code, Class):
        return []
    told = kind.code.find(_ARGUMENTS)
    if told is not None and isinstance(told.items, list):
        return [str(one.const) for one in told.items]
    return list(fields_of(kind.code))


def _is_a(value: Value, kind: Value) -> Fit:
    """Whether a value is of a class, by what is known of both."""
    if isinstance(value.code, Instance):
        return _descends(value.code.kind, kind.code) if isinstance(kind.code, Class) else None
    if value.known and kind.symbol in _KINDS:
        return isinstance(value.const, _KINDS[kind.symbol])
    if isinstance(value.items, list) and kind.symbol in {"list", "tuple"}:
        return None
    if isinstance(value.items, dict) and kind.symbol == "dict":
        return True
    return None


def _descends(kind: Class, wanted: Class, deep: int = 8) -> bool:
    above = (one.code for one in kind.bases)
    return kind is wanted or (
        deep > 0
        and any(isinstance(one, Class) and _descends(one, wanted, deep - 1) for one in above)
    )

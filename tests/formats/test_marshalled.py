"""Marshalled bytes read without `marshal` mean what `marshal` wrote."""

import marshal
import math
import struct
from types import CodeType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.python.code_object import Code, Group, Layout, Slice, Value
from ostiary.formats.python.marshalled import MAX_DEPTH, MAX_WEIGHT, read_marshal

VALUES: list[Any] = [
    None,
    True,
    ...,
    0,
    -1,
    2**31,
    -(2**200) + 7,
    10**400,
    0.5,
    -0.0,
    math.inf,
    1.5j,
    "",
    "text",
    "größe 😀",
    "n" * 300,
    b"",
    b"\0\xff" * 200,
    (),
    (1, ("a", None)),
    tuple(range(300)),
]


def value(data: bytes) -> Value:
    return read_marshal("x", data)[-1].value


def plain(found: Value) -> object:
    if isinstance(found, tuple):
        return tuple(plain(one) for one in found)
    if isinstance(found, Group):
        items = [plain(one) for one in found.items]
        if found.kind == "dict":
            return dict(zip(items[::2], items[1::2], strict=True))
        return {"list": list, "set": set, "frozenset": frozenset}[found.kind](items)
    return found


def same(code: Code, real: CodeType) -> None:
    assert code.name == real.co_name
    assert code.qualname == real.co_qualname
    assert code.filename == real.co_filename
    assert code.first_line == max(real.co_firstlineno, 1)
    counts = (code.arguments, code.positional_only, code.keyword_only, code.flags)
    wanted = (real.co_argcount, real.co_posonlyargcount, real.co_kwonlyargcount, real.co_flags)
    assert counts == wanted
    assert code.bytecode == real.co_code
    assert code.names == real.co_names
    assert code.variables == real.co_varnames
    assert code.cells == real.co_cellvars
    assert code.free == real.co_freevars
    assert code.lines == real.co_linetable
    assert code.exceptions == real.co_exceptiontable
    for mine, theirs in zip(code.constants, real.co_consts, strict=True):
        if isinstance(mine, Code):
            assert isinstance(theirs, CodeType)
            same(mine, theirs)
        else:
            assert repr(plain(mine)) == repr(theirs)


@pytest.mark.parametrize("version", range(5))
@pytest.mark.parametrize("wanted", VALUES, ids=lambda one: repr(one)[:20])
def test_values_of_every_format(wanted: Any, version: int) -> None:
    assert repr(plain(value(marshal.dumps(wanted, version)))) == repr(wanted)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.floats(),
        lambda inner: (
            st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner)
        ),
        max_leaves=20,
    )
)
def test_any_value(wanted: Any) -> None:
    assert repr(plain(value(marshal.dumps(wanted)))) == repr(wanted)


def test_sets() -> None:
    assert plain(value(marshal.dumps({1, 2}))) == {1, 2}
    assert plain(value(marshal.dumps(frozenset("ab")))) == frozenset("ab")


def test_code_objects_are_those_that_were_written() -> None:
    source = (
        "def f(a, /, b, *c, d=1, **e):\n    def g():\n        nonlocal b\n        return a + b\n"
        "    try:\n        return g\n    except E:\n        x = {1, 2}\nclass C:\n    async def m(self): 1\n"
    )
    real = compile(source, "a.py", "exec", dont_inherit=True)
    (found,) = read_marshal("x", marshal.dumps(real))
    assert found.layout is Layout.SLOTS
    assert isinstance(found.value, Code)
    same(found.value, real)


def test_what_follows_is_not_read() -> None:
    assert read_marshal("x", b"i\1\0\0\0rest")[0].used == 5


def test_references_of_python_2() -> None:
    data = b"(\3\0\0\0" + b"t\2\0\0\0ab" + b"R\0\0\0\0" + b"s\1\0\0\0c"
    (found,) = read_marshal("x", data, (Layout.PYTHON2,))
    assert found.value == (b"ab", b"ab", b"c")


def test_rare_types() -> None:
    assert value(b"I" + struct.pack("<q", -5)) == -5
    assert value(b"f\0041e10") == 1e10
    assert value(b"x\0011\0012") == 1 + 2j
    found = value(b":NNi\2\0\0\0")
    assert isinstance(found, Slice)
    assert (found.first, found.last, found.step) == (None, None, 2)
    assert value(b"l\xff\xff\xff\xff\5\0") == -5


def test_references_cannot_unfold_without_limit() -> None:
    chain = b"[\x29\0\0\0" + b"\xa9\2NN"
    for level in range(40):
        chain += b"\xa9\2" + 2 * (b"r" + struct.pack("<i", level))
    with pytest.raises(LimitError, match=str(MAX_WEIGHT)):
        read_marshal("x", chain, (Layout.SLOTS,))


def test_depth_has_a_limit() -> None:
    value(b"(\1\0\0\0" * (MAX_DEPTH - 1) + b"N")
    with pytest.raises(LimitError, match="deep"):
        read_marshal("x", b"(\1\0\0\0" * 100_000 + b"N")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"?",
        b"0",
        b"i\0",
        b"s\xff\xff\xff\xff",
        b"(\xff\xff\xff\x7fN",
        b"r\0\0\0\0",
        b"\xa9\1r\0\0\0\0",
        b"l\1\0\0\0\xff\xff",
        b"f\3abc",
        b"{N",
        b"c" + bytes(40),
    ],
)
def test_what_is_not_marshalled(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_marshal("x", data)


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_record_or_a_refusal(data: bytes) -> None:
    try:
        found = read_marshal("x", data)
    except ParseError:
        return
    assert all(0 < one.used <= len(data) for one in found)

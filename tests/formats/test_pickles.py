"""What unpickling would call is read without unpickling; samples are assembled here and are harmless."""

import collections
import datetime
import pickle
import pickletools
import tracemalloc
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import ParseError
from ostiary.formats.model.pickle.opcodes import OPCODES
from ostiary.formats.pickles import LEFT_OUT, Named, read_pickle, read_pickles


class Reduced:
    """An object that is pickled as a call."""

    def __init__(self, *reduced: object) -> None:
        self.reduced = reduced

    def __reduce__(self) -> tuple[object, ...]:
        return self.reduced


def test_the_table_is_that_of_pickletools() -> None:
    assert {code: one.name for code, one in OPCODES.items()} == {
        ord(one.code): one.name for one in pickletools.opcodes
    }


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats()
    | st.text(max_size=9)
    | st.binary(max_size=9)
    | st.builds(bytearray, st.binary(max_size=9))
    | st.builds(Fraction, st.integers())
    | st.builds(datetime.date, st.integers(1, 9999), st.just(2), st.just(3))
    | st.builds(lambda one: Reduced(print, (one,)), st.text(max_size=5)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=4), inner, max_size=4)
        | st.frozensets(st.integers(), max_size=3)
        | st.sets(st.text(max_size=3), max_size=3)
        | st.builds(collections.OrderedDict, st.dictionaries(st.integers(), inner, max_size=2))
    ),
    max_leaves=12,
)


def _expected(data: bytes) -> tuple[list[tuple[str, int]], set[str]]:
    """The calls by opcode and place, and the globals, as pickletools shows them."""
    calling = {"REDUCE", "NEWOBJ", "NEWOBJ_EX", "OBJ", "INST", "BUILD"}
    calls = []
    found = set()
    for opcode, argument, place in pickletools.genops(data):
        assert place is not None
        if opcode.name in calling:
            calls.append((opcode.name, place))
        if opcode.name in {"GLOBAL", "INST"}:
            found.add(str(argument).replace(" ", ".").replace("__builtin__", "builtins"))
    return calls, {one.replace("copy_reg", "copyreg") for one in found}


@given(value=PLAIN, protocol=st.integers(0, 5))
def test_every_call_and_global_of_an_honest_pickle(value: object, protocol: int) -> None:
    data = pickle.dumps(value, protocol)
    calls, found = _expected(data)
    try:
        read = read_pickle(data)
    except ParseError as error:
        raise AssertionError from error
    assert [(call.opcode, call.offset) for call in read.calls] == calls
    assert found <= set(read.globals)
    assert read.complete
    assert read.size == len(data)


@given(
    value=st.text(max_size=20) | st.binary(max_size=20) | st.integers(), protocol=st.integers(0, 5)
)
def test_arguments_are_the_constants(value: object, protocol: int) -> None:
    read = read_pickle(pickle.dumps(Reduced(print, (value, [value], {"k": value})), protocol))
    call = read.calls[-1]
    assert call.name == "builtins.print"
    if protocol > 2 or not isinstance(value, bytes):  # else bytes are a call of their own
        assert call.arguments == (value, (value,), ("k", value))


def test_names_from_the_memo() -> None:
    """The names of STACK_GLOBAL may come from the memo, or be on the stack twice."""
    data = b"\x80\x04\x8c\x08builtins\x94\x8c\x05print\x9400h\x00h\x01\x93\x8c\x02hi\x85R."
    read = read_pickle(data)
    assert read.globals == ("builtins.print",)
    assert [(one.name, one.arguments) for one in read.calls] == [("builtins.print", ("hi",))]
    assert read.complete
    twice = read_pickle(b"\x80\x04\x8c\x05print2\x93.")
    assert twice.globals == ("print.print",)


ASSEMBLED = {
    b"(S'hi'\nibuiltins\nprint\n.": ("builtins.print", ("hi",), "INST"),
    b"(cbuiltins\nprint\nS'h\\x69\\n'\no.": ("builtins.print", ("hi\n",), "OBJ"),
    b"c__builtin__\nprint\n(Vhi\ntR.": ("builtins.print", ("hi",), "REDUCE"),
    b"\x80\x02cdecimal\nDecimal\n)\x81.": ("decimal.Decimal", (), "NEWOBJ"),
    b"\x80\x04\x8c\x01a\x8c\x01b\x93K\x01\x85}\x8c\x01kK\x02s\x92.": (
        "a.b",
        (1, ("k", 2)),
        "NEWOBJ_EX",
    ),
    b"\x80\x02ca\nb\n)\x81}X\x01\0\0\0kK\x01sb.": ("a.b().__setstate__", (("k", 1),), "BUILD"),
    b"cbuiltins\ngetattr\n(cbuiltins\nint\nS'bit_count'\ntR(I7\ntR.": (
        "builtins.int.bit_count",
        (7,),
        "REDUCE",
    ),
    b"\x80\x02\x82\x07(tR.": ("copyreg.extension.7", (), "REDUCE"),
}


@pytest.mark.parametrize("data", ASSEMBLED)
def test_each_way_of_calling(data: bytes) -> None:
    call = read_pickle(data).calls[-1]
    assert (call.name, call.arguments, call.opcode) == ASSEMBLED[data]


def test_what_runs_before_a_fault_is_kept() -> None:
    """Unpickling meets the fault only after the call."""
    whole = pickle.dumps(Reduced(print, ("hi",)), 4)
    for broken in (whole[:-1], whole[:-1] + b"\xff", whole[:-1] + b"000000."):
        read = read_pickle(broken)
        assert read.calls[0].name == "builtins.print"
        assert not read.complete


def test_a_name_that_is_computed_is_not_complete() -> None:
    data = b"\x80\x04\x8c\x01a\x8c\x01b\x93)R\x8c\x05print\x93."
    read = read_pickle(data)
    assert not read.complete
    assert "?.print" in read.globals


def test_several_in_a_stream() -> None:
    parts = [pickle.dumps(Reduced(print, (one,)), one) for one in range(6)]
    found = read_pickles(b"".join(parts) + b"what is no pickle")
    assert [one.calls[-1].arguments for one in found] == [(one,) for one in range(6)]
    assert [one.size for one in found] == [len(one) for one in parts]
    assert [one.offset for one in found] == [sum(map(len, parts[:one])) for one in range(6)]


def test_long_arguments_are_cut() -> None:
    deep: list[object] = []
    for _ in range(50):
        deep = [deep]
    call = read_pickle(pickle.dumps(Reduced(print, (list(range(500)), deep)))).calls[0]
    assert isinstance(call.arguments[0], tuple)
    assert call.arguments[0][-1] == LEFT_OUT
    assert Named("...") == LEFT_OUT
    itself = b"]\x940cbuiltins\nprint\n(h\x00h\x00at"  # a list in itself
    assert read_pickle(b"\x80\x04" + itself + b"R.").calls[0].name == "builtins.print"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b".",
        b"N",
        b"\x80\x06N.",
        b"t.",
        b"h\x00.",
        b"Iten\n.",
        b"S'open\n.",
        b"X\xff\0\0\0a.",
        b"\x8c\x01\xff.",
        b"T\xff\xff\xff\xffa.",
        b"p0\n.",
        b"N" * 100,
        b"an ordinary text",
    ],
)
def test_what_is_no_pickle(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_pickles(data)


HONEST = pickle.dumps([Reduced(print, ("a", b"b", 1.5)), {"k": Fraction(1, 3)}, {1, 2}], 4)


@given(st.binary(max_size=60), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255))))
def test_only_parse_errors_leave(tail: bytes, edits: list[tuple[int, int]]) -> None:
    mutated = bytearray(HONEST)
    for place, byte in edits:
        mutated[place % len(mutated)] = byte
    for data in (bytes(mutated) + tail, tail, b"\x80\x04" + tail):
        try:
            read = read_pickles(data)
        except ParseError:
            continue
        assert all(one.size <= len(data) for one in read)


HOSTILE = {
    "a tuple called again and again": b"\x80\x04cbuiltins\nprint\n\x940("
    + b"K\x01" * 30_000
    + b"t\x940"
    + b"h\x00h\x01R0" * 30_000
    + b"N.",
    "the same with names": b"\x80\x04cbuiltins\nprint\n\x940("
    + b"K\x01" * 30_000
    + b"t\x940"
    + b"h\x00h\x01}\x920" * 30_000
    + b"N.",
    "results of results": b"\x80\x04ca\nb\n" + b")R\x94" * 40_000 + b".",
    "long names": b"\x80\x04\x8c\xff"
    + b"m" * 255
    + b"\x94"
    + b"h\x00h\x00\x93\x94" * 30_000
    + b"N.",
    "marks": b"(" * 80_000 + b"N" + b"1" * 80_000 + b".",
    "no end": b"N" * 400_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_memory_is_bounded(name: str) -> None:
    data = HOSTILE[name]
    tracemalloc.start()
    try:
        try:
            read_pickles(data)
        except ParseError:
            assert name in {"marks", "no end"}
        assert tracemalloc.get_traced_memory()[1] < 250 << 20
    finally:
        tracemalloc.stop()

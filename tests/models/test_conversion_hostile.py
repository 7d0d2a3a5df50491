"""Pickles that want more of the conversion than their tensors: each ends in a table, or an error of ours."""

import pytest
from test_pickle_costs import pairs, shared

from ostiary.core.errors import ParseError
from ostiary.formats.model.convert.objects import flatten, load
from ostiary.formats.model.convert.table import Storage, Table, Tensor
from ostiary.formats.model.convert.writing import header
from ostiary.formats.model.extent import Held

LONG = b"\x8b" + (30_000).to_bytes(4, "little") + b"\x7f" * 30_000
"""A number of more digits than the interpreter writes."""
ORDERED = b"ccollections\nOrderedDict\n)R"
STORAGE = (
    b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x06tQ"
)
TENSOR = b"ctorch._utils\n_rebuild_tensor_v2\n(" + STORAGE + b"K\x00K\x06\x85K\x01\x85\x89N%stR"


def text(word: bytes) -> bytes:
    return b"X" + len(word).to_bytes(4, "little") + word


def table_of(stream: bytes) -> Table:
    table = Table()
    flatten(load(Held(b"\x80\x04" + stream + b".")).value, table)
    header(table, "")
    return table


@pytest.mark.parametrize(
    "stream",
    [
        b"ctorch\nFloatStorage\n}" + text(b"dtype") + text(b"none") + b"sb",
        b"ctorch._utils\n_first\nctorch._utils\n_rebuild_tensor\n}" + text(b"a") + b"K\x01sb",
        b"ctorch._utils\n_rebuild_parameter\nctorch\nSize\n\x85RN}" + text(b"a") + b"K\x01s\x86b",
        TENSOR % b"" + b"(" + text(b"no storage") + b"K\x00))tb",
        STORAGE + b"(K\x00K\x00K\x00K\x00tb",
        b"ccollections\nOrderedDict\n}b",
    ],
)
def test_no_state_is_set_on_what_stands_here(stream: bytes) -> None:
    with pytest.raises(ParseError, match="sets the state of what has none"):
        table_of(stream)


@pytest.mark.parametrize(
    "stream",
    [
        ORDERED + b"}(" + text(b"items") + b"K\x01K\x02K\x03ub",
        b"}" + LONG + b"K\x01s",
        b"}" + text(b"a") + LONG + b"s",
        b"cx\nX\n)R" + LONG + b"K\x01s",
        b"cx\nX\n)R(" + text(b"a") + b"K\x01" + text(b"a") + b"K\x02u",
    ],
)
def test_odd_keys_and_values_end_in_a_table(stream: bytes) -> None:
    table = table_of(stream)
    assert not table.tensors


def test_tensors_behind_keys_that_look_alike_are_not_lost_in_silence() -> None:
    tensor = TENSOR.replace(b"%s", b"")
    table = table_of(b"cx\nX\n)R(K\x01\x85" + tensor + b"q\x01K\x02\x85" + tensor + b"u")
    assert list(table.tensors) == ["tuple"]
    assert ("tuple", "its name stands twice, or there are too many") in table.dropped


@pytest.mark.parametrize("bits", [0, 62, 20_000])
def test_an_empty_tensor_has_sizes_too(bits: int) -> None:
    size = 1 << bits if bits else -1
    table = Table()
    table.add("a", Tensor(Storage("0", "U8", 8, 0), 0, (0, size), (1, 1)))
    assert not table.tensors
    assert table.dropped


@pytest.mark.parametrize(
    ("head", "again", "count", "end"),
    [
        (shared(60) + b"}(", b"h\x3cN", 1, b"u."),
        (shared(18) + b"}(", b"h\x12N", 300_000, b"u."),
        (shared(0)[:2] + b")", b"\x85", 1_000, b"N\x93."),
        (b"\x80\x05\x96\x01" + bytes(7), b"x", 1, b"\x98."),
        (b"\x80\x04", b"\x8f0", 6_000_000, b"N."),
        (b"\x80\x04}N", b"\x85", 1_000, b"Ns."),
        (b"\x80\x04", b"K\x01", 1, b"r\xff\xff\xff\xff."),
    ],
)
def test_what_the_walker_does_not_bound_is_not_read(
    head: bytes, again: bytes, count: int, end: bytes
) -> None:
    with pytest.raises(ParseError, match="the pickle cannot be"):
        load(Held(head + again * count + end))


def test_keys_that_are_chosen_to_collide_are_not_read() -> None:
    with pytest.raises(ParseError, match="longer to hash"):
        load(Held(pairs(60_000)))


def test_a_key_that_shares_itself_into_a_long_text_is_told_by_its_type() -> None:
    table = table_of(shared(18)[2:] + b"cx\nX\n)Rh\x12K\x07s")
    assert table.plain == {"tuple": "7"}


def test_depth_ends_in_a_word_of_it() -> None:
    table = table_of(b"]" * 1_000 + b"a" * 999)
    assert any("too deeply" in why for _, why in table.dropped)

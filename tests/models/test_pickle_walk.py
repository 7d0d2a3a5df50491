"""The function that other readers use: persistent ids, raw bytes between opcodes, offsets, values."""

import pickle

import pytest
from desks import read_one

from ostiary.core.errors import ParseError
from ostiary.formats.model.assurance import Assurance, assurance
from ostiary.formats.model.catalogue import FORMATS
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent, Held
from ostiary.formats.model.judge import Box, Foreign, Made, Ruling
from ostiary.formats.model.pickle.inert import READER, Inert, RefusedError, Stub, loaded
from ostiary.formats.model.pickle.walk import walk, walk_all
from ostiary.formats.model.record import Standing
from ostiary.formats.model.sheet import Sheet
from ostiary.program.loading.known import KNOWN


def sheet_of(data: bytes) -> tuple[Sheet, Desk]:
    desk = Desk(FORMATS, KNOWN)

    def nested(name: str, part: Extent) -> str:
        return desk.look(name, part, 1)

    return Sheet("x", Held(data), nested, lambda name, text: None), desk


def test_a_value_and_where_it_ends() -> None:
    data = b"junk" + pickle.dumps({"a": [1, None], "b": (2.5, b"raw")}, 4) + b"more"
    sheet, desk = sheet_of(data)
    found = walk(sheet, desk, sheet.extent, 4)
    assert found.end == len(data) - 4
    assert found.whole
    assert not found.acts
    assert found.value == Box(
        "dict", ["a", Box("list", [1, None]), "b", Box("tuple", [2.5, b"raw"])]
    )
    assert sheet.result().accounted == len(data) - 8


def test_persistent_ids_are_put_to_the_caller() -> None:
    data = b"\x80\x02(X\x01\x00\x00\x00aK\x07tQ."
    asked: list[object] = []

    def accept(one: object) -> Ruling:
        asked.append(one)
        return Ruling(Standing.INERT, "a storage")

    sheet, desk = sheet_of(data)
    found = walk(sheet, desk, sheet.extent, persistent=accept, shift=100, owns=False)
    assert asked == [Box("tuple", ["a", 7])]
    assert found.value == Foreign(Box("tuple", ["a", 7]))
    (call,) = sheet.result().calls
    assert (call.name, call.standing, call.at) == ("persistent_load", Standing.INERT, 112)
    assert sheet.result().accounted == 0


def test_raw_bytes_after_a_state() -> None:
    """As joblib writes arrays: an object, its state, and then bytes that are no opcodes."""
    made = b"\x80\x02ccollections\nOrderedDict\n)R}X\x05\x00\x00\x00countK\x04sb"
    data = made + b"\xff.\xfe." + b"K\x01\x86."
    met = []

    def raw(one: object, state: object, at: int) -> int:
        met.append((one, state, at))
        assert isinstance(state, Box)
        count = state.items[1]
        assert isinstance(count, int)
        return count

    sheet, desk = sheet_of(data)
    found = walk(sheet, desk, sheet.extent, raw_after=raw)
    assert met == [(Made("collections.OrderedDict"), Box("dict", ["count", 4]), len(made))]
    assert found.value == Box("tuple", [Made("collections.OrderedDict"), 1])
    assert found.end == len(data)
    assert not sheet.result().oddities


def test_raw_bytes_beyond_the_end() -> None:
    data = b"\x80\x02ccollections\nOrderedDict\n)R}b."
    sheet, desk = sheet_of(data)
    assert not walk(sheet, desk, sheet.extent, raw_after=lambda *_: 1 << 80).whole
    assert sheet.opaque

    def fails(*_: object) -> int:
        raise ParseError("no shape")

    with pytest.raises(ParseError):
        walk(sheet, desk, sheet.extent, raw_after=fails)


def test_all_pickles_of_a_stream() -> None:
    data = b"".join(pickle.dumps(one, one) for one in range(6))
    sheet, desk = sheet_of(data + b"and a text")
    found = walk_all(sheet, desk, sheet.extent)
    assert [one.whole for one in found] == [True] * 6
    assert [one.protocol for one in found] == [0, 0, 2, 3, 4, 5]
    assert found[-1].end == len(data)
    assert sheet.result().accounted == len(data)
    empty = Held(b"")
    one = walk(sheet, desk, empty)
    assert (one.end, one.whole, one.value, one.acts) == (0, False, None, False)


def test_both_readers_are_named() -> None:
    file = read_one("x.pkl", pickle.dumps([1, 2]))
    assert file.readers == ("pickle walker", READER)
    assert file.carries == "calls"
    assert file.loader == "pickle.load"


def test_the_second_reader_runs_nothing() -> None:
    """It finds stubs for everything, and they refuse whatever only a real object could answer."""
    inert = Inert(b"cposix\nsystem\n(S'exit 1'\ntRp0\n(g0\ng0\nlp1\n.")
    assert loaded(inert) == ""
    assert inert.asked == [("posix", "system")]
    one = Stub()
    for use in (iter, len, bool, int, bytes, list):
        with pytest.raises((RefusedError, TypeError)):
            use(one)
    with pytest.raises(RefusedError):
        Stub.name = 1
    with pytest.raises(RefusedError):
        one < one  # noqa: B015
    assert Inert(b"cbuiltins\neval\n.").find_class("builtins", "eval") is not eval


def test_a_loader_of_bytes_is_known_once_these_were_read() -> None:
    """A tensor in a plain pickle is a PyTorch stream in it."""
    inner = pickle.dumps([1, 2, 3], 4)
    cases = ((inner, Standing.INERT), (b"nothing known", Standing.LOADER), (b"", Standing.LOADER))
    for data, standing in cases:
        packed = b"B" + len(data).to_bytes(4, "little") + data
        file = read_one("m.pkl", b"\x80\x03ctorch.storage\n_load_from_bytes\n" + packed + b"\x85R.")
        assert {one.standing for one in file.calls} == {standing}, data


ENCODED = b"c_codecs\nencode\n(X\x03\x00\x00\x00abcX\x06\x00\x00\x00latin1tR"
"""Bytes as protocols before 3 have them; `@` stands for them below."""


@pytest.mark.parametrize(
    ("stream", "safe"),
    [
        *((one, False) for one in (b"@I1\na.", b"@(I1\ne.", b"@I1\nI2\ns.", b"@(I1\nI2\nu.")),
        *((one, False) for one in (b"@(I1\n\x90.", b"@)R.", b"(@o.", b"@)\x81.", b"@)}\x92.")),
        *((one, False) for one in (b"@}b.", b"@@\x93.", b"@Q.", b"@\x98.")),
        *((one, True) for one in (b"}@I1\ns.", b"@q\x00h\x00\x86.", b"}@\x85I1\ns.", b"(@l.")),
        *((one, True) for one in (b"\x8f(@\x90.", b"(@\x91.", b"@2\x86.", b"@0N.")),
    ],
)
def test_bytes_that_were_written_as_text_stand_wherever_a_value_may(
    stream: bytes, safe: bool
) -> None:
    file = read_one("m.pkl", b"\x80\x05" + stream.replace(b"@", ENCODED))
    assert (assurance(file) is Assurance.SAFE_BY_LIST) is safe, file


def test_what_is_called_before_a_hook_gives_up_is_kept() -> None:
    """An array of joblib that makes no sense stands behind the call."""
    array = b"cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}b"
    file = read_one("m.joblib", b"\x80\x04cposix\nsystem\nX\x01\x00\x00\x00x\x85R0" + array + b".")
    assert file.format == "joblib"
    assert file.opaque
    assert assurance(file) is Assurance.MALICIOUS

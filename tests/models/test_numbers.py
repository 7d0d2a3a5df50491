"""Numbers at random are numbers: an ordinary model is not taken for a pickle in a pickle by chance."""

import pickle
from random import Random
from struct import pack

import pytest
from assemble.pickle import assemble
from desks import read_all

from ostiary.formats.model.assurance import Assurance, assurance
from ostiary.formats.model.extent import Held
from ostiary.formats.model.pickle.marks import sniff

CLEAN = {Assurance.SAFE_BY_FORMAT, Assurance.SAFE_BY_LIST}
REGISTERED = b"\x82\xf0R"
"""What random numbers spell now and then: call what has the number 240 in the extension registry."""


def numbers(dice: Random, count: int) -> bytes:
    return pack(f"<{count}d", *(dice.uniform(-0.25, 0.25) for _ in range(count)))


def test_thousands_of_arrays_as_protocol_2_writes_them_are_clean() -> None:
    dice = Random(7)
    arrays = [numbers(dice, 60) for _ in range(6_000)]
    (one,) = read_all("arrays.pkl", pickle.dumps(arrays, 2)).files
    assert assurance(one) in CLEAN, one.opaque


@pytest.mark.parametrize("lead", [REGISTERED, b")" + REGISTERED, b"\x84\x10\x20\x30\x40R"])
@pytest.mark.parametrize("protocol", [2, 4])
def test_a_number_of_the_registry_by_chance_is_no_pickle(lead: bytes, protocol: int) -> None:
    data = lead + b"\xff" + numbers(Random(3), 40)
    assert not sniff(data, Held(data), "weights")
    found = read_all("model.pkl", pickle.dumps([data], protocol)).files
    assert [assurance(one) in CLEAN for one in found] == [True]


def test_a_printers_font_is_no_pickle_of_the_first_protocol() -> None:
    font = b"\x80\x01\x34\x02\x00\x00%!PS-AdobeFont-1.0: Sample\n" + b"\x80\x02" + bytes(40)
    assert not sniff(font, Held(font), "font.pfb")
    begun = assemble("PROTO 1\nINT 1\nPOP\nGLOBAL 'os' 'system'\nSTOP")
    assert sniff(begun, Held(begun), "font.pfb")


def test_a_pickle_among_the_numbers_is_found() -> None:
    inner = assemble("GLOBAL 'os' 'system'\nUNICODE 'id'\nTUPLE1\nREDUCE\nSTOP")
    dice = Random(9)
    arrays = [numbers(dice, 60) for _ in range(2_000)]
    for hidden in (inner, b"\x82\x070" + inner):
        found = read_all("arrays.pkl", pickle.dumps([*arrays, hidden], 2)).files
        assert len(found) == 2
        assert not all(assurance(one) in CLEAN for one in found)


def test_a_stream_of_more_storages_than_are_shown() -> None:
    """Tens of thousands of small tensors in a stream of torch before version 1.6."""
    count = 12_000
    keys = [str(one) for one in range(count)]
    parts = [0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True}]
    data = b"".join(pickle.dumps(one, 2) for one in parts) + stored(keys) + pickle.dumps(keys, 2)
    data += (pack("<q", 1) + pack("<f", 0.5)) * count
    (one,) = read_all("model.pt", data).files
    assert one.format == "torch-legacy"
    assert assurance(one) in CLEAN, (one.opaque, one.oddities)


def stored(keys: list[str]) -> bytes:
    """The pickle of a list of one tensor for each storage."""
    lines = ["PROTO 2", "EMPTY_LIST", "MARK"]
    for key in keys:
        lines += [
            *("GLOBAL 'torch._utils' '_rebuild_tensor_v2'", "MARK", "MARK", "BINUNICODE 'storage'"),
            *("GLOBAL 'torch' 'FloatStorage'", f"BINUNICODE '{key}'", "BINUNICODE 'cpu'"),
            *("BININT1 1", "NONE", "TUPLE", "BINPERSID", "BININT1 0", "BININT1 1", "TUPLE1"),
            *("BININT1 1", "TUPLE1", "NEWFALSE", "GLOBAL 'collections' 'OrderedDict'"),
            *("EMPTY_TUPLE", "REDUCE", "TUPLE", "REDUCE"),
        ]
    return assemble("\n".join([*lines, "APPENDS", "STOP"]))

"""Where our own reader would stop and an unpickler would not, a pickle is one all the same.

Each lead is followed by a call. That an unpickler gets as far is shown by CPython's own one, which finds
nothing but stubs.
"""

import io
import pickle
from struct import pack

import pytest
from assemble.protobuf import field
from desks import read_all

from ostiary.formats.model.assurance import Assurance, assurance

CLEAN = {Assurance.SAFE_BY_FORMAT, Assurance.SAFE_BY_LIST}
CALL = b"cos\nsystem\n(S'id'\ntR."


def blob(data: bytes) -> bytes:
    return b"B" + pack("<I", len(data)) + data


def text(data: str) -> bytes:
    return b"X" + pack("<I", len(data)) + data.encode()


LEADS = {
    "a state of None": b"]Nb0",
    "a number far behind the memo": b"Nr" + pack("<I", 3_000_000) + b"0",
    "the same on a line": b"Np2000000\n0",
    "a key that takes long to hash": b"})" + b"2\x86" * 21 + b"Ns0",
    "a number of many digits": b"L0x" + b"1" * 4_400 + b"L\n0",
    "a number behind many blanks": b"I" + b" " * 4_400 + b"1\n0",
    "a place behind many blanks": b"Np" + b" " * 4_400 + b"1\n0",
    "a long buffer": blob(b"a" * 70_000) + b"\x980",
}
BROKEN = {
    "a module that begins with a digit": b"c81d2__mypyc\n__name__\n0" + CALL[:-1] + b"\xff",
    "a name with a blank": b"ctorch.ops\na b\n0" + CALL[:-1] + b"\xff",
    "a name of many steps": b"N0\x80\x04"
    + text("os")
    + text("path.os." * 150 + "system")
    + b"\x93"
    + text("id")
    + b"\x85R.",
    "an opcode beyond its frame": b"\x95" + pack("<Q", 3) + b"NJ\0\0\0\0\xff" + CALL,
}
SAMPLES = {**{name: lead + CALL for name, lead in LEADS.items()}, **BROKEN}


class Inert(pickle.Unpickler):
    """Keeps what it is asked for, and gives stubs."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self.asked: list[str] = []

    def find_class(self, module: str, name: str, /) -> object:
        self.asked.append(f"{module}.{name}")
        return lambda *_: None


def clean(name: str, data: bytes) -> bool:
    """Whether nobody says anything against a file; one that nobody recognises is no better."""
    return all(assurance(one) in CLEAN for one in read_all(name, data).files)


@pytest.mark.parametrize("lead", SAMPLES)
def test_an_unpickler_gets_there(lead: str) -> None:
    inert = Inert(SAMPLES[lead])
    try:
        inert.load()
    except (pickle.UnpicklingError, AttributeError):
        assert lead in BROKEN
    assert any(one.startswith("os.") and one.endswith("system") for one in inert.asked)


@pytest.mark.parametrize("lead", SAMPLES)
@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "m.pt", "m.joblib", "weights.model", "m.pkl"]
)
def test_a_file(lead: str, name: str) -> None:
    assert not clean(name, SAMPLES[lead])


@pytest.mark.parametrize("lead", SAMPLES)
def test_a_constant(lead: str) -> None:
    assert not clean("m.pkl", pickle.dumps({"state": b"\x80\x02" + SAMPLES[lead]}, 4))


@pytest.mark.parametrize("protocol", [0, 1, 2, 4])
@pytest.mark.parametrize("mark", [b"\x80\x00", b"\x80\x01", b"\x80\x02", b"\x80\x04"])
def test_a_short_pickle_of_any_protocol_in_one_of_any(protocol: int, mark: bytes) -> None:
    inner = mark + b"cos\nabort\n)R."
    assert not clean("m.pkl", pickle.dumps({"state": inner}, protocol))
    assert not clean("m.pkl", pickle.dumps({"state": bytearray(inner)}, protocol))


@pytest.mark.parametrize("head", [b"C%c", b"U%c", b"B%c\0\0\0", b"T%c\0\0\0"])
def test_each_opcode_of_bytes(head: bytes) -> None:
    """Those of Python 2, whose texts are bytes, among them."""
    inner = b"\x80\x02" + CALL
    assert not clean("m.pkl", b"\x80\x02" + head % len(inner) + inner + b".")


def test_an_import_alone() -> None:
    assert not clean("weights.model", b"cantigravity\nfly\n\xff")


def test_a_list_of_words_is_none() -> None:
    """Its first two lines name `copy.cgeev`: nothing calls that, and texts are not loaded."""
    assert not read_all("routines", b"ccopy\ncgeev\ncgemm\nzdotc\n").files


def graph_and_pickle() -> bytes:
    """An ONNX model whose fields, from the first byte on, are opcodes as well."""
    raw = b"N" * 150 + b"0" + CALL + bytes(300)
    tensor = field(1, len(raw)) + field(2, 2) + field(8, "w") + field(9, raw)
    node = field(1, "w") + field(2, "y") + field(4, "Identity")
    graph = field(1, node) + field(2, "g") + field(5, tensor) + field(12, field(1, "y"))
    about = b"C$" + b"a description of the model in a few." + b"C~"
    return b"(N" + field(6, about) + field(7, graph) + field(8, field(2, 13))


@pytest.mark.parametrize("name", ["model.onnx", "model.pkl", "pytorch_model.bin", "x"])
def test_a_graph_that_is_a_pickle_as_well(name: str) -> None:
    data = graph_and_pickle()
    inert = Inert(data)
    inert.load()
    assert inert.asked == ["os.system"]
    found = read_all(name, data).files
    assert {"onnx", "pickle"} <= {one.format for one in found}
    assert not clean(name, data)


def test_a_loader_of_bytes_takes_them_for_what_it_reads() -> None:
    """What `_load_from_bytes` gets is no graph for it, whatever else it is."""
    plain = field(1, 8) + field(7, field(1, field(4, "Identity")) + field(2, "g"))
    for inner in (graph_and_pickle(), plain):
        call = b"\x80\x02ctorch.storage\n_load_from_bytes\n" + blob(inner) + b"\x85R."
        assert not clean("m.pkl", call)


def test_what_is_of_no_known_format_under_a_name_of_pickles() -> None:
    for name in ("a.pt", "a.joblib", "pytorch_model-00001-of-00002.bin", "a.pkl"):
        data = b"\xff\xfe\0\1" * 50
        found = read_all(name, data).files
        assert [assurance(one) for one in found] == [Assurance.UNKNOWN]
    assert not read_all("a.pt", b"words in a language\n" * 9).files

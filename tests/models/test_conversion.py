"""Tensors out of model files without loading them: the same numbers, and nothing else."""

import json
import struct
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from assemble.torch_zip import assemble
from desks import read_one

from ostiary.cli.console import Console
from ostiary.core.errors import ParseError, UsageError
from ostiary.flows.convert import convert
from ostiary.formats.model.assurance import Assurance, assurance
from ostiary.formats.model.convert.objects import flatten, load
from ostiary.formats.model.convert.sources import table_of
from ostiary.formats.model.convert.table import Storage, Table, Tensor
from ostiary.formats.model.convert.writing import header, pieces
from ostiary.formats.model.extent import Held

TENSOR = """\
  GLOBAL:torch._utils._rebuild_tensor_v2 MARK MARK BINUNICODE:"storage" GLOBAL:torch.{kind}Storage
  BINUNICODE:"0" BINUNICODE:"cpu" BININT1:{count} TUPLE BINPERSID BININT1:{offset}
  MARK {shape} TUPLE MARK {stride} TUPLE
  NEWFALSE GLOBAL:collections.OrderedDict EMPTY_TUPLE REDUCE TUPLE REDUCE
"""


def archive(body: str, numbers: str = "numbers:24") -> bytes:
    head = "PROTO:2 GLOBAL:collections.OrderedDict EMPTY_TUPLE REDUCE MARK"
    return assemble(f"pickle\n  {head}\n{body}  SETITEMS STOP\nlabels\nstorage 0\n  {numbers}\n")


def tensor(name: str, shape: str, stride: str, offset: int = 0, kind: str = "Int") -> str:
    pushed = [" ".join(f"BININT1:{one}" for one in text.split()) for text in (shape, stride)]
    return f'  BINUNICODE:"{name}"\n' + TENSOR.format(
        kind=kind, count=6, offset=offset, shape=pushed[0], stride=pushed[1]
    )


def written(
    data: bytes, tmp_path: Path, name: str = "m.pt"
) -> tuple[dict[str, object], bytes, Path]:
    path, out = tmp_path / name, tmp_path / "out.safetensors"
    path.write_bytes(data)
    with Console(quiet=True).progress() as progress:
        convert(path, out, progress)
    raw = out.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    return json.loads(raw[8 : 8 + size]), raw[8 + size :], out


def numbers_of(data: bytes) -> bytes:
    """The storage as it lies in the archive."""
    with ZipFile(BytesIO(data)) as held:
        name = next(one for one in held.namelist() if one.endswith("data/0"))
        return held.read(name)


def test_numbers_are_the_same_and_the_result_is_safe_by_format(tmp_path: Path) -> None:
    data = archive(tensor("a", "2 3", "3 1") + tensor("t", "3 2", "1 3") + tensor("s", "2", "2", 1))
    head, body, out = written(data, tmp_path)
    raw = struct.unpack("<6i", numbers_of(data))
    a, t, s = (head[one] for one in "ats")

    def values(entry: object) -> tuple[int, ...]:
        assert isinstance(entry, dict)
        start, end = entry["data_offsets"]
        return struct.unpack(f"<{(end - start) // 4}i", body[start:end])

    assert values(a) == raw
    assert values(t) == tuple(raw[row + 3 * column] for row in range(3) for column in range(2))
    assert values(s) == (raw[1], raw[3])
    assert assurance(read_one("out.safetensors", out.read_bytes())) is Assurance.SAFE_BY_FORMAT


def test_what_is_no_tensor_is_left_behind_and_never_called(tmp_path: Path) -> None:
    bad = '  BINUNICODE:"x" GLOBAL:posix.system BINUNICODE:"touch ran" TUPLE1 REDUCE\n'
    head, _, _ = written(archive(tensor("a", "6", "1") + bad), tmp_path)
    assert set(head) == {"__metadata__", "a"}
    assert not (tmp_path / "ran").exists()


def test_one_tensor_under_two_names_is_written_once() -> None:
    table = table_of("torch-zip", Held(archive(tensor("a", "6", "1") + tensor("b", "6", "1"))))
    assert list(table.tensors) == ["a"]
    assert table.aliases == [("b", "a")]


@pytest.mark.parametrize(
    ("shape", "stride", "offset"),
    [("7", "1", 0), ("6", "1", 1), ("2 3", "9 1", 0), ("2", "200", 0)],
)
def test_a_view_beyond_its_storage_is_left_behind(shape: str, stride: str, offset: int) -> None:
    table = table_of("torch-zip", Held(archive(tensor("a", shape, stride, offset))))
    assert not table.tensors
    assert table.dropped == [("a", "it reaches beyond its storage")]


def test_other_byte_orders_are_turned() -> None:
    held = Held(bytes(range(8)))
    one = Tensor(Storage("0", "I32", 2, 0), 0, (2,), (1,))
    assert b"".join(pieces(held, one, big=True)) == bytes([3, 2, 1, 0, 7, 6, 5, 4])
    two = Tensor(Storage("0", "C64", 1, 0), 0, (1,), (1,))
    assert b"".join(pieces(held, two, big=True)) == bytes([3, 2, 1, 0, 7, 6, 5, 4])


def test_broadcast_and_empty_tensors() -> None:
    held = Held(bytes(range(8)))
    spread = Tensor(Storage("0", "U8", 8, 0), 1, (2, 3), (1, 0))
    assert b"".join(pieces(held, spread, big=False)) == bytes([1, 1, 1, 2, 2, 2])
    empty = Tensor(Storage("0", "U8", 8, 0), 0, (0, 3), (3, 1))
    assert b"".join(pieces(held, empty, big=False)) == b""
    scalar = Tensor(Storage("0", "U8", 8, 0), 5, (), ())
    assert b"".join(pieces(held, scalar, big=False)) == b"\x05"


def test_the_header_is_aligned() -> None:
    table = Table()
    table.add("a", Tensor(Storage("0", "U8", 8, 0), 0, (8,), (1,)))
    assert len(header(table, "sha256:0")) % 8 == 0


@pytest.mark.parametrize(
    "data", [b"", b"\x80\x02", b"\x80\x02K\x01.", b"(lp0\n.", b"\x80\x02\x82\x01."]
)
def test_streams_end_in_objects_or_an_error_of_ours(data: bytes) -> None:
    try:
        value = load(Held(data)).value
    except ParseError:
        return
    table = Table()
    flatten(value, table)
    assert not table.tensors


def test_objects_that_hold_themselves_end() -> None:
    itself: list[object] = []
    itself.append(itself)
    table = Table()
    flatten({"a": itself}, table)
    assert not table.tensors


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "m.pt"
    path.write_bytes(archive(tensor("a", "6", "1")))
    (tmp_path / "out").write_text("mine")
    with Console(quiet=True).progress() as progress:
        with pytest.raises(UsageError, match="there already"):
            convert(path, tmp_path / "out", progress)
        (tmp_path / "n.gguf").write_bytes(b"nothing")
        with pytest.raises(ParseError):
            convert(tmp_path / "n.gguf", tmp_path / "new", progress)
    assert (tmp_path / "out").read_text() == "mine"
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".*"))

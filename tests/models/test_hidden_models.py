"""What lies under names that say nothing is found, and what is cut short keeps no reader busy."""

import base64
import io
import json
import zipfile

import pytest
from assemble.pickle import assemble
from desks import read_all, read_one

from ostiary.core.coverage import Reach
from ostiary.evidence.artifact import examine_members
from ostiary.formats.archive.member import Member
from ostiary.formats.model.assurance import Assurance, assurance
from ostiary.formats.model.extent import Held, Part
from ostiary.formats.model.record import ModelFile, Models

CALL = b"cposix\ngetpid\n(tR."
STRANGE = bytes(range(7, 200)) * 9
"""Bytes that are of no known format, and no text."""


def found(files: dict[str, bytes]) -> dict[str, ModelFile]:
    """The model files of a folder."""
    members = [Member(path, data, False, 0) for path, data in files.items()]
    examined = examine_members(members, "folder", "", 0)
    models = [fact for fact in examined.facts if isinstance(fact, Models)]
    return {one.path: one for fact in models for one in fact.files}


@pytest.mark.parametrize("name", ["setup.py", "install.sh", "main.js"])
def test_a_pickle_under_the_name_of_a_program(name: str) -> None:
    assert assurance(found({name: CALL})[name]) is Assurance.MALICIOUS
    assert not found({name: b"code = 1\nother = 2\n"})


@pytest.mark.parametrize("name", ["pytorch_model.bin", "w.pth", "a.weights"])
def test_unknown_bytes_among_models(name: str) -> None:
    config = {"config.json": b'{"model_type": "bert"}'}
    assert assurance(found({**config, name: STRANGE})[name]) is Assurance.UNKNOWN
    alone = found({name: STRANGE, "other/config.json": config["config.json"]})
    assert (name in alone) is (name != "a.weights"), "whoever goes by the other names unpickles it"
    assert name not in found({**config, name: b"words of a text\n"})


def test_a_handler_in_an_archive_is_imported() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        manifest = {"model": {"handler": "own.py", "modelName": "x"}}
        archive.writestr("MAR-INF/MANIFEST.json", json.dumps(manifest))
        archive.writestr("own.py", "import os\nos.getpid()\n")
    examined = examine_members([Member("m.mar", made.getvalue(), False, 0)], "folder", "", 0)
    assert {one.path: one.reach for one in examined.coverage}["m.mar!/own.py"] is Reach.IMPORT


def test_a_part_ends_with_what_it_is_a_part_of() -> None:
    whole = Held(b"0123456789")
    assert Part(whole, 4, 100).size == 6
    assert Part(whole, 40, 100).size == 0
    assert Part(Part(whole, 2, 5), 1, 100).at(0, 100) == b"3456"


@pytest.mark.timeout(20)
@pytest.mark.parametrize("opcode", ["BINBYTES", "BINUNICODE", "BINBYTES8", "BYTEARRAY8"])
def test_a_constant_that_is_said_to_be_longer_than_the_file(opcode: str) -> None:
    data = assemble(f"PROTO 5\n{opcode}!2069 ''")
    for inner in (b"\x80\x04\x8c\x05posix\x8c\x06getpid\x93)R.", b"\x80\x04\x95" + bytes(7)):
        file = read_one("dormant.pkl", data + inner)
        assert file.opaque


@pytest.mark.parametrize("shift", range(6))
def test_a_pickled_type_wherever_base64_begins(shift: int) -> None:
    schema = base64.b64encode(bytes(shift) + b"arrow.py_extension_type" + bytes(9))
    table = b"PAR1" + bytes(30) + b"ARROW:schema" + schema + bytes(30) + b"PAR1"
    assert assurance(found({"d.parquet": table})["d.parquet"]) is Assurance.UNKNOWN
    assert not found({"d.parquet": table.replace(schema, base64.b64encode(bytes(40)))})


@pytest.mark.parametrize("at", [0, 5, (1 << 20) - 12, (1 << 20) - 1, 1 << 20, (1 << 20) + 3])
@pytest.mark.parametrize("opcode", ["SHORT_BINUNICODE", "BINUNICODE", "BINBYTES8", "STRING"])
def test_a_dressed_pickle_wherever_it_stands(opcode: str, at: int) -> None:
    inner = base64.b64encode(b"\x80\x04\x8c\x05posix\x8c\x06getpid\x93)R.").decode()
    data = assemble(f"PROTO 4\nPAD {at} 78\n{opcode} {inner!r}\nTUPLE1\nSTOP")  # N, N, N ...
    files = read_all("x.pkl", data).files
    assert max(map(assurance, files), key=list(Assurance).index) is Assurance.MALICIOUS

"""Keys of a PyTorch tar are whatever its pickles give."""

import pytest
from assemble.tar import assemble
from desks import read_one

from ostiary.formats.model.assurance import Assurance, assurance

LONG = b"\x8b" + (30_000).to_bytes(4, "little") + b"\x7f" * 30_000
"""A number of more digits than the interpreter writes."""
ONE, NONE, NOTHING = b"\x80\x02K\x01.", b"\x80\x02K\x00.", b"\x80\x02]."


def tar(storages: bytes, tensors: bytes, asked: bytes) -> bytes:
    parts = {"pickle": asked, "storages": storages, "tensors": tensors}
    return assemble("".join(f"member {name}\n  hex:{data.hex()}\n" for name, data in parts.items()))


def described(key: bytes, storage: bytes, cls: bytes) -> bytes:
    return ONE + b"\x80\x02" + key + storage + b"ctorch\n" + cls + b"\n\x87."


@pytest.mark.parametrize("key", [LONG, LONG + b"\x85", b"]"])
@pytest.mark.parametrize("where", ["storages", "views", "tensors", "their storage", "object"])
def test_keys_that_are_none(key: bytes, where: str) -> None:
    storages, tensors, asked = NONE + NOTHING, NONE, NOTHING
    if where == "storages":
        storages = described(key, b"N", b"FloatStorage") + bytes(8) + NOTHING
    elif where == "views":
        storages = NONE + b"\x80\x02](" + key + b"K\x01\x86e."
    elif where == "tensors":
        tensors = described(key, b"N", b"FloatTensor") + bytes(16)
    elif where == "their storage":
        tensors = described(b"K\x01", key, b"FloatTensor") + bytes(16)
    else:
        asked = b"\x80\x02" + key + b"Q."
    file = read_one("m.pt", tar(storages, tensors, asked))
    assert file.format == "torch-tar"
    assert assurance(file) is Assurance.UNKNOWN

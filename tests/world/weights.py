"""Small model files for tests, made by hand."""

import io
import json
import struct
import zipfile

CONFIG = json.dumps({"model_type": "bert", "architectures": ["BertModel"], "hidden_size": 4})
CARD = "---\nlicense: mit\n---\n# A model\n"
CALLING = b"\x80\x02cposix\ngetpid\n)R."
"""A pickle that calls a function of the operating system, a harmless one."""


def safetensors(count: int = 2, size: int = 16) -> bytes:
    """Tensors of zeros, `size` values each."""
    table = {
        f"layer.{one}.weight": {
            "dtype": "F32",
            "shape": [size],
            "data_offsets": [one * size * 4, (one + 1) * size * 4],
        }
        for one in range(count)
    }
    head = json.dumps(table).encode()
    head += b" " * (-len(head) % 8)
    return struct.pack("<Q", len(head)) + head + bytes(count * size * 4)


def torch_zip(pickled: bytes, size: int = 64) -> bytes:
    """A checkpoint as torch writes it: a pickle and one storage, both stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        made.writestr("archive/data.pkl", pickled)
        made.writestr("archive/data/0", bytes(size))
        made.writestr("archive/version", b"3\n")
    return out.getvalue()


GOOD: dict[str, bytes | str] = {
    "README.md": CARD,
    "config.json": CONFIG,
    "model.safetensors": safetensors(),
}
"""A model that may enter."""


def state(count: int) -> bytes:
    """The pickle of a state dictionary with one tensor of so many numbers of four bytes."""
    size = b"J" + struct.pack("<i", count)

    def text(value: str) -> bytes:
        return b"X" + struct.pack("<I", len(value)) + value.encode()

    storage = (
        b"(" + text("storage") + b"ctorch\nFloatStorage\n" + text("0") + text("cpu") + size + b"tQ"
    )
    rest = b"K\0(" + size + b"t(K\1t\x89ccollections\nOrderedDict\n)Rt"
    tensor = b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + rest + b"R"
    return b"\x80\x02}(" + text("weight") + tensor + b"u."

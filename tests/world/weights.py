"""Small model files for tests, made by hand."""

import json
import struct

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

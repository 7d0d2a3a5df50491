"""Arrays of numpy: the first line is the text of the header, what follows are terms or a block.

`version N` before it chooses another version of the format than 1.
"""

import struct

from assemble.pieces import block


def assemble(text: str) -> bytes:
    """The file."""
    lines = text.splitlines()
    version = 1
    if lines[0].startswith("version "):
        version = int(lines.pop(0).split()[1])
    form = "<H" if version == 1 else "<I"
    header = lines[0].encode("utf-8" if version == 3 else "latin-1")
    start = 8 + struct.calcsize(form)
    header += b" " * (-(start + len(header) + 1) % 64) + b"\n"
    head = b"\x93NUMPY" + bytes([version, 0]) + struct.pack(form, len(header))
    return head + header + block(lines[1:])

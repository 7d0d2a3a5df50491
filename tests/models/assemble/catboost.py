"""A model of CatBoost: fields as of a flatbuffer.

`size N` lies about its length, `part TERMS` stands behind it.
"""

from struct import pack

from assemble import flatbuffer
from assemble.pieces import terms


def assemble(text: str) -> bytes:
    size, behind, rows = None, b"", []
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word == "size":
            size = int(rest)
        elif word == "part":
            behind += terms(rest)
        else:
            rows.append(line)
    body = flatbuffer.assemble("\n".join(rows))
    return b"CBM1" + pack("<I", len(body) if size is None else size) + body + behind

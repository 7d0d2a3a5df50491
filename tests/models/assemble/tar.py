"""Tars: `member NAME [kind=K] [link=TARGET] [size=N] [pax-size=N] [pad=TEXT]` with a block of content.

`end BLOCKS` writes so many blocks of zeros, two if it is not there; `bytes` with a block stands where it is.
"""

from assemble.pieces import block, grouped


def _header(name: bytes, size: int, kind: bytes, link: bytes) -> bytes:
    head = bytearray(512)
    head[: len(name)] = name
    head[100:124] = b"0000644\0" + b"0000000\0" * 2
    head[124:136] = b"%011o\0" % size
    head[136:148] = b"%011o\0" % 0
    head[156:157] = kind
    head[157 : 157 + len(link)] = link
    head[257:265] = b"ustar\x0000"
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


def _padded(data: bytes, pad: bytes = b"") -> bytes:
    return data + pad + bytes(-len(data + pad) % 512)


def _pax(key: str, value: str) -> bytes:
    rest = f" {key}={value}\n"
    length = len(rest) + 2
    record = f"{length}{rest}".encode()
    assert len(record) == length, record
    return _header(b"PaxHeader", length, b"x", b"") + _padded(record)


def assemble(text: str) -> bytes:
    """The tar."""
    out, ended = b"", False
    for line, inner in grouped(text):
        words = line.split()
        if words[0] == "member":
            says = dict(one.split("=", 1) for one in words[2:])
            data = block(inner)
            if "pax-size" in says:
                out += _pax("size", says["pax-size"])
            kind, link = says.get("kind", "0").encode(), says.get("link", "").encode()
            out += _header(words[1].encode(), int(says.get("size", len(data))), kind, link)
            out += _padded(data, says.get("pad", "").encode())
        elif words[0] == "bytes":
            out += block(inner)
        else:
            out += bytes(512 * int(words[1]))
            ended = True
    return out if ended else out + bytes(1024)

"""The index of a checkpoint: `tensor NAME SHARD OFFSET SIZE`, `compressed`, `handle N` for one that lies."""

from assemble.protobuf import field, varint

MAGIC = bytes.fromhex("57fb808b247547db")


def _block(entries: list[tuple[bytes, bytes]]) -> bytes:
    body = b"".join(
        varint(0) + varint(len(key)) + varint(len(value)) + key + value for key, value in entries
    )
    return body + bytes(4) + (1).to_bytes(4, "little")


def assemble(text: str) -> bytes:
    entries = [(b"", field(1, 1) + field(3, field(1, 1)))]
    kind, lie = b"\0", 0
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word == "tensor":
            name, shard, offset, size = rest.split(" ")
            value = field(1, 1) + field(3, int(shard)) + field(4, int(offset)) + field(5, int(size))
            entries.append((name.encode(), value))
        elif word == "handle":
            lie = int(rest)
        else:
            kind = b"\1"
    block = _block(entries)
    out = block + kind + bytes(4)
    meta = len(out)
    out += _block([]) + bytes(5)
    index = len(out)
    pointer = _block([(b"z", varint(0) + varint(lie or len(block)))])
    out += pointer + bytes(5)
    footer = varint(meta) + varint(8) + varint(index) + varint(len(pointer))
    return out + footer + bytes(40 - len(footer)) + MAGIC

"""Zips, each header field of which can be told to lie.

`member NAME [deflated] [KEY=VALUE ...]` with a block of content; keys are `local`, `unicode` (names),
`flags`, `local-flags`, `method`, `crc`, `size`, `packed`, `local-size`, `local-packed` (numbers), `extra`
(how many bytes), `offset` (the name of another member whose header is pointed at), `unlisted`, `link`,
`descriptor`. `bytes` with a block stands between members, before the first or after the end;
`comment TEXT`; `directory NAMES...` writes a directory and an end of its own of those members, once for each
such line, in place of the one at the end.
"""

import struct
import zlib

from msgspec import Struct, field

from assemble.pieces import block, grouped, numbers

_NUMBERS = ("flags", "local-flags", "method", "crc", "size", "packed", "local-size", "local-packed")


class Written(Struct):
    """One member as it is told to be."""

    name: bytes
    packed: bytes
    size: int
    crc: int
    method: int
    says: dict[str, str] = field(default_factory=dict)
    offset: int = 0

    def number(self, key: str, otherwise: int) -> int:
        """What is told of a field, or what is true."""
        return int(self.says[key], 0) if key in self.says else otherwise

    def local(self, aligned: int) -> bytes:
        """The local header, the packed bytes, and a data descriptor where one is asked for."""
        name = self.says.get("local", self.name.decode()).encode()
        flags = self.number("local-flags", self.number("flags", 0))
        late = "descriptor" in self.says
        crc, packed, size = (0, 0, 0) if late else (
            self.number("crc", self.crc),
            self.number("local-packed", self.number("packed", len(self.packed))),
            self.number("local-size", self.number("size", self.size)),
        )  # fmt: skip
        extra = numbers(int(self.says.get("extra", 0)))
        if extra:
            extra = b"XX" + struct.pack("<H", len(extra)) + extra
        elif aligned:
            missing = -(self.offset + 30 + len(name) + 4) % aligned
            extra = b"FB" + struct.pack("<H", missing) + b"Z" * missing
        method = self.number("method", self.method)
        head = struct.pack(
            *("<4s5H3L2H", b"PK\3\4", 20, flags | 8 * late, method, 0, 0x21),
            *(crc, packed, size, len(name), len(extra)),
        )
        after = struct.pack("<4s3L", b"PK\7\x08", self.crc, len(self.packed), self.size)
        return head + name + extra + self.packed + after * late

    def central(self, offset: int) -> bytes:
        """The entry of the directory."""
        flags = self.number("flags", 0) | 8 * ("descriptor" in self.says)
        extra = b""
        if "unicode" in self.says:
            other = self.says["unicode"].encode()
            body = b"\1" + struct.pack("<L", zlib.crc32(self.name)) + other
            extra = struct.pack("<2H", 0x7075, len(body)) + body
        method = self.number("method", self.method)
        mode = 0o120777 if "link" in self.says else 0o100644
        sizes = self.number("packed", len(self.packed)), self.number("size", self.size)
        head = struct.pack(
            *("<4s6H3L5H2L", b"PK\1\2", 0x0314, 20, flags, method, 0, 0x21),
            *(self.number("crc", self.crc), *sizes),
            *(len(self.name), len(extra), 0, 0, 0, mode << 16, offset),
        )
        return head + self.name + extra


def assemble(text: str, aligned: int = 0, descriptor: bool = False) -> bytes:
    """The zip."""
    out = b""
    members: dict[str, Written] = {}
    listed: list[Written] = []
    comment, directories, ended = "", 0, False
    rows = grouped(text)
    for count, (line, inner) in enumerate(rows):
        words = line.split()
        if words[0] == "member":
            one = _member(words[1:], inner, descriptor)
            one.offset = len(out)
            out += one.local(aligned)
            members.setdefault(words[1], one)
            if "unlisted" not in one.says:
                listed.append(one)
        elif words[0] == "bytes":
            rest_are_bytes = all(row.startswith("bytes") for row, _ in rows[count:])
            if rest_are_bytes and listed and not directories and not ended:
                out += _directory(listed, members, len(out), comment)
                ended = True
            out += block(inner)
        elif words[0] == "comment":
            comment = line.partition(" ")[2]
        elif words[0] == "directory":
            directories += 1
            out += _written(words[1:], members, len(out), comment)
    return out if directories or ended else out + _directory(listed, members, len(out), comment)


def _written(words: list[str], members: dict[str, Written], start: int, comment: str) -> bytes:
    """A directory of its own; `no-end` leaves out its end record, `end=N` makes that name another place."""
    listed = [members[one] for one in words if one in members]
    made = _directory(listed, members, start, comment)
    if "no-end" in words:
        return made[: -22 - len(comment)]
    moved = next((one[4:] for one in words if one.startswith("end=")), "")
    if moved:
        before = _directory([members[moved]], members, 0, "")
        at = len(made) - 6 - len(comment)
        made = made[:at] + struct.pack("<L", start - len(before) + 22) + made[at + 4 :]
    return made


def _member(words: list[str], inner: list[str], descriptor: bool) -> Written:
    says = {one.partition("=")[0]: one.partition("=")[2] for one in words[1:]}
    if descriptor:
        says.setdefault("descriptor", "")
    data = block(inner)
    if "deflated" not in says:
        return Written(words[0].encode(), data, len(data), zlib.crc32(data), 0, says)
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    return Written(words[0].encode(), packed, len(data), zlib.crc32(data), 8, says)


def _directory(
    listed: list[Written], members: dict[str, Written], start: int, comment: str
) -> bytes:
    index = b""
    for one in listed:
        place = members[one.says["offset"]] if "offset" in one.says else one
        index += one.central(place.offset)
    return index + struct.pack(
        *("<4s4H2LH", b"PK\5\6", 0, 0, len(listed), len(listed)),
        *(len(index), start, len(comment)),
    ) + comment.encode()  # fmt: skip

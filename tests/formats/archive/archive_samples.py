"""Archives assembled byte by byte, so that each holds exactly the one fault that its test is about."""

import io
import struct
import tarfile
import zipfile
import zlib

from ostiary.formats.archive.limits import Limits
from ostiary.formats.archive.member import Member
from ostiary.formats.archive.read import read
from ostiary.formats.contents import Fault, FaultKind


def scan(data: bytes, name: str = "sample", **limits: int) -> tuple[list[Member], list[Fault]]:
    members: list[Member] = []
    faults: list[Fault] = []
    for item in read(io.BytesIO(data), name, Limits(**limits)):
        if isinstance(item, Member):
            members.append(item)
        else:
            faults.append(item)
    return members, faults


def kinds(data: bytes, name: str = "sample", **limits: int) -> set[FaultKind]:
    return {fault.kind for fault in scan(data, name, **limits)[1]}


def paths(data: bytes) -> list[tuple[str, bytes]]:
    return [(member.path, member.data) for member in scan(data)[0]]


def header(
    name: bytes,
    size: int = 0,
    kind: bytes = b"0",
    link: bytes = b"",
    *,
    size_field: bytes = b"",
    magic: bytes = b"ustar\x0000",
    prefix: bytes = b"",
    mode: int = 0o644,
) -> bytes:
    """One tar header with a right checksum."""
    block = bytearray(512)
    block[0 : len(name)] = name
    block[100:108] = b"%07o\0" % mode
    block[108:124] = b"0000000\0" * 2
    block[124:136] = size_field.ljust(12, b"\0") if size_field else b"%011o\0" % size
    block[136:148] = b"%011o\0" % 0
    block[156:157] = kind
    block[157 : 157 + len(link)] = link
    block[257 : 257 + len(magic)] = magic
    block[345 : 345 + len(prefix)] = prefix
    return sealed(block)


def sealed(block: bytearray) -> bytes:
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def body(data: bytes) -> bytes:
    return data + bytes(-len(data) % 512)


def file(name: bytes, data: bytes = b"x", **more: bytes) -> bytes:
    return header(name, len(data), **more) + body(data)  # type: ignore[arg-type]  # header's own keywords


def pax(*records: tuple[bytes, bytes], kind: bytes = b"x") -> bytes:
    data = b"".join(record(key, value) for key, value in records)
    return header(b"PaxHeader", len(data), kind) + body(data)


def record(key: bytes, value: bytes) -> bytes:
    rest = b" " + key + b"=" + value + b"\n"
    length = len(rest)
    while len(b"%d" % length) + len(rest) != length:
        length = len(b"%d" % length) + len(rest)
    return b"%d" % length + rest


def tar(*parts: bytes) -> bytes:
    return b"".join(parts) + bytes(1024)


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


class Entry:
    """A zip member whose central and local headers can be told to differ."""

    def __init__(
        self,
        called: bytes,
        data: bytes = b"x",
        packing: int = 8,
        mode: int = 0o100644,
        **central: object,
    ) -> None:
        self.packed = deflate(data) if packing == 8 else data
        self.local: dict[str, object] = {
            "name": called, "flags": 0, "method": packing, "crc": zlib.crc32(data),
            "packed": len(self.packed), "size": len(data), "extra": b"",
        }  # fmt: skip
        self.central = {**self.local, "mode": mode, "offset": None, **central}
        self.after = b""

    def local_bytes(self) -> bytes:
        one = self.local
        name, extra = one["name"], one["extra"]
        assert isinstance(name, bytes)
        assert isinstance(extra, bytes)
        fields = [one[key] for key in ("crc", "packed", "size")]
        lengths = (len(name), len(extra))
        head = struct.pack(
            "<4s5H3L2H", b"PK\3\4", 20, one["flags"], one["method"], 0, 0x21, *fields, *lengths
        )
        return head + name + extra + self.packed + self.after

    def central_bytes(self, offset: int) -> bytes:
        one = self.central
        name, extra, mode = one["name"], one["extra"], one["mode"]
        assert isinstance(name, bytes)
        assert isinstance(extra, bytes)
        assert isinstance(mode, int)
        fields = [one[key] for key in ("flags", "method")]
        sizes = [one[key] for key in ("crc", "packed", "size")]
        place = offset if one["offset"] is None else one["offset"]
        lengths = (len(name), len(extra), 0, 0, 0)
        head = struct.pack(
            "<4s6H3L5H2L",
            b"PK\1\2",
            0x0314,
            20,
            *fields,
            0,
            0x21,
            *sizes,
            *lengths,
            mode << 16,
            place,
        )
        return head + name + extra


def end(count: int, length: int, offset: int, comment: bytes = b"") -> bytes:
    return (
        struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, length, offset, len(comment))
        + comment
    )


def zipped(
    *members: Entry, prefix: bytes = b"", comment: bytes = b"", between: bytes = b""
) -> bytes:
    out = prefix
    index = b""
    for one in members:
        index += one.central_bytes(len(out))
        out += one.local_bytes() + between
    return out + index + end(len(members), len(index), len(out), comment)


def honest_tar(files: dict[str, bytes], mode: str = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:  # type: ignore[call-overload]  # mode
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def honest_zip(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()

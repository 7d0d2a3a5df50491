"""Short texts that resemble each other, packed for the files of local advisories."""

import zlib

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes of one text or record, unpacked: more than any builder here writes."""

_LEVEL = 9
_RAW = -15

_ALIKE = (
    b'"aliases","withdrawn","none","low","medium","high","critical"'
    b'[["CVSS_V2","AV:N/AC:L/Au:N/C:P/I:P/A:P"]]'
    b'[["CVSS_V4","CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"]]'
    b'[["CVSS_V3","CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N"]]'
    b'[["CVSS_V3","CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"]]'
    b'"2021-2022-2023-2024-2025-2026-06-12T10:05:00Z",0,["CVE-2020-","CVE-2021-","CVE-2022-","CVE-2023-",'
    b'"CVE-2024-","CVE-2025-","CVE-2026-","PYSEC-2021-","GHSA-"],[[[],[],[[0,-1,2,'
    b'[["0.0.1","1.0.0","1.0.1","1.1.0","9.9.9","99.99.99"],[],[[1,"MAL-2024-","MAL-2026-","MAL-2025-'
    b'","2026-01-01T00:00:00Z",1,[],[[[],[],[[0,-1]]]]]]'
    b'"2025-01-01T00:00:00Z",1,[],[[[0,0],[],[]]]]]]'
)
"""What such texts have in common. To change it is to change `VERSION`: packed texts need it again."""


def pack(text: str) -> bytes:
    """A text, packed with what all of them have in common."""
    machine = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW, zdict=_ALIKE)
    return machine.compress(text.encode()) + machine.flush()


def unpack(data: bytes) -> str:
    """The text back. Raises `zlib.error` or `ValueError` for what is none."""
    return _whole(zlib.decompressobj(_RAW, zdict=_ALIKE), data).decode()


def inflate(data: bytes) -> bytes:
    """A record packed by itself. Raises `zlib.error`."""
    return _whole(zlib.decompressobj(), data)


def _whole(machine: "zlib._Decompress", data: bytes) -> bytes:
    found = machine.decompress(data, MAX_UNPACKED)
    if not machine.eof:
        raise zlib.error("a text that does not end")
    return found

"""A flatbuffer by the fields of its tables, nested by indentation of two spaces.

`INDEX u8|u16|u32|u64 N`, `INDEX text WORDS`, `INDEX texts A B`, `INDEX bytes TERMS`, `INDEX u32s N N` (and
other widths), `INDEX table` and `INDEX tables` with fields below, where a line `-` begins each of several.
At the margin: `identifier TFL3`, `header TERMS` (bytes behind the identifier), `behind TERMS` (bytes at the
end), `page N` (zeros up to a multiple of N before them).
"""

from struct import pack

from msgspec import Struct, field

from assemble.pieces import terms

WIDTHS = {"u8": "<B", "u16": "<H", "u32": "<I", "u64": "<Q"}


class _Node(Struct):
    index: int
    kind: str
    rest: str
    inner: list[str] = field(default_factory=list)


def _nodes(lines: list[str]) -> list[_Node]:
    found: list[_Node] = []
    for line in lines:
        if line.startswith("  "):
            found[-1].inner.append(line[2:])
        else:
            index, _, rest = line.partition(" ")
            kind, _, rest = rest.partition(" ")
            found.append(_Node(int(index), kind, rest))
    return found


def _split(lines: list[str]) -> list[list[str]]:
    found: list[list[str]] = []
    for line in lines:
        if line == "-":
            found.append([])
        else:
            found[-1].append(line)
    return found


class _File:
    def __init__(self, start: bytes) -> None:
        self.data = bytearray(start)

    def align(self, to: int, extra: int = 0) -> None:
        self.data += bytes(-(len(self.data) + extra) % to)

    def patch(self, at: int) -> None:
        self.data[at : at + 4] = pack("<I", len(self.data) - at)

    def table(self, lines: list[str], reference: int) -> None:
        nodes = _nodes(lines)
        count = max((one.index for one in nodes), default=-1) + 1
        places: dict[int, int] = {}
        body = bytearray(4)
        for one in nodes:
            form = WIDTHS.get(one.kind, "<I")
            raw = pack(form, int(one.rest, 0) if one.kind in WIDTHS else 0)
            body += bytes(-len(body) % len(raw))
            places[one.index] = len(body)
            body += raw
        self.align(8, 4 + 2 * count)
        fields = len(self.data)
        self.data += pack("<HH", 4 + 2 * count, len(body))
        self.data += b"".join(pack("<H", places.get(index, 0)) for index in range(count))
        start = len(self.data)
        self.patch(reference)
        body[:4] = pack("<i", start - fields)
        self.data += body
        for one in nodes:
            if one.kind not in WIDTHS:
                self.child(one, start + places[one.index])

    def child(self, one: _Node, reference: int) -> None:
        if one.kind == "table":
            self.table(one.inner, reference)
            return
        width = {"u16s": 2, "u64s": 8}.get(one.kind, 4)
        self.align(max(4, width), 4)
        self.patch(reference)
        if one.kind == "text":
            self.data += pack("<I", len(one.rest.encode())) + one.rest.encode() + b"\0"
        elif one.kind == "bytes":
            raw = terms(one.rest)
            self.data += pack("<I", len(raw)) + raw
        elif one.kind == "texts":
            words = one.rest.split()
            self.data += pack("<I", len(words))
            begin = len(self.data)
            self.data += bytes(4 * len(words))
            for count, word in enumerate(words):
                self.child(_Node(0, "text", word), begin + 4 * count)
        elif one.kind == "tables":
            parts = _split(one.inner)
            self.data += pack("<I", len(parts))
            begin = len(self.data)
            self.data += bytes(4 * len(parts))
            for count, part in enumerate(parts):
                self.table(part, begin + 4 * count)
        else:
            numbers = [int(word, 0) for word in one.rest.split()]
            self.data += pack("<I", len(numbers))
            self.data += b"".join(pack(WIDTHS[one.kind[:-1]], number) for number in numbers)


def assemble(text: str) -> bytes:
    identifier, header, behind, page, lines = b"", b"", b"", 1, []
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word == "identifier":
            identifier = rest.encode()
        elif word == "header":
            header = terms(rest)
        elif word == "behind":
            behind += terms(rest)
        elif word == "page":
            page = int(rest)
        elif line.strip():
            lines.append(line)
    file = _File(bytes(4) + identifier + header)
    file.table(lines, 0)
    file.align(page)
    return bytes(file.data) + behind

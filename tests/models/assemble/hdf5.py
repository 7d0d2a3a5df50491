"""An HDF5 file by lines, each about its root.

`attribute NAME TEXT` (of variable length), `fixed NAME TEXT`, `dataset NAME` with a block, `chunks NAME` with
a block, `group NAME`, `soft NAME PATH`, `dense` (attributes in a fractal heap), `new` (links as messages, a
newer superblock), and with `new`: `link NAME FILE OBJECT`, `foreign NAME` (a kind of link of one's own);
`external NAME PATH` and `virtual NAME` are datasets of other files; `free` is a block that nothing refers
to, `before TERMS` stands in front, `end N` is an end that lies.
"""

from struct import pack

from assemble.pieces import block, grouped, terms

NONE = b"\xff" * 8


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 8)


def _message(kind: int, data: bytes) -> bytes:
    body = _padded(data)
    return pack("<HHBBH", kind, len(body), 0, 0, 0) + body


class _File:
    def __init__(self) -> None:
        self.new = False
        self.data = bytearray(96)
        self.links: list[tuple[str, int]] = []
        self.messages: list[bytes] = []
        self.end = 0
        self.dense = False
        self.kept: list[bytes] = []

    def put(self, data: bytes) -> int:
        at = len(self.data)
        self.data += _padded(data)
        return at

    def object(self, messages: list[bytes]) -> int:
        body = b"".join(messages)
        return self.put(pack("<BBHII", 1, 0, len(messages), 1, len(body)) + bytes(4) + body)

    def heap(self, value: bytes) -> int:
        body = pack("<HHIQ", 1, 1, 0, len(value)) + _padded(value)
        return self.put(b"GCOL\1\0\0\0" + pack("<Q", 16 + len(body)) + body)

    def names(self, words: list[str]) -> tuple[int, list[int]]:
        places, text = [], bytearray(8)
        for word in words:
            places.append(len(text))
            text += _padded(word.encode() + b"\0")
        data = self.put(bytes(text))
        return self.put(b"HEAP" + bytes(4) + pack("<3Q", len(text), 1, data)), places

    def attribute(self, name: str, text: str, fixed: bool) -> None:
        raw = text.encode().decode("unicode_escape").encode("latin-1")
        if fixed:
            kind, value = pack("<BBBBI", 0x13, 0, 0, 0, len(raw)), raw
        else:
            kind = pack("<BBBBI", 0x19, 1, 0, 0, 16) + pack("<BBBBI", 0x13, 0, 0, 0, 1)
            value = pack("<IQI", len(raw), self.heap(raw), 1)
        head, space = name.encode() + b"\0", pack("<8B", 1, 0, 0, 0, 0, 0, 0, 0)
        sizes = pack("<BBHHH", 1, 0, len(head), len(kind), len(space))
        body = sizes + _padded(head) + _padded(kind) + _padded(space) + value
        if self.dense:
            self.kept.append(body)
        else:
            self.messages.append(_message(12, body))

    def dataset(self, name: str, layout: bytes, more: list[bytes], count: int) -> None:
        space = _message(1, pack("<8BQ", 1, 1, 0, 0, 0, 0, 0, 0, count))
        kind = _message(3, pack("<BBBBIHH", 0x10, 0, 0, 0, 1, 0, 8))
        self.links.append((name, self.object([space, kind, _message(8, layout), *more])))

    def line(self, line: str, inner: list[str]) -> None:  # noqa: C901 - one case for each word
        word, _, rest = line.partition(" ")
        name, _, value = rest.partition(" ")
        match word:
            case "new":
                self.new = True
            case "dense":
                self.dense = True
            case "attribute" | "fixed":
                self.attribute(name, value, word == "fixed")
            case "dataset":
                data = block(inner)
                self.dataset(name, pack("<BBQQ", 3, 1, self.put(data), len(data)), [], len(data))
            case "chunks":
                data = block(inner)
                key = pack("<IIQQ", len(data), 0, 0, 0)
                node = b"TREE\1\0" + pack("<H", 1) + NONE * 2 + key + pack("<Q", self.put(data))
                tree = self.put(node.ljust(24 + 64 * 32 + 24, b"\0"))
                layout = pack("<BBBQII", 3, 2, 2, tree, len(data), 1)
                self.dataset(name, layout, [], len(data))
            case "group":
                self.links.append((name, self.object([self.table([])])))
            case "soft":
                self.messages.append(_link(name, 1, value.encode()))
            case "link":
                path, inside = value.split(" ")
                self.messages.append(_link(name, 64, f"\0{path}\0{inside}\0".encode()))
            case "foreign":
                self.messages.append(_link(name, 70, b"something"))
            case "external":
                heap, places = self.names([value])
                files = pack("<BBBBHHQ3Q", 1, 0, 0, 0, 1, 1, heap, places[0], 0, 64)
                self.dataset(
                    name, pack("<BB", 3, 1) + NONE + pack("<Q", 64), [_message(7, files)], 64
                )
            case "virtual":
                self.dataset(name, pack("<BBQI", 4, 3, self.heap(b"\0"), 1), [], 8)
            case "free":
                self.put(block(inner))
            case "end":
                self.end = int(rest)

    def table(self, links: list[tuple[str, int]]) -> bytes:
        heap, places = self.names([name for name, _ in links])
        entries = b"".join(
            pack("<QQII", place, at, 0, 0) + bytes(16)
            for place, (_, at) in zip(places, links, strict=True)
        )
        leaf = self.put((b"SNOD\1\0" + pack("<H", len(links)) + entries).ljust(8 + 8 * 40, b"\0"))
        node = b"TREE\0\0" + pack("<H", 1) + NONE * 2 + pack("<QQQ", 0, leaf, 0)
        tree = self.put(node.ljust(24 + 32 * 16 + 8, b"\0"))
        return _message(17, pack("<QQ", tree, heap))

    def fractal(self) -> bytes:
        """The message about attributes in a heap of one block, with a tree of one leaf."""
        head = len(self.data)
        self.data += bytes(152)
        at, body, records = 17, b"", b""
        for one in self.kept:
            identity = pack("<BIHx", 0, at + len(body), len(one))
            records += identity + pack("<BII", 0, 0, 0)
            body += one
        block = self.put((b"FHDB\0" + pack("<QI", head, 0) + body).ljust(4096, b"\0"))
        table = pack("<HQQHHQH", 4, 4096, 65536, 32, 1, block, 0) + bytes(4)
        sizes = pack("<Q", 0) + NONE + pack("<Q", 0) + NONE + bytes(64)
        header = b"FRHP\0" + pack("<HHBI", 8, 0, 0, 4096) + sizes + table
        self.data[head : head + len(header)] = header
        leaf = self.put((b"BTLF\0\x08" + records).ljust(512, b"\0"))
        tree = b"BTHD\0\x08" + pack(
            "<IHHBBQHQ", 512, 17, 0, 100, 40, leaf, len(self.kept), len(self.kept)
        )
        return _message(21, pack("<BBQQ", 0, 0, head, self.put(tree + bytes(4))))

    def done(self) -> bytes:
        if self.kept:
            self.messages.append(self.fractal())
        if self.new:
            self.messages += [_link(name, 0, pack("<Q", at)) for name, at in self.links]
            body = b"".join(
                pack("<BHB", one[0], len(one) - 8, 0) + one[8:] for one in self.messages
            )
            root = self.put(b"OHDR\2\2" + pack("<I", len(body)) + body + bytes(4))
            end = self.end or len(self.data)
            head = b"\x89HDF\r\n\x1a\n\2\x08\x08\0" + pack("<Q", 0) + NONE + pack("<QQ", end, root)
            return bytes(head + bytes(4)).ljust(96, b"\0") + bytes(self.data[96:])
        root = self.object([*self.messages, self.table(sorted(self.links))])
        end = self.end or len(self.data)
        head = b"\x89HDF\r\n\x1a\n" + bytes(5) + b"\x08\x08\0" + pack("<HHI", 4, 16, 0)
        head += pack("<Q", 0) + NONE + pack("<Q", end) + NONE + pack("<QQII", 0, root, 0, 0)
        return head.ljust(96, b"\0") + bytes(self.data[96:])


def _link(name: str, kind: int, value: bytes) -> bytes:
    raw = name.encode()
    head = bytes([1, 8, kind, len(raw)]) + raw
    return _message(6, head + (value if kind == 0 else pack("<H", len(value)) + value))


def assemble(text: str) -> bytes:
    file, before = _File(), b""
    for line, inner in grouped(text):
        if line.startswith("before "):
            before = terms(line[7:])
        else:
            file.line(line, inner)
    return before + file.done()

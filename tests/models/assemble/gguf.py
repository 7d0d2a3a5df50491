"""A GGUF file by lines.

`version N`, `order big`, `tensors N`, `keys N` (counts that lie), `align N`, `key NAME TYPE VALUE`,
`strings NAME a b c`, `array NAME TYPE COUNT`, `tensor NAME TYPE-NUMBER OFFSET DIM DIM`; `@LAYOUT` is data.
"""

from struct import pack

from assemble.laid import lay

TYPES = {
    "u8": (0, "B"), "i8": (1, "b"), "u16": (2, "H"), "i16": (3, "h"), "u32": (4, "I"), "i32": (5, "i"),
    "f32": (6, "f"), "bool": (7, "B"), "u64": (10, "Q"), "i64": (11, "q"), "f64": (12, "d"),
}  # fmt: skip


class _File:
    def __init__(self) -> None:
        self.version, self.order, self.align = 3, "<", 32
        self.counts: dict[str, int] = {}
        self.keys: list[bytes] = []
        self.tensors: list[bytes] = []
        self.data = b""

    def count(self, number: int) -> bytes:
        return pack(self.order + ("Q" if self.version > 1 else "I"), number)

    def word(self, number: int) -> bytes:
        return pack(self.order + "I", number)

    def string(self, text: str) -> bytes:
        raw = text.encode().decode("unicode_escape").encode("latin-1")
        return self.count(len(raw)) + raw

    def key(self, name: str, kind: str, value: str) -> None:
        head = self.string(name)
        if kind == "string":
            self.keys.append(head + self.word(8) + self.string(value))
        elif kind == "array":
            self.keys.append(head + self.word(9) + bytes.fromhex(value))
        elif kind in TYPES:
            number, form = TYPES[kind]
            parsed = float(value) if form in "fd" else int(value)
            self.keys.append(head + self.word(number) + pack(self.order + form, parsed))
        else:
            self.keys.append(head + self.word(int(kind)) + bytes.fromhex(value))

    def line(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word.startswith("@"):
            self.data += lay(line[1:])
        elif word == "version":
            self.version = int(rest)
        elif word == "order":
            self.order = ">"
        elif word == "align":
            self.align = int(rest)
        elif word in ("tensors", "keys"):
            self.counts[word] = int(rest)
        elif word == "key":
            name, kind, value = (rest + " ").split(" ", 2)
            self.key(name, kind, value.removesuffix(" "))
        elif word == "strings":
            name, *words = rest.split(" ")
            body = self.word(9) + self.word(8) + self.count(len(words))
            self.keys.append(self.string(name) + body + b"".join(map(self.string, words)))
        else:
            name, kind, offset, *shape = rest.split(" ")
            sizes = b"".join(self.count(int(one)) for one in shape)
            body = self.word(len(shape)) + sizes + self.word(int(kind))
            self.tensors.append(self.string(name) + body + pack(self.order + "Q", int(offset)))


def assemble(text: str) -> bytes:
    made = _File()
    for line in filter(None, text.splitlines()):
        made.line(line)
    head = b"GGUF" + made.word(made.version)
    head += made.count(made.counts.get("tensors", len(made.tensors)))
    head += made.count(made.counts.get("keys", len(made.keys)))
    head += b"".join(made.keys) + b"".join(made.tensors)
    return head + bytes(-len(head) % made.align) + made.data

"""Fields of protocol buffers, nested by indentation of two spaces.

`NUMBER [label]: VALUE`, where a value is a number, `"text"`, `hex 00ff`, `f32 1.5`, `f64 1.5`, `zeros N`, or
nothing with deeper lines below it, which then are its message. `length N` before the value lies about the
length. `@LAYOUT` lays out bytes as they are.
"""

from ast import literal_eval
from struct import pack

from assemble.laid import lay


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(tag: int, value: int | bytes | str, length: int | None = None) -> bytes:
    """One field: a number, or bytes of a length."""
    if isinstance(value, int):
        return varint(tag << 3) + varint(value)
    raw = value.encode() if isinstance(value, str) else value
    return varint(tag << 3 | 2) + varint(len(raw) if length is None else length) + raw


def _value(tag: int, text: str) -> bytes:
    length: int | None = None
    if text.startswith("length "):
        _, number, text = text.split(" ", 2)
        length = int(number)
    if text.startswith('"'):
        return field(tag, literal_eval("b" + text), length)
    if text.startswith(("f32 ", "f64 ")):
        wide = text[1] == "6"
        return varint(tag << 3 | (1 if wide else 5)) + pack("<d" if wide else "<f", float(text[4:]))
    if text.split(" ")[0] in ("hex", "zeros", "text"):
        return field(tag, lay(text), length)
    return field(tag, int(text))


def _block(lines: list[str], depth: int) -> bytes:
    out = b""
    while lines and len(lines[0]) - len(lines[0].lstrip(" ")) >= depth:
        line = lines.pop(0).strip()
        if line.startswith("@"):
            out += lay(line[1:])
            continue
        name, _, rest = line.partition(":")
        tag = int(name.split(" ")[0])
        out += _value(tag, rest.strip()) if rest.strip() else field(tag, _block(lines, depth + 2))
    return out


def assemble(text: str) -> bytes:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return _block(lines, 0)

"""Pickles from the names of their opcodes.

One opcode a line, with its argument as Python writes it: `BINUNICODE 'text'`, `GLOBAL 'module' 'name'`,
`BININT1 7`. Counts are worked out. `FRAME` without a number opens a frame that ends at a line `ENDFRAME`.
`RAW b'...'` puts bytes as they are, `PAD count byte` many of one. `OPCODE!count argument` lies about it.
What stands between a line `INSIDE name` and a line `END` is a pickle of its own, named in `BINBYTES @name`.
"""

import ast
from collections.abc import Iterator

from ostiary.formats.model.pickle.opcodes import CODES, OPCODES


def assemble(text: str) -> bytes:
    """The bytes of one page's sample."""
    return _assembled(iter(text.splitlines()), {})


def _assembled(lines: Iterator[str], parts: dict[str, bytes]) -> bytes:
    made = bytearray()
    frame = -1
    for raw in lines:
        line = raw.partition(" # ")[0].strip()
        word, _, rest = line.partition(" ")
        if not word:
            continue
        if word == "INSIDE":
            parts[rest] = _assembled(_until_end(lines), dict(parts))
        elif word == "FRAME" and not rest:
            frame = len(made)
            made += b"\x95" + bytes(8)
        elif word == "ENDFRAME":
            made[frame + 1 : frame + 9] = (len(made) - frame - 9).to_bytes(8, "little")
        elif word == "PAD":
            count, byte = rest.split()
            made += bytes([int(byte)]) * int(count)
        else:
            made += _opcode(word, rest, parts)
    return bytes(made)


def _until_end(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line.strip() == "END":
            return
        yield line


def _opcode(word: str, rest: str, parts: dict[str, bytes]) -> bytes:
    name, _, forced = word.partition("!")
    if rest.startswith("@"):
        values: list[object] = [parts[rest[1:]]]
    else:
        values = [ast.literal_eval(one) for one in _words(rest)]
    if name == "RAW":
        return b"".join(map(_raw, values))
    opcode = OPCODES[CODES[name]]
    head = bytes([CODES[name]])
    if opcode.lines:
        return head + b"".join(_line(name, one) for one in values)
    if opcode.counted:
        body = _number(values[0]) if name.startswith("LONG") else _raw(values[0])
        count = int(forced) if forced else len(body)
        return head + count.to_bytes(opcode.counted, "little", signed=count < 0) + body
    if name == "BINFLOAT":
        from struct import pack

        return head + pack(">d", values[0])
    if opcode.fixed:
        number = values[0]
        assert isinstance(number, int)
        return head + number.to_bytes(opcode.fixed, "little", signed=number < 0)
    assert not values, word
    return head


def _words(rest: str) -> list[str]:
    """Literals one after the other, told apart by blanks outside of quotes."""
    tree = ast.parse(f"f({', '.join(_split(rest))})", mode="eval").body
    assert isinstance(tree, ast.Call)
    return [ast.unparse(one) for one in tree.args]


def _split(rest: str) -> list[str]:
    found, word, quote, escaped = [], "", "", False
    for one in rest:
        if quote:
            word += one
            if one == quote and not escaped:
                quote = ""
            escaped = one == "\\" and not escaped
        elif one == " ":
            found += [word] if word else []
            word = ""
        else:
            quote = one if one in "'\"" else ""
            word += one
    return [*found, word] if word else found


def _raw(value: object) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    assert isinstance(value, bytes)
    return value


def _number(value: object) -> bytes:
    assert isinstance(value, int)
    return value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True) if value else b""


def _line(name: str, value: object) -> bytes:
    text = repr(value) if name == "STRING" else str(value)
    return text.encode("utf-8") + b"\n"

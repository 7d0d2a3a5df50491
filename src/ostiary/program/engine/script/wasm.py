"""What do custom sections of a WebAssembly module hand to the code that asks for them?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Made
from ostiary.program.engine.value import NOTHING, Value, joined, unknown
from ostiary.program.flow import Taint

MAX_SECTIONS = 1000
_MAGIC = b"\0asm"


@model(
    "WebAssembly.Module WebAssembly.Instance WebAssembly.compile WebAssembly.instantiate"
    " WebAssembly.instantiateStreaming WebAssembly.compileStreaming"
)
def _module(asked: Asked) -> Value:
    """Its instructions are no text: what it was made of does not come out of its functions as it was."""
    return Value(symbol="WebAssembly.Module()", code=Made(asked.given, {}))


@model("WebAssembly.Module.customSections")
def _sections(asked: Asked) -> Value:
    """The content of all sections of a name; what a module carries besides its code is hidden in it."""
    made, name = asked.arg(0).code, asked.arg(1).const
    marks = joined(asked.mark(Taint.DECODED, "a section of a WebAssembly module"), asked.marks)
    marks = joined(marks, made.given[0].marks) if isinstance(made, Made) and made.given else marks
    data = made.given[0].const if isinstance(made, Made) and made.given else NOTHING
    if not isinstance(data, bytes) or not isinstance(name, str):
        return Value(items=[unknown(marks)], marks=marks)
    how = ("wasm section",)
    sections, rest = custom_sections(data, name)
    if rest:
        asked.m.cut(
            asked.frame, "it reads a WebAssembly module of more sections than are looked at"
        )
    found = [Value(one, marks=marks, how=how) for one in sections]
    return Value(items=list(found), marks=marks)


def custom_sections(data: bytes, name: str) -> tuple[list[bytes], bool]:
    """The contents of the custom sections that bear a name, and whether some sections were left out.

    None where the bytes are no module.
    """
    found: list[bytes] = []
    if not data.startswith(_MAGIC):
        return found, False
    place = 8
    for _ in range(MAX_SECTIONS):
        if place >= len(data):
            break
        kind = data[place]
        size, place = _number(data, place + 1)
        if not kind:
            length, start = _number(data, place)
            if data[start : start + length] == name.encode("utf-8", "replace"):
                found.append(data[start + length : place + size])
        place += size
    return found, place < len(data)


def _number(data: bytes, place: int) -> tuple[int, int]:
    """A number in LEB128 and the place behind it."""
    value = 0
    for shift in range(0, 35, 7):
        if place >= len(data):
            break
        one = data[place]
        place += 1
        value |= (one & 127) << shift
        if one < 128:
            break
    return value, place

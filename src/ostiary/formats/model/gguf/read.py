"""Does a GGUF file keep the rules of its format, and which template does it bring?"""

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.beside.strays import strays
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Held
from ostiary.formats.model.gguf.cursor import ARRAY, MAX_KEY, STRING, WIDTHS, Cursor
from ostiary.formats.model.gguf.tensors import tensors
from ostiary.formats.model.places import addresses
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet

MAX_KEYS = 65_536
MAX_STRING = 1 << 20
"""Bytes of a metadata string that is looked at."""
MAX_DOCUMENT = 32 << 20
"""Bytes of a whole tokenizer that is kept as one string."""

_SMALLEST_KEY = 9
_TEMPLATE = "tokenizer.chat_template"
_DOCUMENT = "tokenizer.huggingface.json"
_TOLD = {
    "general.architecture", "general.name", "general.file_type", "general.license", "general.quantized_by",
    "general.type", "general.organization", "split.no", "split.count", "tokenizer.ggml.model",
}  # fmt: skip


def read(sheet: Sheet, desk: Desk) -> None:
    """Read metadata and the list of tensors; skip vocabularies and weights by their lengths."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "llama.cpp"
    sheet.readers.append("GGUF head")
    raw = sheet.extent.at(4, 4)
    order = "<" if raw[:2] != b"\0\0" else ">"
    version = int.from_bytes(raw, "little" if order == "<" else "big")
    if version not in (1, 2, 3):
        sheet.broken("version", f"version {version} of GGUF is not known")
        return sheet.stop(f"version {version} of GGUF is not known")
    sheet.detail("version", version)
    if order == ">":
        sheet.detail("byte order", "big")
    try:
        _read(sheet, Cursor(sheet.extent, 8, order, version))
    except LimitError as error:
        sheet.stop(error.message)
    return None


def _read(sheet: Sheet, cursor: Cursor) -> None:
    count, keys = cursor.count(), cursor.count()
    if keys * _SMALLEST_KEY > cursor.size:
        raise ParseError(f"{keys} entries of metadata do not fit into the file")
    if keys > MAX_KEYS:
        raise LimitError(f"more than {MAX_KEYS} entries of metadata")
    alignment = 32
    seen: set[str] = set()
    for _ in range(keys):
        at = cursor.at
        name = _key(cursor)
        if name in seen:
            sheet.broken("duplicate-key", f"`{name}` stands in the metadata twice", at)
        seen.add(name)
        value = _value(sheet, cursor, name, at)
        if name == "general.alignment":
            alignment = _alignment(sheet, value, at)
    tensors(sheet, cursor, count, alignment)


def _key(cursor: Cursor) -> str:
    raw = cursor.text(MAX_KEY)
    if raw is None:
        raise ParseError(f"a key of more than {MAX_KEY} bytes")
    return raw.decode("utf-8", "backslashreplace")


def _alignment(sheet: Sheet, value: object, at: int) -> int:
    """The distance of tensors: a power of two, as readers that compute with masks need it."""
    if isinstance(value, int) and 0 < value <= 1 << 20 and not value & (value - 1):
        if value % 8:
            sheet.odd(Topic.STRUCTURE, "alignment", f"an alignment of {value} bytes", at=at)
        return value
    raise ParseError(f"an alignment of {str(value)[:40]} bytes")


def _value(sheet: Sheet, cursor: Cursor, name: str, at: int) -> object:
    """Read a value, or go over it; the answer is that of a number."""
    kind = cursor.word()
    template = name == _TEMPLATE or name.startswith(f"{_TEMPLATE}.")
    if template and kind != STRING:
        sheet.broken("template-type", f"`{name}` is no string", at)
    if kind == STRING:
        _string(sheet, cursor, name, template, at)
        return None
    if kind in WIDTHS:
        number = cursor.number(kind)
        if kind == 7 and number not in (0, 1):
            sheet.broken("boolean", f"`{name}` is neither true nor false", at)
        if name in _TOLD:
            sheet.detail(name, number)
        return number
    if kind != ARRAY:
        raise ParseError(f"`{name}` is of the unknown type {kind}")
    inner, count = cursor.array()
    if inner == ARRAY:
        sheet.odd(Topic.STRUCTURE, "nested-array", f"`{name}` is an array of arrays", at=at)
    if name == "tokenizer.ggml.tokens":
        sheet.detail("tokens", count)
    return None


def _string(sheet: Sheet, cursor: Cursor, name: str, template: bool, at: int) -> None:
    raw = cursor.text(MAX_DOCUMENT if name == _DOCUMENT else MAX_STRING)
    if raw is None:
        sheet.stop(f"`{name}` is too long to be looked at")
    elif template:
        _template(sheet, name, raw)
    elif name == _DOCUMENT:
        _handed(sheet, "tokenizer.json", raw)
    else:
        _text(sheet, name, raw.decode("utf-8", "backslashreplace"), at)


def _template(sheet: Sheet, name: str, raw: bytes) -> None:
    """A program in the language of Jinja, which those who chat with the model render."""
    sheet.carries = Carries.CODE
    sheet.detail(name, raw.decode("utf-8", "replace"))
    _handed(sheet, f"{name.replace('/', '_')}.jinja", raw)


def _handed(sheet: Sheet, name: str, raw: bytes) -> None:
    """To its own reader, and to those who read texts."""
    sheet.nested(name, Held(raw))
    sheet.passed(name, raw)


def _text(sheet: Sheet, name: str, text: str, at: int) -> None:
    if name in _TOLD:
        sheet.detail(name, text)
    strays(sheet, {name: text})
    for one in addresses(text):
        sheet.odd(Topic.REACH, "address", f"`{name}` names `{one}`", at=at, gravity=Gravity.NOTE)

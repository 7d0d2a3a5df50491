"""Constant text in Python: string literals, and the few operations that only disguise one."""

import ast
import base64
import binascii
import codecs
import re
from collections.abc import Callable

from tree_sitter import Node

from ostiary.core.regex import regex
from ostiary.program.values import MAX_TEXT

MAX_PIECES = 2000  # literals looked at in one concatenation
_ESCAPES = regex(r'\\[\s\S]|"')
MAX_CODE = 1 << 20  # bytes of a literal that is executed
MAX_LITERAL = 1 << 16  # bytes of a literal that are looked at; the rest cannot change a name


def string_text(node: Node, data: bytes) -> str | None:
    """The text of a `string` node; None for an f-string that holds expressions."""
    raw = False
    pieces: list[str] = []
    for child in node.children:
        if child.type == "string_start":
            prefix = data[child.start_byte : child.end_byte].lower()
            raw = b"r" in prefix
        elif child.type == "interpolation":
            return None
        elif child.type == "string_content":
            end = min(child.end_byte, child.start_byte + MAX_LITERAL)
            pieces.append(_unescape(data[child.start_byte : end], raw=raw))
    return "".join(pieces)[:MAX_TEXT]


def whole_text(node: Node, data: bytes) -> str | None:
    """The uncut text of one long literal; None for any other expression."""
    size = node.end_byte - node.start_byte
    if node.type not in {"string", "concatenated_string"} or size > MAX_CODE:
        return None
    try:
        value = ast.literal_eval(
            f"({data[node.start_byte : node.end_byte].decode('utf-8', 'replace')})"
        )
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else None


def _kept(match: re.Match[str]) -> str:
    """An escape as it is, without continued lines; a bare quote escaped."""
    if match[0] == '"':
        return '\\"'
    return "" if match[0] == "\\\n" else match[0]


def _unescape(content: bytes, *, raw: bool) -> str:
    text = content.decode("utf-8", "replace")
    if raw or "\\" not in text:
        return text
    quoted = _ESCAPES.sub(_kept, text)
    quoted = quoted.replace("\n", "\\n").replace("\r", "\\r").replace("\0", "\\0")
    try:
        value = ast.literal_eval(f'"{quoted}"')
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return text
    return value if isinstance(value, str) else text


def number(node: Node, data: bytes) -> int | None:
    """The value of an integer literal."""
    if node.type != "integer" or node.end_byte - node.start_byte > 20:
        return None
    try:
        return int(data[node.start_byte : node.end_byte].rstrip(b"lL"), 0)
    except ValueError:
        return None


def _rot13(text: str) -> str:
    return codecs.decode(text, "rot13")


def _base64(text: str) -> str:
    return base64.b64decode(text).decode("utf-8", "replace")


def _hex(text: str) -> str:
    return bytes.fromhex(text).decode("utf-8", "replace")


_UNMASK: dict[str, Callable[[str], str]] = {
    "base64.b64decode": _base64,
    "base64.urlsafe_b64decode": _base64,
    "base64.standard_b64decode": _base64,
    "binascii.a2b_base64": _base64,
    "binascii.unhexlify": _hex,
    "binascii.a2b_hex": _hex,
    "bytes.fromhex": _hex,
    "bytearray.fromhex": _hex,
}


def unmask(name: str, text: str, second: str | None) -> str | None:
    """What a decoder makes of a short constant, or None; pure text work, nothing is loaded."""
    decode: Callable[[str], str] | None
    if name == "codecs.decode":
        codec = (second or "").replace("-", "").replace("_", "").lower()
        decode = {"rot13": _rot13, "hex": _hex, "base64": _base64}.get(codec)
    else:
        decode = _UNMASK.get(name)
    if decode is None:
        return None
    try:
        return decode(text)[:MAX_TEXT]
    except (ValueError, binascii.Error):
        return None

"""Constant text in JavaScript: literals, and the few operations that only disguise one."""

import base64
import binascii
import re
from urllib.parse import unquote

from tree_sitter import Node

from ostiary.core.regex import regex
from ostiary.program.values import MAX_TEXT

MAX_CODE = 1 << 20  # bytes of a literal that is executed
MAX_LITERAL = 1 << 16
_ESCAPE = regex(
    r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|(\r?\n)|(.))", re.DOTALL
)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def string_text(node: Node, data: bytes) -> str | None:
    """The text of a string or template; None for a template that holds expressions."""
    if any(child.type == "template_substitution" for child in node.named_children[:200]):
        return None
    end = min(node.end_byte - 1, node.start_byte + MAX_LITERAL)
    return unescape(data[node.start_byte + 1 : end].decode("utf-8", "replace"))[:MAX_TEXT]


def whole_text(node: Node, data: bytes) -> str | None:
    """The uncut text of a long literal; None for any other expression."""
    if node.type not in {"string", "template_string"} or node.end_byte - node.start_byte > MAX_CODE:
        return None
    if node.type == "template_string" and b"${" in data[node.start_byte : node.end_byte]:
        return None
    return unescape(data[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace"))


def unescape(text: str) -> str:
    """Escape sequences resolved. Source: ECMA-262, section 12.9.4."""
    return _ESCAPE.sub(_one, text) if "\\" in text else text


def _one(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else ""
    return "" if match[4] else _PLAIN.get(match[5], match[5])


def number(node: Node, data: bytes) -> int | None:
    """The value of an integer literal."""
    if node.type != "number" or node.end_byte - node.start_byte > 12:
        return None
    try:
        return int(data[node.start_byte : node.end_byte].replace(b"_", b""), 0)
    except ValueError:
        return None


def unmask(name: str, text: str, second: str | None) -> str | None:
    """What a decoder makes of a short constant, or None."""
    try:
        if name == "atob" or (name == "Buffer.from" and second == "base64"):
            return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
        if name == "Buffer.from" and second == "hex":
            return bytes.fromhex(text).decode("utf-8", "replace")
        if name in {"unescape", "decodeURIComponent", "decodeURI"}:
            return unquote(text)
        if name == "Buffer.from" and second is None:
            return text
    except (ValueError, binascii.Error):
        return None
    return None

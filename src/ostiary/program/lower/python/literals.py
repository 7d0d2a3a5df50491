"""Which values do the literals of Python stand for, old ones included?"""

import ast
import re
import unicodedata

from tree_sitter import Node

from ostiary.core.regex import regex
from ostiary.program.lower.walker import LOAD, Walker, at

MAX_BACKTICKS = 2_000
"""Characters of an expression in backticks, which the grammar takes for a text."""

_ESCAPE = regex(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{([^}]{1,100})\}"
    r"|([0-7]{1,3})|([\n\\'\"abfnrtv]))"
)
_SINGLE = {"\n": "", "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b"}
_SINGLE |= {"f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_PREFIXES = "bBfFrRtTuU"
_EQUALS = regex(r"\s*=\s*")
_BRACES = regex(r"\{\{|\}\}")


def cooked(text: str, prefix: str) -> str:
    """A text with its escapes resolved as its prefix wants it."""
    if "\\" not in text or "r" in prefix:
        return text
    return _ESCAPE.sub(_byte if "b" in prefix else _letter, text)


def _letter(match: re.Match[str]) -> str:
    two, four, eight, name, octal, single = match.groups()
    if single is not None:
        return _SINGLE[single]
    if octal is not None:
        return chr(int(octal, 8))
    if name is not None:
        try:
            return unicodedata.lookup(name)
        except KeyError:
            return match[0]
    code = int(two or four or eight, 16)
    return chr(code) if code <= 0x10FFFF else match[0]


def _byte(match: re.Match[str]) -> str:
    if match[2] or match[3] or match[4]:
        return match[0]
    return chr(ord(_letter(match) or "\0") & 0xFF) if match[6] != "\n" else ""


def number(w: Walker, node: Node) -> ast.expr:
    """A number: `0777` is octal, `10L` is long, `1j` is complex."""
    text = w.text(node).lower().replace("_", "").rstrip("l")
    try:
        return ast.Constant(_number(text))
    except ValueError:
        w.faults += 1
        return ast.Constant(text)


def _number(text: str) -> complex:
    if text[:2] in {"0x", "0o", "0b"}:
        return int(text, 0)
    if text.endswith("j"):
        return complex(text)
    if text.isdigit():
        octal = len(text) > 1 and text[0] == "0" and not set(text) & {"8", "9"}
        return int(text, 8 if octal else 10)
    return float(text)


def string(w: Walker, node: Node) -> ast.expr:
    """A text, bytes, or a text with expressions in it."""
    parts = _parts(w, node)
    plain = len(parts) == 1 and isinstance(parts[0], ast.Constant | ast.Call)
    return parts[0] if plain and not _is_formatted(w, node) else ast.JoinedStr(parts)


def _is_formatted(w: Walker, node: Node) -> bool:
    """Whether it is an f-string, which it is without expressions too."""
    opening = w.text(node.children[0]).lower() if node.children else ""
    return "f" in opening or "t" in opening


def joined(w: Walker, node: Node) -> ast.expr:
    """Literals side by side are one."""
    parts: list[ast.expr] = []
    for child in w.children(node):
        parts += _parts(w, child)
    kinds = {type(one.value) if isinstance(one, ast.Constant) else None for one in parts}
    formatted = any(_is_formatted(w, child) for child in w.children(node))
    values = [one.value for one in parts if isinstance(one, ast.Constant)]
    if kinds == {str} and not formatted:
        return ast.Constant("".join(one for one in values if isinstance(one, str)))
    if kinds == {bytes}:
        return ast.Constant(b"".join(one for one in values if isinstance(one, bytes)))
    return ast.JoinedStr(_merged(parts, node))


def _merged(parts: list[ast.expr], node: Node) -> list[ast.expr]:
    """Constants side by side are one here too, and empty ones are none."""
    found: list[ast.expr] = []
    texts: list[str] = []
    for part in [*parts, None]:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            texts.append(part.value)
            continue
        if text := "".join(texts):
            found.append(at(ast.Constant(text), node))
        texts = []
        if part is not None:
            found.append(part)
    return found


def _parts(w: Walker, node: Node) -> list[ast.expr]:
    children = node.children
    if not children or children[0].type != "string_start":
        return [w.expr(node)] if node.type != "string" else [w.nothing(node)]
    opening = w.text(children[0])
    prefix = opening.rstrip("'\"`").lower()
    start = children[0].end_byte
    closed = children[-1].type == "string_end"
    stop = node.end_byte - len(opening.lstrip(_PREFIXES)) if closed else node.end_byte
    if opening == "`":
        return [_represented(w, start, stop, node)]
    if "f" in prefix or "t" in prefix:
        return _formatted(w, node, (start, stop), prefix)
    text = cooked(_slice(w, start, stop), prefix)
    return [at(ast.Constant(_encoded(text) if "b" in prefix else text), node)]


def _slice(w: Walker, start: int, stop: int) -> str:
    return w.data[start:stop].decode("utf-8", "replace")


def _encoded(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _formatted(w: Walker, node: Node, span: tuple[int, int], prefix: str) -> list[ast.expr]:
    start, stop = span
    parts: list[ast.expr] = []
    for child in node.children:
        if child.type == "interpolation":
            parts += _text(w, start, child.start_byte, prefix, node)
            parts += interpolated(w, child, prefix)
            start = child.end_byte
    return _merged([*parts, *_text(w, start, stop, prefix, node)], node)


def _text(w: Walker, start: int, stop: int, prefix: str, node: Node) -> list[ast.expr]:
    text = _BRACES.sub(lambda match: match[0][0], _slice(w, start, stop))
    return [at(ast.Constant(cooked(text, prefix)), node)] if text else []


def interpolated(w: Walker, node: Node, prefix: str) -> list[ast.expr]:
    """`{value!r:spec}`, and the text of `{value=}` before it."""
    value = node.child_by_field_name("expression")
    given = node.child_by_field_name("format_specifier")
    convert = node.child_by_field_name("type_conversion")
    before: list[ast.expr] = []
    code = ord(w.text(convert)[-1]) if convert is not None else -1
    if value is not None and any(child.type == "=" for child in node.children):
        shown = _shown(w, node, value)
        before = [at(ast.Constant(shown), node)]
        code = ord("r") if code < 0 and given is None else code
    spec = _specified(w, given, prefix) if given is not None else None
    inner = w.expr(value) if value is not None else w.nothing(node)
    return [*before, at(ast.FormattedValue(inner, code, spec), node)]


def _shown(w: Walker, node: Node, value: Node) -> str:
    """What `{value = }` prints before the value: all up to the blanks behind the sign."""
    text = _slice(w, node.start_byte + 1, node.end_byte - 1)
    size = len(_slice(w, node.start_byte + 1, value.end_byte))
    match = _EQUALS.match(text, size)
    return text[: match.end()] if match else text[:size] + "="


def _specified(w: Walker, node: Node, prefix: str) -> ast.JoinedStr:
    parts: list[ast.expr] = []
    start = node.start_byte + 1
    for child in node.named_children:
        if child.type in {"format_expression", "interpolation"}:
            parts += _text(w, start, child.start_byte, prefix, node)
            parts += interpolated(w, child, prefix)
            start = child.end_byte
    return at(ast.JoinedStr([*parts, *_text(w, start, node.end_byte, prefix, node)]), node)


def _represented(w: Walker, start: int, stop: int, node: Node) -> ast.expr:
    """An expression in backticks is `repr` of it."""
    text = _slice(w, start, stop).strip()
    inner: ast.expr = at(ast.Constant(text), node)
    if len(text) <= MAX_BACKTICKS:
        try:
            inner = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            w.faults += 1
        else:
            ast.increment_lineno(inner, node.start_point[0])
    else:
        w.beyond = True
    return at(ast.Call(at(ast.Name("repr", LOAD), node), [inner], []), node)


def fragment(w: Walker, node: Node) -> ast.expr:
    """A piece of a literal that was never closed."""
    return ast.Constant(cooked(w.text(node), ""))

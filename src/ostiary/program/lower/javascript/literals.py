"""Which values do the literals of JavaScript stand for?"""

import ast
import re

from tree_sitter import Node

from ostiary.core.regex import regex as late
from ostiary.program.lower import nodes
from ostiary.program.lower.walker import LOAD, Walker, at

_ESCAPE = late(
    r"\\(?:u\{([0-9a-fA-F]{1,8})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})"
    r"|([0-3][0-7]{0,2}|[4-7][0-7]?)|(\r\n|.))",
    re.DOTALL,
)
_PAIR = late("[\ud800-\udbff][\udc00-\udfff]")
_SINGLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_SINGLE |= dict.fromkeys(("\n", "\r\n", "\r", "\u2028", "\u2029"), "")
_BASES = {"0x": 16, "0o": 8, "0b": 2}
_WHOLE = 1 << 53


def cooked(text: str) -> str:
    """A text with its escapes resolved."""
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_escape, text)
    return _PAIR.sub(_pair, text)


def _escape(match: re.Match[str]) -> str:
    braced, four, two, octal, single = match.groups()
    if single is not None:
        return _SINGLE.get(single, single)
    if octal is not None:
        return chr(int(octal, 8))
    code = int(braced or four or two, 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def _pair(match: re.Match[str]) -> str:
    return match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def number(text: str) -> int | float:
    """A number; what is whole is an int, as JavaScript knows no difference."""
    text = text.replace("_", "").lower().removesuffix("n") if text[:2] not in {"0x", "0X"} else text
    base = _BASES.get(text[:2].lower())
    try:
        if base:
            return int(text.replace("_", "").rstrip("n")[2:], base)
        if text.isdigit():
            legacy = len(text) > 1 and text[0] == "0" and not set(text) & {"8", "9"}
            return int(text, 8 if legacy else 10)
        value = float(text)
    except ValueError:
        return _huge(text)
    return int(value) if value.is_integer() and abs(value) < _WHOLE else value


def _huge(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def numeral(w: Walker, node: Node) -> ast.expr:
    """A number."""
    return nodes.Constant(number(w.text(node)))


def string(w: Walker, node: Node) -> ast.expr:
    """A literal in quotes."""
    return nodes.Constant(string_of(w, node))


def string_of(w: Walker, node: Node) -> str:
    """The value of a quoted literal."""
    raw = w.data[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace")
    return cooked(raw) if "\\" in raw else raw


def fragment(w: Walker, node: Node) -> ast.expr:
    """A piece of a literal that was never closed."""
    return nodes.Constant(cooked(w.text(node)))


def regex(w: Walker, node: Node) -> ast.expr:
    """A regular expression."""
    pattern, flags = (node.child_by_field_name(name) for name in ("pattern", "flags"))
    given: list[ast.expr] = [
        at(nodes.Constant(w.text(one) if one else ""), node) for one in (pattern, flags)
    ]
    return nodes.Call(at(nodes.Name("RegExp", LOAD), node), given, [])


def pieces(w: Walker, node: Node, *, raw: bool = False) -> tuple[list[str], list[ast.expr]]:
    """The texts of a template and what stands between them; there is one text more."""
    texts, values = [], []
    start = node.start_byte + 1
    for child in node.named_children:
        if child.type == "template_substitution":
            texts.append(w.data[start : child.start_byte].decode("utf-8", "replace"))
            start = child.end_byte
            inner = w.exprs(child.named_children)
            values.append(inner[0] if len(inner) == 1 else at(nodes.Tuple(inner, LOAD), child))
    texts.append(w.data[start : node.end_byte - 1].decode("utf-8", "replace"))
    return texts if raw else [cooked(text) for text in texts], values


def template(w: Walker, node: Node) -> ast.expr:
    """A template: a text where nothing is put in."""
    if node.named_child_count <= 1 and node.child_count == 2 + node.named_child_count:
        inner = node.named_children
        if not inner or inner[0].type == "string_fragment":
            return string(w, node)
    texts, values = pieces(w, node)
    if not values:
        return nodes.Constant(texts[0])
    parts: list[ast.expr] = []
    for text, value in zip(texts, [*values, None], strict=True):
        if text:
            parts.append(at(nodes.Constant(text), node))
        if value is not None:
            parts.append(at(ast.FormattedValue(value, -1, None), node))
    return ast.JoinedStr(parts)


def tagged(w: Walker, function: ast.expr, node: Node) -> ast.expr:
    """A template that a function puts together; `String.raw` sees it without escapes."""
    raw = isinstance(function, ast.Attribute) and function.attr == "raw"
    texts, values = pieces(w, node, raw=raw)
    strings: list[ast.expr] = [at(nodes.Constant(text), node) for text in texts]
    return nodes.Call(function, [at(nodes.List(strings, LOAD), node), *values], [])

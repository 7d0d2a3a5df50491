"""How can the texts of a JavaScript program be spelt otherwise, so that it does the same?"""

import ast
import base64
import json
from collections.abc import Callable

from javascript_tree import parse, render, text_of
from rewriting import Mutant, Place
from tree_sitter import Node


def _with_strings(source: str, encode: Callable[[str, int], str]) -> str:
    count = 0

    def hook(node: Node, _: Callable[[Node], str]) -> str | None:
        nonlocal count
        if node.type != "string" or len(text_of(node)) < 5:
            return None
        count += 1
        return f"({encode(ast.literal_eval(text_of(node)), count)})"

    return render(parse(source), hook)


def _pieces(text: str, size: int = 3) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def split_strings(source: str, _: Place) -> Mutant:
    return _with_strings(source, lambda text, _: " + ".join(map(json.dumps, _pieces(text)))), []


def base64_strings(source: str, _: Place) -> Mutant:
    def encode(text: str, _: int) -> str:
        return f"Buffer.from('{base64.b64encode(text.encode()).decode()}', 'base64').toString()"

    return _with_strings(source, encode), []


def code_arithmetic(source: str, _: Place) -> Mutant:
    def encode(text: str, _: int) -> str:
        codes = [ord(one) * 2 + 5 for one in text]
        return f"{codes}.map((n) => String.fromCharCode((n - 5) / 2)).join('')"

    return _with_strings(source, encode), []


def reversed_strings(source: str, _: Place) -> Mutant:
    def encode(text: str, _: int) -> str:
        return f"{json.dumps(text[::-1])}.split('').reverse().join('')"

    return _with_strings(source, encode), []


def xor_strings(source: str, _: Place) -> Mutant:
    def encode(text: str, _: int) -> str:
        return f"plain('{bytes(byte ^ 41 for byte in text.encode()).hex()}', 41)"

    helper = (
        "function plain(text, key) {\n  let out = '';\n"
        "  for (let n = 0; n < text.length; n += 2) {\n"
        "    out += String.fromCharCode(parseInt(text.substr(n, 2), 16) ^ key);\n  }\n"
        "  return out;\n}\n"
    )
    return helper + _with_strings(source, encode), []


def built_strings(source: str, _: Place) -> Mutant:
    def encode(text: str, turn: int) -> str:
        a, b = json.dumps(text[: len(text) // 2]), json.dumps(text[len(text) // 2 :])
        forms = (
            f"`${{{a}}}${{{b}}}`",
            f"{a}.concat({b})",
            f"[{a}, {b}].join('')",
            f"{json.dumps(text.replace('e', '~'))}.replace(/~/g, 'e')",
            f"[{b}, {a}].reduceRight((x, y) => x + y)",
        )
        return forms[turn % len(forms)]

    return _with_strings(source, encode), []


def string_array(source: str, _: Place) -> Mutant:
    """One array of all texts, rotated, with an accessor."""
    texts: list[str] = []

    def encode(text: str, _: int) -> str:
        if text not in texts:
            texts.append(text)
        return f"_0x2b(0x{0x1F4 + texts.index(text):x})"

    body = _with_strings(source, encode)
    turns = min(len(texts), 3)
    turned = texts[-turns:] + texts[:-turns]
    head = (
        f"const _0x1a = {json.dumps(turned)};\n"
        f"(function (_0x3c, _0x4d) {{ while (_0x4d--) _0x3c.push(_0x3c.shift()); }})(_0x1a, 0x{turns:x});\n"
        "function _0x2b(_0x5e) { return _0x1a[_0x5e - 0x1f4]; }\n"
    )
    return head + body, []


def default_arguments(source: str, _: Place) -> Mutant:
    names: dict[str, str] = {}
    body = _with_strings(source, lambda text, _: names.setdefault(text, f"s{len(names)}"))
    given = ", ".join(f"{name} = {json.dumps(text)}" for text, name in names.items())
    return f"(function ({given}) {{\n{body}\n}})();\n", []

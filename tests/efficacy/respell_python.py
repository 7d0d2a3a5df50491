"""How can the texts and names of a Python program be spelt otherwise, so that it does the same?"""

import ast
import base64
import io
import keyword
import tokenize
from collections.abc import Callable

from rewriting import Mutant, Place

Encode = Callable[[str, int], str]


class _Strings(ast.NodeTransformer):
    """Each text of some length is replaced by an expression with the same value."""

    def __init__(self, encode: Encode) -> None:
        self.encode = encode
        self.count = 0

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if not isinstance(node.value, str) or len(node.value) < 3:
            return node
        self.count += 1
        return ast.parse(self.encode(node.value, self.count), mode="eval").body


def _with_strings(source: str, encode: Encode, before: str = "") -> str:
    return before + ast.unparse(_Strings(encode).visit(ast.parse(source))) + "\n"


def _pieces(text: str, size: int = 3) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def split_strings(source: str, _: Place) -> Mutant:
    return _with_strings(source, lambda text, _: " + ".join(map(repr, _pieces(text)))), []


def base64_strings(source: str, _: Place) -> Mutant:
    def encode(text: str, _: int) -> str:
        return f"b64decode({base64.b64encode(text.encode()).decode()!r}).decode()"

    return _with_strings(source, encode, "from base64 import b64decode\n"), []


def code_arithmetic(source: str, _: Place) -> Mutant:
    def encode(text: str, _: int) -> str:
        return f"''.join((chr(n - 11) for n in {[ord(one) + 11 for one in text]}))"

    return _with_strings(source, encode), []


def reversed_hex(source: str, _: Place) -> Mutant:
    def encode(text: str, _: int) -> str:
        return f"bytes.fromhex({text.encode()[::-1].hex()!r})[::-1].decode()"

    return _with_strings(source, encode), []


def xor_strings(source: str, _: Place) -> Mutant:
    def encode(text: str, _: int) -> str:
        return f"plain({bytes(byte ^ 41 for byte in text.encode()).hex()!r}, 41)"

    helper = (
        "def plain(text, key):\n    out = bytearray()\n    for byte in bytes.fromhex(text):\n"
        "        out.append(byte ^ key)\n    return out.decode()\n\n"
    )
    return _with_strings(source, encode, helper), []


def built_strings(source: str, _: Place) -> Mutant:
    def encode(text: str, turn: int) -> str:
        half = len(text) // 2
        a, b = text[:half], text[half:]
        forms = (
            f"'{{}}{{}}'.format({a!r}, {b!r})",
            f"'%s%s' % ({a!r}, {b!r})",
            f"'{{1}}{{0}}'.format({b!r}, {a!r})",
            f"''.join([{a!r}, {b!r}])",
            f"{a!r}.__add__({b!r})",
            f"{text.replace('e', '§')!r}.replace('§', 'e')",
        )
        return forms[turn % len(forms)]

    return _with_strings(source, encode), []


def comprehension_strings(source: str, _: Place) -> Mutant:
    def encode(text: str, _: int) -> str:
        parts = _pieces(text, 4)
        table = {(n * 7) % 101: part for n, part in enumerate(parts)}
        order = [(n * 7) % 101 for n in range(len(parts))]
        return f"''.join([{dict(sorted(table.items()))}[n] for n in {order}])"

    return _with_strings(source, encode), []


def default_arguments(source: str, _: Place) -> Mutant:
    names: dict[str, str] = {}
    body = _with_strings(source, lambda text, _: names.setdefault(text, f"s{len(names)}"))
    given = ", ".join(f"{name}={text!r}" for text, name in names.items())
    return f"def main({given}):\n{indented(body)}\n\nmain()\n", []


def indented(text: str, width: int = 4) -> str:
    """Unparsed first: then no text of the program spans lines."""
    lines = ast.unparse(ast.parse(text)).splitlines()
    return "\n".join(" " * width + line if line else "" for line in lines)


def folded_names(source: str, _: Place) -> Mutant:
    """Names in letters that the parser folds to plain ones (PEP 3131)."""
    out = list(source.splitlines(keepends=True))
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    for token in reversed(tokens):
        name = token.string
        if token.type != tokenize.NAME or keyword.iskeyword(name):
            continue
        row, start, end = *token.start, token.end[1]
        line = out[row - 1]
        out[row - 1] = line[:start] + "".join(map(_folded, name)) + line[end:]
    return "".join(out), []


def _folded(one: str) -> str:
    return chr(0x1D5BA + ord(one) - ord("a")) if "a" <= one <= "z" else one

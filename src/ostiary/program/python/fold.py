"""Constant expressions of Python folded to text, as far as names and commands need it."""

from typing import Protocol

from tree_sitter import Node

from ostiary.program.python.literals import MAX_PIECES, number, string_text, unmask
from ostiary.program.scopes import Scope
from ostiary.program.values import MAX_TEXT, UNKNOWN, Value, constant


class Resolver(Protocol):
    """What folding asks of the resolver of names."""

    data: bytes

    def value(self, node: Node, scope: Scope, deep: int) -> Value:
        """What a node stands for."""
        ...


class Folder:
    """Folds literals, sums, joins, reversals and decoders of short constants."""

    def __init__(self, names: Resolver) -> None:
        self._names = names

    def string(self, node: Node, scope: Scope, deep: int) -> Value:
        """A literal."""
        del scope, deep
        text = string_text(node, self._names.data)
        return UNKNOWN if text is None else constant(text)

    def joined(self, node: Node, scope: Scope, deep: int) -> Value:
        """Literals side by side."""
        pieces = [self.string(one, scope, deep).text for one in node.named_children[:MAX_PIECES]]
        return UNKNOWN if None in pieces else constant("".join(one or "" for one in pieces))

    def operator(self, node: Node, scope: Scope, deep: int) -> Value:
        """A sum of any length, without recursion on its left side; or a `%` without values."""
        pieces: list[Node] = []
        inner: Node | None = node
        while inner and inner.type == "binary_operator" and len(pieces) < MAX_PIECES:
            sign = inner.child_by_field_name("operator")
            right = inner.child_by_field_name("right")
            if sign is None or sign.type != "+" or right is None:
                return UNKNOWN
            pieces.append(right)
            inner = inner.child_by_field_name("left")
        if inner is None:
            return UNKNOWN
        total = ""
        for piece in [inner, *reversed(pieces)]:
            text = self._names.value(piece, scope, deep).text
            if text is None:
                return UNKNOWN
            total += text
            if len(total) >= MAX_TEXT:
                break
        return constant(total)

    def slice(self, holder: Node, key: Node, scope: Scope, deep: int) -> Value:
        """`text[::-1]`, the only slice that hides a name well."""
        wanted = self._names.data[key.start_byte : key.end_byte].replace(b" ", b"")
        text = self._names.value(holder, scope, deep).text
        if text is None or wanted != b"::-1":
            return UNKNOWN
        return constant(text[::-1])

    def called(self, name: str, node: Node, given: list[Node], scope: Scope, deep: int) -> Value:
        """The constant that a well-known pure function makes of constants."""
        if name == "chr" and given:
            return self._character(given[0])
        if name in {"str", "bytes", "bytearray", "str.encode"} or name.startswith("str."):
            return self._method(name, node, given, scope, deep)
        if not given:
            return UNKNOWN
        first = self._names.value(given[0], scope, deep).text
        if first is None:
            return UNKNOWN
        second = self._names.value(given[1], scope, deep).text if len(given) > 1 else None
        text = unmask(name, first, second)
        return UNKNOWN if text is None else constant(text)

    def _character(self, node: Node) -> Value:
        code = number(node, self._names.data)
        return constant(chr(code)) if code is not None and 0 <= code < 0x110000 else UNKNOWN

    def _method(self, name: str, node: Node, given: list[Node], scope: Scope, deep: int) -> Value:
        function = node.child_by_field_name("function")
        receiver = function.child_by_field_name("object") if function else None
        if name in {"str", "bytes", "bytearray"}:
            return self._names.value(given[0], scope, deep) if given else UNKNOWN
        own = self._names.value(receiver, scope, deep).text if receiver else None
        if own is None:
            return UNKNOWN
        if name in {"str.encode", "str.strip", "str.decode"}:
            return constant(own)
        if name in {"str.lower", "str.upper"}:
            return constant(own.lower() if name == "str.lower" else own.upper())
        if name == "str.join" and given:
            return self._join(own, given[0], scope, deep)
        return self._replace(own, given, scope, deep) if name == "str.replace" else UNKNOWN

    def _join(self, glue: str, node: Node, scope: Scope, deep: int) -> Value:
        if node.type not in {"list", "tuple"}:
            return UNKNOWN
        texts = [
            self._names.value(one, scope, deep).text for one in node.named_children[:MAX_PIECES]
        ]
        return UNKNOWN if None in texts else constant(glue.join(one or "" for one in texts))

    def _replace(self, own: str, given: list[Node], scope: Scope, deep: int) -> Value:
        texts = [self._names.value(one, scope, deep).text for one in given[:2]]
        if len(texts) < 2 or texts[0] is None or texts[1] is None:
            return UNKNOWN
        return constant(own.replace(texts[0], texts[1]))

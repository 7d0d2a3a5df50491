"""Constant expressions of JavaScript folded to text, as far as names and commands need it."""

from typing import Protocol

from tree_sitter import Node

from ostiary.program.javascript.literals import number, string_text, unmask
from ostiary.program.scopes import Scope
from ostiary.program.values import MAX_TEXT, UNKNOWN, Value, constant

MAX_PIECES = 2000  # literals looked at in one sum or array


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
        """A literal, or a template without expressions."""
        del scope, deep
        text = string_text(node, self._names.data)
        return UNKNOWN if text is None else constant(text)

    def sum(self, node: Node, scope: Scope, deep: int) -> Value:
        """A sum of any length, without recursion on its left side."""
        pieces: list[Node] = []
        inner: Node | None = node
        while inner and inner.type == "binary_expression" and len(pieces) < MAX_PIECES:
            sign, right = inner.child_by_field_name("operator"), inner.child_by_field_name("right")
            if sign is None or sign.type != "+" or right is None:
                return UNKNOWN
            pieces.append(right)
            inner = inner.child_by_field_name("left")
        total = ""
        for piece in [inner, *reversed(pieces)]:
            text = self._names.value(piece, scope, deep).text if piece else None
            if text is None:
                return UNKNOWN
            total += text
            if len(total) >= MAX_TEXT:
                break
        return constant(total)

    def called(self, name: str, node: Node, given: list[Node], scope: Scope, deep: int) -> Value:
        """The constant that a well-known pure function makes of constants."""
        if name == "String.fromCharCode":
            codes = [number(one, self._names.data) for one in given[:MAX_PIECES]]
            if not codes or None in codes:
                return UNKNOWN
            return constant(
                "".join(chr(one) for one in codes if one is not None and one < 0x110000)
            )
        function = node.child_by_field_name("function")
        receiver = function.child_by_field_name("object") if function else None
        if receiver is not None and name.startswith("String."):
            return self._method(name[7:], receiver, given, scope, deep)
        if receiver is not None and name == "<literal>.join":
            return self._join(receiver, given, scope, deep)
        first = self._names.value(given[0], scope, deep).text if given else None
        if first is None:
            return UNKNOWN
        second = self._names.value(given[1], scope, deep).text if len(given) > 1 else None
        text = unmask(name, first, second)
        return UNKNOWN if text is None else constant(text)

    def _method(
        self, name: str, receiver: Node, given: list[Node], scope: Scope, deep: int
    ) -> Value:
        if name == "split().reverse().join":
            return self._reversed(receiver, scope, deep)
        own = self._names.value(receiver, scope, deep).text
        if own is None:
            return UNKNOWN
        if name in {"toString", "trim", "valueOf"}:
            return constant(own)
        if name in {"toLowerCase", "toUpperCase"}:
            return constant(own.lower() if name == "toLowerCase" else own.upper())
        if name == "concat":
            texts = [self._names.value(one, scope, deep).text for one in given[:MAX_PIECES]]
            return UNKNOWN if None in texts else constant(own + "".join(one or "" for one in texts))
        return UNKNOWN

    def _reversed(self, node: Node, scope: Scope, deep: int) -> Value:
        """`text.split("").reverse().join("")`, from the receiver of `join`."""
        inner: Node | None = node
        for _ in range(4):
            if inner is not None and inner.type in {"call_expression", "member_expression"}:
                field = "function" if inner.type == "call_expression" else "object"
                inner = inner.child_by_field_name(field)
        text = self._names.value(inner, scope, deep).text if inner else None
        return UNKNOWN if text is None else constant(text[::-1])

    def _join(self, node: Node, given: list[Node], scope: Scope, deep: int) -> Value:
        glue = self._names.value(given[0], scope, deep).text if given else ","
        if node.type != "array" or glue is None:
            return UNKNOWN
        texts = [
            self._names.value(one, scope, deep).text for one in node.named_children[:MAX_PIECES]
        ]
        return UNKNOWN if None in texts else constant(glue.join(one or "" for one in texts))

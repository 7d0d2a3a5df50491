"""What do the expansions in a word come to: variables, their parts, arithmetic, what commands print?"""

import re
from collections.abc import Callable

from msgspec import Struct, field
from tree_sitter import Node

from ostiary.core.regex import regex
from ostiary.program.shell.changing import calculated, operated
from ostiary.program.shell.decoders import as_text
from ostiary.program.shell.utilities import unescaped
from ostiary.program.shell.words import (
    BLANKS,
    MAX_VALUE,
    Value,
    fields,
    joined,
    known,
    quoted,
    unknown,
    unquoted,
)

SHARE = 6  # one more is counted for so many characters, as a power of two
MAX_ARITHMETIC = 400  # characters of one expression

Substituted = Callable[[Node], Value]
"""What the commands in a substitution print."""


class Variables(Struct):
    """What the script has set so far, by name; arrays hold several values."""

    held: dict[str, Value] = field(default_factory=dict)
    arrays: dict[str, list[Value]] = field(default_factory=dict)
    work: int = 0
    """Words and pieces of text that were looked at: what a script costs beside its statements."""
    given: list[Value] | None = None
    """What the function at hand, or `set --`, was handed; None where nobody knows."""

    def one(self, name: str) -> Value | None:
        """What a variable holds, None where the script has not set it."""
        if name in self.held:
            return self.held[name]
        if name in self.arrays:
            return self.arrays[name][0] if self.arrays[name] else known("")
        if self.given is not None and name.isdecimal() and 0 < len(name) < 6 and name != "0":
            place = int(name) - 1
            return self.given[place] if place < len(self.given) else known("")
        usual = _USUAL.get(name)
        return known(usual) if usual is not None else None

    def several(self, name: str) -> list[Value] | None:
        """All elements of an array, or what a function was handed."""
        if name in {"@", "*"}:
            return self.given
        return self.arrays.get(name)


_USUAL = {"SHELL": "/bin/bash", "BASH": "/bin/bash", "0": "sh", "IFS": BLANKS}
"""What is the same for nearly everybody, and of use to whoever hides the name of a shell."""

_PATHS = frozenset({"HOME", "PATH", "PWD", "SHELL", "TMPDIR"})
"""Variables that begin with a slash wherever there is a shell."""


class Words:
    """Evaluates the words of one script."""

    def __init__(self, data: bytes, variables: Variables, substituted: Substituted) -> None:
        self._data = data
        self.variables = variables
        self._substituted = substituted
        self._own = frozenset(one.decode() for one in _ASSIGNED.findall(data))

    def raw(self, node: Node) -> str:
        """The source of a node."""
        end = min(node.end_byte, node.start_byte + MAX_VALUE)
        return as_text(self._data[node.start_byte : end])

    def words(self, node: Node) -> list[Value]:
        """The words that one word of the script becomes: none, one or many."""
        several = self._spread(node)
        if several is not None:
            self.variables.work += len(several)
            return several
        blanks = self.variables.one("IFS")
        whole = self.value(node)
        found = fields(whole, (blanks.text if blanks else None) or BLANKS)
        self.variables.work += len(found) + (sum(len(one.text) for one in whole.pieces) >> SHARE)
        return [each for one in found for each in _braces(one, self.raw(node))]

    def value(self, node: Node) -> Value:
        """What one node of a word is worth, not parted at blanks."""
        reader = _READERS.get(node.type)
        return reader(self, node) if reader is not None else unknown(self.raw(node))

    def word(self, node: Node) -> Value:
        """A plain word: what a backslash stands before is meant."""
        text = self.raw(node)
        return known(_BACKSLASH.sub(r"\1", text) if "\\" in text else text)

    def literal(self, node: Node) -> Value:
        """What stands between single quotes."""
        return known(self.raw(node)[1:-1])

    def escaped(self, node: Node) -> Value:
        """`$'...'`."""
        return known(unescaped(self.raw(node)[2:-1]))

    def string(self, node: Node) -> Value:
        """What stands between double quotes."""
        inner = node.children[1:-1] if node.type == "string" else node.named_children
        return quoted(self.pieces(inner, node.start_byte + 1, node.end_byte - 1))

    def pieces(self, nodes: list[Node], start: int, stop: int) -> Value:
        """Text with expansions in it; what stands between these, the parser may leave out."""
        found: list[Value] = []
        for one in nodes:
            if not one.is_named or one.type in _PLAIN:
                continue
            found += [self._between(start, one.start_byte), self.value(one)]
            start = one.end_byte
        return joined([*found, self._between(start, stop)])

    def _between(self, start: int, stop: int) -> Value:
        return known(_ESCAPED.sub(_plain_sign, as_text(self._data[start:stop])))

    def concatenation(self, node: Node) -> Value:
        """Parts without a blank between them."""
        return joined(self.value(one) for one in node.named_children)

    def variable(self, node: Node) -> Value:
        """`$name`."""
        name = self.raw(node)[1:]
        if name == "#" and self.variables.given is not None:
            return known(str(len(self.variables.given)))
        several = self.variables.several(name)
        if several is not None and name in {"@", "*"}:
            return unquoted(joined(several, " "))
        found = self.held(name)
        return unquoted(found) if found is not None else unknown(self.raw(node))

    def held(self, name: str) -> Value | None:
        """What a variable holds; one of the script's own is empty before it is set."""
        found = self.variables.one(name)
        if found is None and name in self._own and not name.isupper():
            return known("") if self.variables.several(name) is None else None
        return found

    def expansion(self, node: Node) -> Value:
        """`${name...}`."""
        raw = self.raw(node)
        found = _EXPANSION.fullmatch(raw)
        if found is None:
            return unknown(raw)
        sign, name, place, rest = found.groups()
        if sign == "#":
            return self._length(name, place, raw)
        held = self._element(name, place)
        if sign == "!" and held is not None and held.text is not None:
            held = self.variables.one(held.text)
        return self._changed(name, held, rest, node)

    def _length(self, name: str, place: str | None, raw: str) -> Value:
        if place in {"@", "*"}:
            several = self.variables.several(name)
            return known(str(len(several))) if several is not None else unknown(raw)
        held = self._element(name, place)
        text = held.text if held is not None else None
        return known(str(len(text))) if text is not None else unknown(raw)

    def _element(self, name: str, place: str | None) -> Value | None:
        if place is None:
            return self.held(name)
        keyed = self.variables.held.get(f"{name}[{place}]")
        several = self.variables.several(name)
        if keyed is not None or several is None:
            return keyed
        if place in {"@", "*"}:
            return joined(several, " ")
        number = self.number(place)
        if number is None or not -len(several) <= number < len(several):
            return None
        return several[number]

    def _changed(self, name: str, held: Value | None, rest: str, node: Node) -> Value:
        """What an operator in the braces makes of a value."""
        raw = self.raw(node)
        if _INSTEAD.match(rest):
            return self._instead(name, held, rest, node)
        if held is None:
            first = name in _PATHS and _FIRST.fullmatch(rest)
            return known("/") if first else unknown(raw)
        if not rest:
            return unquoted(held)
        text = held.text
        made = operated(text, rest, self.number) if text is not None else None
        return known(made, splits=True) if made is not None else unknown(raw)

    def _instead(self, name: str, held: Value | None, rest: str, node: Node) -> Value:
        """`${name:-other}` and its kin; a variable that the script did not set is taken for set by none."""
        sign = rest.lstrip(":")[:1]
        inner = [
            one for one in node.named_children if one.type not in {"variable_name", "subscript"}
        ]
        other = joined(self.value(one) for one in inner)
        filled = held is not None and held.text != ""
        if sign == "+":
            return other if filled or held is None else known("")
        if filled and held is not None:
            return unquoted(held)
        if sign == "=":
            self.variables.held[name] = other
        return other if sign in "-=" else unknown(self.raw(node))

    def substitution(self, node: Node) -> Value:
        """`$(...)` and what stands between backticks."""
        return unquoted(self._substituted(node))

    def arithmetic(self, node: Node) -> Value:
        """`$((...))`."""
        number = self.number(self.raw(node)[3:-2])
        return known(str(number)) if number is not None else unknown(self.raw(node))

    def number(self, text: str) -> int | None:
        """What an arithmetic expression comes to, None where that is not known."""
        if len(text) > MAX_ARITHMETIC:
            return None
        filled = _NAME.sub(self._digits, text)
        return calculated(filled)

    def _digits(self, one: "re.Match[str]") -> str:
        held = self.variables.one(one[1])
        text = (held.text if held is not None else "0") or "?"
        return text if _WHOLE.fullmatch(text) else "?"

    def _spread(self, node: Node) -> list[Value] | None:
        """`"$@"` and `"${array[@]}"`: a word for each element."""
        raw = self.raw(node)
        found = _ALL.fullmatch(raw)
        several = self.variables.several(found[1] or found[3]) if found else None
        if found is None or several is None:
            return None
        whole = raw[:1] == '"' and "*" in {found[2], found[3]}
        return [quoted(joined(several, " "))] if whole else [quoted(one) for one in several]


_ASSIGNED = regex(rb"\b([A-Za-z_]\w*)\+?=")
_PLAIN = frozenset({"string_content", "heredoc_content"})
_BACKSLASH = regex(r"\\\n|\\(.)", re.DOTALL)
_ESCAPED = regex(r"\\([\\\"$`\n])")
_EXPANSION = regex(r"\$\{([#!]?)(\w+|[@*])(?:\[([^\]\n]{1,100})\])?([^\n]*)\}", re.DOTALL)
_INSTEAD = regex(r":?[-=+?]")
_FIRST = regex(r":\s*0\s*:\s*1")
_NAME = regex(r"(?<![#\w])\$?([A-Za-z_]\w*)\b")
_WHOLE = regex(r"-?\d{1,18}")
_ALL = regex(r"\"?\$(?:\{(\w+)\[([@*])\]\}|([@*]))\"?")
_BRACES = regex(r"([^{}]*)\{([^{}\s]*,[^{}\s]*)\}([^{}]*)")


def _plain_sign(one: "re.Match[str]") -> str:
    return "" if one[1] == "\n" else one[1]


def _braces(value: Value, raw: str) -> list[Value]:
    """`{a,b}` is two words."""
    found = _BRACES.fullmatch(raw) if "{" in raw and "$" not in raw else None
    text = value.text
    if found is None or text is None or raw[:1] in "'\"":
        return [value]
    inner = _BRACES.fullmatch(text)
    if inner is None:
        return [value]
    return [known(f"{inner[1]}{one}{inner[3]}") for one in inner[2].split(",")]


_READERS: dict[str, Callable[[Words, Node], Value]] = {
    "word": Words.word,
    "number": Words.word,
    "variable_name": Words.word,
    "regex": Words.word,
    "raw_string": Words.literal,
    "ansi_c_string": Words.escaped,
    "string": Words.string,
    "translated_string": Words.string,
    "concatenation": Words.concatenation,
    "simple_expansion": Words.variable,
    "expansion": Words.expansion,
    "command_substitution": Words.substitution,
    "arithmetic_expansion": Words.arithmetic,
}

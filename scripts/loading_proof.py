"""Does what runs when an object of a class is loaded reach anything that is not known to be harmless?

The proof is by reading: every call in a method that runs on load must lead to another method or function of
the source for which the same holds, or to something on the short lists below. What cannot be told apart from
harm is not proved, and a class without a proof is not listed.
"""

import ast
import tomllib
from pathlib import Path

from loading_index import Class, Function, Index, dotted

from ostiary.program.loading.harm import harmful

ON_LOAD = (
    "__setstate__", "__new__", "__getattr__", "__getattribute__", "__setattr__", "__del__", "__hash__",
    "__setitem__", "append", "extend", "add", "update", "_setstate", "__reduce_cython__",
)  # fmt: skip
"""Methods that an unpickler runs on an object, or has Python run; some by APPENDS, SETITEMS and ADDITEMS."""
ON_CALL = ("__init__", "__post_init__")
"""Methods that run as well where the class is called."""

MAX_DEPTH = 6

ERRORS = ("Error", "Warning", "Exception", "StopIteration", "NotImplemented")
ENUMS = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.IntFlag", "enum.Flag"})

_WORDS = tomllib.loads((Path(__file__).parent / "loading_words.toml").read_text("utf-8"))
BUILTINS = frozenset(_WORDS["builtins"])
METHODS = frozenset(_WORDS["methods"])
OUTSIDE = tuple(_WORDS["outside"])
PARTS = tuple(_WORDS["parts"])
BASES = frozenset(_WORDS["bases"])
METAS = frozenset(_WORDS["metas"])
LOUD = frozenset(_WORDS["loud"])
REVIEWED = frozenset(_WORDS["reviewed"])


class Proof:
    """Proofs over one index; each is made once."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._known: dict[tuple[int, str], str] = {}

    def rule(self, one: Class) -> tuple[str, str]:
        """The rule for the arguments of a class, or the reason why it has none: one of both is empty."""
        order = self.index.order(one)
        outside = [each for each in order if isinstance(each, str)]
        if any(each in ENUMS for each in outside):
            return ("member", "") if set(outside) <= ENUMS | BASES else ("", "bases")
        unknown = [each for each in outside if each not in BASES]
        if unknown:
            return "", f"base {unknown[0]}"
        inside = [each for each in order if isinstance(each, Class)]
        meta = next(
            (
                word.value
                for each in inside
                for word in each.node.keywords
                if word.arg == "metaclass"
            ),
            None,
        )
        if meta is not None and self.index.resolve(one.module, dotted(meta)) not in METAS:
            return "", "metaclass"
        fault = self._methods(one, inside, ON_LOAD)
        if fault:
            return "", fault
        for each in inside:
            for setter in each.setters:
                fault = self._body(setter, each.module, one, 0)
                if fault:
                    return "", f"setter {setter.name}: {fault}"
        if not self._methods(one, inside, ON_CALL):
            return "any", ""
        return ("", "loud without arguments") if self._loud(inside) else ("bare", "")

    def _methods(self, one: Class, inside: list[Class], names: tuple[str, ...]) -> str:
        for each in inside:
            for name in names:
                method = each.methods.get(name)
                if method is not None and f"{each.name}.{name}" not in REVIEWED:
                    fault = self._body(method, each.module, one, 0)
                    if fault:
                        return f"{each.name}.{name}: {fault}"
        return ""

    def _loud(self, inside: list[Class]) -> bool:
        """Whether making one without arguments names anything that could do harm."""
        bodies = [each.methods[name] for each in inside for name in ON_CALL if name in each.methods]
        for body in bodies:
            for node in ast.walk(body):
                if isinstance(node, ast.Call) and set(dotted(node.func).split(".")) & LOUD:
                    return True
        return False

    def _body(self, body: Function, module: str, owner: Class | None, depth: int) -> str:
        """What in a function is not proved, empty if nothing is."""
        key = id(body), owner.name if owner else ""
        if key in self._known:
            return self._known[key]
        if depth > MAX_DEPTH:
            return "too deep"
        self._known[key] = ""  # a function that calls itself does no more than its body
        fault = self._calls(body, module, owner, depth)
        self._known[key] = fault
        return fault

    def _calls(self, body: Function, module: str, owner: Class | None, depth: int) -> str:
        if any(isinstance(one, ast.Global | ast.Nonlocal) for one in ast.walk(body)):
            return "changes a global name"
        for node in ast.walk(body):
            if isinstance(node, ast.Call):
                fault = self._call(node, module, owner, depth)
                if fault:
                    return fault
            elif isinstance(node, ast.Attribute) and dotted(node.value) == "self" and owner:
                fault = self._property(node.attr, owner, depth)
                if fault:
                    return fault
        return ""

    def _property(self, name: str, owner: Class, depth: int) -> str:
        for each in self.index.order(owner):
            if isinstance(each, Class) and name in each.methods:
                return (
                    self._body(each.methods[name], each.module, owner, depth + 1)
                    if name in each.properties
                    else ""
                )
        return ""

    def _call(self, node: ast.Call, module: str, owner: Class | None, depth: int) -> str:
        name = dotted(node.func)
        first, _, rest = name.partition(".")
        own = first in ("self", "cls") or name.startswith("super().")
        if owner and own and rest and "." not in rest:
            return self._method(rest, owner, depth)
        resolved = self.index.resolve(module, name)
        if {resolved, f"{module}.{name}"} & REVIEWED or name in ("super", "dict.fromkeys"):
            return ""
        if resolved in self.index.functions:
            where = resolved.rpartition(".")[0]
            return self._body(self.index.functions[resolved], where, None, depth + 1)
        made = self.index.classes.get(resolved)
        if made is not None:
            return "" if self._made(made, depth) else f"makes {resolved}"
        if name in BUILTINS and resolved == name:
            return "" if name != "type" or len(node.args) == 1 else "makes a class"
        good = self._outside(node, resolved, known=first in self.index.names[module])
        return "" if good else f"calls {resolved}"

    def _outside(self, node: ast.Call, resolved: str, *, known: bool) -> bool:
        """Whether a function that is not in the source is harmless; `known` says that it was imported."""
        if harmful(resolved) and not resolved.startswith(PARTS):
            return False
        if (known and resolved.startswith(OUTSIDE)) or resolved.endswith(ERRORS):
            return True
        return isinstance(node.func, ast.Attribute) and node.func.attr in METHODS and not known

    def _made(self, made: Class, depth: int) -> bool:
        if depth >= MAX_DEPTH:
            return False
        order = self.index.order(made)
        if any(isinstance(one, str) and one not in BASES | ENUMS for one in order):
            return False
        inside = [one for one in order if isinstance(one, Class)]
        return not self._methods(made, inside, ("__new__", *ON_CALL))

    def _method(self, name: str, owner: Class, depth: int) -> str:
        """A method called on the object itself: every definition of it, of the bases too, must hold."""
        found = False
        for each in self.index.order(owner):
            if isinstance(each, str) or name not in each.methods:
                continue
            found = True
            if f"{each.name}.{name}" in REVIEWED:
                continue
            fault = self._body(each.methods[name], each.module, owner, depth + 1)
            if fault:
                return fault
        return "" if found or name in METHODS else f"calls {owner.name}.{name}"

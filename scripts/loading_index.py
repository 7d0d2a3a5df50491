"""What is in the source of a library, by dotted names: classes, functions, and what names mean there."""

import ast
from dataclasses import dataclass, field
from pathlib import Path

LEFT_OUT = (
    "tests",
    "testing",
    "_testing",
    "conftest",
    "benchmarks",
    "examples",
    "datasets",
    "cli",
    "commands",
)
"""Modules in whose names one of these is a part hold nothing that is found in model files."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Class:
    """One class: where it is, its bases as written, its methods, and its property setters."""

    name: str
    module: str
    node: ast.ClassDef
    bases: list[str] = field(default_factory=list)
    methods: dict[str, Function] = field(default_factory=dict)
    setters: list[Function] = field(default_factory=list)
    properties: set[str] = field(default_factory=set)
    dunders: set[str] = field(default_factory=set)

    @property
    def public_name(self) -> str:
        """The name that `@set_module` gives it, else its own."""
        for one in self.node.decorator_list:
            if isinstance(one, ast.Call) and dotted(one.func).endswith("set_module") and one.args:
                first = one.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    return f"{first.value}.{self.node.name}"
        return self.name


@dataclass
class Index:
    """All classes and functions of some packages by dotted name, and the names that each module imports."""

    classes: dict[str, Class] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)
    stars: dict[str, list[str]] = field(default_factory=dict)
    where: dict[int, str] = field(default_factory=dict)

    def add(self, root: Path, package: str) -> None:
        """Read a package or a module, by its dotted name, that lies in a folder."""
        place = root.joinpath(*package.split("."))
        single = place.with_suffix(".py")
        for path in [single] if single.is_file() else sorted(place.rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if set(parts) & set(LEFT_OUT):
                continue
            is_package = parts[-1] == "__init__"
            module = ".".join(parts[:-1] if is_package else parts)
            try:
                tree = ast.parse(path.read_text("utf-8"))
            except (SyntaxError, UnicodeDecodeError):
                continue
            self._module(module, tree, is_package)

    def _module(self, module: str, tree: ast.Module, is_package: bool) -> None:
        self.modules.add(module)
        self.names[module] = imported(tree, module, is_package)
        self.stars[module] = starred(tree, module, is_package)
        for node in _statements(tree):
            if isinstance(node, ast.ClassDef):
                self._class(module, node)
            elif isinstance(node, Function):
                self.functions[f"{module}.{node.name}"] = node
                self.where[id(node)] = module

    def _class(self, module: str, node: ast.ClassDef) -> None:
        found = Class(f"{module}.{node.name}", module, node)
        found.bases = [dotted(one) for one in node.bases]
        for one in node.body:
            if isinstance(one, ast.Assign):
                found.dunders |= {
                    target.id for target in one.targets if isinstance(target, ast.Name)
                }
            if not isinstance(one, Function):
                continue
            self.where[id(one)] = module
            decorators = [dotted(each) for each in one.decorator_list]
            if any(each.endswith((".setter", ".deleter")) for each in decorators):
                found.setters.append(one)
                continue
            if any(each.endswith("property") for each in decorators):
                found.properties.add(one.name)
            found.methods[one.name] = one
        self.classes[found.name] = found

    def resolve(self, module: str, name: str) -> str:
        """What a dotted name means in a module, as far as its imports say."""
        first, _, rest = name.partition(".")
        known = self.names[module].get(first)
        whole = f"{known or f'{module}.{first}'}.{rest}".rstrip(".")
        if known is None and not self._has(f"{module}.{first}"):
            whole = name
        for _ in range(6):
            if self._has(whole):
                break
            owner, _, last = whole.rpartition(".")
            again = self.names.get(owner, {}).get(last) or self._star(owner, last)
            if not again or again == whole:
                break
            whole = again
        return whole

    def _star(self, module: str, name: str, depth: int = 0) -> str:
        """Where a name comes from that `from ... import *` brings into a module."""
        for one in self.stars.get(module, ()) if depth < 4 else ():
            if self._has(f"{one}.{name}"):
                return f"{one}.{name}"
            found = self.names.get(one, {}).get(name) or self._star(one, name, depth + 1)
            if found:
                return found
        return ""

    def _has(self, name: str) -> bool:
        return name in self.classes or name in self.functions

    def order(self, one: Class) -> list[Class | str]:
        """A class and its bases, nearest first; a base that is not in the source is its name."""
        found: list[Class | str] = [one]
        for written in one.bases:
            base = self.resolve(one.module, written)
            known = self.classes.get(base)
            above: list[Class | str] = [base]
            if known and known is not one:
                above = self.order(known)
            found = [each for each in found if each not in above] + above
        return found


def _statements(tree: ast.Module) -> list[ast.stmt]:
    """Statements of a module, those in `if` and `try` at its top included."""
    found: list[ast.stmt] = []
    todo = list(tree.body)
    while todo:
        one = todo.pop(0)
        if isinstance(one, ast.If):
            todo = [*one.body, *one.orelse, *todo]
        elif isinstance(one, ast.Try):
            handled = [each for handler in one.handlers for each in handler.body]
            todo = [*one.body, *handled, *one.orelse, *todo]
        else:
            found.append(one)
    return found


def imported(tree: ast.AST, module: str, is_package: bool) -> dict[str, str]:
    """The names that import statements anywhere in a tree make, with what they stand for."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                name = one.name if one.asname else one.name.partition(".")[0]
                found.setdefault(one.asname or name, name)
        elif isinstance(node, ast.ImportFrom):
            base = origin(node, module, is_package)
            for one in node.names:
                found.setdefault(one.asname or one.name, f"{base}.{one.name}")
    return found


def origin(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    """The module from which an import statement takes names."""
    base = node.module or ""
    if not node.level:
        return base
    parts = module.split(".")
    up = parts[: len(parts) - node.level + is_package]
    return ".".join([*up, base] if base else up)


def starred(tree: ast.AST, module: str, is_package: bool) -> list[str]:
    """The modules from which a tree imports all names."""
    found = (one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom))
    return [origin(one, module, is_package) for one in found if one.names[0].name == "*"]


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an expression; of a subscript or a call what stands before it; else `?`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    if isinstance(node, ast.Call):
        return f"{dotted(node.func)}()"
    return "?"

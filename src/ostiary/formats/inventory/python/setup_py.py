"""setup.py: which dependencies stand in it as literals? It is read as a syntax tree and never run."""

import ast
import warnings
from collections.abc import Iterator

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Listing, ListingKind, Scope
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.python.asked import For, ask, own
from ostiary.formats.inventory.python.names import canonical, is_name
from ostiary.formats.plain import plain_text

MAX_BYTES = 4 << 20
MAX_DEPTH = 50
MAX_ITEMS = 100_000

_LISTS = {
    "install_requires": For(),
    "requires": For(),
    "setup_requires": For(Scope.BUILD, ("build",)),
    "tests_require": For(Scope.DEV, ("tests",)),
}
_HINT = "declare it in pyproject.toml, or audit a lock or the installed environment"


def parse(path: str, data: bytes) -> Listing:
    """Read one file. What is computed is said to be unauditable. Raises `ParseError`."""
    text = plain_text(data, MAX_BYTES, path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (RecursionError, MemoryError) as error:
        raise LimitError(f"{path} is nested too deeply") from error
    except (SyntaxError, ValueError) as error:
        raise ParseError(f"{path} is no Python: {error}") from error
    return _Reader(path, tree).read()


class _Reader:
    def __init__(self, path: str, tree: ast.Module) -> None:
        self.draft = Draft("setup.py", path, ListingKind.MANIFEST)
        self.tree = tree
        self.names = _constants(tree)
        self.own = ""
        self.items = 0

    def read(self) -> Listing:
        calls = [
            node for node in ast.walk(self.tree) if isinstance(node, ast.Call) and _is_setup(node)
        ]
        for call in calls:
            given = {one.arg: one.value for one in call.keywords if one.arg}
            self._project(given, call.lineno)
            for spread in (one.value for one in call.keywords if one.arg is None):
                given |= self._spread(spread)
            for key, why in _LISTS.items():
                if key in given:
                    self._list(given[key], key, why)
            if "extras_require" in given:
                self._extras(given["extras_require"])
        if not calls:
            self.draft.miss("", 1, "no call of setup() is in sight", _HINT)
        return self.draft.listing(self.own)

    def _project(self, given: dict[str, ast.expr], line: int) -> None:
        name, version = self._text(given.get("name")), self._text(given.get("version"))
        if name and is_name(name) and not self.own:
            self.own = canonical(name)
            own(
                self.draft,
                self.own,
                version or "",
                given["name"].lineno if "name" in given else line,
            )

    def _spread(self, node: ast.expr) -> dict[str, ast.expr]:
        """Arguments of `**values`, where that is a dict of the module."""
        found = self._resolve(node)
        if not isinstance(found, ast.Dict) or not all(
            isinstance(key, ast.Constant) and isinstance(key.value, str) for key in found.keys
        ):
            self.draft.miss("", node.lineno, "arguments of setup() are computed", _HINT)
            return {}
        return {
            str(key.value): value
            for key, value in zip(found.keys, found.values, strict=True)
            if isinstance(key, ast.Constant)
        }

    def _resolve(self, node: ast.expr | None) -> ast.expr | None:
        seen = 0
        while isinstance(node, ast.Name) and node.id in self.names and seen < MAX_DEPTH:
            node = self.names[node.id]
            seen += 1
        return node

    def _text(self, node: ast.expr | None) -> str | None:
        found = self._resolve(node)
        return (
            found.value
            if isinstance(found, ast.Constant) and isinstance(found.value, str)
            else None
        )

    def _extras(self, node: ast.expr) -> None:
        found = self._resolve(node)
        if not isinstance(found, ast.Dict):
            self.draft.miss("extras_require", node.lineno, "extras are computed", _HINT)
            return
        for key, value in zip(found.keys, found.values, strict=True):
            extra = self._text(key)
            if extra is None:
                self.draft.miss(
                    "extras_require", value.lineno, "the name of an extra is computed", _HINT
                )
            else:
                self._list(value, f"extra {extra}", For(Scope.OPTIONAL, (f"extra:{extra}",)))

    def _list(self, node: ast.expr, what: str, why: For) -> None:
        for one in self._items(node, 0):
            text = self._text(one)
            if text is None:
                self.draft.miss(what, one.lineno, "dependencies are computed", _HINT)
                continue
            line = (self._resolve(one) or one).lineno
            for number, part in enumerate(text.splitlines() or [text]):
                requirement = part.partition(" #")[0].strip()
                if requirement and not requirement.startswith("#"):
                    ask(self.draft, requirement, line + number, why, self.own)

    def _items(self, node: ast.expr, depth: int) -> Iterator[ast.expr]:
        """Items of lists and tuples, of sums of them and of lists that are unpacked into them."""
        self.items += 1
        if self.items > MAX_ITEMS or depth > MAX_DEPTH:
            raise LimitError(f"{self.draft.path} has lists that are too long or too deep")
        found = self._resolve(node) or node
        if isinstance(found, ast.List | ast.Tuple | ast.Set):
            for one in found.elts:
                if isinstance(one, ast.Starred):
                    yield from self._items(one.value, depth + 1)
                else:
                    self.items += 1
                    yield one
        elif isinstance(found, ast.BinOp) and isinstance(found.op, ast.Add):
            yield from self._items(found.left, depth + 1)
            yield from self._items(found.right, depth + 1)
        elif not (isinstance(found, ast.Constant) and found.value is None):
            yield found


def _is_setup(node: ast.Call) -> bool:
    called = node.func
    return (isinstance(called, ast.Name) and called.id == "setup") or (
        isinstance(called, ast.Attribute) and called.attr == "setup"
    )


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Names that the module binds exactly once, at its top, to an expression."""
    counts: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            counts[node.id] = counts.get(node.id, 0) + 1
    changed = {
        node.func.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.attr
        in {"append", "extend", "insert", "remove", "update", "pop", "clear", "setdefault"}
    }
    changed |= {
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and not isinstance(node.ctx, ast.Load)
        and isinstance(node.value, ast.Name)
    }
    found: dict[str, ast.expr] = {}
    for statement in tree.body:
        target: ast.expr | None = None
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
        elif isinstance(statement, ast.AnnAssign):
            target = statement.target
        value = getattr(statement, "value", None)
        if not isinstance(target, ast.Name) or not isinstance(value, ast.expr):
            continue
        if counts.get(target.id) == 1 and target.id not in changed:
            found[target.id] = value
    return found

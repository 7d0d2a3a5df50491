"""Does making an object of a class, as an unpickler makes one, do anything but set what the object holds?

Asked about classes of the very package whose data a pickle is. It is told from the source alone, by what it
may consist of and not by what it may not: whatever is not understood here is no such class.
"""

import ast
import warnings
from collections.abc import Iterator

from msgspec import Struct

from ostiary.program.loading.owned_body import DATA_METHODS, SETTING, only_sets
from ostiary.program.weight import heavier

MAX_MODULE = 1 << 20
"""Bytes of the module of a class that is looked at."""
MAX_SIGNS = 100_000
MAX_BASES = 8
"""Classes above a class that are followed."""

BASES = frozenset(
    ("object", "dict", "list", "tuple", "set", "frozenset", "str", "int", "float", "bytes")
)
_NEVER = frozenset(
    (
        *("__call__", "__reduce__", "__reduce_ex__", "__getstate__", "__getnewargs__"),
        *("__getnewargs_ex__", "__copy__", "__deepcopy__", "__enter__", "__exit__"),
    )
)
"""Methods that no unpickler runs: they write, copy, or are called on purpose."""
_TELLING = frozenset(
    ("__repr__", "__str__", "__format__", "__bytes__", "__mod__", "__rmod__", "__imod__")
)
"""Methods that make a text of an object: only what is handed the object runs them."""
_CHANGES = frozenset(
    (
        "globals",
        "vars",
        "locals",
        "exec",
        "eval",
        "setattr",
        "delattr",
        "__import__",
        "__builtins__",
    )
)
_PLACES = frozenset(("modules", "__dict__", "__setattr__", "__class__", "__bases__"))
_ABOUT = frozenset(
    ("__doc__", "__name__", "__qualname__", "__module__", "__signature__", "__wrapped__")
)
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Defining = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class ModuleTree(Struct, frozen=True):
    """The tree of a module, and how often its names are given a value.

    `open` says that importing it may change names that it does not name.
    """

    tree: ast.Module
    bound: dict[str, int]
    open: bool


def module_of(text: bytes) -> ModuleTree | None:
    """A module that can be asked about its classes, None where it is too large or does not parse."""
    if len(text) > MAX_MODULE or heavier(text, MAX_SIGNS):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.decode("utf-8"))
        return ModuleTree(tree, _bound(tree), any(map(_reaches, _at_import(tree))))
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def harmless_class(
    module: ModuleTree, name: str, *, built: bool, told: bool
) -> tuple[tuple[int, int], ...]:
    """The lines, first and last, of a class and of its own bases if making one only sets what it holds.

    `built` says that it is called, not only made (`NEWOBJ` runs no `__init__`), `told` that somebody may make
    a text of it: what else is called with it, or a method of it. Empty where it may do more, or is not there.
    """
    try:
        classes = [] if module.open else _line(module, name)
        good = classes and _inert(module, classes, built=built, told=told)
    except RecursionError:
        return ()
    return tuple((one.lineno, one.end_lineno or one.lineno) for one in classes) if good else ()


def _line(module: ModuleTree, name: str) -> list[ast.ClassDef]:
    """The class and its own bases; none where one of them is no plain class of the module."""
    classes = {one.name: one for one in module.tree.body if isinstance(one, ast.ClassDef)}
    found: dict[str, ast.ClassDef] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in found or (one in BASES and one not in module.bound):
            continue
        plain = classes.get(one)
        if plain is None or module.bound[one] != 1 or plain.keywords or len(found) >= MAX_BASES:
            return []
        found[one] = plain
        for base in plain.bases:
            if not isinstance(base, ast.Name):
                return []
            waiting.append(base.id)
    return list(found.values())


def _inert(module: ModuleTree, classes: list[ast.ClassDef], *, built: bool, told: bool) -> bool:
    names = {one.name for one in classes}
    outer = frozenset(module.bound)
    kinds = frozenset(names | (BASES - outer))
    if any(_changes(one, names) for one in ast.walk(module.tree)):
        return False
    if any(one.decorator_list or not all(map(_part, one.body)) for one in classes):
        return False
    functions = _functions(classes)
    methods = [it for several in functions.values() for it in several]
    own = frozenset(functions)
    if not all(_decorated(it, own, outer) for it in methods):
        return False
    waiting = [it.name for it in methods if _runs(it, built=built, told=told)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for it in functions[name]:
            used = only_sets(it, own, outer, kinds, told=told)
            if used is None:
                return False
            waiting += used & own
    return True


def _functions(classes: list[ast.ClassDef]) -> dict[str, list[_Function]]:
    """All methods by name: which one of several holds is not worked out."""
    found: dict[str, list[_Function]] = {}
    for one in (it for made in classes for it in made.body):
        if isinstance(one, _Function):
            found.setdefault(one.name, []).append(one)
    return found


def _runs(function: _Function, *, built: bool, told: bool) -> bool:
    """Whether an unpickler, or what holds an object, may run a method without anybody asking for it."""
    name = function.name
    if name in _NEVER or (name == "__init__" and not built) or (name in _TELLING and not told):
        return False
    special = name.startswith("__") and name.endswith("__")
    setter = any(isinstance(one, ast.Attribute) for one in function.decorator_list)
    return special or setter or name in DATA_METHODS


def _decorated(function: _Function, own: frozenset[str], outer: frozenset[str]) -> bool:
    """Whether a method is what it looks like: others may put anything in its place."""
    for one in function.decorator_list:
        if isinstance(one, ast.Name):
            if one.id not in {"property", "staticmethod", "classmethod"} or one.id in outer:
                return False
        elif not (
            isinstance(one, ast.Attribute)
            and one.attr in {"setter", "getter", "deleter"}
            and isinstance(one.value, ast.Name)
            and one.value.id in own
        ):
            return False
    return True


def _part(one: ast.stmt) -> bool:
    """A part of the body of a class that puts nothing of others into it."""
    if isinstance(one, _Function | ast.Pass):
        return True
    if isinstance(one, ast.Expr):
        return isinstance(one.value, ast.Constant)
    if isinstance(one, ast.AnnAssign):
        return isinstance(one.target, ast.Name) and (
            one.value is None or (_own_name(one.target.id) and _constant(one.value))
        )
    return (
        isinstance(one, ast.Assign)
        and all(isinstance(it, ast.Name) and _own_name(it.id) for it in one.targets)
        and _constant(one.value)
    )


def _own_name(name: str) -> bool:
    return not (name.startswith("__") and name.endswith("__")) or name in SETTING


def _constant(value: ast.expr) -> bool:
    kinds = (ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.UnaryOp, ast.expr_context)
    return all(isinstance(one, (*kinds, ast.unaryop)) for one in ast.walk(value))


def _bound(tree: ast.Module) -> dict[str, int]:
    """How often each name is given a value anywhere but inside of functions, or by them for all."""
    found: dict[str, int] = {}
    shared = (it for it in ast.walk(tree) if isinstance(it, ast.Global))
    for one in (*_at_import(tree, classes=False), *shared):
        for name in _given(one):
            found[name] = found.get(name, 0) + 1
    return found


def _given(one: ast.AST) -> Iterator[str]:
    if isinstance(one, _Defining):
        yield one.name
    elif isinstance(one, ast.Name):
        if not isinstance(one.ctx, ast.Load):
            yield one.id
    elif isinstance(one, ast.Import | ast.ImportFrom):
        yield from (it.asname or it.name.partition(".")[0] for it in one.names)
    elif isinstance(one, ast.Global):
        yield from one.names
    elif isinstance(one, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
        yield from filter(None, (one.name,))
    elif isinstance(one, ast.MatchMapping):
        yield from filter(None, (one.rest,))


def _at_import(tree: ast.Module, *, classes: bool = True) -> Iterator[ast.AST]:
    """All parts of a module that run when it is imported; a function is told of, and not gone into.

    Names in the bodies of classes are their own: without `classes` they are left out.
    """
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, _Function):
            waiting += [
                *one.decorator_list,
                *one.args.defaults,
                *filter(None, one.args.kw_defaults),
            ]
        elif isinstance(one, ast.ClassDef) and not classes:
            waiting += [*one.decorator_list, *one.bases, *(it.value for it in one.keywords)]
        elif not isinstance(one, ast.Lambda):
            waiting += ast.iter_child_nodes(one)


def _reaches(one: ast.AST) -> bool:
    """Whether importing the module may change names without naming them, or brings unseen ones."""
    if isinstance(one, ast.Name):
        return one.id in _CHANGES
    if isinstance(one, ast.Attribute):
        return one.attr in _PLACES
    return isinstance(one, ast.ImportFrom) and any(it.name == "*" for it in one.names)


def _changes(one: ast.AST, names: set[str]) -> bool:
    """Whether a part of the module puts something else in the place of a class, or of a part of one."""
    if isinstance(one, ast.Attribute) and not isinstance(one.ctx, ast.Load):
        owner = one.value.id if isinstance(one.value, ast.Name) else ""
        hook = one.attr.startswith("__") and one.attr.endswith("__") and one.attr not in _ABOUT
        return one.attr in names or owner in names or (hook and one.attr != "__dict__")
    if isinstance(one, ast.Subscript) and not isinstance(one.ctx, ast.Load):
        return isinstance(one.slice, ast.Constant) and one.slice.value in names
    if isinstance(one, ast.Call) and isinstance(one.func, ast.Name):
        if one.func.id not in {"setattr", "delattr"}:
            return False
        return any(
            (isinstance(it, ast.Name) and it.id in names)
            or (isinstance(it, ast.Constant) and it.value in names)
            for it in one.args
        )
    return False

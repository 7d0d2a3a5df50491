"""Does the body of a method do anything but set what its object holds?"""

import ast
from itertools import chain

SETTING = frozenset(("__slots__", "__doc__", "__module__", "__match_args__"))
"""Names with underscores that say something of a class, and run nothing."""
DATA_METHODS = frozenset(
    (
        *(
            "append",
            "extend",
            "insert",
            "update",
            "setdefault",
            "get",
            "items",
            "keys",
            "values",
            "pop",
        ),
        *("add", "discard", "copy", "join", "split", "strip", "lstrip", "rstrip", "lower", "upper"),
        *("startswith", "endswith", "replace", "partition", "rpartition", "index", "count"),
    )
)
"""Methods of texts and containers; an object may have its own of that name, which then is looked at too."""
_PURE = frozenset(
    (
        *(
            "len",
            "str",
            "int",
            "float",
            "bool",
            "bytes",
            "tuple",
            "list",
            "dict",
            "set",
            "frozenset",
        ),
        *("isinstance", "issubclass", "type", "sorted", "min", "max", "sum", "abs", "any"),
        *("all", "enumerate", "zip", "range", "repr", "hash", "id", "reversed", "round", "super"),
        *("object", "ord", "chr", "ValueError", "TypeError", "KeyError", "AttributeError"),
        *("RuntimeError", "NotImplementedError", "IndexError", "Exception"),
    )
)
"""What is built in, and makes a value out of values."""
_CONSTANTS = frozenset(("NotImplemented", "Ellipsis"))
_RAISES = frozenset(one for one in _PURE if one.endswith(("Error", "Exception")))
_MADE = frozenset(("__new__", "__init__", "__setattr__", "__setitem__", "__setstate__"))
_SPELLS = frozenset(("str", "repr", "bytes"))
_ON_CLASS = frozenset(("__new__", "__init_subclass__", "__class_getitem__"))
_ALLOWED = (
    *(ast.Expr, ast.Pass, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return, ast.If, ast.For),
    *(ast.Raise, ast.Assert, ast.Break, ast.Continue, ast.Constant, ast.Name, ast.Attribute),
    *(ast.Subscript, ast.Slice, ast.BinOp, ast.BoolOp, ast.Compare, ast.UnaryOp, ast.IfExp),
    *(ast.JoinedStr, ast.FormattedValue, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.ListComp),
    *(ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.comprehension, ast.Starred, ast.Call),
    *(ast.keyword, ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop),
)


class _MoreError(Exception):
    """It may do more."""


def only_sets(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    own: frozenset[str],
    outer: frozenset[str],
    classes: frozenset[str],
    *,
    told: bool,
) -> frozenset[str] | None:
    """The names of all that it takes from objects if it only sets what its own holds, else None.

    `own` are the methods of its class, `outer` the names that its module gives values to, `classes` the names
    of classes that are known to be harmless. Only where `told` may it make a text of something.
    """
    try:
        return _Body(function, own, outer, classes, told=told).read()
    except _MoreError:
        return None


class _Body:
    def __init__(
        self,
        function: ast.FunctionDef | ast.AsyncFunctionDef,
        own: frozenset[str],
        outer: frozenset[str],
        classes: frozenset[str],
        *,
        told: bool,
    ) -> None:
        given = function.args
        several = (*given.posonlyargs, *given.args)
        bare = {one.id for one in function.decorator_list if isinstance(one, ast.Name)}
        self._whole = function
        self._self = several[0].arg if several else ""
        if function.name in _ON_CLASS or bare & {"staticmethod", "classmethod"}:
            self._self = ""
        self._given = {one.arg for one in (*several, *given.kwonlyargs)}
        self._given |= {one.arg for one in (given.vararg, given.kwarg) if one}
        self._own, self._outer, self._classes, self._told = own, outer, classes, told
        self._used: set[str] = set()
        self._free: set[int] = set()
        parts = list(chain.from_iterable(map(_walk, function.body)))
        self._parts = parts
        stored = [one.id for one in parts if isinstance(one, ast.Name) and not _loads(one)]
        self._local = self._given | set(stored)
        self._new = {name for name in _made(parts) if stored.count(name) == 1} - self._given
        if self._self in stored or isinstance(function, ast.AsyncFunctionDef):
            self._self = "\0"

    def read(self) -> frozenset[str]:
        """All names that are taken from objects. Raises `_MoreError`."""
        defaults = (*self._whole.args.defaults, *filter(None, self._whole.args.kw_defaults))
        if not all(isinstance(one, ast.Constant) for one in defaults):
            raise _MoreError  # a thing of the module, under the name of an argument
        for one in self._parts:
            if not isinstance(one, _ALLOWED):
                raise _MoreError
            self._frees(one)
        for one in self._parts:
            if isinstance(one, ast.Call):
                self._call(one)
            elif isinstance(one, ast.Attribute):
                self._attribute(one)
            elif isinstance(one, ast.Name):
                self._name(one)
            elif isinstance(one, ast.FormattedValue | ast.Mod):
                self._spells()
            elif isinstance(one, ast.Subscript) and not _loads(one):
                self._holder(one.value)
        return frozenset(self._used)

    def _frees(self, one: ast.AST) -> None:
        """Places where a name of the module only says what something is compared with, or what it is."""
        if isinstance(one, ast.Compare):
            self._free.update(map(id, (one.left, *one.comparators)))
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Name):
            self._free.add(id(one.func))
            if one.func.id in {"isinstance", "issubclass"} and len(one.args) == 2:
                kinds = one.args[1]
                self._free.update(map(id, kinds.elts if isinstance(kinds, ast.Tuple) else (kinds,)))
        elif isinstance(one, ast.Raise) and isinstance(one.exc, ast.Name):
            if one.exc.id not in _RAISES or one.exc.id in self._outer | self._local:
                raise _MoreError
            self._free.add(id(one.exc))

    def _builtin(self, name: str) -> bool:
        return name in _PURE and name not in self._outer and name not in self._local

    def _call(self, one: ast.Call) -> None:
        called = one.func
        if isinstance(called, ast.Name):
            fits = self._builtin(called.id) and not one.keywords
            if not fits or (called.id == "type" and len(one.args) != 1):
                raise _MoreError
            if called.id in _SPELLS or (called.id in _RAISES and not _constants(one.args)):
                self._spells()
        elif isinstance(called, ast.Attribute):
            self._used.add(called.attr)
            if called.attr not in DATA_METHODS and not self._method(one, called):
                raise _MoreError
        else:
            raise _MoreError

    def _method(self, one: ast.Call, called: ast.Attribute) -> bool:
        """Whether a method of its own, of what is above it, or of a harmless class is called."""
        owner, name = called.value, called.attr
        if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name):
            shown = name != "__setattr__" or self._whole.name == "__setattr__"
            return owner.func.id == "super" and shown and (name in _MADE or name in self._own)
        if not isinstance(owner, ast.Name):
            return False
        if owner.id == self._self:
            return name in self._own
        if owner.id not in self._classes or owner.id in self._local or name not in _MADE:
            return False
        if name == "__setattr__":
            self._set(one)
        elif name != "__new__":
            self._holder(one.args[0] if one.args else owner)
        return True

    def _spells(self) -> None:
        """It makes a text of something, which may be an object of any class."""
        if not self._told:
            raise _MoreError

    def _set(self, one: ast.Call) -> None:
        """`object.__setattr__(self, "name", value)`, which frozen classes need."""
        name = one.args[1] if len(one.args) == 3 else None
        if not (isinstance(name, ast.Constant) and isinstance(name.value, str)):
            raise _MoreError
        if name.value.startswith("__"):
            raise _MoreError
        self._holder(one.args[0])

    def _attribute(self, one: ast.Attribute) -> None:
        special = one.attr.startswith("__") and one.attr.endswith("__")
        held = isinstance(one.value, ast.Name) and one.value.id in {self._self, *self._new}
        if not _loads(one):
            if not held or (special and one.attr != "__dict__"):
                raise _MoreError
            return
        self._used.add(one.attr)
        if held and (not special or one.attr == "__dict__"):
            return
        if one.attr not in DATA_METHODS and one.attr not in _MADE and one.attr != "__name__":
            if not isinstance(
                one.value, ast.Call
            ):  # what others hold may be worked out when it is asked for
                raise _MoreError
            self._call(one.value)
            if not (isinstance(one.value.func, ast.Name) and one.value.func.id == "super"):
                raise _MoreError

    def _holder(self, one: ast.expr) -> None:
        """What is put into has to be the object itself, or what it or this method holds."""
        while isinstance(one, ast.Attribute | ast.Subscript):
            one = one.value
        if not (isinstance(one, ast.Name) and (one.id == self._self or one.id in self._local)):
            raise _MoreError

    def _name(self, one: ast.Name) -> None:
        """A name of the module may be anything: it is compared with, and nothing else."""
        if not _loads(one) or one.id in self._local or id(one) in self._free:
            return
        if one.id in _CONSTANTS | _PURE and one.id not in self._outer:
            return
        if one.id not in self._classes:
            raise _MoreError


def _constants(given: list[ast.expr]) -> bool:
    return all(isinstance(one, ast.Constant) for one in given)


def _loads(one: ast.Name | ast.Attribute | ast.Subscript) -> bool:
    return isinstance(one.ctx, ast.Load)


def _walk(top: ast.stmt) -> list[ast.AST]:
    """A statement and all below it, without what is written behind names as their types."""
    found: list[ast.AST] = []
    waiting: list[ast.AST] = [top]
    while waiting:
        one = waiting.pop()
        found.append(one)
        if isinstance(one, ast.AnnAssign):
            waiting += [one.target, *filter(None, (one.value,))]
        else:
            waiting += ast.iter_child_nodes(one)
    return found


def _made(parts: list[ast.AST]) -> set[str]:
    """The names that are given a new object: `self = super().__new__(cls)`."""
    return {
        one.targets[0].id
        for one in parts
        if isinstance(one, ast.Assign)
        and isinstance(one.targets[0], ast.Name)
        and isinstance(one.value, ast.Call)
        and isinstance(one.value.func, ast.Attribute)
        and one.value.func.attr == "__new__"
    }

"""Which blocks of a `setup.py` run only for a word that the project's own people type?

`python setup.py publish` is theirs: installers and build front ends give other words, and only those that
stand here (pip, build, setuptools' `build_meta`). A condition is read as what it is, part by part: a text
that merely holds the question may hold its contrary as well.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache

from ostiary.core.regex import regex
from ostiary.program.wordlist import wordlist

MAX_CONDITION = 300  # characters of a condition that is looked at
MAX_ASKING = 200_000  # bytes of an installer whose words are asked about
SCOPE = "<order>"
"""The scope of such a block."""

_GIVEN = wordlist(
    "-c setup.py setup setuptools pip build python pytest tox install develop build_ext build_py build_clib"
    " build_scripts egg_info dist_info bdist_wheel bdist_egg bdist sdist editable_wheel easy_install clean"
    " install_lib install_scripts install_data install_headers install_egg_info rotate saveopts setopt test"
    " check --name --version --verbose --quiet --record --root --prefix --user --home --compile"
    " --no-user-cfg --egg-base --dist-dir --python-tag --plat-name --py-limited-api --inplace --force"
    " --single-version-externally-managed --install-headers --global-option --build-option --keep-temp"
    " --no-deps --build-base --build-temp --build-lib --parallel --optimize --bdist-dir --dist-info-dir"
)
_WORD = regex(r"(?:--)?[a-z][a-z0-9_-]{2,40}")
_CHANGED = regex(
    rb"argv\s*(?:\.\s*(?:append|insert|extend|__)|\+=|=(?!=)|\[[^\]\n]{0,40}\]\s*=(?!=))"
)
"""What changes the words, in an installer that only Python 2 reads."""
_LOOKS = wordlist("len print str repr list tuple set sorted any all enumerate iter")
"""Functions that change nothing of a list that they are given."""
_SHRINKS = wordlist("remove pop index count copy clear")
"""Methods of a list after which no word stands there that stood nowhere before."""


def ordered(path: str, condition: str, source: bytes) -> bool:
    """Whether a condition holds only if the one who starts this file gives it a word of its own.

    A file that gives itself words, or could, is asked nothing.
    """
    if not path.endswith("setup.py") or "argv" not in condition or len(condition) > MAX_CONDITION:
        return False
    try:
        test = ast.parse(condition.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
    return any(map(_asks, parts)) and _only_asks(source)


def _asks(test: ast.expr) -> bool:
    """Whether it compares one word of the command line, or looks for one in it, that no installer gives."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return False
    left, right = test.left, test.comparators[0]
    if isinstance(test.ops[0], ast.Eq):
        return (_is_place(left) and _is_own(right)) or (_is_own(left) and _is_place(right))
    if not isinstance(test.ops[0], ast.In):
        return False
    if isinstance(right, ast.List | ast.Tuple | ast.Set):
        return bool(right.elts) and _is_place(left) and all(map(_is_own, right.elts))
    if isinstance(right, ast.Subscript) and isinstance(right.slice, ast.Slice):
        right = right.value
    return _is_own(left) and _is_argv(right)


def _is_place(node: ast.expr) -> bool:
    """`sys.argv[1]`: one word, not a part of several."""
    if not isinstance(node, ast.Subscript) or not _is_argv(node.value):
        return False
    place = node.slice.operand if isinstance(node.slice, ast.UnaryOp) else node.slice
    return isinstance(place, ast.Constant) and type(place.value) is int


def _is_argv(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "argv" and isinstance(node.value, ast.Name) and node.value.id == "sys"
    return isinstance(node, ast.Name) and node.id == "argv"


def _is_own(node: ast.expr) -> bool:
    word = node.value if isinstance(node, ast.Constant) else None
    return isinstance(word, str) and bool(_WORD.fullmatch(word)) and word not in _GIVEN


@lru_cache(maxsize=4)
def _only_asks(source: bytes) -> bool:
    """Whether an installer reads the words that it was given, and has no way to change them."""
    if len(source) > MAX_ASKING:
        return False
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return not _CHANGED.search(source)
    return all(_is_harmless(node, above) for node, above in _with_parents(tree))


def _with_parents(tree: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    waiting = [tree]
    while waiting:
        above = waiting.pop()
        for node in ast.iter_child_nodes(above):
            yield node, above
            waiting.append(node)


def _is_harmless(node: ast.AST, above: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        if node.id == "sys":
            return isinstance(above, ast.Attribute) and above.attr not in {"__dict__", "modules"}
        return node.id != "argv" or _is_read(node, above)
    if isinstance(node, ast.Attribute):
        return node.attr != "argv" or _is_read(node, above)
    if isinstance(node, ast.alias):
        from_sys = isinstance(above, ast.ImportFrom) and above.module == "sys"
        if node.name == "sys" or (from_sys and node.name == "argv"):
            return node.asname is None
        return node.name != "*" and not {node.asname or node.name, node.name} & {"sys", "argv"}
    if isinstance(node, ast.Constant):
        return not (isinstance(node.value, str) and "argv" in node.value)
    names = (getattr(node, "name", None), getattr(node, "arg", None))
    return not {"sys", "argv"} & {one for one in names if isinstance(one, str)}


def _is_read(node: ast.Name | ast.Attribute, above: ast.AST) -> bool:
    """Whether the list of words is looked at, and neither bound nor handed to what could change it."""
    if not isinstance(node.ctx, ast.Load):
        return False
    if isinstance(above, ast.Subscript):
        return not isinstance(above.ctx, ast.Store)
    if isinstance(above, ast.Attribute):
        return above.attr in _SHRINKS
    if isinstance(above, ast.Call):
        called = above.func
        joins = isinstance(called, ast.Attribute) and called.attr == "join"
        return joins or (isinstance(called, ast.Name) and called.id in _LOOKS)
    if isinstance(above, ast.For | ast.comprehension):
        return above.iter is node
    return isinstance(above, ast.Compare | ast.BoolOp | ast.If | ast.IfExp | ast.UnaryOp)

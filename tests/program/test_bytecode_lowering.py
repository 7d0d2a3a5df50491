"""Bytecode lowered by our own tables says what its source says, whichever Python compiled it."""

import ast
import base64
import marshal
import sysconfig
from collections import Counter
from pathlib import Path

import pytest
from bytecode_calls import called, compiled, imported, interpreters, with_constants
from bytecode_samples import COMPILED, SOURCE

from ostiary.core.errors import ParseError
from ostiary.formats.python.code_object import Code
from ostiary.formats.python.marshalled import read_marshal
from ostiary.formats.python.pyc import layout_of
from ostiary.program.bytecode.lower import Faults, lower, lowered, read_bytecode
from ostiary.program.ir import Define

Version = tuple[int, int]
HERE = sorted(interpreters())
LIBRARY = Path(sysconfig.get_paths()["stdlib"])

PIECES = {
    "calls": "a.b(1, 'x', k=2)\nf(*x, **y)\nf(1, *x, k=3, **y)\ng()(h(i('j')))\n",
    "imports": (
        "import os, sys as s\nimport a.b.c\nimport a.b.c as d\nfrom . import e\n"
        "from .f import g as h, i\nfrom j import *\n"
    ),
    "branches": "if a():\n    b()\nelif c():\n    d()\nelse:\n    e()\nwhile f():\n    g()\n",
    "choices": "x = a() if b() else c()\ny = d() or e() or f()\nz = g() and h() and not i()\n",
    "comprehensions": (
        "a = [f(x) for x in g() if h(x)]\nb = {k(x): v(x) for x in y}\nc = {s(x) for x in y}\n"
        "d = list(t(x) for y in z for x in y if u(x))\n"
    ),
    "functions": (
        "@dec\n@deco('x')\ndef f(a, b=d(), *c, **e):\n    return g(a)\nh = lambda q, r=s(): t(q)\n"
    ),
    "classes": "class A(B, c()):\n    x = y()\n    def m(self):\n        return self.n(1)\n",
    "tries": (
        "try:\n    a()\nexcept (B, C) as e:\n    d(e)\nexcept E:\n    raise f('x')\nelse:\n    g()\n"
        "finally:\n    h()\n"
    ),
    "contexts": "with a() as b, c():\n    d(b)\ne()\n",
    "unpacking": "a, (b, c) = d()\nfor e, f in g():\n    h(e, f)\n[i, j] = k()\n",
    "places": "a.b = c()\nd[e()] = f()\ng[1:h()] = i()\ndel j[k()]\nl().m += n()\n",
    "generators": "def a():\n    b = yield c()\n    for d in e():\n        yield f(d)\n    return\n",
    "asserts": "assert a(), b('x')\nexec(c())\nd = -e() + f() ** g() % h() < i()\n",
    "loops": (
        "def a():\n    while True:\n        try:\n            b()\n        except C:\n            d()\n"
        "            continue\n        with e():\n            if f():\n                return g()\n"
        "        h()\n"
    ),
}


def tree_of(data: bytes, version: Version) -> tuple[ast.Module, Faults]:
    code = read_marshal("sample", data, (layout_of(version),))[0].value
    assert isinstance(code, Code)
    return lowered(code, version)


@pytest.mark.parametrize("version", HERE, ids=lambda version: f"{version[0]}.{version[1]}")
@pytest.mark.parametrize("piece", sorted(PIECES))
def test_pieces(piece: str, version: Version) -> None:
    source = PIECES[piece]
    tree, faults = tree_of(compiled(source, version), version)
    wanted = ast.parse(source)
    assert faults.understood == 1
    assert not Counter(called(wanted)) - Counter(called(tree)), ast.dump(tree)
    assert not imported(wanted) - imported(tree)


@pytest.mark.parametrize("version", sorted(set(COMPILED) | set(HERE)), ids=str)
def test_a_program_of_every_version(version: Version) -> None:
    if version in COMPILED:
        tree, found, faults = read_bytecode("a.pyc", base64.b64decode(COMPILED[version]))
        assert found == version
    else:
        tree, faults = tree_of(compiled(SOURCE, version), version)
    assert faults.understood == 1
    assert faults.readable
    wanted = ast.parse(SOURCE)
    assert not with_constants(wanted) - with_constants(tree)
    assert imported(tree) == imported(wanted)
    names = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.ClassDef)}
    assert {"Greeter", "__init__", "greet", "main"} <= names


def test_lines_are_those_of_the_source() -> None:
    wanted = {
        (one.lineno, one.func.id)
        for one in ast.walk(ast.parse(SOURCE))
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
    }
    for version, text in COMPILED.items():
        tree = read_bytecode("a.pyc", base64.b64decode(text))[0]
        found = {
            (one.lineno, one.func.id)
            for one in ast.walk(tree)
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
        }
        assert wanted <= found, version


@pytest.mark.parametrize("version", sorted(COMPILED), ids=str)
def test_bare_code_is_read_as_the_version_that_it_fits(version: Version) -> None:
    data = base64.b64decode(COMPILED[version])
    bare = data[8 if version < (3, 0) else 12 if version < (3, 7) else 16 :]
    tree, _, faults = read_bytecode("blob", bare)
    assert faults.understood == 1
    assert not with_constants(ast.parse(SOURCE)) - with_constants(tree)


def test_a_wrong_header_hides_nothing() -> None:
    data = base64.b64decode(COMPILED[(3, 8)])
    for head in (b"\xa7\r\r\n", b"\x34\x12\r\n", b"\0\0\0\0"):
        tree, _, faults = read_bytecode("a.pyc", head + data[4:])
        assert faults.understood == 1
        assert "sys.stdout.write" in called(tree)


def test_the_standard_library_calls_the_same() -> None:
    paths = [path for path in sorted(LIBRARY.glob("*.py")) if path.stat().st_size < 60_000]
    wanted: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    for path in paths[:100]:
        source = path.read_bytes()
        code = compile(source, path.name, "exec", dont_inherit=True)
        tree, found, faults = read_bytecode(path.name, marshal.dumps(code))
        assert faults.understood == 1, path
        assert found >= (3, 11)
        names = Counter(called(ast.parse(source)))
        wanted += names
        missing += names - Counter(called(tree))
    assert len(paths) >= 100
    assert missing.total() <= 0.03 * wanted.total(), missing.most_common(20)


def test_every_expression_and_statement_has_a_line() -> None:
    for text in COMPILED.values():
        tree = read_bytecode("a.pyc", base64.b64decode(text))[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.expr | ast.stmt):
                assert node.lineno >= 1


def test_one_branch_does_not_end_the_other() -> None:
    tree, _ = tree_of(
        compiled("def f():\n    if a:\n        return 1\n    b()\n", HERE[-1]), HERE[-1]
    )
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    assert isinstance(function.body[0], ast.If)
    assert called(function.body[1]) == ["b"]


def test_comprehensions_are_comprehensions_again() -> None:
    for version in HERE:
        tree, _ = tree_of(compiled(PIECES["comprehensions"], version), version)
        kinds = {type(one) for one in ast.walk(tree)}
        assert {ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp} <= kinds, version
        assert Define not in kinds


def test_a_version_without_a_table_is_refused() -> None:
    code = read_marshal("x", compiled("a()", HERE[-1]), (layout_of(HERE[-1]),))[0].value
    assert isinstance(code, Code)
    with pytest.raises(ParseError, match=r"3\.5"):
        lower(code, (3, 5))

"""Python in the intermediate form: by its own parser, and by the grammar that takes what that refuses."""

import ast
import sysconfig
from collections import Counter
from pathlib import Path

import pytest

from ostiary.program.lower import lower
from ostiary.program.lower.python import tolerant

MODERN = """
@d(1)
class A(B, metaclass=C):
    x: int = 1
    y: str
async def f(a, /, b: int=1, *c, d, e=2, **g) -> int:
    async with a as (b, c), d:
        return (yield await a)
    return [i async for i in j if k if l for m in n]
with (a as b, c): pass
for x, *y in z: pass
else: q
try: pass
except (X, Y) as e: raise A from b
except: raise
else: pass
finally: pass
if a: b
elif c: d
elif e: f
else: g
while a < b <= c not in d is not e: continue
a = b.c[1:2, ::3, ...] = [*c, lambda *a, b=1: b]
a @= {**a, 'b': 1}
del a, b[1]
assert x, y
global g1, g2
f(*a.b(), **b, c={a: b for a in {1, 2, *c}})
print((q := 1) if a and b or not c else -2 ** 3)
from .a import (b as c, d)
from . import *
import a.b as q, c.d
x = 'a\\n\\x41\\u0042\\103\\N{DIGIT ONE}' r'\\n' "q", b'\\xff' b'u', 0x1_0, 1.5e3, 2j, None, True
y = f'a{b!r:>{w}}{{c}}' 'd' f'{x = }'
z = r'\\\\', '''a
b''', f'plain'
type(self).x = 1
"""


def test_the_tolerant_grammar_says_what_the_parser_says() -> None:
    tree, faults = tolerant(MODERN.encode())
    assert not faults
    assert ast.dump(tree) == ast.dump(ast.parse(MODERN))


def test_the_parser_is_asked_first() -> None:
    done = lower("python", MODERN.encode())
    assert done.exact
    assert ast.dump(done.tree) == ast.dump(ast.parse(MODERN))


OLD = {
    'print >>f, "a" % b,\nprint 1': "print('a' % b, file=f); print(1)",
    "print 'a', b": "print('a', b)",
    "exec code in d, e": "exec(code, d, e)",
    "x = `a + 1`": "x = repr(a + 1)",
    "try: pass\nexcept X, e: pass": "try: pass except X as e: pass",
    "raise E, 'm'": "raise E('m')",
    "x = 0777 + 10L": "x = 511 + 10",
    "x = ur'a\\n'": "x = 'a\\\\n'",
    "x = a <> b": "x = a != b; ",
    "def f(a, (b, c)): pass": "def f(a, %1): b, c = %1 pass",
    "if a:\n\tprint 'b'\n        print 'c'": "if a: print('b') print('c')",
}


@pytest.mark.parametrize("text", OLD)
def test_python_2_is_read(text: str) -> None:
    tree = lower("python", text.encode()).tree
    shown = "; ".join(ast.unparse(one).replace("\n", " ").replace("    ", "") for one in tree.body)
    assert shown == OLD[text].removesuffix("; ")


def test_a_match_is_read_where_the_parser_gave_up() -> None:
    text = "match x:\n    case [1, a] | B(c) if d: f('e')\n    case {'k': v}: g('h')\nprint 'z'\n"
    done = lower("python", text.encode())
    found = {one.value for one in ast.walk(done.tree) if isinstance(one, ast.Constant)}
    assert {"e", "k", "h", "z", 1} <= found


@pytest.mark.parametrize(
    "text",
    [
        "import os\nos.system('a')\nx = (\n",
        "def f(:\n    os.system('a')\n",
        "os.system('a')\n'''never closed\nb",
        "if x\n    os.system('a')\n",
    ],
)
def test_what_is_damaged_is_kept(text: str) -> None:
    done = lower("python", text.encode())
    assert not done.exact
    assert done.reason
    found = {one.value for one in ast.walk(done.tree) if isinstance(one, ast.Constant)}
    assert "a" in found


def test_doubtful_escapes_are_no_fault() -> None:
    text = r"x = '\q', b'\u0041\xff'"
    for tree in (lower("python", text.encode()).tree, tolerant(text.encode())[0]):
        found = {one.value for one in ast.walk(tree) if isinstance(one, ast.Constant)}
        assert found == {"\\q", b"\\u0041\xff"}


def test_a_declared_encoding_does_not_matter_any_more() -> None:
    done = lower("python", "# coding: latin-1\nx = 'ä'\n".encode())
    assert [one.value for one in ast.walk(done.tree) if isinstance(one, ast.Constant)] == ["ä"]


def _said(tree: ast.Module) -> Counter[object]:
    """What is called with which constants, and all texts."""
    said: Counter[object] = Counter()
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt):
            assert node.lineno >= 1
        if isinstance(node, ast.Call):
            given = tuple(repr(one.value) for one in node.args if isinstance(one, ast.Constant))
            said[getattr(node.func, "attr", getattr(node.func, "id", "")), given] += 1
        elif isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            said[node.value] += 1
    return said


def test_both_ways_agree_on_the_standard_library() -> None:
    library = Path(sysconfig.get_paths()["stdlib"])
    files = sorted(one for one in library.glob("**/*.py") if one.stat().st_size < 40_000)
    files = [
        one for one in files if "site-packages" not in one.parts and "lib2to3" not in one.parts
    ]
    same = total = seen = 0
    for path in files[:: max(1, len(files) // 200)]:
        data = path.read_bytes()
        try:
            wanted = _said(ast.parse(data.decode()))
        except (SyntaxError, UnicodeDecodeError, ValueError):
            continue
        found = _said(tolerant(data)[0])
        same += 2 * (wanted & found).total()
        total += wanted.total() + found.total()
        seen += 1
    assert seen > 150
    assert same / total > 0.998

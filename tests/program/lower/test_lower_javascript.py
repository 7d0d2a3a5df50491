"""JavaScript in the intermediate form, shown as the Python that it is the tree of."""

import ast

import pytest

from ostiary.program.ir import Define
from ostiary.program.lower import lower, nodes


def shown(text: str, language: str = "javascript") -> str:
    done = lower(language, text.encode())
    assert done.exact, done.reason
    return "; ".join(
        ast.unparse(_Plain().visit(one)).replace("\n", " ").replace("    ", "")
        for one in done.tree.body
    )


class _Plain(ast.NodeTransformer):
    """Functions in expressions are shown as a list of what they are."""

    def visit_Define(self, node: Define) -> ast.expr:
        body = self.visit(node.body)
        return ast.List([ast.Name(ast.unparse(body).replace("\n", " ").replace("    ", ""))])


STATEMENTS = {
    "a = b = 1": "a = b = 1",
    "var a = 1, b; let c = 2": "a = 1; b = None; c = 2",
    "a.b++, c -= 1; d ||= 2": "a.b += 1; c -= 1; (d := (d or 2))",
    "if (a) b(); else if (c) { d() } else e()": "if a: b() elif c: d() else: e()",
    "for (let i = 0; i < 3; i++) f(i)": "i = 0; while i < 3: f(i) i += 1",
    "for (;;) f()": "while True: f()",
    "for (a of b) c()": "for a in b: c()",
    "for (a in b) c()": "for a in %keys(b): c()",
    "for await (a of b) c()": "async for a in b: c()",
    "while (a) { b() }": "while a: b()",
    "do { a() } while (b)": "while True: a() if not b: break",
    "try { a() } catch (e) { b(e) } finally { c() }": ("try: a() except as e: b(e) finally: c()"),
    "throw new E('m')": "raise E('m')",
    "delete a.b": "del a.b",
    "with (a) b()": "with a: b()",
    "x: for (;;) continue x": "while True: continue",
    "f(); function f() { return g } function* g() { yield 1; yield* h }": (
        "def f(): return g; def g(): yield 1 yield from h; f()"
    ),
    "async function f(a, b = 1, ...c) { await a }": "async def f(a, b=1, *c): await a",
    "var {a, b: {c}, ...d} = e": "%1 = e; a = %1.a; %2 = %1.b; c = %2.c; d = %others(%1, 'a', 'b')",
    "let [a, b] = c": "a, b = c",
    "[a, , b = 1, ...c] = d": (
        "%1 = d; a = %1[0]; %2 = %1[2]; b = 1 if %2 is None else %2; c = %1[3:]"
    ),
    "function f({a}, [b]) {}": "def f(%1, %3): %2 = %1 a = %2.a b, = %3",
    "({a = 1} = b)": "%1 = b; %2 = %1.a; a = 1 if %2 is None else %2",
    "class A extends B { #x = 1; static y; get z() { return this.#x } static { f() } }": (
        "class A(B): #x = 1 y = None  def z(): return this.#x f()"
    ),
    "import d, {a as b} from 'm'; import * as n from 'k'; import 'q'": (
        "d = require('m'); b = require('m').a; n = require('k'); require('q')"
    ),
    "export default a; export {b as c}; export {d} from 'm'; export * from 'n'": (
        "exports.default = a; exports.c = b; exports.d = require('m').d; exports['*'] = require('n')"
    ),
    "export const {a} = b; export function f() {}": (
        "def f():; %1 = b; a = %1.a; exports.a = a; exports.f = f"
    ),
    "#!/usr/bin/env node\na() // b\n/* c */": "a()",
    "a();\n<!-- b\nc()": "a(); c()",
}


@pytest.mark.parametrize("text", STATEMENTS)
def test_statements(text: str) -> None:
    assert shown(text) == STATEMENTS[text]


EXPRESSIONS = {
    "a?.b?.[c]?.(d)": "a.b[c](d)",
    "a ?? b || c && d": "a or (b or (c and d))",
    "a ** b ** c >>> d": "%ushr(a ** b ** c, d)",
    "a === b != c": "(a == b) != c",
    "x = a instanceof B": "(x := instanceof(a, B))",
    "typeof a + void 0": "typeof(a) + None",
    "!~-+a": "not ~-+a",
    "(a, b)": "(a, b)[-1]",
    "a ? b : c": "b if a else c",
    "i++ + --j": "(i := (i + 1)) - 1 + (j := (j - 1))",
    "a[f()]++": "((%1 := f()), (a[%1] := (a[%1] + 1)))[-1] - 1",
    "[1, , ...a]": "[1, None, *a]",
    "({a, b: 1, ['c']: 2, ...d, 3: 4})": "{'a': a, 'b': 1, 'c': 2, **d, '3': 4}",
    "({f() {}, get g() { return 1 }})": "{'f': [def f():], 'g': [def g(): return 1]}",
    "a => b": "[def %function(a): return b]",
    "async (a) => { await b }": "[async def %function(a): await b]",
    "function f() {}": "[def f():]",
    "class {}": "[class %class:]",
    "`a${b}c`": "f'a{b}c'",
    "f`a${b}\\n`": "f(['a', '\\n'], b)",
    "String.raw`a\\n`": "String.raw(['a\\\\n'])",
    "/a[/]b/gi": "RegExp('a[/]b', 'gi')",
    "import(a)": "require(a)",
    "import.meta.url": "import.meta.url",
    "new.target": "new.target",
    "<A b='c' {...d}>t {e}</A>": "%jsx('c', *d, 't', e)",
    "undefined": "None",
    "a['b'].c": "a['b'].c",
    "(a.b)()": "a.b()",
    "arguments[0]": "arguments[0]",
}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_expressions(text: str) -> None:
    assert shown(f"_({text})") == f"_({EXPRESSIONS[text]})"


CONSTANTS: dict[str, object] = {
    r"'\x41\u0042\u{43}\103\n\q'": "ABCC\nq",
    "'a\\\nb'": "ab",
    r"'\ud83d\ude00'": "\U0001f600",
    r"'\0'": "\0",
    "0x1F": 31,
    "0b101": 5,
    "0o17": 15,
    "017": 15,
    "089": 89,
    "1_000n": 1000,
    "0xFn": 15,
    "1.5e3": 1500,
    ".5": 0.5,
    "1e999": float("inf"),
    r"`a\x42`": "aB",
    "null": None,
    "true": True,
    "9" * 5000: float("inf"),
}


@pytest.mark.parametrize("text", CONSTANTS)
def test_constants_are_exact(text: str) -> None:
    made = lower("javascript", f"({text})".encode()).tree.body[0]
    assert isinstance(made, ast.Expr)
    assert isinstance(made.value, ast.Constant)
    assert made.value.value == CONSTANTS[text]


def test_new_and_declarations_are_told() -> None:
    declared, created = lower("javascript", b"const a = 1; new B(c)").tree.body
    assert isinstance(declared, nodes.Assign)
    assert declared.declares == "const"
    assert isinstance(created, ast.Expr)
    assert isinstance(created.value, nodes.Call)
    assert created.value.new


def test_continue_leaves_the_switch_and_goes_on_with_the_loop() -> None:
    text = "while (1) { switch (a) { case 1: case 2: f(); continue; default: g() } break }"
    assert shown(text) == (
        "while 1: %1 = a %2 = False for %3 in (None,): if %1 in (1, 2): f() %2 = True break "
        "if True: g() if %2: continue break"
    )


TYPESCRIPT = {
    "let a: string = b as any; f<number>(c!)": "a = b; f(c)",
    "enum E { A, B = 5, C, D = 'x' }": "E = {'A': 0, 'B': 5, 'C': 6, 'D': 'x'}",
    "namespace N.M { export const a = 1 }": "class N:  class M: a = 1",
    "interface I {} type T = string; declare const q: number; f()": "f()",
    "import x = require('y'); export = x": "x = require('y'); module.exports = x",
    "import type {A} from 'a'; export type {B} from 'b'; f()": "f()",
    "class A { constructor(private b: string, c?: X) { f() } }": (
        "class A:  def constructor(b, c): this.b = b f()"
    ),
    "@d() abstract class A<T> extends B<T> implements C { abstract m(): void; @e f() {} }": (
        "@d() class A(B):  @e def f():"
    ),
    "let a = <any>b": "a = b",
    "let a = <B>c</B>": "a = %jsx(c)",
}


@pytest.mark.parametrize("text", TYPESCRIPT)
def test_types_are_dropped(text: str) -> None:
    wanted = TYPESCRIPT[text].replace("%jsx(c)", "%jsx('c')")
    assert shown(text, "typescript") == wanted


def test_lines_are_counted_from_one() -> None:
    tree = lower("javascript", b"\n\nf(\n'a')").tree
    lines = [one.lineno for one in ast.walk(tree) if isinstance(one, ast.Constant)]
    assert lines == [4]


def test_what_is_damaged_is_kept() -> None:
    done = lower("javascript", b"f('a'); if (x { g('b' + ; } h('c')")
    assert not done.exact
    assert done.faults
    found = {one.value for one in ast.walk(done.tree) if isinstance(one, ast.Constant)}
    assert {"a", "b", "c"} <= found

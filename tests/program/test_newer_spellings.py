"""Spellings that are newer than the grammars are read, and hide nothing on the way."""

import pytest

from ostiary.formats.contents import Kind
from ostiary.program.source import Source, read_source

RUN = "require('child_process').exec('x')"
TAIL = f"\n{RUN};\n"


def read(text: str, kind: Kind = Kind.TYPESCRIPT) -> Source:
    return read_source("a.ts" if kind is Kind.TYPESCRIPT else "a.js", kind, text.encode())


def commands(source: Source) -> list[tuple[str | None, ...]]:
    return [one.arguments for one in source.calls if one.behaviour == "process"]


@pytest.mark.parametrize(
    "text",
    [
        "for (using one of all()) { one.f() }",
        "async function f() { for await (using one of all()) { one.f() } }",
        "async function f() { for (await using one of all()) { one.f() } }",
        "import defer * as late from './late.js'",
        "import source late from './late.wasm'",
    ],
)
@pytest.mark.parametrize("kind", [Kind.JAVASCRIPT, Kind.TYPESCRIPT])
def test_newer_javascript(text: str, kind: Kind) -> None:
    found = read(text + ";" + TAIL, kind)
    assert (found.parsed, found.faults, commands(found)) == (True, 0, [("x",)])


@pytest.mark.parametrize(
    "text",
    [
        "interface Box<in A, out B, in out C = never> extends Other<A> { readonly a: B }",
        "export const f: {\n  <A>(a: A): number\n  <B>(b: B): string\n} = g",
        "export const f: {\n  (a: A): number\n  /** says\n   * more */\n  <B>(b: B): string\n} = g",
        "export const f: {\n  <A>(a: A): number\n  // says more\n  <B>(b: B): string\n} = g",
        "type Said = `\\`Self\\` as ${Usage}<Self>()`",
        "export type * from './types.js'",
    ],
)
def test_newer_typescript(text: str) -> None:
    found = read(text + ";" + TAIL)
    assert (found.parsed, found.faults, commands(found)) == (True, 0, [("x",)])


def test_what_stands_in_the_new_spelling_is_seen() -> None:
    found = read(f"for (using one of [{RUN}]) {{ one.f() }}", Kind.JAVASCRIPT)
    assert commands(found) == [("x",)]


def test_a_text_that_says_so_stays_as_it_is() -> None:
    said = "for (using a of b) <in out C> `"
    text = f"for (using one of all()) {{}}\nrequire('child_process').exec({said!r})"
    assert commands(read(text)) == [(said,)]


def test_a_semicolon_is_only_put_between_signatures() -> None:
    gap = "interface Box<out A> { a: A }\n"
    found = read(gap + "const q = eval\n  <string>(text + 'x');\n")
    assert [one.name for one in found.calls] == ["eval"]
    assert found.faults == 0


def test_a_name_that_looks_like_variance_stays_a_name() -> None:
    gap = "interface Box<out A> { a: A }\n"
    found = read(gap + f"let a = 1,\n  out\nX({RUN})\n")
    assert commands(found) == [("x",)]


@pytest.mark.parametrize(
    "text", ["for (using one of all()) {} ) ) of [ the <- rest } is } no : code ::= " * 40]
)
def test_rubbish_does_not_become_code(text: str) -> None:
    assert not read(text, Kind.JAVASCRIPT).parsed


@pytest.mark.parametrize(
    "piece", ["\n <A>(", "/*\n <", "<in ", "for (using a of ", "\\`", "*/\n <"]
)
def test_many_of_them_cost_little(piece: str) -> None:
    read(piece * 3000)


@pytest.mark.parametrize(
    "text",
    [
        "var s = require, await = 1; await\n/1/s('child_process').exec('x')/1",
        "var s = require, yield = 1; yield\n/1/s('child_process').exec('x')/1",
        "var await = 1; await /a/ + f(1)",
    ],
)
def test_a_division_that_we_take_for_a_pattern_is_said(text: str) -> None:
    assert "await" in read(text, Kind.JAVASCRIPT).reason


@pytest.mark.parametrize(
    "text", ["async () => { await f(/a/) }", "function* f() { yield [/a/] }", "await (x / 2 / 3)"]
)
def test_patterns_further_in_are_none_of_these(text: str) -> None:
    assert read(text, Kind.JAVASCRIPT).parsed

"""Names in JavaScript are found behind require, import, destructuring and disguised constants."""

import pytest

from ostiary.formats.contents import Kind
from ostiary.program.model import OddityKind, Origin
from ostiary.program.source import Source, read_source


def read(text: str, kind: Kind = Kind.JAVASCRIPT) -> Source:
    return read_source("a.ts" if kind is Kind.TYPESCRIPT else "a.js", kind, text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "require('child_process').exec('x')",
        "const cp = require('node:child_process'); cp.exec('x')",
        "const {exec} = require('child_process'); exec('x')",
        "const {exec: e} = require('child_process'); e('x')",
        "import {exec as e} from 'child_process'; e('x')",
        "import * as cp from 'node:child_process'; cp.exec('x')",
        "import cp from 'child_process'; cp['ex' + 'ec']('x')",
        "const cp = require('child' + '_process'); cp['cexe'.split('').reverse().join('')]('x')",
        "process.mainModule.require('child_process').exec('x')",
        "module.constructor._load('child_process').exec('x')",
        "const r = require('module').createRequire('/'); r('child_process').exec('x')",
        "(await import('child_process')).exec('x')",
        "var c = __importStar(require('child_process')); c.exec('x')",
        "const e = require('util').promisify(require('child_process').exec); e('x')",
        "require(atob('Y2hpbGRfcHJvY2Vzcw==')).exec('x')",
        "require(String.fromCharCode(99,104,105,108,100)+'_process').exec('x')",
        "let x; x = require('child_process').exec; x.call(null, 'x')",
    ],
)
def test_one_function_under_many_names(text: str) -> None:
    assert [one.name for one in read(text).calls if one.behaviour == "process"] == [
        "child_process.exec"
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("(0, eval)('1')", "eval"),
        ("globalThis['ev' + 'al']('1')", "eval"),
        ("window.eval('1')", "eval"),
        ("new Function('x')()", "Function"),
        ("[].constructor.constructor('x')()", "Function"),
        ("(function(){}).constructor('x')()", "Function"),
        ("setTimeout('x()', 1)", "setTimeout"),
        ("require('vm').runInThisContext('x')", "vm.runInThisContext"),
        ("process.binding('spawn_sync')", "process.binding"),
        ("import axios from 'axios'; axios.get('x')", "axios.get"),
        ("const got = require('got'); got('x')", "got"),
        ("fetch('x')", "fetch"),
        ("function f(fetch) { fetch('x') }", ""),
        ("setTimeout(() => {}, 1)", ""),
    ],
)
def test_other_names(text: str, name: str) -> None:
    assert [one.name for one in read(text).calls] == ([name] if name else [])


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("eval('x = 1')", Origin.CONSTANT),
        ("eval(Buffer.from('Y29uc29sZS5sb2coMSk7', 'base64').toString())", Origin.DECODED),
        ("const s = 'Y29uc29sZS5sb2coMSk7'; const t = atob(s); eval(t)", Origin.DECODED),
        ("fetch('u').then(r => r); eval(fetch('u').text)", Origin.NETWORK),
        ("eval(require('fs').readFileSync('a.txt'))", Origin.FILE),
        ("eval(process.env.X)", Origin.ENVIRONMENT),
        ("function f(x) { eval(x) }", Origin.UNKNOWN),
    ],
)
def test_where_executed_text_comes_from(text: str, origin: Origin) -> None:
    assert next(one for one in read(text).calls if one.name == "eval").origin is origin


def test_typescript() -> None:
    found = read(
        "import { exec } from 'child_process';\nconst e = exec as any;\n(e!)('x' as string);",
        Kind.TYPESCRIPT,
    )
    assert found.parsed
    assert [one.name for one in found.calls] == ["child_process.exec"]


def test_what_is_not_javascript_is_not_parsed() -> None:
    assert not read("<<<< ]]]] }}}} %%%% )))) @@@@ #### 1a 2b" * 50).parsed


TEMPLATE = """import { Module } from 'x';<% if (more) { %>
import { made } from 'y';<% } %>
@Module({ imports: [<% if (more) { %>made({ name: '<%= name %>' }),<% } %>] })
export class <%= Name %>Module {}
"""


@pytest.mark.parametrize(
    ("text", "parsed", "names"),
    [
        (TEMPLATE, True, []),
        (TEMPLATE.replace("made({", "(eval)(x), ({"), True, ["eval"]),  # in what it writes out
        (TEMPLATE.replace("<%= name %>", "<%= eval(x) %>"), True, ["eval"]),  # in what writes it
        (TEMPLATE.replace("imports:", "imports::"), False, []),
        (TEMPLATE.replace("if (more) {", "if more)) {"), False, []),
        (TEMPLATE + "<% eval(x)", False, []),
    ],
)
def test_both_halves_of_a_template(text: str, parsed: bool, names: list[str]) -> None:
    found = read(text)
    assert found.parsed is parsed
    if parsed:
        assert sorted({one.name for one in found.calls}) == names


@pytest.mark.parametrize(
    ("text", "modules"),
    [
        ("import type { A } from './a.js.flow';\nimport typeof B from './b';\n", []),
        ("import type from './a';\n", ["./a"]),  # a default import of that name
        ("import type, { z } from './a';\n", ["./a"]),
        ("import { type A } from './a';\n", ["./a"]),
    ],
)
@pytest.mark.parametrize("kind", [Kind.JAVASCRIPT, Kind.TYPESCRIPT])
def test_an_import_of_types_loads_nothing(text: str, modules: list[str], kind: Kind) -> None:
    assert [one.module for one in read(text + "f(<a.B>c);\n" * 9, kind).imports] == modules


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("var ____ = 1, _____ = 2;\nfunction ______(_______, ________) {}\n", True),
        ("/* ( ____ _____ ______ _______ */\nf(____, _____);\nlet ______ = _____;\n", True),
        ("// ^^____________ type\n//  ^_________ set\n//   _______ dirs ______ not\n", False),
        ('const a = {frames: ["|\\\\___________|", "|_____/|____|", "|______/|___|"]};\n', False),
    ],
)
def test_names_that_look_alike_are_names(text: str, odd: bool) -> None:
    assert [one.kind for one in read(text).oddities] == [OddityKind.ALIKE] * odd

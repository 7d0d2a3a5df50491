"""Comments and statements of scripts end where a runtime ends them, not where the grammar does."""

import json
import shutil
import subprocess

import pytest
from engine_flows import commands, flows, program_of

from ostiary.formats.contents import Kind
from ostiary.program.javascript.endings import BY_GOAL, MANY
from ostiary.program.source import read_source

HARM = "require('child_process').exec('echo said')"
RUNS = f"/'/g;{HARM}//'"
"""A regular expression and a command; where the slash divides, the command stands in a text."""

PAGES = {
    "behind a value": f"var a = 1\n<!-- `\n{HARM}\n//`",
    "in a list": f"var a = [1 <!-- `\n, {HARM}\n//`\n]",
    "behind an assignment": f"a = b\n<!-- /*\n{HARM}\n// */",
    "closing, behind a name": f"x\n--> `\n{HARM}\n//`",
    "closing, behind a comment of lines": f"var x = [1\n/*\n*/ --> `\n, {HARM}\n//`\n]",
    "closing, behind a comment": f"var x = (1\n/* c */\t--> `\n, {HARM}\n//`\n)",
    "closing, behind a wide blank": f"var x = (1\n\N{IDEOGRAPHIC SPACE}--> `\n, {HARM}\n//`\n)",
    "closing, behind U+2028": f"var x = (1\N{LINE SEPARATOR}--> `\n, {HARM}\n//`\n)",
}
LINES = {
    "first line up to U+2028": f"#!/usr/bin/env node\N{LINE SEPARATOR}{HARM}",
    "first line up to a carriage return": f"#!/usr/bin/env node\r{HARM}",
}
ARROWS = {
    "by itself": f"x => {{}}\n{RUNS}",
    "without arguments": f"() => {{}}\n{RUNS}",
    "assigned": f"var f = (a) => {{}}\n{RUNS}",
    "that waits": f"var f = async a => {{}}\n{RUNS}",
    "in another": f"var f = a => b => {{}}\n{RUNS}",
    "the last of several": f"a = 1, b => {{}}\n{RUNS}",
    "chosen": f"a = 1 ? b => {{}} : c => {{}}\n{RUNS}",
    "behind a condition": f"if (1) x => {{}}\n{RUNS}",
    "behind a label": f"here: x => {{}}\n{RUNS}",
    "with comments behind": f"x => {{}} // c\n/* d */ {RUNS}",
    "with a comment of lines behind": f"x => {{}}/*\n*/{RUNS}",
    "with a carriage return behind": f"x => {{}}\r{RUNS}",
    "with U+2028 behind": f"x => {{}}\N{LINE SEPARATOR}{RUNS}",
    "with wide blanks behind": f"x => {{}}\n\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}{RUNS}",
}
OTHERS = {
    "a slash in brackets": f"x => {{}}\n/[//]/;{HARM}",
    "a star in brackets": f"() => {{}}\n/[/*]/;{HARM}//*/",
    "behind a block": f"{{a: 1}} {RUNS}",
    "behind a block, on a line of its own": f"{{a: 1}}\n\n{RUNS}",
    "behind a block, at once": f"{{a: 1}}{RUNS}",
    "behind a block and a step": f"{{a: 1}} -- /'/.x;{HARM}//'",
    "behind a step": f"x => {{}}\n++ /'/.x;{HARM}//'",
    "behind a name that is declared": f"let c\n{RUNS}",
    "behind the last of two names": f"let get, of\n{RUNS}",
    "behind a declaration on two lines": f"let\nc\n{RUNS}",
    "behind what waits": f"(async function () {{ if (0) await {RUNS}\n}})()",
}
ALL = PAGES | LINES | ARROWS | OTHERS

_ASK = """
const vm = require('vm');
const ran = JSON.parse(require('fs').readFileSync(0, 'utf8')).map(text => {
  let count = 0;
  const context = {require: () => ({exec: () => { count += 1; }}), a: 0, b: 0, x: 0};
  try { vm.runInNewContext(text, context, {timeout: 1000}); } catch (error) { return String(error); }
  return count;
});
console.log(JSON.stringify(ran));
"""


@pytest.mark.parametrize("name", ALL)
def test_what_a_runtime_runs_is_seen(name: str) -> None:
    assert commands(ALL[name], "npm") == {"echo said"}


def test_a_runtime_runs_it() -> None:
    node = shutil.which("node")
    assert node, "Node is missing: `apt-get install nodejs npm`, or run scripts/test"
    given = json.dumps(list(ALL.values()))
    done = subprocess.run(
        [node, "-e", _ASK], input=given, capture_output=True, text=True, check=True
    )
    assert dict(zip(ALL, json.loads(done.stdout), strict=True)) == dict.fromkeys(ALL, 1)


@pytest.mark.parametrize(
    "text",
    [
        "var a = '<!-- (' + `--> (` + /<!--(/.source",
        "// <!-- (\n/* --> ( */ var a = 1",
        "var n = 9\nwhile (n --> 0) f(n)",
        "var f = function () {}\n/2/g",
        "var f = (a => {})\n/2/g",
        "var f = a => b\n/2/g",
        "#!/usr/bin/env node\r\nvar a = 1",
    ],
)
def test_what_reads_the_same_is_left(text: str) -> None:
    source = read_source("a.js", Kind.JAVASCRIPT, text.encode())
    assert source.parsed
    assert not source.reason


def test_lines_stay_where_they_are() -> None:
    for gap in (" \n", "\n\n", "//\n", "/*\n*/"):
        told = flows(f"x => {{}}{gap}{RUNS}", form="npm")
        lines = gap.count("\n") + 1
        assert {one.at.line for one in told if one.text == "echo said"} == (
            {lines} if gap != "\n\n" else {lines - 1}
        )


@pytest.mark.parametrize("rest", ["f()", "'a", "/* a", "a = 1"])
def test_a_comment_that_a_module_would_run_is_doubtful(rest: str) -> None:
    for text in (f"a\n<!-- {rest}\n", f"a = b <!-- {rest}\n", f"a\n--> {rest}\n"):
        assert read_source("a.js", Kind.JAVASCRIPT, text.encode()).reason == BY_GOAL


def test_a_remark_for_people_is_none() -> None:
    text = "<!-- hide from old readers\nvar a = 1;\n// -->\n"
    assert not read_source("a.js", Kind.JAVASCRIPT, text.encode()).reason


def test_more_of_them_than_are_mended_are_said() -> None:
    text = "var a = 1\n<!-- b\n" * 70
    assert read_source("a.js", Kind.JAVASCRIPT, text.encode()).reason == MANY


@pytest.mark.parametrize("gap", ["\n" * 4000, " " * 4000 + "\n", "\n/* a */ /* b */ /* c */\n"])
def test_however_much_stands_between(gap: str) -> None:
    assert commands(f"x => {{}}{gap}{RUNS}", "npm") == {"echo said"}
    assert commands(f"x =>{gap if '*' in gap else ' ' * 4000}{{}}\n{RUNS}", "npm") == {"echo said"}


def test_more_than_is_looked_over_is_said() -> None:
    text = f"x => {{}}\n{'/* a */ ' * 40}{RUNS}"
    assert read_source("a.js", Kind.JAVASCRIPT, text.encode()).reason == MANY


def test_one_damaged_spot_is_said() -> None:
    text = f"var a = 1\nyield =/'/.x;{HARM}//'"
    assert "package/index.js" in program_of("npm", {"index.js": text}).exhausted
    assert not program_of("npm", {"index.js": "export { a as if, b as await }"}).exhausted


def test_a_large_text_is_read_so_around_what_is_of_note() -> None:
    text = "var a = [" + "1, 2, 3, 4, 5,\n" * 90_000 + f"0]\nx => {{}}\n{RUNS}\n"
    assert commands(text, "npm") == {"echo said"}

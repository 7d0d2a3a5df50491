"""What JavaScript makes of operators, coercions and detours: the command that is started says it."""

import pytest
from program_of import program_of

from ostiary.program.flow import Act

HEAD = "const cp = require('child_process');\neval('1');\n"
VALUES = [
    ("`${'5' * '2'}`", "10"),
    ("'' + (7 % -3) + (-7 % 3)", "1-1"),
    ("'' + (1 / 0) + (0 / 0)", "InfinityNaN"),
    ("'' + ~5 + (-1 >>> 28)", "-615"),
    ("'' + (2147483647 + 1 | 0)", "-2147483648"),
    ("[] + {} + [1, [2, 3]] + null", "[object Object]1,2,3undefined"),
    ("(![] + [])[1] + (!![] + [])[0] + ([][[]] + [])[2]", "atd"),
    ("([]['flat'] + [])[3] + ([]['flat'] + []).length", "c33"),
    ("'' + parseInt('8PqZ') + parseInt('x')", "8NaN"),
    ("'abc'['1'] + [4, 5]['0']", "b4"),
    ("(() => { let a; return a = 'x', a + 'y'; })()", "xy"),
    ("(function f(a) { f = (b) => 'in' + b; return f(a); })(3)", "in3"),
    ("Function('return 6 * 7')() + ''", "42"),
    ("[...'cba'].map((c, i) => c + i).join('')", "c0b1a2"),
    ("(() => { const a = ['x', 'y', 'z']; a.push(a.shift()); return a.join(''); })()", "yzx"),
    ("(function () { /* inner */ }).toString().match(/\\/\\*([^]*)\\*\\//)[1].trim()", "inner"),
    ("new Proxy({}, { get: (_, key) => key + '!' }).go", "go!"),
    ("'a-b'.replace(/(-)/, '$1$2')", "a-$2b"),
]


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_what_comes_out(text: str, expected: str) -> None:
    program = program_of("npm", {"index.js": f"{HEAD}cp.exec({text});\n"})
    assert [one.text for one in program.flows if one.act is Act.RUN] == [expected]


def test_a_module_in_an_address_is_a_layer() -> None:
    text = "import('data:text/javascript,import(%22child_process%22).then(c => c.exec(%22x%22))');"
    program = program_of("npm", {"index.js": text})
    assert [one.text for one in program.flows if one.act is Act.RUN] == ["x"]


def test_a_getter_runs_when_its_property_is_read() -> None:
    text = (
        "const cp = require('child_process');\nconst o = {};\n"
        "Object.defineProperty(o, 'size', { get() { cp.exec('x'); } });\nmodule.exports = o.size;\n"
    )
    program = program_of("npm", {"index.js": text})
    assert [one.text for one in program.flows if one.act is Act.RUN] == ["x"]


def test_functions_without_a_word_of_note_hand_on_what_they_get() -> None:
    dull = "".join(f"function f{n}(a) {{ return a + {n}; }}\n" for n in range(12_000))
    text = f"{dull}const cp = require('child_process');\ncp.exec(f7(process.env.HOME_TOKEN));\n"
    program = program_of("npm", {"index.js": text})
    runs = [one for one in program.flows if one.act is Act.RUN]
    assert len(runs) == 1
    assert runs[0].has("token")
    assert not program.exhausted

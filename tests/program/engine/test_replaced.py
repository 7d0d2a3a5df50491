"""A function outside means what the program put in its place."""

import pytest
from engine_flows import SAID, commands, flows

from ostiary.program.flow import Act, Taint

HEAD = f"""
import base64, json, math, os, sys

def mine(one):
    return "import os; os.system('{SAID}')"

"""
PLAIN = "exec(base64.b64decode('cHJpbnQoMSk='))"
PYTHON = [
    f"math.sqrt = os.system\nmath.sqrt('{SAID}')",
    f"math.sqrt = os.system\nfrom math import sqrt as root\nroot('{SAID}')",
    f"setattr(math, 'sqrt', os.system)\nmath.sqrt('{SAID}')",
    f"math.__dict__['sqrt'] = os.system\nmath.sqrt('{SAID}')",
    f"vars(math)['sqrt'] = os.system\nmath.sqrt('{SAID}')",
    f"sys.modules['math'].sqrt = os.system\nmath.sqrt('{SAID}')",
    f"sys.modules['math'] = os\nimport math\nmath.system('{SAID}')",
    f"json.JSONDecoder.decode = os.system\njson.JSONDecoder().decode('{SAID}')",
    f"for name in ('sqrt',):\n    setattr(math, name, os.system)\nmath.sqrt('{SAID}')",
    f"base64.b64decode = mine\n{PLAIN}",
    "base64.b64decode = lambda one: mine(one)\n" + PLAIN,
    f"setattr(base64, 'b64decode', mine)\n{PLAIN}",
    f"try:\n    base64.b64decode = mine\nexcept ValueError:\n    pass\n{PLAIN}",
    "json.loads = base64.b64decode\nexec(json.loads('aW1wb3J0IG9zOyBvcy5zeXN0ZW0oImVjaG8gc2FpZCIp'))",
]
SCRIPTS = [
    f"Math.floor = cp.execSync; Math.floor('{SAID}');",
    f"global.parseInt = cp.execSync; parseInt('{SAID}');",
    f"console.log = cp.execSync; console.log('{SAID}');",
    f"Object.assign(console, {{log: cp.execSync}}); console.log('{SAID}');",
    f"Object.defineProperty(Math, 'floor', {{value: cp.execSync}}); Math.floor('{SAID}');",
]


@pytest.mark.parametrize("text", PYTHON)
def test_what_stands_there_is_called(text: str) -> None:
    assert commands(HEAD + text) == {SAID}


@pytest.mark.parametrize("text", SCRIPTS)
def test_in_scripts_as_well(text: str) -> None:
    assert commands(f"const cp = require('child_process'); {text}", "npm") == {SAID}


@pytest.mark.parametrize(
    "put",
    [
        "if len(sys.argv) > 9:\n    base64.b64decode = mine\n",
        "def put():\n    base64.b64decode = mine\nput()\n",
    ],
)
def test_where_nobody_can_tell_neither_is_believed(put: str) -> None:
    (done,) = flows(HEAD + put + PLAIN, Act.EXECUTE)
    assert done.text != "print(1)"
    assert Taint.UNVEILED in {one.kind for one in done.carries}


def test_what_is_put_where_it_was_changes_nothing() -> None:
    text = f"{HEAD}kept = base64.b64decode\nbase64.b64decode = kept\n{PLAIN}"
    (done,) = flows(text, Act.EXECUTE)
    assert done.text == "print(1)"
    assert Taint.UNVEILED not in {one.kind for one in done.carries}


@pytest.mark.parametrize("again", ["kept", "base64.b64decode"])
def test_what_seems_to_be_put_back_may_be_what_stands_there(again: str) -> None:
    put = f"kept = base64.b64decode\nbase64.b64decode = mine\nbase64.b64decode = {again}\n"
    (done,) = flows(HEAD + put + PLAIN, Act.EXECUTE)
    assert Taint.UNVEILED in {one.kind for one in done.carries}
    text = f"{HEAD}math.sqrt = os.system\nmath.sqrt = math.sqrt\nmath.sqrt('{SAID}')"
    assert commands(text) == {SAID}


def test_what_may_be_put_back_is_not_believed_either() -> None:
    harmless = "base64.b64decode = lambda one: 'print(2)'\n"
    put_back = f"{HEAD}import importlib\n{harmless}importlib.reload(base64)\n{PLAIN}"
    (done,) = flows(put_back, Act.EXECUTE)
    assert Taint.UNVEILED in {one.kind for one in done.carries}
    doubt = f"{HEAD}kept = base64.b64decode\nbase64.b64decode = mine\nif len(sys.argv) > 9:\n"
    (done,) = flows(f"{doubt}    base64.b64decode = kept\n{PLAIN}", Act.EXECUTE)
    assert Taint.UNVEILED in {one.kind for one in done.carries}


def test_two_that_stand_for_each_other_end() -> None:
    text = f"math.sqrt = os.system\nos.system = math.sqrt\nmath.sqrt('{SAID}')\nos.system('{SAID}')"
    assert commands(HEAD + text) == {SAID}
    text = f"sys.modules['math'] = os\nsys.modules['os'] = math\nmath.system('{SAID}')"
    assert commands(HEAD + text) == {SAID}


@pytest.mark.parametrize(
    "text",
    [
        "fetch(u).then(r => r.text()).then(t => show(t.replace(FORM, WALLET)))",
        "(async () => { const t = await (await fetch(u)).text(); show(t.replaceAll(FORM, WALLET)) })()",
    ],
)
def test_a_wallet_in_the_place_of_those_in_an_answer(text: str) -> None:
    whole = text.replace("FORM", "/0x[a-fA-F0-9]{40}/g").replace("WALLET", f"'0x{'1a' * 20}'")
    assert [one.target for one in flows(whole, Act.WRITE, "npm")] == ["address"]
    assert not flows(whole.replace("'0x", "'x"), Act.WRITE, "npm")

"""What stands behind an exit is followed, where the exit hangs on something that nobody here can know."""

from itertools import product

import pytest
from engine_flows import SAID, commands

ACT = f'os.system("{SAID}")\n'
SCRIPT_ACT = f'require("child_process").execSync("{SAID}");\n'
PAIRS = [
    *(
        ("False", "True"),
        ("True", "False"),
        ("None", "'a'"),
        ("'a'", "None"),
        ("0", "1"),
        ("1", "0"),
    ),
    *(
        ("''", "'a'"),
        ("'a'", "''"),
        ("[]", "[1]"),
        ("{}", "{1: 2}"),
        ("b''", "b'x'"),
        ("None", "os.path"),
    ),
]
WAYS = {
    "a branch": ("x = {0}\nif os.environ.get('X'):\n    x = {1}", "x"),
    "an end of a function": (
        "def f():\n    if os.environ.get('X'):\n        return {1}\n    return {0}",
        "f()",
    ),
    "both ends of a function": (
        "def f():\n    if os.environ.get('X'):\n        return {1}\n    else:\n        return {0}",
        "f()",
    ),
    "an expression": ("x = {0} if os.environ.get('X') else {1}", "x"),
    "an attempt": (
        "x = {0}\ntry:\n    import other\n    x = {1}\nexcept ImportError:\n    pass",
        "x",
    ),
    "a loop": (
        "x = {0}\nfor k in os.environ:\n    if k == 'CI':\n        x = {1}\n        break",
        "x",
    ),
    "a key": ("d = dict(k={0})\nif os.environ.get('X'):\n    d['k'] = {1}", "d['k']"),
    "an attribute": ("class A:\n    x = {0}\nif os.environ.get('X'):\n    A.x = {1}", "A.x"),
    "an object": (
        "class A:\n def __init__(self):\n  self.x = {0}\n  if os.environ.get('X'): self.x = {1}\na = A()",
        "a.x",
    ),
    "a name of the module": (
        "x = {0}\ndef f():\n    global x\n    x = {1}\nif os.environ.get('X'):\n    f()",
        "x",
    ),
}
ASKED = ["{}", "not {}", "bool({})", "({}) and True", "({}) or False", "len(str({})) > 4"]
SCRIPT_PAIRS = [("false", "true"), ("true", "false"), ("null", "'a'"), ("0", "1"), ("''", "'a'")]
SCRIPT_WAYS = {
    "a branch": ("let x = {0};\nif (process.env.X) {{ x = {1}; }}", "x"),
    "a function": ("function f() {{ if (process.env.X) {{ return {1}; }} return {0}; }}", "f()"),
    "an expression": ("const x = process.env.X ? {0} : {1};", "x"),
    "a short way": ("let x = {0};\nprocess.env.X && (x = {1});", "x"),
    "an attempt": ("let x = {0};\ntry {{ require('other'); x = {1}; }} catch (e) {{}}", "x"),
    "a property": ("const o = {{k: {0}}};\nif (process.env.X) {{ o.k = {1}; }}", "o.k"),
    "a switch": (
        "let x;\nswitch (process.platform) {{ case 'win32': x = {0}; break; default: x = {1}; }}",
        "x",
    ),
    "each of several": (
        "let x = {0};\nObject.keys(process.env).forEach(k => {{ if (k === 'CI') {{ x = {1}; }} }});",
        "x",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_an_exit_hides(way: str) -> None:
    text, name = WAYS[way]
    for (one, other), asked in product(PAIRS, ASKED):
        before = text.format(one, other)
        if one in {"[]", "{}"} and way == "an attempt":
            continue
        test = asked.format(name)
        whole = f"import os, sys\n{before}\nif {test}:\n    raise SystemExit\n{ACT}"
        assert SAID in commands(whole), whole


@pytest.mark.parametrize("way", SCRIPT_WAYS)
def test_what_an_exit_of_a_script_hides(way: str) -> None:
    text, name = SCRIPT_WAYS[way]
    for (one, other), asked in product(SCRIPT_PAIRS, ["{}", "!{}", "!!{}", "{} && true"]):
        before, test = text.format(one, other), asked.format(name)
        left = f"{before}\n(function() {{ if ({test}) {{ return; }}\n{SCRIPT_ACT} }})();\n"
        thrown = f"{before}\nif ({test}) {{ throw new Error('a'); }}\n{SCRIPT_ACT}"
        for whole in (left, thrown):
            assert SAID in commands(whole, "npm"), whole


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\nif x:\n    raise SystemExit\n",
        "x = 0\nif os.environ.get('X'):\n    x = 1\nx = 2\nif x:\n    raise SystemExit\n",
    ],
)
def test_what_is_sure_ends_what_it_ends(text: str) -> None:
    assert SAID not in commands(f"import os\n{text}{ACT}")


def test_a_condition_that_may_hold_is_gone_into() -> None:
    text = "import os\nx = 3\nif os.environ.get('X'):\n    x = 0\nwhile x < 3:\n    {}    break\n"
    assert SAID in commands(text.format(ACT))
    short = "import os\nx = True\nif os.environ.get('X'):\n    x = False\nx or {}"
    assert SAID in commands(short.format(ACT))
    picked = "import os\nx = False\nif os.environ.get('X'):\n    x = True\n[{} for a in 'b' if x]\n"
    assert SAID in commands(picked.format(ACT.strip()))


def test_a_decoder_in_a_branch_that_nobody_knows_decodes() -> None:
    text = """import os, sys
if sys.platform == "linux":
    flag, out, place = True, "", 0
    for one in {codes}:
        if flag:
            out = out + chr(one - 1)
        else:
            out = ""
        place += 1
    os.system(out)
"""
    codes = [ord(one) + 1 for one in SAID]
    assert SAID in commands(text.format(codes=codes))


def test_a_doubt_inside_of_another_is_one_of_it() -> None:
    text = """import os
x = False
if os.environ.get("A"):
    if os.environ.get("B"):
        x = True
    if x:
        raise SystemExit
    os.system("{said}")
"""
    assert SAID in commands(text.format(said=SAID))

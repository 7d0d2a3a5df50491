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


ENDS = {
    "what is suppressed": "with contextlib.suppress(Exception):\n    raise ValueError\n{act}",
    "an own manager": "class C:\n def __enter__(self): return self\n def __exit__(self, *a): return True\n"
    "with C():\n    raise ValueError\n{act}",
    "a manager of a generator": "@contextlib.contextmanager\ndef c():\n    try:\n        yield\n"
    "    except ValueError:\n        return\nwith c():\n    raise ValueError\n{act}",
    "a round that goes on": "for i in range(3):\n    try:\n        int('x')\n        continue\n"
    "    except ValueError:\n        {act}",
    "a round that may fail": "for i in range(3):\n  try:\n    i + 1\n  except ValueError:\n    {act}",
    "a loop that is left": "while True:\n    try:\n        int('x')\n        break\n    except ValueError:\n"
    "        {act}        break\n",
    "a loop that may be left": "while True:\n  if os.environ.get('X'): break\n  raise SystemExit\n{act}",
    "a round that may go on": "for i in range(2):\n    if os.environ.get('X'):\n        continue\n"
    "    raise SystemExit\n{act}",
    "a loop that nothing left": "def f():\n    for i in (1, 2):\n        if os.environ.get('X'):\n"
    "            break\n    else:\n        return\n    {act}f()\n",
    "a loop that a handler leaves": "while True:\n    try:\n        int('x')\n    except ValueError:\n"
    "        break\n    raise SystemExit\n{act}",
    "what is put into a list": "x = []\nif os.environ.get('X'):\n    x.append(1)\nif len(x) > 0:\n"
    "    raise SystemExit\n{act}",
    "what a loop puts into a list": "x = []\nfor k in os.environ:\n    x.append(k)\nif len(x):\n"
    "    raise SystemExit\n{act}",
    "a swallowed end of a function": "def f():\n    with contextlib.suppress(ValueError):\n        int('x')\n"
    "        return\n    {act}f()\n",
}


@pytest.mark.parametrize("way", ENDS)
def test_what_may_be_raised_before_an_end(way: str) -> None:
    text = "import contextlib, os\n" + ENDS[way].format(act=ACT)
    assert SAID in commands(text)


SCRIPT_ENDS = {
    "what is put into an array": "const a = []; if (process.env.X) a.push(1); if (a.length) throw 1;\n{act}",
    "put into a map": "let m = new Map(); if (process.env.X) m.set(1, 2); if (m.has(1)) throw 1;\n{act}",
    "what is taken out": "const o = {{a: 1}}; if (process.env.X) delete o.a; if (o.a) throw 1;\n{act}",
    "an object": "let o = {{}}; if (process.env.X) o.a = 1; if (Object.keys(o).length) throw 1;\n{act}",
    "a block that is left": "a: {{ if (process.env.X) break a; throw 1; }}\n{act}",
    "a round that may fail": "for (const k of [1, 2]) {{ try {{ k + 1; }} catch (e) {{ {act} }} }}",
}


@pytest.mark.parametrize("way", SCRIPT_ENDS)
def test_what_a_script_may_have_left_before(way: str) -> None:
    assert SAID in commands(SCRIPT_ENDS[way].format(act=SCRIPT_ACT), "npm")


def test_a_manager_that_lets_out_what_is_raised() -> None:
    text = "import os\nclass C:\n    def __enter__(self): return self\n    def __exit__(self, *a): pass\n"
    assert SAID not in commands(f"{text}with C():\n    raise SystemExit\n{ACT}")

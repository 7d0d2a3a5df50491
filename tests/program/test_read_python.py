"""Names in Python are found behind imports, aliases, built-in detours and disguised constants."""

import pytest

from ostiary.formats.contents import Kind
from ostiary.program.model import Behaviour, OddityKind, Origin
from ostiary.program.source import MAX_SOURCE, Source, read_source


def read(text: str | bytes) -> Source:
    return read_source("a.py", Kind.PYTHON, text.encode() if isinstance(text, str) else text)


def names(text: str) -> list[str]:
    return [one.name for one in read(text).calls]


@pytest.mark.parametrize(
    "text",
    [
        "import os\nos.system('x')",
        "import os as o\no.system('x')",
        "from os import system\nsystem('x')",
        "from os import system as s\ns('x')",
        "from os import *\nsystem('x')",
        "import os\ns = os.system\nt = s\nt('x')",
        "os.system('x')",
        "import os\ngetattr(os, 'sys' + 'tem')('x')",
        "import os\ngetattr(os, 'metsys'[::-1])('x')",
        "import os\nos.__dict__['system']('x')",
        "import os, sys\nsys.modules['os'].system('x')",
        "import importlib\nimportlib.import_module('o' 's').system('x')",
        "import os\nimport functools\nfunctools.partial(os.system, 'x')('y')",
        "import os\nclass A:\n  def __init__(self):\n    self.r = os.system\n  def m(self): self.r('x')",
        "os = __import__('os')\nos.system('x')",
        "import os\nimport threading\nthreading.Thread(target=os.system, args=('x',)).start()",
        "import os\ndef f(run=os.system):\n    run('x')",
        "import os\n(lambda: os.system('x'))()",
        "import os\n(r := os.system)('x')",
        "import os\nlist(map(os.system, ['x']))",
    ],
)
def test_one_function_under_many_names(text: str) -> None:
    assert "os.system" in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "eval('1')",
        "e = eval\ne('1')",
        "import builtins\nbuiltins.eval('1')",
        "__builtins__['eval']('1')",
        "__builtins__.__dict__['eval']('1')",
        "globals()['ev' + 'al']('1')",
        "getattr(__import__('builtins'), 'lave'[::-1])('1')",
        "getattr(__import__('builtins'), chr(101) + 'val')('1')",
        "import base64\ngetattr(__import__('builtins'), base64.b64decode('ZXZhbA==').decode())('1')",
    ],
)
def test_built_ins_under_many_names(text: str) -> None:
    assert "eval" in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "def f(eval):\n    eval('1')",
        "def eval(x): pass\neval('1')",
        "import re\nre.compile('x')",
        "self.system('x')",
        "import mine as os\nos.system('x')",
    ],
)
def test_other_things_of_the_same_name(text: str) -> None:
    assert not [one for one in read(text).calls if one.behaviour is not Behaviour.IMPORT]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("exec('x = 1')", Origin.CONSTANT),
        ("import base64\nexec(base64.b64decode('cHJpbnQoMSkgIyBzYW1wbGU='))", Origin.DECODED),
        ("import zlib\nb = b'0123456789abcdef'\nc = zlib.decompress(b)\nexec(c)", Origin.DECODED),
        ("exec(''.join(chr(n ^ 1) for n in [1,2,3,4,5,6,7,8,9,10,11,12]))", Origin.DECODED),
        ("import requests\nexec(requests.get('http://example.invalid').text)", Origin.NETWORK),
        ("exec(open('v.py').read())", Origin.FILE),
        ("with open('v.py') as f:\n    exec(f.read())", Origin.FILE),
        ("import os\nexec(os.environ['X'])", Origin.ENVIRONMENT),
        ("def f(x):\n    exec(x)", Origin.UNKNOWN),
        ("import base64\ndef f(x):\n    exec(base64.b64decode(x))", Origin.UNKNOWN),
    ],
)
def test_where_executed_text_comes_from(text: str, origin: Origin) -> None:
    call = next(one for one in read(text).calls if one.name == "exec")
    assert call.origin is origin


@pytest.mark.parametrize(
    ("text", "words", "shell"),
    [
        ("import subprocess as s\ns.run(['git', 'log'])", ("git", "log"), False),
        ("import subprocess as s\nc = ['git'] + x\ns.run(c)", ("git", None), False),
        ("import subprocess as s\ns.run('git log'.split())", ("git", "log"), False),
        ("import subprocess as s\ns.run('git log', shell=True)", ("git log",), True),
        ("import os\nos.system(f'git {x}')", ("git {}",), True),
        (
            "import subprocess as s\ndef f(cs):\n  for c in cs:\n    s.run([c, 'x'])\nf(['git', 'hg'])",
            ("git|hg", "x"),
            False,
        ),
    ],
)
def test_words_of_a_command(text: str, words: tuple[str | None, ...], shell: bool) -> None:
    call = next(one for one in read(text).calls if one.behaviour is Behaviour.PROCESS)
    assert (call.arguments, call.shell) == (words, shell)


def test_python_2_and_damage_are_read_as_far_as_they_go() -> None:
    old = read("import os\nprint 'x'\nexec 'y = 1'\nos.system('z')\n")
    assert old.parsed
    assert [one.name for one in old.calls] == ["exec", "os.system"]
    hurt = read("import os\ndef f(:\n    pass\nos.system('z')\nx = 1\ny = 2\n")
    assert hurt.faults
    assert "os.system" in [one.name for one in hurt.calls]


def test_what_is_not_python_is_not_parsed() -> None:
    assert not read(b"\x00\xff((((]]]] ???? $$$$ }}}} {{{{ 1a 2b 3c" * 50).parsed
    assert not read(b"x" * (MAX_SOURCE + 1)).parsed


@pytest.mark.parametrize(
    "data",
    [
        "import os\nos.system('x')".encode("utf-16"),
        b"\xef\xbb\xbfimport os\nos.system('x')",
        b"# coding: latin-1\nimport os # \xe9\nos.system('x')",
        b"# coding: utf-7\nimport os\nos.+AHM-ystem('x')",
        b"import os\nos.sys\0tem('x')",
    ],
)
def test_encodings(data: bytes) -> None:
    assert [one.name for one in read(data).calls] == ["os.system"]


def test_long_literals_that_are_data_by_form() -> None:
    blob = "".join(f"{n * 7919 % 1000003:05x}Zq" for n in range(60))
    found = read(
        f"def f():\n    x = '{blob}'\ny = '{'A' * 500}'\nz = 'iVBORw0KGgo{blob}'\n# {blob}\n"
    )
    assert [(one.encoding, one.line, one.scope) for one in found.blobs] == [("base64", 2, "f")]


def test_oddities() -> None:
    far = "x = 1" + " " * 130 + "; import os\n"
    found = read(
        far + "s = 'a\u202eb'\nt = '\u2067a\u2069'\nu = '" + "\U000e0101" * 9 + "'\n"
    ).oddities
    assert [(one.kind, one.line) for one in found] == [
        (OddityKind.BEYOND_MARGIN, 1),
        (OddityKind.BIDI, 2),
        (OddityKind.INVISIBLE, 4),
    ]


def test_making_a_client_opens_no_connection() -> None:
    text = (
        "import boto3, xmlrpc.client\nc = boto3.client('s3')\np = xmlrpc.client.ServerProxy('x')\n"
    )
    assert not read_source("a.py", Kind.PYTHON, text.encode()).calls
    text += "c.put_object(x)\np.any_method()\n"
    told = [one.line for one in read_source("a.py", Kind.PYTHON, text.encode()).calls]
    assert told == [4, 5]


README = 'with open("README.md") as f:\n    text = f.read()\n'
ABOUT = 'with open("about.py") as f:\n    exec(f.read())\n'


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (ABOUT + README, "about.py"),
        (README + ABOUT, "about.py"),
        (ABOUT.replace("about.py", "README.md") + README.replace("README.md", "x"), "README.md"),
        (ABOUT.replace("    exec", '    f = open("b.txt")\n    exec') + README, "b.txt"),
        (
            'with open("a.txt") as f:\n    def f(): pass\n' + README + "exec(f.read())\n",
            "README.md",
        ),
    ],
)
def test_a_file_that_is_executed_is_the_one_that_the_with_around_opens(
    text: str, path: str
) -> None:
    assert path in [one.path for one in read(text).runs]


def test_the_body_of_another_with_is_not_executed() -> None:
    assert [one.path for one in read(ABOUT + README).runs] == ["about.py"]


SHOWN = "    if level != 'none\u202e\u2066': # Check \u2069\u2066' and level != 'user\n"


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ('"""How such a line looks:\n\n{}\n"""\nimport os\n', True),
        ('def f():\n    """How such a line looks:\n\n{}\n    """\n', True),
        ('x = """How such a line looks:\n\n{}\n"""\n', False),
        ('f"""How such a line looks:\n\n{}\n"""\n', True),
        ('f"""How {{x}} looks:\n\n{}\n"""\n', False),
        ('"""How such a line looks:\n{}"""\nimport os\n', True),
        ('"""{}\n"""\n', False),
        ("if True:\n    level = 1\n{}        pass\n", False),
        ('"""How such a line looks:\n\n{}\n"""\n.format(1)\nif :\n', False),
    ],
)
def test_a_line_amid_a_text_that_no_code_takes(text: str, listed: bool) -> None:
    whole = text.replace("{{", "{").replace("}}", "}").replace("{}", SHOWN)
    found = read_source("sample/a.py", Kind.PYTHON, whole.encode()).oddities
    assert {one.listed for one in found if one.kind is OddityKind.BIDI} == {listed}


GAPS = "    /subscriptions/{" + "\u200b" * 9 + "id}" + "\u200b" * 9 + "/groups\n"


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ('"""A place:\n\n{}\n"""\nimport os\n', True),
        ('x = """A place:\n\n{}\n"""\n', False),
        ('"""A place:\n\n{}\n"""\nimport os\nf = os.__doc__\n', False),
        ('"""A place:\n\n{}' + "\u200b\u200c" * 9 + '\n"""\nimport os\n', False),
    ],
)
def test_one_sign_without_width_spells_nothing(text: str, listed: bool) -> None:
    found = read_source("sample/a.py", Kind.PYTHON, text.replace("{}", GAPS).encode()).oddities
    assert {one.listed for one in found if one.kind is OddityKind.INVISIBLE} == {listed}

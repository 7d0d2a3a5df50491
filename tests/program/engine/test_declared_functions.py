"""A function of the system that JavaScript declares by its prototype does what it does by its name."""

import pytest
from engine_flows import SAID, commands, flows

from ostiary.program.flow import Act

DECLARED = [
    "'int system(str)'",
    "'int system(const char *cmd)'",
    "'system', 'int', ['str']",
    "'__cdecl', 'system', 'int', ['str']",
]


@pytest.mark.parametrize("how", DECLARED)
@pytest.mark.parametrize("call", ["", ".async"])
def test_its_name_says_what_it_does(how: str, call: str) -> None:
    text = f"const f = require('koffi').load('libc.so.6').func({how}); f{call}('{SAID}');"
    assert commands(text, "npm") == {SAID}
    assert commands(text.replace("system", "puts"), "npm") == set()


def test_any_other_is_machine_code() -> None:
    text = "const f = require('koffi').load('a.so').func('double turn(double)'); f(1);"
    assert {one.act for one in flows(text, form="npm")} == {Act.NATIVE}

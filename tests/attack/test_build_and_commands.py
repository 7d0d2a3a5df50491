"""Programs that a shell or a build tool runs are read, or told to be unread."""

import pytest
from attack_files import FETCH, sdist, unread, wheel

from ostiary.program.model import Program

BUILDS = {
    "CMakeLists.txt": f'execute_process(COMMAND sh -c "{FETCH}")\n',
    "cmake/more.cmake": f'execute_process(COMMAND sh -c "{FETCH}")\n',
    "meson.build": f"run_command('sh', '-c', '{FETCH}')\n",
    ".cargo/config.toml": "[build]\nrustc-wrapper = './evil'\n",
}


@pytest.mark.parametrize("name", BUILDS)
def test_a_build_tool_runs_commands_without_a_source_of_native_code(name: str) -> None:
    project = '[build-system]\nrequires = ["tool"]\nbuild-backend = "tool.build"\n'
    found = sdist({"pyproject.toml": project, name: BUILDS[name]})
    assert [row.path for row in unread(found)] == [f"pkg-1.0/{name}"]


@pytest.mark.parametrize("name", ["run", "run.txt"])
def test_a_command_of_a_wheel_needs_no_first_line(name: str) -> None:
    path = f"pkg-1.0.data/scripts/{name}"
    assert [
        row.path for row in unread(wheel({path: f"#!/usr/bin/perl\nsystem('{FETCH}');\n"}))
    ] == [path]
    found = wheel({path: f"{FETCH}\n"})
    assert not unread(found)
    programs = [one for one in found.facts if isinstance(one, Program)]
    assert any("curl" in str(call) for one in programs for call in one.calls)


def test_a_command_in_python_is_read() -> None:
    assert not unread(wheel({"pkg-1.0.data/scripts/run": "#!python\nprint(1)\n"}))

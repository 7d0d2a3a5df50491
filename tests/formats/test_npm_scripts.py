"""Scripts of a manifest that start each other, and those that start themselves."""

import pytest

from ostiary.formats.npm.scripts import MAX_DEPTH, MAX_LENGTH, MAX_STARTED, written_out

SCRIPTS = {
    "rebuild": "node-gyp rebuild",
    "go": "node a.js",
    "prego": "echo first",
    "again": "npm run again",
    "deep": "npm run rebuild",
}


@pytest.mark.parametrize(
    ("command", "whole"),
    [
        ("prebuild-install || npm run rebuild", "prebuild-install || node-gyp rebuild"),
        ("npm run -s go", "echo first && node a.js"),
        ("npm --silent run-script rebuild -- --debug", "node-gyp rebuild --debug"),
        ("yarn deep", "node-gyp rebuild"),
        ("node --run rebuild", "node-gyp rebuild"),
        ("npm run again", "npm run again"),
        ("npm run nothing", "npm run nothing"),
        ("npm install", "npm install"),
        ("yarn install", "yarn install"),
    ],
)
def test_what_a_script_starts_is_written_out(command: str, whole: str) -> None:
    assert written_out(command, SCRIPTS) == whole


def test_scripts_that_multiply_end() -> None:
    several = {f"s{one}": f"npm run s{one + 1};" * 40 for one in range(MAX_DEPTH + 2)}
    assert len(written_out("npm run s0", several)) <= MAX_LENGTH
    many = {"x": "true"}
    text = written_out("npm run x;" * (MAX_STARTED + 1), many)
    assert text.count("true") == MAX_STARTED

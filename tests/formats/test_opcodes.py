"""The tables of instructions are those of the interpreters, and each instruction has its right line."""

import json
import marshal
import opcode
import subprocess
import sys
from pathlib import Path
from types import CodeType
from typing import Any

from ostiary.formats.python.code_object import Code
from ostiary.formats.python.marshalled import read_marshal
from ostiary.formats.python.opcodes.catalogue import VERSIONS
from ostiary.program.bytecode.instructions import instructions

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import make_opcodes


def test_the_table_of_the_running_interpreter() -> None:
    done = subprocess.run(
        [sys.executable, "-c", make_opcodes.PROBE], capture_output=True, text=True, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    table = VERSIONS[sys.version_info[:2]]
    assert [[number, name] for number, name in sorted(table.names.items())] == told["names"]
    assert [[name, units] for name, units in sorted(table.caches.items())] == told["caches"]
    assert sorted(table.jumps_by) == told["jumps_by"]
    assert sorted(table.jumps_to) == told["jumps_to"]
    assert list(table.operators) == told["operators"]


def test_every_version_knows_the_simplest_instructions() -> None:
    for version, table in VERSIONS.items():
        names = set(table.names.values())
        assert {"LOAD_CONST", "STORE_NAME", "RETURN_VALUE", "EXTENDED_ARG"} <= names, version
        assert not [name for name in table.names.values() if name.startswith("INSTRUMENTED")]
        assert set(table.caches) <= names


def same_lines(code: Code, real: CodeType) -> int:
    """How many instructions were compared."""
    wanted = {
        place: line
        for start, end, line in real.co_lines()
        if line
        for place in range(start, end, 2)
    }
    steps = instructions(code, VERSIONS[sys.version_info[:2]])
    for step in steps:
        assert step.name in opcode.opmap
        assert wanted.get(step.place, step.line) == step.line, (real.co_name, step)
    count = len(steps)
    for mine, theirs in zip(code.constants, real.co_consts, strict=True):
        if isinstance(mine, Code) and isinstance(theirs, CodeType):
            count += same_lines(mine, theirs)
    return count


def test_lines_and_places() -> None:
    compared = 0
    for module in (json, subprocess, opcode):
        source = Path(str(module.__file__)).read_bytes()
        real = compile(source, "a.py", "exec", dont_inherit=True)
        found = read_marshal("a", marshal.dumps(real))[0].value
        assert isinstance(found, Code)
        compared += same_lines(found, real)
    assert compared > 5000

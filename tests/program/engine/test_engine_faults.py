"""An error that nobody foresaw ends the evaluation of one file, and says so."""

import pytest
from engine_flows import SAID, program_of

from ostiary.core.coverage import Reach
from ostiary.program.engine.asked import MODELS, Asked
from ostiary.program.engine.value import Value
from ostiary.program.flow import Act


def _breaks(asked: Asked) -> Value:
    raise ZeroDivisionError(asked.name)


def test_the_other_files_are_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODELS, "os.getloadavg", _breaks)
    program = program_of(
        "wheel",
        {
            "sample/__init__.py": "import os\nos.getloadavg()\nos.system('never')\n",
            "sample/other.py": f"import os\nos.system('{SAID}')\n",
        },
    )
    ran = {(one.at.path, one.text) for one in program.flows if one.act is Act.RUN}
    assert ran == {("sample/other.py", SAID)}
    (cut,) = program.unfinished
    assert (cut.path, cut.failed, cut.reach) == ("sample/__init__.py", True, Reach.IMPORT)
    assert cut.reason.startswith("the evaluator failed: ZeroDivisionError at ")


def test_a_limit_is_no_fault_of_ours() -> None:
    loop = "for i in range(10**12):\n    for j in range(10**12):\n        x = i ^ j\n"
    text = f"import base64\nx = base64.b64decode('')\n{loop * 12}exec(x)\n"
    program = program_of("sdist", {"setup.py": text})
    assert {(one.path, one.failed, one.reach) for one in program.unfinished} == {
        ("sample-1.0/setup.py", False, Reach.INSTALL)
    }


def test_so_are_the_other_functions_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODELS, "os.getloadavg", _breaks)
    text = (
        "import os\n\n\ndef one():\n    os.getloadavg()\n    os.system('never')\n\n\n"
        f"def two():\n    os.system('{SAID}')\n"
    )
    program = program_of("wheel", {"sample/__init__.py": text})
    assert {one.text for one in program.flows if one.act is Act.RUN} == {SAID}
    assert program.exhausted == {"sample/__init__.py"}

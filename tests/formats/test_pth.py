"""Start-up lines: what some version of Python would run counts as run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import LimitError
from ostiary.formats.python.pth import MAX_LINES, MAX_TEXT, parse_pth


def runs(data: bytes, path: str = "a.pth") -> list[tuple[int, str]]:
    return [(one.line, one.text) for one in parse_pth(path, data) if one.executes]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"import os\n", [(1, "import os")]),
        (b"import\tos", [(1, "import\tos")]),
        (b"folder\nimport a; b()\n", [(2, "import a; b()")]),
        (b"a\r\nimport b\rimport c\n", [(2, "import b"), (3, "import c")]),
        (b"\xef\xbb\xbfimport os\n", [(1, "import os")]),
        (b"# x\x0cimport os\n", [(1, "import os")]),
        ("a\u2028import os\n".encode(), [(1, "import os")]),
        (b"import a;\x0cexec(b)\n", [(1, "import a;\x0cexec(b)")]),
        (b"\xff\xfe\nimport os\n", [(2, "import os")]),
        (b"import \0x\n", [(1, "import \0x")]),
        (b"#import os\n", []),
        (b" import os\n", []),
        (b"imports\n", []),
        (b"import\n", []),
        (b"from os import path\n", []),
    ],
)
def test_what_executes(data: bytes, expected: list[tuple[int, str]]) -> None:
    assert runs(data) == expected


def test_other_lines_add_folders() -> None:
    found = parse_pth("a.pth", b"# c\n\n  here  \n")
    assert [(one.line, one.text, one.executes) for one in found] == [(3, "here", False)]


def test_entries_of_a_start_file() -> None:
    assert runs(b"# c\npkg.mod:main\nno entry\n", "a.start") == [(2, "pkg.mod:main")]


def test_too_many_lines_hit_the_limit() -> None:
    with pytest.raises(LimitError):
        parse_pth("a.pth", b"x\n" * (MAX_LINES + 1))


def test_a_long_line_is_kept_to_its_end() -> None:
    """`site` runs all of it, and what is known of its head does not hold for the rest."""
    line = "import os;" + " " * 100_000 + "os.getcwd()"
    assert runs(line.encode()) == [(1, line)]


def test_a_line_that_is_too_long_is_not_cut_in_silence() -> None:
    with pytest.raises(LimitError, match="line 2"):
        parse_pth("a.pth", b"x\nimport os;" + b" " * MAX_TEXT)


@given(st.binary(max_size=300))
def test_every_line_that_the_interpreter_would_run_is_told(data: bytes) -> None:
    """Against the way of CPython 3.11: lines by universal line feeds, tested for their first word."""
    text = data.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
    expected = sum(1 for line in text.split("\n") if line.startswith(("import ", "import\t")))
    assert len(runs(data)) >= expected

"""What a module of Cython says in Python, line by line."""

import ast

import pytest

from ostiary.program.builds.cython import MAX_LINE, cython_source

LINES = {
    "import os": "import os",
    "from libc.stdlib cimport malloc": "",
    'include "a.pxi"': "",
    "cdef extern from 'a.h':": "if 1:",
    "with nogil:": "if 1:",
    "cdef class Table(Base):": "class Table(Base):",
    "cdef int size": "pass",
    "cdef   str  at = 'a  b'": "at = 'a  b'",
    "cpdef int add(self, int one, double[:, ::1] many=None) except -1:": "def add(self, one, many=None): ",
    "cdef inline f(*rest, **named) nogil: pass": "def f(*rest, **named): pass",
    "def f(x, int y=1): return y": "def f(x, y=1): return y",
    "async def g(str a not None):": "async def g(a): ",
    "    ) except *:": "    ):",
    "f(&one, <int> two)": "f(one,  two)",
    "exec(text)": "exec(text)",
}


@pytest.mark.parametrize("line", LINES)
def test_a_line(line: str) -> None:
    assert cython_source(f"import os\n{line}").decode() == f"import os\n{LINES[line]}"


def test_a_module_that_only_computes_says_nothing() -> None:
    assert not cython_source("cdef int add(int a, int b):\n    return a + b\n")


def test_each_line_stays_at_its_place() -> None:
    text = "import os\ncdef class A:\n    cdef int a\n\n    cpdef f(self, int b):\n        return os.name\n"
    tree = ast.parse(cython_source(text))
    assert [one.lineno for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)] == [5]


def test_a_long_line_is_read_as_it_stands() -> None:
    line = "cdef int a = 1" + " " * MAX_LINE
    assert cython_source(f"import os\n{line}").decode().endswith(line)

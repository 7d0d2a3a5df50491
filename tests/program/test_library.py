"""The list of Python's own modules has all that this interpreter has."""

import sys

from ostiary.core.library import LIBRARY


def test_nothing_is_missing() -> None:
    assert set(sys.stdlib_module_names) <= LIBRARY
    assert {"os", "posix", "nt", "distutils", "imp"} <= LIBRARY
    assert "requests" not in LIBRARY

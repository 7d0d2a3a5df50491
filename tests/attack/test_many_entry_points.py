"""Entry points that nobody read to their end may start anything: that is said."""

import pytest
from attack_files import unread, wheel

from ostiary.core.coverage import Reach
from ostiary.formats.python.entry_points import MAX_BYTES, MAX_POINTS

POINTS = "pkg-1.0.dist-info/entry_points.txt"
POINT = "[setuptools.file_finders]\na = pkg:go\n"
BEYOND = {
    "too many": "[a]\n" + "a=b\n" * (MAX_POINTS + 1) + POINT,
    "too large": "#" * MAX_BYTES + "\n" + POINT,
    "larger than anything that is kept": ("#" * 999 + "\n") * 20_000 + POINT,
}


@pytest.mark.parametrize("what", BEYOND)
def test_what_is_not_read(what: str) -> None:
    told = [(one.path, one.reach) for one in unread(wheel({POINTS: BEYOND[what]}))]
    assert told == [(POINTS, Reach.IMPORT)]


def test_a_few_are_read() -> None:
    assert unread(wheel({POINTS: POINT})) == []

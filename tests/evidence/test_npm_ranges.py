"""Which versions are in a range, as npm reads it?"""

import pytest

from ostiary.evidence.registries.npmchoice import in_range


@pytest.mark.parametrize(
    ("wanted", "version", "pre", "inside"),
    [
        ("^1.2.3", "1.9.0", False, True),
        ("^1.2.3", "2.0.0", False, False),
        ("1 || 3", "3.1.0", False, True),
        ("", "0.0.1", False, True),
        ("^1.2.3", "1.3.0-rc.1", False, False),
        ("^1.2.3", "1.3.0-rc.1", True, True),
        ("^1.2.3", "1.2.3-rc.1", True, False),
        ("^1.2.3-alpha", "1.2.3-rc.1", True, True),
        ("^0.0.3", "0.0.3-alpha", True, False),
        ("^1", "1.0.0-rc.1", True, True),
        ("^1.2.3 || 1.2.3-rc.1", "1.2.3-rc.1", True, True),
        ("*", "no version", True, False),
    ],
)
def test_a_range(wanted: str, version: str, pre: bool, inside: bool) -> None:
    assert in_range(version, wanted, allow_pre=pre) is inside

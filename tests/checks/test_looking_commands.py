"""A command that only asks about the host or the repository weighs little; one that can do more does not."""

import pytest

from ostiary.checks.code.commands import weigh
from ostiary.core.coverage import Reach
from ostiary.core.location import Location
from ostiary.core.scale import Severity
from ostiary.program.model import Behaviour, Call, Origin


def severity(text: str, *, shell: bool) -> Severity:
    words = (text,) if shell else tuple(text.split())
    call = Call(
        "x", Behaviour.PROCESS, Location("a"), Reach.IMPORT, words, "", Origin.CONSTANT, "", shell
    )
    return weigh(call, ordinary=False)[0]


@pytest.mark.parametrize(
    "text",
    [
        "sysctl -n hw.ncpu",
        "uname -a",
        "ldd --version",
        "getconf GNU_LIBC_VERSION",
        "xcode-select -p",
        "git rev-parse HEAD",
        "git -C /x --no-pager describe --tags",
        "git config --get user.name",
        "inkscape --without-gui -V",
        "pg_config --libdir",
        "fc-list --format=x",
        "docker info --format x",
    ],
)
def test_questions(text: str) -> None:
    assert severity(text, shell=False) is Severity.LOW
    assert severity(text, shell=True) is Severity.LOW


def test_a_line_of_questions() -> None:
    line = "getconf GNU_LIBC_VERSION 2>&1 || true; ldd --version 2>&1 || true"
    assert severity(line, shell=True) is Severity.LOW


@pytest.mark.parametrize(
    "text",
    [
        "uname -a; curl http://example.invalid",
        "uname $(curl x)",
        "git clone http://example.invalid/x",
        "git -c core.fsmonitor=x status",
        "git config --global core.hooksPath x",
        "defaults write x",
        "xcrun swift x",
        "uname > /etc/profile",
        "command curl x",
        "./tool --version",
        "bash --version",
        "tool --version install",
        "node -e --version",
    ],
)
def test_more_than_questions(text: str) -> None:
    assert severity(text, shell=True) >= Severity.MEDIUM


def test_a_shell_that_only_reads_on_and_a_fetcher_of_which_the_version_is_asked() -> None:
    assert severity("sh -c 'while read x; do :; done'", shell=True) is Severity.LOW
    assert severity("sh -c 'while read x; do $x; done'", shell=True) >= Severity.MEDIUM
    assert severity("curl --version", shell=False) is Severity.LOW
    assert severity("curl --version -o x", shell=False) >= Severity.MEDIUM

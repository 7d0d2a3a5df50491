"""dpkg's status database: what is there in part is there."""

import pytest

from ostiary.core.errors import ParseError
from ostiary.formats.inventory.host.dpkg import parse


def row(name: str, state: str, want: str = "install") -> str:
    return f"Package: {name}\nStatus: {want} ok {state}\nArchitecture: amd64\nVersion: 1.0-1\n\n"


@pytest.mark.parametrize(
    "state",
    ["half-installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending"],
)
def test_what_is_there_in_part_is_listed_with_its_state(state: str) -> None:
    (one,) = parse("status", row("bash", state).encode()).components
    assert (one.name, one.version) == ("debian/bash", "1.0-1")
    assert dict(one.properties)["status"] == state


def test_what_is_whole_has_no_state() -> None:
    (one,) = parse("status", row("bash", "installed").encode()).components
    assert "status" not in dict(one.properties)


def test_what_was_removed_is_not_listed() -> None:
    text = row("a", "installed") + row("b", "config-files", "deinstall") + row("c", "not-installed")
    assert [one.name for one in parse("status", text.encode()).components] == ["debian/a"]


def test_a_broken_state_is_listed() -> None:
    """`reinstreq` means that the package has to be installed again; what lies there now is used."""
    text = row("a", "half-installed").replace(" ok ", " reinstreq ")
    assert len(parse("status", text.encode()).components) == 1


def test_no_version_is_said() -> None:
    text = row("a", "half-installed").replace("Version: 1.0-1\n", "")
    (lost,) = parse("status", text.encode()).unauditable
    assert (lost.name, lost.reason) == ("a", "a package without a version")


def test_nothing_is_no_status() -> None:
    with pytest.raises(ParseError):
        parse("status", b"\n")

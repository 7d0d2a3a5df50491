"""A comparison of two releases, as text and as JSON, against its golden files."""

import json
from collections.abc import Callable

import pytest

from ostiary.core.coverage import Reach
from ostiary.core.location import Location
from ostiary.core.scale import Decision, Severity
from ostiary.program.capabilities.delta import ReleaseDelta
from ostiary.program.capabilities.files import FileChange
from ostiary.program.capabilities.record import Capability, Sort
from ostiary.report.difference.json import render_difference_json
from ostiary.report.difference.record import Difference
from ostiary.report.difference.text import render_difference
from ostiary.report.options import Options

AT = Location("willow-1.1.tar.gz", "willow-1.1/willow/net.py", 12)
ADDED = (
    Capability(Sort.ACT, "opens the network on import", Reach.IMPORT, AT),
    Capability(Sort.LEAK, "credentials on import", Reach.IMPORT, AT),
    Capability(Sort.HOST, "example.invalid", Reach.IMPORT, AT),
    Capability(
        Sort.BINARY, "_fast", Reach.CALL, Location("willow-1.1.tar.gz", "willow-1.1/_fast.so")
    ),
)
SEVERITIES = (Severity.MEDIUM, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
CHANGES = (
    FileChange("willow/net.py", "changed"),
    FileChange("willow/new.py", "renamed", "willow/old.py"),
    FileChange("willow/wire.py", "added"),
)
HOSTILE = "willow\x1b[31m\u202e::error::\n\ud800.py"
DIFFERENCES = {
    "diff-new": Difference(
        ReleaseDelta(
            ("willow 1.0",),
            "willow 1.1",
            ADDED,
            (Capability(Sort.ACT, "starts programs when called", Reach.CALL, AT),),
            CHANGES,
            40,
        ),
        SEVERITIES,
        Decision.REVIEW,
    ),
    "diff-same": Difference(ReleaseDelta(("willow 1.0",), "willow 1.1"), (), Decision.ALLOW),
    "diff-unread": Difference(
        ReleaseDelta(
            ("willow 1.0",),
            "willow 1.1",
            unread=("willow-1.1.tar.gz: willow-1.1/big.py",),
            doubts=("willow-1.0.tar.gz: willow-1.0/odd.py",),
        ),
        (),
        Decision.INSUFFICIENT,
        lost=("archive willow-1.1-py3-none-any.whl: the digest is not the promised one",),
        notes=("what was examined was not fully confined: the network was open",),
    ),
    "diff-hostile": Difference(
        ReleaseDelta(
            (HOSTILE,),
            HOSTILE,
            (Capability(Sort.ROOT, HOSTILE, Reach.START, Location("a", HOSTILE, 1)),),
            changes=(FileChange(HOSTILE, "added"),),
        ),
        (Severity.HIGH,),
        Decision.REVIEW,
    ),
}


@pytest.mark.parametrize("name", DIFFERENCES)
def test_text(name: str, golden: Callable[[str, str], None]) -> None:
    report = render_difference(DIFFERENCES[name], Options(verbose=1))
    assert report.encode()
    assert not set(report) & set("\x1b\u202e")
    golden(f"{name}.txt", report)


@pytest.mark.parametrize("name", DIFFERENCES)
def test_json(name: str, golden: Callable[[str, str], None]) -> None:
    report = render_difference_json(DIFFERENCES[name])
    assert report.encode()
    assert json.loads(report)["decision"] == DIFFERENCES[name].decision.word
    golden(f"{name}.json", report)


def test_worst_first_whatever_the_order() -> None:
    lines = render_difference(DIFFERENCES["diff-new"], Options()).splitlines()
    words = [line.split()[1] for line in lines if line.startswith("  + ")]
    assert words == ["high", "medium", "medium", "low"]


def test_long_lists_are_cut_and_say_so() -> None:
    many = tuple(Capability(Sort.HOST, f"h{n:03}.invalid") for n in range(60))
    one = Difference(ReleaseDelta(("a",), "b", many, many), (Severity.LOW,) * 60, Decision.ALLOW)
    text = render_difference(one, Options())
    assert text.count("and 20 more (--verbose)") == 2
    assert "more (--verbose)" not in render_difference(one, Options(verbose=1))
    assert render_difference(one, Options(quiet=True)).count("\n") == 1


def test_colour_only_repeats_a_word() -> None:
    plain = render_difference(DIFFERENCES["diff-new"], Options())
    painted = render_difference(DIFFERENCES["diff-new"], Options(colour=True))
    assert painted.replace("\x1b[1;33m", "").replace("\x1b[0m", "") == plain

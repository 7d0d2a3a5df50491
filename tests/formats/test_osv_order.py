"""The order of versions, against the ecosystems' own libraries and by cases of our own."""

import json
from pathlib import Path

import nodesemver
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import InvalidVersion, Version

from ostiary.formats.osv_order import (
    MAX_NUMBER,
    UncomparableError,
    any_key,
    legacy_key,
    order_key,
    public_key,
)

PYTHON = """\
0 < 0.0.1
1.0.dev1 < 1.0a1
1.0a1.dev2 < 1.0a1
1.0a2 < 1.0b1
1.0rc1 = 1.0-c1
1.0.ALPHA = 1.0a0
1.0rc9 < 1.0
1.0 = 1.0.0.0
v1.0 = 1.0
1.0+a < 1.0+1
1.0+a.b < 1.0+a.1
1.0+cu118 > 1.0
1.0.post1.dev1 < 1.0.post1
1.0-1 = 1.0.post1
1.0.post1 < 1.0.0.1
2020.1 < 1!0.1
# from before PEP 440: below all others, and among each other in the old order
9.9-nothing < 0.dev0
2.0.0-final < 0.1
1.0m1 < 1.0m2
0.7.10p1 < 0.7.10p2
0.7.1.fix1 < 1.3.1-STAGING
trunk < 0
"""
SEMANTIC = """\
1.0.0-alpha < 1.0.0-alpha.1
1.0.0-alpha.1 < 1.0.0-alpha.beta
1.0.0-beta.2 < 1.0.0-beta.11
1.0.0-rc.1 < 1.0.0
1.0.0-9 < 1.0.0-a
1.0.0-A < 1.0.0-a
1.0.0+one = 1.0.0+two
=v1.2.3 = 1.2.3
1 = 1.0.0
1.2 < 1.2.1
1.2.3beta < 1.2.3
"""


@pytest.mark.parametrize(("kind", "table"), [("pypi", PYTHON), ("npm", SEMANTIC)])
def test_cases_in_both_directions(kind: str, table: str) -> None:
    for line in table.splitlines():
        if line.startswith("#"):
            continue
        first, sign, second = line.split(" ")
        one, other = any_key(kind, first), any_key(kind, second)
        found = "<" if one < other else ">" if one > other else "="
        assert found == sign, line
        assert (other < one, other > one) == (sign == ">", sign == "<"), line


def test_the_bench_reads_the_same_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import runpy

    bench = runpy.run_path(str(Path(__file__).parents[2] / "bench" / "ordering.py"))
    (tmp_path / "pypi-cases.txt").write_text(PYTHON)
    (tmp_path / "semver-cases.txt").write_text(SEMANTIC + "\n// nothing\n")
    pairs = [["1.0.0", "1.0.0-x"], ["2.0.0", "v1.9.9", True]]
    (tmp_path / "comparisons.json").write_text(json.dumps(pairs))
    names = [str(one) for one in sorted(tmp_path.iterdir())]
    assert bench["main"](names) == 0
    assert "6 legacy" in capsys.readouterr().out
    (tmp_path / "pypi-cases.txt").write_text("1.0 > 2.0\n")
    assert bench["main"](names) == 1


def python_key(version: str) -> Version | None:
    try:
        return Version(version)
    except InvalidVersion:
        return None


_PARTS = st.sampled_from(
    [*"012.-_+!abcrxvVL ", "10", "007", "..", "rc", "alpha", "pre", "preview", "dev"]
) | (st.sampled_from(["post", "rev", "1.0", ".dev", ".post", "20240101"]))
_TEXTS = st.lists(_PARTS, min_size=1, max_size=7).map("".join) | st.text(max_size=8)


@given(_TEXTS, _TEXTS)
def test_python_versions_are_read_and_ordered_as_packaging_does(one: str, other: str) -> None:
    theirs = python_key(one), python_key(other)
    ours = []
    for text, known in zip((one, other), theirs, strict=True):
        try:
            ours.append(order_key("pypi", text))
        except UncomparableError:
            ours.append(())
        assert bool(ours[-1]) == (known is not None), text
    if theirs[0] is not None and theirs[1] is not None:
        assert (ours[0] < ours[1], ours[0] == ours[1]) == (
            theirs[0] < theirs[1],
            theirs[0] == theirs[1],
        )


_MARKS = st.lists(st.sampled_from(["0", "1", "10", "a", "b", "rc", "-", "a-1", "x1"]), max_size=3)
_NUMBERS = st.integers(0, 12)


@st.composite
def semantic(draw: st.DrawFn) -> str:
    numbers = ".".join(str(draw(_NUMBERS)) for _ in range(3))
    marks = draw(_MARKS)
    build = draw(st.sampled_from(["", "+build", "+1.2"]))
    return (
        draw(st.sampled_from(["", "v", "="]))
        + numbers
        + ("-" + ".".join(marks) if marks else "")
        + build
    )


@given(semantic(), semantic())
def test_npm_versions_are_ordered_as_npm_does(one: str, other: str) -> None:
    theirs = nodesemver.compare(one, other, True)
    first, second = order_key("npm", one), order_key("npm", other)
    assert (first > second) - (first < second) == theirs


@pytest.mark.parametrize(
    "text", ["", "not a version", "1.0 beta", "9" * 300, "1." + "9" * (MAX_NUMBER + 1)]
)
def test_what_is_no_version_at_all_has_no_place(text: str) -> None:
    with pytest.raises(UncomparableError):
        any_key("pypi", text)


def test_other_ecosystems_have_no_legacy() -> None:
    for kind in ("npm", "cargo"):
        with pytest.raises(UncomparableError):
            legacy_key(kind, "1.0m1")


def test_the_public_version_is_that_without_the_local_part() -> None:
    assert public_key("pypi", "1.0+cu118") == order_key("pypi", "1.0")
    assert public_key("npm", "1.0.0+x") == order_key("npm", "1.0.0")

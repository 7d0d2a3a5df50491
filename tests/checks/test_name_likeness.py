"""One slip is seen whatever the name, honest names are left alone, and the list is read in one pass."""

import string
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ostiary.checks.identity.edits import ADJACENT, edit
from ostiary.checks.identity.likeness import alike
from ostiary.checks.identity.name_confusion import CHANGES, name_confusion
from ostiary.checks.identity.spelling import drawn, fold, normal, spell, squash
from ostiary.checks.identity.weight import STRENGTH
from ostiary.core.facts.names import NameContext, PopularName
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Severity

letters = st.text(string.ascii_lowercase, min_size=5, max_size=20)


def found(name: str, target: str, rank: int = 10, **known: Any) -> list[Hit]:
    popular = (PopularName(target, rank, 1_000_000_000),)
    ecosystem = "npm" if name.startswith("@") or target.startswith("@") else "pypi"
    context = NameContext(ecosystem, name, popular, **known)
    answers = list(name_confusion.run(context))
    assert not any(isinstance(one, Gap) for one in answers)
    return [one for one in answers if isinstance(one, Hit)]


@pytest.mark.parametrize(
    ("name", "target", "change"),
    [
        ("abdc", "abcd", "transposed"),
        ("abbc", "abc", "repeated"),
        ("abc", "abbc", "repeated"),
        ("abv", "abc", "neighbour-key"),
        ("abp", "abc", "replaced"),
        ("abc", "abxc", "omitted"),
        ("abxc", "abc", "added"),
        ("ab2", "ab3", "digit"),
        ("ab", "ab3", "digit"),
        ("abc", "abc", ""),
        ("abc", "cba", ""),
        ("abcd", "ab", ""),
        ("", "", ""),
        ("", "a", "omitted"),
    ],
)
def test_edits_are_named(name: str, target: str, change: str) -> None:
    assert edit(name, target) == change


@given(letters, st.data())
def test_any_single_slip_is_an_edit(target: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(target) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    slips = [
        target[:at] + target[at + 1 :],
        target[:at] + letter + target[at:],
        target[:at] + letter + target[at + 1 :],
        target[:at] + target[at + 1 : at + 2] + target[at : at + 1] + target[at + 2 :],
    ]
    for slip in slips:
        assert (edit(slip, target) == "") == (slip == target)


@given(letters, letters)
def test_an_edit_is_one_in_both_directions(one: str, other: str) -> None:
    assert bool(edit(one, other)) == bool(edit(other, one))


@given(st.text(string.ascii_lowercase, min_size=8, max_size=20), st.data())
def test_a_slip_from_a_very_popular_name_is_found(target: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(target) - 1))
    slip = target[:at] + target[at + 1 :]
    assume(slip != target)
    assert found(slip, target)


def test_keys_are_neighbours_both_ways() -> None:
    assert {"as", "sa", "qa", "aq", "ty", "ol"} <= ADJACENT
    assert "qp" not in ADJACENT
    assert all(pair[::-1] in ADJACENT for pair in ADJACENT)


def test_names_fold_to_what_they_look_like() -> None:
    assert fold("reqυests") == "requests"
    assert fold("ｎumpy") == "numpy"
    assert fold("pándas") == "pandas"
    assert fold("рandas") == "pandas"
    assert drawn("nurnpy") == drawn("numpy")
    assert drawn("c1ick") == drawn("click")
    assert squash("@scope/a-b_c.d") == "scopeabcd"
    assert normal("pypi", "A__b.-c") == "a-b-c"
    assert normal("npm", "A__b") == "a__b"


@given(st.text(max_size=400))
def test_any_text_can_be_a_name(name: str) -> None:
    for ecosystem in ("pypi", "npm"):
        assert len(spell(ecosystem, name).plain) <= 900
        assert isinstance(alike(ecosystem, name, (PopularName("requests", 1),)), tuple)


@given(st.lists(letters, min_size=1, max_size=8, unique=True))
def test_no_popular_name_is_taken_for_another(names: list[str]) -> None:
    popular = tuple(PopularName(name, rank) for rank, name in enumerate(names, 1))
    for one in popular:
        assert alike("pypi", one.name, popular) == ()


@given(letters, st.lists(letters, max_size=8, unique=True), st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing(name: str, names: list[str], random: Random) -> None:
    popular = [PopularName(one, rank) for rank, one in enumerate(names, 1)]
    shuffled = random.sample(popular, len(popular))
    assert alike("pypi", name, popular) == alike("pypi", name, shuffled)


def test_every_change_has_words_and_a_strength() -> None:
    assert set(CHANGES) == set(STRENGTH)


@pytest.mark.parametrize(
    ("known", "severity"),
    [
        ({}, Severity.MEDIUM),
        ({"releases": 100, "age_days": 3000}, Severity.INFO),
        ({"releases": 6, "age_days": 400}, Severity.LOW),
        ({"releases": 100, "age_days": 10}, Severity.MEDIUM),
        ({"releases": 2, "age_days": 3000}, Severity.MEDIUM),
        ({"downloads": 1000}, Severity.MEDIUM),
        ({"downloads": 10_000_000}, None),
        ({"owners": ("psf",), "owners_of": (("requests", ("psf", "ann")),)}, None),
        ({"owners": ("mallory",), "owners_of": (("requests", ("psf",)),)}, Severity.MEDIUM),
        ({"owners": ("psf",), "owners_of": (("urllib3", ("psf",)),)}, Severity.MEDIUM),
    ],
)
def test_what_speaks_for_a_name_counts(known: dict[str, Any], severity: Severity | None) -> None:
    hits = found("reqeusts", "requests", **known)
    assert [one.severity for one in hits] == ([severity] if severity is not None else [])


def test_letters_of_another_script_are_certain_whatever_the_history() -> None:
    (hit,) = found("reqυests", "requests", rank=14_000, releases=99, age_days=4000)
    assert (hit.severity, hit.confidence) == (Severity.MEDIUM, Confidence.HIGH)


@pytest.mark.parametrize(
    ("name", "target", "rank"),
    [
        ("six1", "six", 9),
        ("click2", "click", 400),
        ("toml-x", "toml", 80),
        ("hickle", "sickle", 12_490),
    ],
)
def test_chance_likeness_means_nothing(name: str, target: str, rank: int) -> None:
    assert not found(name, target, rank)


def test_a_sentence_names_both_and_the_change() -> None:
    (hit,) = found("reqeusts", "requests")
    for part in ("`reqeusts`", "`requests`", "transposed", "number 10", "1,000,000,000"):
        assert part in hit.message


def test_the_worst_three_of_many_are_enough() -> None:
    popular = tuple(PopularName("sample" + letter, 1) for letter in "abcdefgh")
    answers = list(name_confusion.run(NameContext("pypi", "samplez", popular)))
    assert len(answers) == 3

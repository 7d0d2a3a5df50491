"""The engine is order-free, deterministic and monotone: more evidence never turns worse into passed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from ostiary.checks.declare import check
from ostiary.checks.engine import ask
from ostiary.core.evidence import Absent, Cause, Dossier, Evidence, Item, Unknown
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity, State
from ostiary.core.subject import Subject

SUBJECT = Subject("pypi", "sample", "1.0")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TROUBLE = {State.FOUND, State.UNKNOWN}


class Apples(Struct, frozen=True):
    bad: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


class Pears(Struct, frozen=True):
    bad: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


@check("bad-apple", "a bad apple", Severity.HIGH, Family.CONTENTS, reads=Apples)
def bad_apple(apples: Apples) -> Iterator[Hit | Gap]:
    yield from (Hit(f"`{one}` is bad", key=one) for one in apples.bad)
    yield from (Gap(f"`{one}` was not seen") for one in apples.unseen)


@check("bad-pear", "a bad pear", Severity.LOW, Family.CONTENTS, reads=Pears)
def bad_pear(pears: Pears) -> Iterator[Hit | Gap]:
    yield from (Hit(f"`{one}` is bad", key=one) for one in pears.bad)
    yield from (Gap(f"`{one}` was not seen") for one in pears.unseen)


CHECKS = (bad_apple, bad_pear)
words = st.lists(st.sampled_from("abcd"), max_size=3).map(tuple)
kinds = st.sampled_from((Apples, Pears))
sources = st.sampled_from(("one", "two"))


@st.composite
def items(draw: st.DrawFn) -> Item:
    kind, source = draw(kinds), draw(sources)
    form = draw(st.integers(0, 3))
    if form == 0:
        return Absent(SUBJECT, kind, source)
    if form == 1:
        cause = draw(st.sampled_from(tuple(Cause)))
        return Unknown(SUBJECT, kind, source, cause, draw(st.sampled_from(("no", "late"))))
    return Evidence(SUBJECT, kind(draw(words), draw(words)), source, NOW)


dossiers = st.lists(items(), max_size=6)


@given(dossiers, st.randoms())
def test_the_order_of_evidence_and_of_checks_changes_nothing(
    facts: list[Item], random: Random
) -> None:
    first = ask(Dossier(SUBJECT, tuple(facts)), CHECKS)
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert ask(Dossier(SUBJECT, tuple(shuffled)), CHECKS[::-1]) == first


@given(dossiers)
def test_the_same_evidence_gives_the_same_answer(facts: list[Item]) -> None:
    dossier = Dossier(SUBJECT, tuple(facts))
    assert ask(dossier, CHECKS) == ask(dossier, CHECKS)
    assert ask(Dossier(SUBJECT, (*facts, *facts)), CHECKS)[0] == ask(dossier, CHECKS)[0]


@given(dossiers, dossiers)
def test_more_evidence_never_removes_a_finding(facts: list[Item], more: list[Item]) -> None:
    before, _ = ask(Dossier(SUBJECT, tuple(facts)), CHECKS)
    after, _ = ask(Dossier(SUBJECT, tuple(facts)).with_items(*more), CHECKS)
    assert set(before) <= set(after)


@given(dossiers, dossiers)
def test_more_evidence_never_turns_trouble_into_passed(facts: list[Item], more: list[Item]) -> None:
    _, before = ask(Dossier(SUBJECT, tuple(facts)), CHECKS)
    _, after = ask(Dossier(SUBJECT, tuple(facts)).with_items(*more), CHECKS)
    states = {one.check: one.state for one in after}
    for one in before:
        if one.state in TROUBLE:
            assert states[one.check] in TROUBLE
        if one.state is State.FOUND:
            assert states[one.check] is State.FOUND


@given(dossiers)
def test_passed_means_that_every_fact_was_known_and_clean(facts: list[Item]) -> None:
    _, outcomes = ask(Dossier(SUBJECT, tuple(facts)), CHECKS)
    reads = {one.id: one.reads for one in CHECKS}
    for one in outcomes:
        about = [item for item in facts if item.kind is reads[one.check]]
        known = [item.data for item in about if isinstance(item, Evidence)]
        if one.state is State.PASSED:
            assert known
            assert not any(isinstance(item, Unknown) for item in about)
            assert not any(fact.bad or fact.unseen for fact in known)
        elif one.state is State.NOT_APPLICABLE:
            assert all(isinstance(item, Absent) for item in about)
        assert bool(one.reason) == (one.state not in {State.FOUND, State.PASSED})


def test_a_check_of_another_ecosystem_is_not_asked() -> None:
    @check("npm-apple", "", Severity.LOW, Family.CONTENTS, reads=Apples, ecosystems=("npm",))
    def npm_apple(apples: Apples) -> Iterator[Hit]:
        yield Hit("asked")

    fact = Evidence(SUBJECT, Apples(), "one", NOW)
    assert ask(Dossier(SUBJECT, (fact,)), [npm_apple]) == ((), ())

"""Whatever a source says, a check answers with hits and gaps, the same each time, and never fails."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from questions import QUESTIONS

from ostiary.checks.catalogue import CATALOGUE
from ostiary.core.check import Check
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Severity

moments = st.one_of(
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from([datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)]),
)
st.register_type_strategy(datetime, moments)
st.register_type_strategy(timedelta, st.timedeltas(timedelta(), timedelta(days=99)))


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.id)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_check_answers_any_fact(one: Check, data: st.DataObject) -> None:
    fact: Any = data.draw(st.from_type(one.reads))
    answers = list(one.run(fact))
    assert all(isinstance(answer, Hit | Gap) for answer in answers)
    assert answers == list(one.run(fact))
    for answer in answers:
        text = answer.message if isinstance(answer, Hit) else answer.reason
        assert text


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.id)
def test_the_card_is_complete(one: Check) -> None:
    assert one.title
    assert one.remedy.endswith((".", "?"))
    assert all(ref.startswith("https://") for ref in one.references)


def test_every_question_stands_in_the_catalogue() -> None:
    assert {one.id for one in QUESTIONS} <= {one.id for one in CATALOGUE}


def test_no_name_by_itself_blocks() -> None:
    by_id = {one.id: one for one in QUESTIONS}
    for id_ in ("name-confusion", "borrowed-name", "dependency-confusion"):
        assert by_id[id_].severity <= Severity.MEDIUM

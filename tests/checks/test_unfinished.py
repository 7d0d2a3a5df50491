"""A file that was not seen to its end is an unknown: no check that would have seen the rest passes."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from ostiary.checks.catalogue import CATALOGUE
from ostiary.checks.engine import ask
from ostiary.core.check import Check
from ostiary.core.coverage import Reach
from ostiary.core.evidence import Dossier, Evidence
from ostiary.core.finding import Finding, Outcome
from ostiary.core.location import Location
from ostiary.core.scale import Decision, Severity, State
from ostiary.core.subject import Subject
from ostiary.policy.judge import decide
from ostiary.policy.load import preset
from ostiary.program.flow import Act, Flow
from ostiary.program.model import Program, Unfinished

SUBJECT = Subject("pypi", "sample", "1.0")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CUT = Unfinished("sample/__init__.py", "it takes more steps than it is given", Reach.IMPORT)
EMPTY = Program("sample.whl", "pypi", (), ())
OWN = frozenset({"spent-budget"})
BEHAVIOUR = [
    one for one in CATALOGUE if ".checks.behaviour." in one.run.__module__ and one.id not in OWN
]
BY_ID = {one.id: one for one in CATALOGUE}


def _asked(check: Check, program: Program) -> tuple[tuple[Finding, ...], Outcome]:
    findings, (outcome,) = ask(
        Dossier(SUBJECT, (Evidence(SUBJECT, program, "artifact", NOW),)), [check]
    )
    return findings, outcome


def _spent(*cuts: Unfinished) -> Finding:
    findings, _ = _asked(BY_ID["spent-budget"], replace(EMPTY, unfinished=cuts))
    (finding,) = findings
    return finding


@pytest.mark.parametrize("check", BEHAVIOUR, ids=lambda one: one.id)
def test_a_check_of_behaviour_that_found_nothing_cannot_tell(check: Check) -> None:
    assert _asked(check, EMPTY)[1].state is State.PASSED
    findings, outcome = _asked(check, replace(EMPTY, unfinished=(CUT,)))
    assert (findings, outcome.state) == ((), State.UNKNOWN)
    assert CUT.path in outcome.reason
    assert CUT.reason in outcome.reason


@pytest.mark.parametrize("check", CATALOGUE, ids=lambda one: one.id)
def test_only_checks_of_what_is_evaluated_ask_for_it(check: Check) -> None:
    assert check.evaluated == (check in BEHAVIOUR)


def test_what_was_found_stays_found() -> None:
    at = Location("sample.whl", "sample/other.py", 1)
    found = Flow(Act.HANG, "loop", at, Reach.IMPORT)
    program = replace(EMPTY, flows=(found,), unfinished=(CUT,))
    findings, outcome = _asked(BY_ID["endless-loop"], program)
    assert [one.check for one in findings] == ["endless-loop"]
    assert outcome.state is State.FOUND


def test_mere_data_holds_nothing_that_runs() -> None:
    program = replace(EMPTY, unfinished=(replace(CUT, reach=Reach.DATA),))
    assert _asked(BY_ID["dropper"], program)[1].state is State.PASSED


@pytest.mark.parametrize(
    ("reach", "deep", "severity"),
    [
        (Reach.INSTALL, False, Severity.MEDIUM),
        (Reach.START, False, Severity.MEDIUM),
        (Reach.IMPORT, False, Severity.LOW),
        (Reach.IMPORT, True, Severity.INFO),
        (Reach.CALL, False, Severity.INFO),
        (Reach.TEST, False, Severity.INFO),
        (Reach.DATA, False, Severity.INFO),
    ],
)
def test_it_weighs_by_the_moment_of_what_was_left_out(
    reach: Reach, deep: bool, severity: Severity
) -> None:
    assert _spent(replace(CUT, reach=reach, deep=deep)).severity is severity


def test_an_evaluator_that_broke_is_for_a_person_to_read() -> None:
    for reach in (Reach.INSTALL, Reach.IMPORT, Reach.CALL):
        one = _spent(replace(CUT, reach=reach, failed=True))
        assert (
            decide(preset("balanced"), one.severity, one.confidence, one.family) is Decision.REVIEW
        )
    assert _spent(replace(CUT, reach=Reach.TEST, failed=True)).severity is Severity.INFO


@pytest.mark.parametrize("reach", [Reach.INSTALL, Reach.START])
def test_what_runs_unasked_is_for_a_person_to_read(reach: Reach) -> None:
    one = _spent(replace(CUT, reach=reach))
    assert decide(preset("balanced"), one.severity, one.confidence, one.family) is Decision.REVIEW


def test_the_earliest_moment_of_a_file_counts_and_every_reason_is_told() -> None:
    late = Unfinished(CUT.path, "another limit", Reach.CALL)
    one = _spent(late, replace(CUT, reach=Reach.INSTALL))
    assert one.severity is Severity.MEDIUM
    assert CUT.reason in one.message
    assert "another limit" in one.message

"""Forty behaviours through every transformation that leaves their meaning as it is: none becomes clean."""

import ast

import javascript_tree
import pytest
from mutate import TRANSFORMATIONS, mutant, rewritten
from packages import Case, cases, decide, told

from ostiary.core.scale import Decision

BEHAVIOURS = {one.id: one for one in cases("mutation")}
MATRIX = [(one, name) for one in BEHAVIOURS.values() for name in TRANSFORMATIONS[f".{one.id[:2]}"]]


@pytest.mark.parametrize(("case", "name"), MATRIX, ids=lambda one: getattr(one, "id", one))
def test_no_mutant_is_clean(case: Case, name: str) -> None:
    made = mutant(case, name)
    verdict = decide(made.form, list(made.files))
    assert verdict.decision is not Decision.ALLOW, f"{made.id}: {told(verdict)}"


@pytest.mark.parametrize("language", TRANSFORMATIONS)
def test_there_are_as_many_as_promised(language: str) -> None:
    assert len(TRANSFORMATIONS[language]) >= 25
    assert sum(one.id.startswith(language[1:]) for one in BEHAVIOURS.values()) >= 20


@pytest.mark.parametrize(("case", "name"), MATRIX, ids=lambda one: getattr(one, "id", one))
def test_mutants_are_programs(case: Case, name: str) -> None:
    """A mutant that does not parse would prove nothing."""
    text, _ = rewritten(case, name)
    if case.id.startswith("py"):
        ast.parse(text)
    else:
        assert not javascript_tree.parse(text).has_error

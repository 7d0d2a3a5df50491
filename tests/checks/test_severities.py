"""How bad a case is depends on the case, and each step of that is held here."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from questions import QUESTIONS

from ostiary.core.facts.advisories import Advisories, Advisory
from ostiary.core.facts.health import Dependents, Repository
from ostiary.core.facts.history import FileAge, ReleaseAge
from ostiary.core.facts.nodes import JudgedNode, JudgedTree
from ostiary.core.facts.people import DomainRegistration
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Decision, Severity

BY_ID = {one.id: one for one in QUESTIONS}
NOW = datetime(2026, 1, 10, tzinfo=UTC)


def hits(check: str, fact: Any) -> list[Hit]:
    return [one for one in BY_ID[check].run(fact) if isinstance(one, Hit)]


def worst(check: str, fact: Any) -> Severity:
    usual = BY_ID[check].severity
    return max(usual if one.severity is None else one.severity for one in hits(check, fact))


@pytest.mark.parametrize(
    ("word", "score", "severity"),
    [
        ("CRITICAL", 0.0, Severity.CRITICAL),
        ("High", 1.0, Severity.HIGH),
        ("moderate", 0.0, Severity.MEDIUM),
        ("low", 9.9, Severity.LOW),
        ("", 9.8, Severity.CRITICAL),
        ("", 7.0, Severity.HIGH),
        ("", 4.0, Severity.MEDIUM),
        ("", 3.9, Severity.LOW),
        ("", 0.0, Severity.MEDIUM),
        ("strange", float("nan"), Severity.MEDIUM),
    ],
)
def test_an_advisory_is_as_severe_as_it_says(word: str, score: float, severity: Severity) -> None:
    fact = Advisories((Advisory("GHSA-2222-3333-4444", severity=word, score=score),))
    assert worst("known-vulnerability", fact) is severity


def test_an_advisory_without_severity_is_less_sure() -> None:
    (hit,) = hits("known-vulnerability", Advisories((Advisory("GHSA-2222-3333-4444"),)))
    assert hit.confidence is Confidence.MEDIUM
    assert "severity not given" in hit.message


def test_an_advisory_is_named_with_aliases_and_fixes() -> None:
    record = Advisory(
        "GHSA-1", aliases=("CVE-2026-0001",), summary="reads\nany `file`", fixed=("2.0",)
    )
    (hit,) = hits("known-vulnerability", Advisories((record,)))
    assert hit.message.startswith(
        "`GHSA-1` (also `CVE-2026-0001`): `reads any 'file'`; fixed in `2.0`"
    )
    assert hit.key == "GHSA-1"


@pytest.mark.parametrize(
    ("registered", "severity"), [(True, Severity.MEDIUM), (False, Severity.HIGH)]
)
def test_a_free_domain_is_worse_than_a_new_one(registered: bool, severity: Severity) -> None:
    fact = DomainRegistration(
        "ann.example.invalid", NOW, NOW - timedelta(days=1), False, registered
    )
    assert worst("email-domain-reregistered", fact) is severity


@pytest.mark.parametrize(("verified", "severity"), [(True, Severity.MEDIUM), (False, Severity.LOW)])
def test_an_archived_source_weighs_more_if_proven(verified: bool, severity: Severity) -> None:
    fact = Repository("https://github.com/ann/sample", archived=True, verified=verified)
    assert worst("repository-archived", fact) is severity


@pytest.mark.parametrize(("count", "severity"), [(2, Severity.LOW), (10, Severity.INFO)])
def test_a_used_package_may_share_its_repository(count: int, severity: Severity) -> None:
    assert worst("repository-shared", Dependents(count, ("other",))) is severity


def age(*uploaded: timedelta) -> ReleaseAge:
    files = tuple(FileAge(f"a-{at}.whl", NOW - old) for at, old in enumerate(uploaded))
    return ReleaseAge("1.0", files, NOW, timedelta(days=3))


def test_a_young_release_is_one_finding_and_a_late_file_one_each() -> None:
    (whole,) = hits("cooldown", age(timedelta(hours=5), timedelta(hours=4)))
    assert whole.message == "the release is 5 hours old; the cooldown is 3 days"
    late = hits("cooldown", age(timedelta(days=400), timedelta(days=1), timedelta(hours=2)))
    assert [one.at.artifact for one in late] == ["a-1.whl", "a-2.whl"]
    assert "added 399 days after the first file" in late[0].message


def test_the_cooldown_ends_to_the_second() -> None:
    assert not hits("cooldown", age(timedelta(days=3)))
    assert hits("cooldown", age(timedelta(days=3) - timedelta(seconds=1)))


def test_a_problem_below_names_who_brought_it_in() -> None:
    path = ("pkg:pypi/top@1", "pkg:pypi/web@2", "pkg:pypi/http@1", "pkg:pypi/evil@6")
    tree = JudgedTree(
        (JudgedNode(path[-1], Decision.BLOCK, "on record", path),), True, ("lost>=1",)
    )
    (hit,) = hits("dependency-blocked", tree)
    assert hit.key == path[-1]
    assert "brought in by `pkg:pypi/web@2`, required by `pkg:pypi/http@1`" in hit.message
    gaps = [one for one in BY_ID["dependency-review"].run(tree) if isinstance(one, Gap)]
    assert "lost>=1" in gaps[0].reason

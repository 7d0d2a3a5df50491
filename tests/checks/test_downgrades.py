"""What counts as a downgrade depends on what was usual, and two bad releases do not make it usual."""

from datetime import UTC, datetime, timedelta

import pytest
from questions import QUESTIONS

from ostiary.core.facts.history import Lineage, Past, Publisher
from ostiary.core.finding import Hit
from ostiary.core.scale import Severity

BY_ID = {one.id: one for one in QUESTIONS}
NOW = datetime(2026, 1, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def past(version: str, days: int, mark: str) -> Past:
    """A release so many days old; `a` means attested by a trusted publisher, `t` by token."""
    kind = "trusted" if mark == "a" else "token"
    return Past(version, NOW - days * DAY, publisher=Publisher("ann", kind), attested=mark == "a")


def worst(check: str, history: str, current: str = "2.99", trusted_times: bool = True) -> str:
    """The severity for a release by token now, after `history`: words of version, age and mark."""
    words = [word.split(":") for word in history.split()]
    releases = tuple(past(version, int(days), mark) for version, days, mark in words)
    lineage = Lineage(
        "npm",
        "sample",
        past(current, 0, "t"),
        tuple(one for one in releases if float(one.version) < float(current)),
        tuple(one for one in releases if float(one.version) > float(current)),
        NOW,
        trusted_times,
    )
    one = BY_ID[check]
    hits = [hit for hit in one.run(lineage) if isinstance(hit, Hit)]
    assert len(hits) <= 1
    found: list[Severity] = [one.severity if hit.severity is None else hit.severity for hit in hits]
    return found[0].word if found else ""


CASES = [
    ("2.1:90:a 2.2:60:a", "high", "high"),
    ("2.1:90:a 2.2:60:a 2.3:1:t", "high", "high"),  # the second bad release of two
    ("2.1:90:a 2.2:60:a 2.3:3:t 2.4:2:t 2.5:1:t", "high", "high"),
    ("2.1:90:t 2.2:60:t", "", ""),
    ("2.1:90:t 2.2:60:a", "high", "high"),
    ("2.1:90:a 2.2:60:t", "low", "medium"),
    ("2.1:90:a 2.2:60:t 2.3:50:t 2.4:40:t", "low", "low"),
    ("2.1:3:a", "high", "high"),  # a package so young that nothing has settled
]


@pytest.mark.parametrize(("history", "publisher", "provenance"), CASES)
def test_a_downgrade_is_as_bad_as_it_is_unusual(
    history: str, publisher: str, provenance: str
) -> None:
    assert worst("trusted-publisher-replaced", history) == publisher
    assert worst("provenance-downgraded", history) == provenance


@pytest.mark.parametrize("check", ["trusted-publisher-replaced", "provenance-downgraded"])
def test_a_maintenance_release_is_measured_by_its_series(check: str) -> None:
    history = "1.1:400:t 1.2:300:t 2.0:90:a 2.1:60:a"
    assert worst(check, history, current="1.3") == "low"
    assert worst(check, history, current="2.3") == "high"
    assert worst(check, history, current="3.0") == "high"


def test_without_times_the_order_of_versions_counts() -> None:
    history = "2.1:1:t 2.2:2:a"
    assert worst("provenance-downgraded", history, trusted_times=False) == "high"

"""Scorecard, download statistics, RDAP and the bundled list."""

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_world import BASE, GARBAGE, NOW, Net

from ostiary.core.errors import SourceError
from ostiary.core.evidence import Absent, Cause, Evidence, Item, Unknown
from ostiary.core.facts.health import Downloads, Scorecard, ScorecardCheck
from ostiary.core.facts.people import DomainRegistration
from ostiary.core.subject import Subject
from ostiary.evidence.sources import downloads, popular, rdap, scorecard

PYPI = Subject("pypi", "Some.Name", "1")
NPM = Subject("npm", "@scope/name", "1.0.0")
RATED = f"{BASE}/projects/github.com/o/r"
RECENT = f"{BASE}/packages/some-name/recent"
POINT = f"{BASE}/downloads/point/last-month/@scope/name"
DOMAIN = f"{BASE}/domain/example.co.uk"


def rated(page: object, repository: str = "https://github.com/o/r") -> Item:
    return asyncio.run(
        scorecard.collect(PYPI, Net({RATED: page}), repository=repository, base=BASE)
    )


def test_scorecard_keeps_inconclusive_checks_apart() -> None:
    checks = [
        {"name": "A", "score": 10, "reason": "fine"},
        {"name": "B", "score": -1, "reason": None},
    ]
    page = {"date": "2026-01-05", "score": 6.5, "repo": {"name": "x"}, "checks": checks}
    item = rated(page)
    assert isinstance(item, Evidence)
    assert item.data == Scorecard(
        "https://github.com/o/r",
        6.5,
        (ScorecardCheck("A", 10, "fine"), ScorecardCheck("B", -1)),
        "2026-01-05",
    )


@pytest.mark.parametrize(
    "page",
    [*GARBAGE, {}, {"score": 11}, {"score": 5, "checks": [{"name": "A", "score": 99}]}],
)
def test_scorecard_garbage(page: object) -> None:
    item = rated(page)
    assert isinstance(item, Unknown)
    assert item.cause is Cause.MALFORMED


def test_scorecard_absent() -> None:
    for item in (rated(None), rated({}, ""), rated({}, "https://codeberg.org/a/b")):
        assert isinstance(item, Absent)
    item = asyncio.run(scorecard.collect(PYPI, Net(), repository="https://github.com/o/r", base=""))
    assert isinstance(item, Unknown)


def counted(subject: Subject, page: object, npm: str = BASE) -> Item:
    net = Net({RECENT: page, POINT: page})
    return asyncio.run(downloads.collect(subject, net, pypistats=BASE, npm_downloads=npm, rank=7))


def test_downloads() -> None:
    item = counted(PYPI, {"data": {"last_day": 1, "last_month": 30}, "type": "recent_downloads"})
    assert isinstance(item, Evidence)
    assert item.data == Downloads(30, 7)
    item = counted(NPM, {"downloads": 40, "package": "@scope/name"})
    assert isinstance(item, Evidence)
    assert item.data == Downloads(40, 7)
    assert isinstance(counted(NPM, None), Absent)


@pytest.mark.parametrize(
    "page", [*GARBAGE, {"data": {"last_month": -1}, "downloads": -1}, {"downloads": "many"}]
)
@pytest.mark.parametrize("subject", [PYPI, NPM])
def test_downloads_garbage(subject: Subject, page: object) -> None:
    item = counted(subject, page)
    assert isinstance(item, Unknown)
    assert item.cause is Cause.MALFORMED


def test_npm_downloads_have_no_default() -> None:
    item = counted(NPM, {"downloads": 40}, npm="")
    assert isinstance(item, Unknown)
    assert item.cause is Cause.UNCONFIGURED
    assert "OSTIARY_NPM_DOWNLOADS_URL" in item.hint


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("me@mail.example.co.uk", "example.co.uk"),
        ("Me@EXAMPLE.org.", "example.org"),
        ("someone.github.io", "github.io"),
        ("me@bücher.example", "xn--bcher-kva.example"),
        ("me@co.uk", ""),
        ("me@localhost", ""),
        ("me@", ""),
        ("", ""),
        ("me@../../x", ""),
        ("me@a b.example.org", ""),
        ("me@" + "a" * 300 + ".org", ""),
        ("me@127.0.0.1", ""),
    ],
)
def test_registrable_domains(address: str, domain: str) -> None:
    assert rdap.registrable_domain(address) == domain


@given(st.text())
def test_any_address_is_a_domain_or_none(address: str) -> None:
    domain = rdap.registrable_domain(address)
    assert domain == "" or ("." in domain and domain.isascii())


FIRST = datetime(2020, 1, 1, tzinfo=UTC)


def registered(page: object, address: str = "me@mail.example.co.uk") -> tuple[Item, Net]:
    net = Net({DOMAIN: page})
    item = rdap.collect(PYPI, net, address=address, first_release=FIRST, now=NOW, base=BASE)
    return asyncio.run(item), net


def answer(*events: tuple[str, str]) -> dict[str, object]:
    listed = [{"eventAction": action, "eventDate": date} for action, date in events]
    return {"objectClassName": "domain", "events": listed}


def test_the_latest_registration_counts_and_the_address_stays_here() -> None:
    page = answer(
        ("registration", "2001-01-01T00:00:00Z"),
        ("reregistration", "2024-01-01T00:00:00Z"),
        ("expiration", "2030-01-01T00:00:00Z"),
    )
    item, net = registered(page)
    assert isinstance(item, Evidence)
    assert item.data == DomainRegistration("example.co.uk", datetime(2024, 1, 1, tzinfo=UTC), FIRST)
    assert net.asked == [DOMAIN]


def test_a_registry_may_not_say_when() -> None:
    item, _ = registered(answer(("last changed", "2024-01-01T00:00:00Z")))
    assert isinstance(item, Evidence)
    assert item.data.created is None
    assert item.data.registered


def test_who_says_that_there_is_none_decides() -> None:
    item, _ = registered(("https://registry.example.invalid/domain/example.co.uk", None))
    assert isinstance(item, Evidence)
    assert not item.data.registered
    item, _ = registered(None)
    assert isinstance(item, Unknown)
    assert item.cause is Cause.OPAQUE


@pytest.mark.parametrize("address", ["me@gmail.com", "1+x@users.noreply.github.com", "a@QQ.com"])
def test_mailbox_providers_are_known_without_asking(address: str) -> None:
    item, net = registered({}, address)
    assert isinstance(item, Evidence)
    assert item.data.public
    assert net.asked == []


@pytest.mark.parametrize(
    "page", [*GARBAGE, {}, {"objectClassName": "nameserver"}, answer(("registration", "soon"))]
)
def test_rdap_garbage(page: object) -> None:
    item, _ = registered(page)
    assert isinstance(item, Unknown)
    assert item.cause is Cause.MALFORMED


def test_rdap_failures_and_no_domain() -> None:
    item, _ = registered(SourceError("no answer"))
    assert isinstance(item, Unknown)
    assert item.cause is Cause.TRANSIENT
    item, net = registered({}, "nobody")
    assert isinstance(item, Unknown)
    assert net.asked == []


@pytest.mark.parametrize(("ecosystem", "name"), [("pypi", "requests"), ("npm", "express")])
def test_the_bundled_list(ecosystem: str, name: str) -> None:
    names = popular.bundled(ecosystem)
    assert 300 < len(names) < 1000
    assert name in {one.name for one in names}
    assert [one.rank for one in names] == list(range(1, len(names) + 1))
    assert all(one.downloads == 0 for one in names)


def test_other_ecosystems_have_no_list() -> None:
    assert popular.bundled("generic") == ()

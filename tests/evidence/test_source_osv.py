import asyncio

import pytest
from source_world import BASE, GARBAGE, NOW, Net

from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause, Evidence, Item, Unknown
from ostiary.core.facts.advisories import Advisories
from ostiary.core.subject import Subject
from ostiary.evidence.sources import osv

SUBJECT = Subject("pypi", "some-name", "1.0")
URL = f"{BASE}/v1/query"


def vuln(ident: str, version: str = "1.0", **rest: object) -> dict[str, object]:
    package = {"ecosystem": "PyPI", "name": "some_name"}
    return {"id": ident, "affected": [{"package": package, "versions": [version]}], **rest}


def collect(page: object, subject: Subject = SUBJECT, base: str = BASE) -> tuple[Item, Net]:
    net = Net({URL: page})
    return asyncio.run(osv.collect(subject, net, base=base)), net


def facts(item: Item) -> Advisories:
    assert isinstance(item, Evidence)
    assert isinstance(item.data, Advisories)
    return item.data


def test_the_request_names_the_release_and_nothing_else() -> None:
    item, net = collect({"vulns": [vuln("A-1")]})
    assert net.posted == [{"package": {"name": "some-name", "ecosystem": "PyPI"}, "version": "1.0"}]
    assert [one.id for one in facts(item).records] == ["A-1"]
    assert facts(item).complete
    assert isinstance(item, Evidence)
    assert (item.source, item.collected_at, len(item.digest)) == ("osv", NOW, 64)


@pytest.mark.parametrize("page", [{}, {"vulns": []}, {"vulns": None}])
def test_an_empty_answer_is_an_answer(page: object) -> None:
    assert facts(collect(page)[0]) == Advisories(())


def test_all_pages_are_asked_for() -> None:
    pages = {
        "": {"vulns": [vuln("A-1")], "next_page_token": "two"},
        "two": {"vulns": [vuln("B-1")]},
    }
    item, net = collect({"pages": pages})
    assert [one.id for one in facts(item).records] == ["A-1", "B-1"]
    assert [one.get("page_token") for one in net.posted] == [None, "two"]


def test_pages_without_end_are_unknown() -> None:
    item, net = collect({"vulns": [], "next_page_token": "again"})
    assert isinstance(item, Unknown)
    assert item.cause is Cause.LIMIT
    assert len(net.posted) == osv.MAX_PAGES


def test_a_record_that_cannot_be_read_makes_the_answer_incomplete() -> None:
    broken = {
        "id": "B-1",
        "affected": [{"package": {"name": "x", "ecosystem": "PyPI"}, "versions": 3}],
    }
    found = facts(collect({"vulns": [vuln("A-1"), broken, 7]})[0])
    assert [one.id for one in found.records] == ["A-1"]
    assert found.undecided == ("B-1", "a record that cannot be read")
    assert not found.complete


def test_what_it_sends_and_we_cannot_confirm_is_not_dropped() -> None:
    found = facts(collect({"vulns": [vuln("A-1", version="9.9")]})[0])
    assert (found.records, found.undecided, found.complete) == ((), ("A-1",), False)


def test_withdrawn_and_malware_of_other_versions_are_decided_here() -> None:
    withdrawn = vuln("A-1", withdrawn="2026-01-01T00:00:00Z")
    malware = vuln("MAL-1", version="9.9")
    found = facts(collect({"vulns": [withdrawn, malware]})[0])
    assert (found.records, found.others, found.complete) == ((), 1, True)


def test_joined_records_count_as_confirmed() -> None:
    found = facts(
        collect({"vulns": [vuln("A-1", aliases=["CVE-1"]), vuln("B-1", aliases=["CVE-1"])]})[0]
    )
    assert len(found.records) == 1
    assert found.complete


@pytest.mark.parametrize("page", GARBAGE)
def test_garbage_is_malformed(page: bytes) -> None:
    item, _ = collect(page)
    assert isinstance(item, Unknown)
    assert item.cause is Cause.MALFORMED


def test_failures_keep_their_cause() -> None:
    item, _ = collect(SourceError("no answer", "wait", Cause.TRANSIENT))
    assert isinstance(item, Unknown)
    assert (item.cause, item.reason, item.hint) == (Cause.TRANSIENT, "no answer", "wait")
    item, _ = collect(None)
    assert isinstance(item, Unknown)


@pytest.mark.parametrize(
    ("subject", "base"),
    [(SUBJECT, ""), (Subject("generic", "x", "1"), BASE), (Subject("pypi", "x"), BASE)],
)
def test_what_it_is_not_asked(subject: Subject, base: str) -> None:
    item, net = collect({}, subject, base)
    assert isinstance(item, Unknown)
    assert item.cause is Cause.UNCONFIGURED
    assert net.asked == []

import asyncio

import pytest
from source_world import BASE, GARBAGE, Net

from ostiary.core.errors import SourceError
from ostiary.core.evidence import Absent, Cause, Evidence, Item, Unknown
from ostiary.core.facts.health import Dependents
from ostiary.core.subject import Subject
from ostiary.evidence.sources import depsdev

SUBJECT = Subject("npm", "@scope/name", "1.0.0")
RELEASE = "systems/npm/packages/%40scope%2Fname/versions/1.0.0"
COUNT = f"{BASE}/v3alpha/{RELEASE}:dependents"
VERSION = f"{BASE}/v3/{RELEASE}"
CLAIMS = f"{BASE}/v3/projects/github.com%2Fo%2Fr:packageversions"


def claim(name: str, system: str = "NPM", relation: str = "SOURCE_REPO") -> dict[str, object]:
    return {
        "versionKey": {"system": system, "name": name, "version": "1"},
        "relationType": relation,
    }


PAGES: dict[str, object] = {
    COUNT: {"dependentCount": 12, "directDependentCount": 3},
    VERSION: {
        "relatedProjects": [
            {"projectKey": {"id": "github.com/o/issues"}, "relationType": "ISSUE_TRACKER"},
            {"projectKey": {"id": "github.com/o/r"}, "relationType": "SOURCE_REPO"},
        ]
    },
    CLAIMS: {
        "versions": [
            claim("@scope/name"),
            claim("other"),
            claim("other"),
            claim("another"),
            claim("in-python", "PYPI"),
            claim("tracker", relation="ISSUE_TRACKER"),
        ]
    },
}


def collect(net: Net, repository: str = "", subject: Subject = SUBJECT, base: str = BASE) -> Item:
    return asyncio.run(depsdev.collect(subject, net, repository=repository, base=base))


def test_dependents_and_others_that_claim_the_repository() -> None:
    item = collect(Net(PAGES))
    assert isinstance(item, Evidence)
    assert item.data == Dependents(12, ("another", "other"))


def test_a_declared_repository_saves_a_question() -> None:
    net = Net(PAGES)
    item = collect(net, "git+https://github.com/O/R.git")
    assert isinstance(item, Evidence)
    assert item.data.same_repository == ("another", "other")
    assert VERSION not in net.asked


def test_no_repository_or_an_unknown_one_is_claimed_by_nobody() -> None:
    for pages in ({**PAGES, VERSION: {}}, {**PAGES, CLAIMS: None}, {**PAGES, VERSION: None}):
        item = collect(Net(pages))
        assert isinstance(item, Evidence)
        assert item.data == Dependents(12)


def test_a_release_it_does_not_know_is_absent() -> None:
    assert isinstance(collect(Net()), Absent)


@pytest.mark.parametrize("url", [COUNT, VERSION, CLAIMS])
def test_every_call_may_fail(url: str) -> None:
    item = collect(Net({**PAGES, url: SourceError("no answer")}))
    assert isinstance(item, Unknown)
    assert item.cause is Cause.TRANSIENT
    for page in GARBAGE:
        item = collect(Net({**PAGES, url: page}))
        assert isinstance(item, Unknown)
        assert item.cause is Cause.MALFORMED


def test_what_it_is_not_asked() -> None:
    net = Net(PAGES)
    for item in (collect(net, base=""), collect(net, subject=Subject("generic", "x", "1"))):
        assert isinstance(item, Unknown)
        assert item.cause is Cause.UNCONFIGURED
    assert net.asked == []

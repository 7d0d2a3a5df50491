"""The bills that we write, read back by our own readers: the same releases, bytes and edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from report_audits import audit_run

from ostiary.core.audit import Audit
from ostiary.core.digest import Digest
from ostiary.core.inventory import Component, Listing, ListingKind, Scope
from ostiary.core.location import Location
from ostiary.core.run import Run
from ostiary.formats.inventory.catalogue import chosen
from ostiary.report.bill import bill
from ostiary.report.formats import FORMATS, Options

FORMS = ("cyclonedx", "cyclonedx-1.7", "spdx")
Rows = dict[str, tuple[frozenset[str], frozenset[str]]]
"""Purl -> digests, purls of those that ask for it."""


def written(run: Run) -> Rows:
    """What a bill should say."""
    items = bill(run).items
    above = {
        one.purl: frozenset(other.purl for other in items if one.purl in other.needs)
        for one in items
    }
    return {one.purl: (frozenset(map(str, one.digests)), above[one.purl]) for one in items}


def read_back(run: Run, form: str) -> Rows:
    """What a reader makes of it, found by its beginning only."""
    data = FORMATS[form](run, Options()).encode()
    reader = chosen("anything.json", data[:4096])
    assert reader is not None
    found = reader.parse("anything.json", data)
    assert found.unauditable == ()
    purls = {one.key: one.purl for one in found.components}
    return {
        one.purl: (
            frozenset(map(str, one.digests)),
            frozenset(purls[parent] for parent in one.parents),
        )
        for one in found.components
    }


@pytest.mark.parametrize("form", FORMS)
def test_the_audit_comes_back(form: str) -> None:
    rows = read_back(audit_run(), form)
    assert rows == written(audit_run())
    assert rows["pkg:pypi/jinja2@3.1.2"] == (
        frozenset({"sha256:" + "ab" * 32}),
        frozenset({"pkg:pypi/flask@3.0.0"}),
    )


NAMES = st.sampled_from(
    [("pypi", "a"), ("pypi", "b-c"), ("npm", "left"), ("npm", "@scope/left"), ("npm", "A.b"), ("conda", "x")]
)  # fmt: skip
VERSIONS = st.sampled_from(["1.0", "2!1.0+local.1", "1.0.0-beta.1+build", "", "1 0", "é"])
DIGESTS = st.sampled_from([(), (Digest("sha256", "ab" * 32),), (Digest("sha512", "cd" * 64),)])


@st.composite
def listings(draw: st.DrawFn) -> Listing:
    """A lock of a few releases that ask for each other, in circles too."""
    named = draw(st.lists(st.tuples(NAMES, VERSIONS), min_size=1, max_size=6, unique=True))
    keys = [f"k{at}" for at in range(len(named))]
    components = tuple(
        Component(
            kind,
            name,
            version,
            Location(path="a.lock", line=at + 1),
            keys[at],
            draw(DIGESTS),
            draw(st.sampled_from(Scope)),
            direct=draw(st.booleans()),
            parents=tuple(draw(st.sets(st.sampled_from(keys), max_size=3))),
        )
        for at, ((kind, name), version) in enumerate(named)
    )
    return Listing("a.lock", "a.lock", ListingKind.LOCK, components)


@pytest.mark.parametrize("form", FORMS)
@given(found=st.lists(listings(), min_size=1, max_size=2))
def test_any_audit_comes_back(form: str, found: list[Listing]) -> None:
    run = audit_run()
    assert run.audit is not None
    place = replace(run.audit.places[0], listings=tuple(found))
    run = replace(run, audit=Audit((place,)), findings=())
    assert read_back(run, form) == written(run)

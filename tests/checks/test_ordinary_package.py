"""An ordinary, well-kept package has nothing that would need a look, when every source answers."""

from datetime import UTC, datetime, timedelta

import pytest
from questions import QUESTIONS

from ostiary.checks.engine import ask
from ostiary.core.evidence import Dossier, Evidence
from ostiary.core.facts.advisories import Advisories
from ostiary.core.facts.health import (
    Dependents,
    Downloads,
    Repository,
    Scorecard,
    ScorecardCheck,
)
from ostiary.core.facts.history import FileAge, Lineage, Past, Publisher, ReleaseAge
from ostiary.core.facts.known import KnownFileMatches, LookAlikes
from ostiary.core.facts.names import NameContext, PopularName
from ostiary.core.facts.nodes import JudgedNode, JudgedTree
from ostiary.core.facts.people import DomainRegistration, Maintainers
from ostiary.core.facts.provenance import FileProvenance, Proof, Provenance, RegistrySignature
from ostiary.core.facts.release import FileForm, Project, Release, ReleaseFile
from ostiary.core.location import Location
from ostiary.core.scale import Decision, Severity, State
from ostiary.core.subject import Subject
from ostiary.formats.contents import Contents, FileRow, Kind
from ostiary.program.capabilities.collect import Ability, ReleaseAbilities
from ostiary.program.capabilities.delta import ReleaseDelta
from ostiary.program.capabilities.record import Capability, Sort

NOW = datetime(2026, 1, 10, tzinfo=UTC)
START = datetime(2012, 3, 1, tzinfo=UTC)


def url(owner: str, name: str) -> str:
    return f"https://github.com/{owner}/{name}"


def library(name: str, ecosystem: str, owner: str, *, built_in: str, step: int) -> list[object]:
    """The facts of a library of many releases, `step` days apart, trusted publishing since the last few."""
    count = 40
    trusted = Publisher(f"{owner}/{name}", "trusted")
    releases = [
        Past(
            f"{1 + number // 15}.{number % 15}.0",
            NOW - timedelta(days=20 + step * (count - number)),
            publisher=trusted if number > 30 else Publisher("ann", "token"),
            maintainers=("ann", "bob") if number > 20 else ("ann",),
            attested=number > 30,
            licence="MIT",
            requirements=("idna", "certifi"),
            hooks=False,
            repository=url("ann" if number < 10 else owner, name),
        )
        for number in range(count)
    ]
    current, lower = releases[-1], tuple(releases[:-1])
    moment = current.published or NOW
    files = (f"{name}-{current.version}.tar.gz", f"{name}-{current.version}-py3-none-any.whl")
    checks = ("Dangerous-Workflow", "Maintained", "Code-Review", "License", "SAST", "Fuzzing")
    return [
        NameContext(
            ecosystem,
            name,
            (PopularName(name, 7, 10**9), PopularName("urllib3", 4, 10**9)),
            (PopularName("sample-of-the-other", 1),),
        ),
        Project(ecosystem, name, indexes=("https://index.example.invalid/",)),
        Lineage(ecosystem, name, current, lower, (), NOW),
        ReleaseAge(
            current.version, tuple(FileAge(one, moment) for one in files), NOW, timedelta(days=3)
        ),
        Release(
            ecosystem,
            name,
            current.version,
            tuple(ReleaseFile(one, "", FileForm.SDIST, ()) for one in files),
        ),
        Maintainers(("ann", "bob")),
        DomainRegistration("ann.example.invalid", START - timedelta(days=900), START),
        Provenance(
            tuple(FileProvenance(one, Proof.VERIFIED, url(owner, built_in)) for one in files),
            declared=url(owner, name),
            offered=True,
        ),
        RegistrySignature(Proof.VERIFIED),
        Repository(url(owner, name), stars=30_000, names_package=True, verified=True),
        Scorecard(owner, 7.0, tuple(ScorecardCheck(one, 8) for one in checks), verified=True),
        Downloads(10**9, 7),
        Dependents(100_000, ("sample-stolen", "sample-plugin")),
        Advisories((), others=9),
        JudgedTree((JudgedNode("pkg:pypi/idna@3.10", Decision.ALLOW, "", ()),), shallow=True),
        *compared(name, current.version, lower[-1].version, files),
    ]


def compared(name: str, version: str, before: str, files: tuple[str, str]) -> list[object]:
    """Both files open the network when called; a command is new, and a list names other people's files."""
    path = f"{name}/client.py"
    forms = (FileForm.SDIST, FileForm.WHEEL)
    artifacts = tuple(
        Ability(
            Contents(one, form, "", 1, (FileRow(path, "aa", 900, Kind.PYTHON),)),
            (Capability(Sort.ACT, "opens the network when called", at=Location(one, path, 9)),),
        )
        for one, form in zip(files, forms, strict=True)
    )
    command = Capability(Sort.ROOT, f"command {name}")
    return [
        ReleaseAbilities(name, version, artifacts),
        ReleaseDelta((before,), version, added=(command,), unchanged=12),
        KnownFileMatches(files[0], 100_000),
        LookAlikes(files[0], 3_000),
    ]


PACKAGES = {
    "monthly": library("requests", "pypi", "psf", built_in="requests", step=30),
    "built in a second repository": library("numpy", "pypi", "np", built_in="np-release", step=60),
    "yearly": library("express", "npm", "expressjs", built_in="express", step=400),
}


@pytest.mark.parametrize("kind", PACKAGES)
def test_nothing_needs_a_look(kind: str) -> None:
    facts = PACKAGES[kind]
    subject = Subject("pypi", "sample", "1.0")
    items = tuple(Evidence(subject, fact, "test", NOW) for fact in facts)
    findings, outcomes = ask(Dossier(subject, items), QUESTIONS)
    assert [one for one in findings if one.severity >= Severity.MEDIUM] == []
    assert [one for one in outcomes if one.state is State.UNKNOWN] == []
    assert {type(fact) for fact in facts} >= {one.reads for one in QUESTIONS}


def test_the_same_with_a_stranger_in_it_does_need_one() -> None:
    facts = PACKAGES["yearly"]
    (lineage,) = [fact for fact in facts if isinstance(fact, Lineage)]
    subject = Subject("pypi", "sample", "1.0")
    current = Past(
        "99.0.0",
        NOW - timedelta(days=19),
        publisher=Publisher("mallory", "token"),
        maintainers=("mallory",),
        attested=False,
        requirements=("idna", "certifi", "sample-crypto"),
        hooks=True,
        repository="https://github.com/mallory/other",
    )
    taken = Lineage("npm", "express", current, lineage.lower, (), NOW)
    findings, _ = ask(Dossier(subject, (Evidence(subject, taken, "test", NOW),)), QUESTIONS)
    assert {one.check: one.severity.word for one in findings} == {
        "trusted-publisher-replaced": "high",
        "provenance-downgraded": "high",
        "install-hook-added": "high",
        "publisher-changed": "medium",
        "maintainers-changed": "medium",
        "dormancy-broken": "medium",
        "repository-changed": "medium",
        "version-jump": "medium",
        "dependencies-added": "low",
    }

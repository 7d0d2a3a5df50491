"""An inert audit to render: two listings, a flaw, what is new, and what could not be looked at."""

from datetime import UTC, datetime

from ostiary.core.audit import Audit, Change, ChangeKind, Changes, Place, Remembered
from ostiary.core.digest import Digest
from ostiary.core.finding import Finding
from ostiary.core.inventory import Component, Listing, ListingKind, Scope, Unauditable
from ostiary.core.location import Location
from ostiary.core.run import Examined, Run
from ostiary.core.scale import Confidence, Decision, Family, Severity
from ostiary.core.verdict import Points, Reason, Verdict

NOW = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
SHA = "ab" * 32


def _components() -> tuple[tuple[Component, ...], tuple[Component, ...]]:
    flask = Component(
        "pypi", "flask", "3.0.0", Location(path="uv.lock", line=4), "flask@3.0.0", direct=True
    )
    jinja = Component(
        "pypi",
        "jinja2",
        "3.1.2",
        Location(path="uv.lock", line=12),
        "jinja2@3.1.2",
        (Digest("sha256", SHA),),
        parents=("flask@3.0.0",),
        properties=(("licence", "BSD-3-Clause"),),
    )
    ranged = Component(
        "pypi", "ranged", "", Location(path="uv.lock", line=30), "ranged@", requirement=">=2"
    )
    left = Component(
        "npm",
        "@scope/left",
        "1.3.0",
        Location(path="web/package-lock.json", line=9),
        "node_modules/@scope/left",
        scope=Scope.DEV,
        direct=True,
        properties=(("licence", "as I like"),),
    )
    return (flask, jinja, ranged), (left,)


def audit_run() -> Run:
    """A second audit."""
    python, node = _components()
    place = Place(
        ".",
        "/srv/app",
        "folder",
        (
            Listing("uv.lock", "uv.lock", ListingKind.LOCK, python),
            Listing("package-lock.json", "web/package-lock.json", ListingKind.LOCK, node),
        ),
        (
            Unauditable(
                Location(path="vendor/old.lock"), "", "poetry.lock: line 3 is no TOML", whole=True
            ),
        ),
        (("models/a.pt", 10_000),),
        120,
    )
    jinja = python[1]
    finding = Finding(
        "known-vulnerability",
        jinja.purl,
        Severity.MEDIUM,
        Confidence.HIGH,
        Family.ADVISORY,
        "`GHSA-aaaa-bbbb-cccc` (also `CVE-2026-0001`): `reads any file`; fixed in `3.1.4`",
        jinja.at,
        remedy="Use a fixed version.",
        key="GHSA-aaaa-bbbb-cccc",
        advisory="GHSA-aaaa-bbbb-cccc",
        aliases=("CVE-2026-0001",),
        fixed=("3.1.4",),
    )
    reason = Reason(
        Decision.REVIEW,
        "severity",
        f"jinja2 3.1.2: {finding.message}",
        finding.check,
        finding.fingerprint,
        jinja.at,
        finding.remedy,
        8,
    )
    unread = Reason(
        Decision.INSUFFICIENT,
        "unreadable",
        "cannot be audited: poetry.lock: line 3 is no TOML",
        at=Location(path="vendor/old.lock"),
    )
    parts = (Points("advisory", 8, 1),)
    purl = place.subject.purl
    return Run(
        "20261124T091200Z-0badcafe",
        "audit",
        "ostiary 1.0",
        NOW,
        1.9,
        (("advisories", "2 records, newest 2026-11-23"),),
        (
            Examined(place.subject, "asked", "full"),
            Examined(jinja.subject, "component", "shallow"),
        ),
        (),
        (finding,),
        (),
        (),
        (
            Verdict(purl, Decision.INSUFFICIENT, 8, (unread, reason), parts, "balanced", SHA),
            Verdict(jinja.purl, Decision.REVIEW, 8, (reason,), parts, "balanced", SHA),
        ),
        audit=Audit(
            (place,), (_ranged(python[2]),), _changes(finding, python[1], (unread, reason), place)
        ),
    )


def _ranged(one: Component) -> Unauditable:
    return Unauditable(one.at, one.name, "no exact version is known", "lock it")


def _changes(
    finding: Finding, jinja: Component, reasons: tuple[Reason, ...], place: Place
) -> Changes:
    change = Change(ChangeKind.NEW, "/srv/app", "pypi", "jinja2", "", "3.1.2", jinja.at)
    gone = Remembered("ff" * 16, "pkg:pypi/old@1.0", "known-vulnerability", "x", "PYSEC-2026-9")
    return Changes(
        "20261123T091200Z-0badcafe",
        datetime(2026, 11, 23, 9, 12, tzinfo=UTC),
        components=(change,),
        fresh=(finding.fingerprint,),
        fixed=(gone,),
        unread=place.unauditable,
        decision=Decision.INSUFFICIENT,
        reasons=reasons,
    )

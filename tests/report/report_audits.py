"""An inert audit to render: two listings, a flaw, what is new, and what could not be looked at."""

from datetime import UTC, datetime

from ostiary.core.audit import (
    Audit,
    Change,
    ChangeKind,
    Changes,
    Handover,
    People,
    PeopleChange,
    Place,
    Pressing,
    Remembered,
)
from ostiary.core.digest import Digest
from ostiary.core.finding import Finding, Outcome
from ostiary.core.inventory import Component, Listing, ListingKind, Scope, Unauditable
from ostiary.core.location import Location
from ostiary.core.run import Examined, Run
from ostiary.core.scale import Confidence, Decision, Family, Severity, State
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
            (place,),
            (_ranged(python[2]),),
            _changes(finding, python[1], (unread, reason), place),
            people=(People("pypi", "flask", "3.0.0", NOW, ("ada", "bob"), "", "", True),),
            unasked=(("not asked, others bring them in and they did not change", 1),),
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
        people=(
            PeopleChange(
                Handover.ADDED,
                "pypi",
                "flask",
                "3.0.0",
                "",
                "bob",
                Location(path="uv.lock", line=4),
            ),
        ),
    )


def crowded_run(count: int, places: int = 2) -> Run:
    """A big audit: a chain of components below each direct one, every tenth with a flaw, some malicious."""
    made = [_crowd(f"/srv/app{at}", count // places, at) for at in range(places)]
    findings = tuple(one for _, rows in made for one in rows)
    grouped: dict[str, list[Finding]] = {}
    for one in findings:
        grouped.setdefault(one.subject, []).append(one)
    verdicts = [_judged(purl, rows) for purl, rows in grouped.items()]
    worst = max((one.decision for one in verdicts), default=Decision.ALLOW)
    changes = Changes(
        "20261123T091200Z-0badcafe",
        datetime(2026, 11, 23, 9, 12, tzinfo=UTC),
        components=tuple(
            Change(ChangeKind.NEW, place.path, one.type, one.name, "", one.version, one.at)
            for place, _ in made
            for one in place.components[::25]
        ),
        fresh=tuple(one.fingerprint for one in findings[::3]),
        decision=worst,
    )
    trend = tuple(
        (datetime(2026, 10, day, 9, tzinfo=UTC), count - 30 + day, 40 - day)
        for day in range(1, 31, 3)
    )
    places_made = tuple(place for place, _ in made)
    return Run(
        "20261124T091200Z-0badcafe", "audit", "ostiary 1.0", NOW, 4.2, (),
        tuple(Examined(place.subject, "asked", "full") for place in places_made),
        (), findings, (), (),
        (*(Verdict(one.subject.purl, worst, 40, (), (), "balanced", SHA) for one in places_made), *verdicts),
        audit=Audit(places_made, (), changes, _pressing(findings), trend),
    )  # fmt: skip


def _pressing(findings: tuple[Finding, ...]) -> tuple[Pressing, ...]:
    """Malware first; every second flaw is known to be exploited."""
    rows = []
    for at, one in enumerate(findings):
        exploited = 2 if one.check == "known-malware" else at % 2
        words = (
            ("no exploitation is known", "known to be exploited", "malicious")[exploited],
            "for runtime",
        )
        rows.append(
            Pressing(
                one.fingerprint, one.subject, (exploited, float(at)), words, "attend", ("x: y",)
            )
        )
    return tuple(sorted(rows, key=lambda one: one.rank, reverse=True))


def _crowd(path: str, count: int, seed: int) -> tuple[Place, list[Finding]]:
    components: list[Component] = []
    findings: list[Finding] = []
    for at in range(count):
        name = f"part-{seed}-{at:05}"
        one = Component(
            "npm" if at // 20 % 3 else "pypi",
            name,
            f"1.{at}.0",
            Location(path="package-lock.json" if at // 20 % 3 else "uv.lock", line=at + 1),
            name,
            scope=Scope.DEV if at % 4 == 0 else Scope.RUNTIME,
            direct=at % 20 == 0,
            parents=(f"part-{seed}-{at - 1:05}",) if at % 20 else (),
            properties=(("licence", "MIT"),),
        )
        components.append(one)
        if at % 10 == 7:
            findings.append(_flaw(one, at))
    python = tuple(one for one in components if one.type == "pypi")
    node = tuple(one for one in components if one.type == "npm")
    listings = (
        Listing("uv.lock", "uv.lock", ListingKind.LOCK, python),
        Listing("package-lock.json", "package-lock.json", ListingKind.LOCK, node),
    )
    return Place(path, path, "folder", listings, (), (), count), findings


def _flaw(one: Component, at: int) -> Finding:
    malware = at % 100 == 97
    number = f"MAL-2026-{at}" if malware else f"GHSA-{at:04}-bbbb-cccc"
    severity = Severity.CRITICAL if malware else Severity(1 + at // 10 % 4)
    gist = "a crafted request makes it read files outside of the folder it serves, as any user" * 2
    return Finding(
        "known-malware" if malware else "known-vulnerability",
        one.purl,
        severity,
        Confidence.HIGH,
        Family.ADVISORY,
        f"`{number}` (also `CVE-2026-{at:05}`): `{gist}`; fixed in `9.{at}`",
        one.at,
        key=number,
        advisory=number,
        aliases=(f"CVE-2026-{at:05}",),
        fixed=(f"9.{at}",),
    )


def _judged(purl: str, findings: list[Finding]) -> Verdict:
    reasons = tuple(
        Reason(
            Decision.BLOCK if one.severity is Severity.CRITICAL else Decision.REVIEW,
            "severity", one.message, one.check, one.fingerprint, one.at,
        )
        for one in findings
        if one.severity > Severity.LOW
    )  # fmt: skip
    decision = max((one.decision for one in reasons), default=Decision.ALLOW)
    return Verdict(purl, decision, 20, reasons, (), "balanced", SHA)


def hostile_audit(text: str) -> Run:
    """An audit that has the same text in every field that takes text."""
    at = Location(path="x" + text, line=3)
    sound = text.encode("utf-8", "ignore").decode()
    one = Component(
        "t" + sound, "n" + sound, "1" + sound, at, "k" + text, direct=True, groups=(text,), requirement=text,
        source=text, properties=(("licence", text),),
    )  # fmt: skip
    two = Component(
        "pypi", "two" + sound, "", at, "two" + text, parents=("k" + text,), scope=Scope.DEV
    )
    lost = Unauditable(at, text, text, text)
    place = Place(
        "p" + text, "/p" + sound, "folder",
        (Listing("f" + text, "l" + text, ListingKind.LOCK, (one, two), (), (), text),),
        (lost,), ((text, 5),), 2,
    )  # fmt: skip
    findings = tuple(
        Finding(
            check, subject, Severity.HIGH, Confidence.LOW, Family.ADVISORY, text, at, (text,), text,
            text, text, (text, "a" + text), (text,),
        )
        for check, subject in (
            ("c" + text, one.purl), ("d" + text, one.purl), ("e" + text, place.subject.purl), (text, text),
        )
    )  # fmt: skip
    reasons = (
        Reason(Decision.BLOCK, text, text, text, findings[0].fingerprint, at, text, 3),
        Reason(Decision.REVIEW, text, text, at=at, remedy=text),
    )
    changes = Changes(
        text, datetime(2026, 11, 23, 9, 12, tzinfo=UTC), "git " + text,
        tuple(
            Change(kind, place.path, text, "n" + text, "b" + text, "c" + text, at) for kind in ChangeKind
        ),
        tuple(one.fingerprint for one in findings),
        (Remembered("f", text, text, text, text),),
        (lost,), Decision.BLOCK, reasons,
        tuple(
            PeopleChange(kind, text, "n" + text, text, "b" + text, "c" + text, at) for kind in Handover
        ),
    )  # fmt: skip
    behind = People(text, text, text, NOW, (text,), text, "token", None, (text,))
    pressed = Pressing(findings[0].fingerprint, one.purl, (2, 1.0), (text, text), text, (text,))
    return Run(
        text, text, text, NOW, 1.0, ((text, text),),
        (Examined(place.subject, "asked", "full"), Examined(one.subject, "component", "full")),
        (), findings, (Outcome(text, one.purl, State.UNKNOWN, text, text),), (),
        (
            Verdict(place.subject.purl, Decision.BLOCK, 9, reasons, (), text, text, reasons),
            Verdict(one.purl, Decision.BLOCK, 9, reasons),
        ),
        notes=(text,),
        audit=Audit(
            (place,), (lost,), changes, (pressed,), ((NOW, 3, 1),), (behind,), ((text, 2),)
        ),
    )  # fmt: skip

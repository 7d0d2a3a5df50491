"""One inert run for each decision."""

from datetime import date

from msgspec.structs import replace
from report_parts import EMPTY, LATER, NOW, SHA, WHEEL, allowed, row, subject, tree

from ostiary.core.coverage import Reach
from ostiary.core.finding import Finding, Outcome
from ostiary.core.location import Location
from ostiary.core.run import Examined, Run, Source
from ostiary.core.scale import Confidence, Decision, Family, Severity, State
from ostiary.core.verdict import Points, Reason, Verdict


def allow_run() -> Run:
    root = subject("willow", "2.4.1")
    branches = tree(
        ("willow", "2.4.1", ""),
        ("fastid", "0.15.2", "willow"),
        ("tokens", "0.24.0", "willow"),
        ("plain", "1.0", "willow"),
        ("six", "1.17.0", "plain"),
    )
    purls = [node.subject.purl for node in branches.nodes]
    young = Reason(
        Decision.REVIEW, "cooldown", "released 1 day ago (cooldown 3 days)", "young-release"
    )
    native = Reason(
        Decision.REVIEW, "severity", "new native code since 0.23.3, not in its sdist", "new-native"
    )
    low = Finding(
        "missing-licence-file",
        root.purl,
        Severity.LOW,
        Confidence.HIGH,
        Family.LICENCE,
        "the licence is named but its text is not in the wheel",
        Location(WHEEL, "willow-2.4.1.dist-info/METADATA", 7),
        remedy="ask upstream to ship it",
    )
    facts = (
        ("code", "2 files, 1,412 modules; nothing runs at install or interpreter start"),
        ("source", "provenance verified: example-org/willow, tag v2.4.1, workflow publish.yml"),
        ("people", "publisher unchanged over 41 releases · 6 days old (cooldown 3)"),
        ("advisories", "0 open of 23 known (data 2 h old)"),
    )
    return replace(
        EMPTY,
        id="r-allow",
        seconds=12.345,
        data_versions=(("osv", "2026-11-24"),),
        examined=(
            Examined(root, "asked", "full", 11.0, facts, (WHEEL,)),
            *(Examined(node.subject, "dependency", "shallow") for node in branches.nodes[1:]),
        ),
        evidence=(
            Source(root.purl, "Release", "index", "known", NOW, 7200.0, SHA),
            Source(
                root.purl, "Scorecard", "deps.dev", "absent", NOW, reason="no repository is known"
            ),
        ),
        findings=(low,),
        outcomes=(
            Outcome("missing-licence-file", root.purl, State.FOUND),
            Outcome("start-hook", root.purl, State.PASSED),
        ),
        coverage=(row("willow/__init__.py", 5200), row("willow/logo.png", 900, Reach.DATA)),
        verdicts=(
            Verdict(root.purl, Decision.ALLOW, 4, (), (Points("licence", 4, 1),), "balanced", SHA),
            Verdict(purls[1], Decision.REVIEW, 20, (young,), (), "balanced", SHA),
            Verdict(purls[2], Decision.REVIEW, 25, (native,), (), "balanced", SHA),
            allowed(purls[3]),
            allowed(purls[4]),
        ),
        trees=(branches,),
    )


def review_run() -> Run:
    one = subject("ember", "3.0.0")
    found = Finding(
        "new-maintainer",
        one.purl,
        Severity.MEDIUM,
        Confidence.MEDIUM,
        Family.PEOPLE,
        "`newhand` may publish since 3.0.0 and published it",
        refs=("T1195.002",),
        remedy="ask the project whether it knows `newhand`",
    )
    accepted = Reason(
        Decision.REVIEW,
        "severity",
        "no licence is declared (accepted by J. Doe)",
        "no-licence",
        "f" * 32,
    )
    verdict = Verdict(
        one.purl,
        Decision.REVIEW,
        31,
        (
            Reason(
                Decision.REVIEW,
                "severity",
                found.message,
                found.check,
                found.fingerprint,
                remedy=found.remedy,
                points=31,
            ),
        ),
        (Points("people", 25, 2, True), Points("history", 6, 1)),
        "balanced",
        SHA,
        (accepted,),
        date(2026, 12, 24),
    )
    return replace(
        EMPTY,
        id="r-review",
        seconds=3.0,
        examined=(Examined(one, "asked", "shallow", 3.0, (("people", "2 maintainers, 1 new"),)),),
        findings=(found,),
        outcomes=(Outcome(found.check, one.purl, State.FOUND),),
        verdicts=(verdict,),
        notes=("the popular-name list is 41 days old",),
    )


def block_run() -> Run:
    one = subject("willow", "2.4.2")
    hook = Location(LATER, "willow_init.pth", 1)
    finding = Finding(
        "start-hook",
        one.purl,
        Severity.CRITICAL,
        Confidence.HIGH,
        Family.INSTALL,
        "runs at every start of Python, with or without an import",
        hook,
        ("T1546",),
        "do not install; if it was: treat every secret on that machine as taken",
        "pth",
    )
    calls = tuple(
        Finding(
            "import-network",
            one.purl,
            Severity.HIGH,
            Confidence.MEDIUM,
            Family.CODE,
            "`urllib.request.urlopen` is called on import",
            Location(LATER, "willow/net.py", line),
            (),
            "read the calls",
            f"k{line}",
        )
        for line in (3, 9, 27, 31, 44, 58, 90)
    )
    reasons = (
        Reason(
            Decision.BLOCK,
            "severity",
            finding.message,
            finding.check,
            finding.fingerprint,
            hook,
            finding.remedy,
            78,
        ),
        *(
            Reason(
                Decision.REVIEW,
                "severity",
                call.message,
                call.check,
                call.fingerprint,
                call.at,
                call.remedy,
                2,
            )
            for call in calls
        ),
        Reason(
            Decision.REVIEW,
            "severity",
            "no provenance; 2.4.1 had it (trusted publisher replaced by a token)",
            "provenance-lost",
            "e" * 32,
            remedy="ask the publisher; last version that passes: 2.4.1",
            points=4,
        ),
        *(
            Reason(
                Decision.REVIEW,
                "severity",
                f"new network host number {n}",
                "new-host",
                f"{n:032x}",
                points=1,
            )
            for n in range(9)
        ),
    )
    verdict = Verdict(
        one.purl,
        Decision.BLOCK,
        97,
        reasons,
        (Points("install", 78, 1), Points("code", 15, 7, True), Points("origin", 4, 1)),
        "balanced",
        SHA,
    )
    return replace(
        EMPTY,
        id="r-block",
        seconds=9.9,
        examined=(
            Examined(
                one,
                "asked",
                "full",
                9.0,
                (("people", "publisher changed with this release"),),
                (LATER,),
            ),
        ),
        findings=(finding, *calls),
        outcomes=(
            Outcome("start-hook", one.purl, State.FOUND),
            Outcome("import-network", one.purl, State.FOUND),
        ),
        coverage=(
            row("willow_init.pth", 34_000, Reach.START, artifact=LATER),
            row("willow/net.py", 2100, artifact=LATER),
        ),
        verdicts=(verdict,),
    )

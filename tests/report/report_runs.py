"""Inert runs to render; all names, hosts and figures in them are made up."""

from dataclasses import replace
from datetime import UTC, date, datetime

from ostiary.core.coverage import Coverage, Reach
from ostiary.core.digest import Digest
from ostiary.core.finding import Finding, Outcome
from ostiary.core.location import Location
from ostiary.core.run import Examined, Run, Source
from ostiary.core.scale import Confidence, Decision, Family, Severity, State
from ostiary.core.subject import Subject
from ostiary.core.tree import DependencyTree, Node
from ostiary.core.verdict import Points, Reason, Verdict

NOW = datetime(2026, 11, 24, 9, 12, 30, tzinfo=UTC)
SHA = "ab" * 32
TGZ = "left-padx-2.0.1.tgz"
LATER = "willow-2.4.2-py3-none-any.whl"
WHEEL = "willow-2.4.1-py3-none-any.whl"

EMPTY = Run("r-0", "vet", "ostiary 0.1.0", NOW, 0.1, (), (), (), (), (), (), ())


def row(
    path: str,
    size: int,
    reach: Reach = Reach.IMPORT,
    opaque: str = "",
    why: str = "",
    artifact: str = WHEEL,
) -> Coverage:
    readers = () if opaque else ("python",)
    return Coverage(artifact, path, SHA, size, readers, not opaque, reach, opaque, why)


def subject(name: str, version: str, kind: str = "pypi") -> Subject:
    return Subject(
        kind, name, version, (Digest("sha256", SHA),), "https://index.example.invalid/simple"
    )


def tree(*names: tuple[str, str, str]) -> DependencyTree:
    """A tree out of (name, version, parent's name); the first one is the root."""
    purls = {name: subject(name, version).purl for name, version, _ in names}
    depth: dict[str, int] = {}
    nodes = []
    for name, version, parent in names:
        depth[name] = depth[parent] + 1 if parent else 0
        parents = (purls[parent],) if parent else ()
        nodes.append(Node(subject(name, version), parents, depth[name]))
    return DependencyTree(purls[names[0][0]], tuple(nodes), "uv 0.9.1")


def allowed(purl: str) -> Verdict:
    return Verdict(purl, Decision.ALLOW, 0, (), (), "balanced", SHA)


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


def insufficient_run() -> Run:
    one = subject("left-padx", "2.0.1", "npm")
    hint = "ostiary db update, then run this again"
    verdict = Verdict(
        one.purl,
        Decision.INSUFFICIENT,
        0,
        (
            Reason(
                Decision.INSUFFICIENT,
                "required-evidence",
                "the policy needs advisories, and none could be had",
                remedy=hint,
            ),
            Reason(
                Decision.INSUFFICIENT,
                "unread-code",
                "a file that runs on import could not be read",
                at=Location(TGZ, "package/dist/loader.dat"),
                remedy="look at it by hand",
            ),
        ),
        (),
        "balanced",
        SHA,
    )
    return replace(
        EMPTY,
        id="r-insufficient",
        seconds=5.2,
        examined=(Examined(one, "asked", "full", 5.0, (), (TGZ,)),),
        evidence=(
            Source(
                one.purl,
                "Advisories",
                "osv",
                "unknown",
                None,
                0.0,
                "",
                "timed out after 5 s",
                hint,
                "transient",
            ),
            Source(
                one.purl,
                "Scorecard",
                "deps.dev",
                "unknown",
                None,
                0.0,
                "",
                "offline",
                hint,
                "unconfigured",
            ),
        ),
        outcomes=(
            Outcome("known-malware", one.purl, State.UNKNOWN, "osv: timed out after 5 s", hint),
            Outcome("open-advisory", one.purl, State.UNKNOWN, "osv: timed out after 5 s", hint),
            Outcome(
                "dynamic-code", one.purl, State.UNKNOWN, "index.js does not parse after line 9", ""
            ),
        ),
        coverage=(
            *(row(f"package/{n}.js", 1000, artifact=TGZ) for n in range(13)),
            row(
                "package/dist/loader.dat",
                41_000,
                Reach.IMPORT,
                "encrypted",
                "no format is known that looks like this",
                TGZ,
            ),
            row("package/logo.bin", 10, Reach.DATA, "data", "unknown type", TGZ),
        ),
        verdicts=(verdict,),
    )


def big_run(size: int = 420) -> Run:
    """A root with 20 children and a long tail, a few of them bad, one of them without a verdict."""
    names = [("forest", "1.0", "")]
    names += [(f"branch{n:02}", f"{n}.1", "forest") for n in range(20)]
    names += [(f"leaf{n:03}", f"0.{n}", f"branch{n % 20:02}") for n in range(size - 26)]
    names += [(f"deep{n}", "9.9", f"deep{n - 1}" if n else "leaf007") for n in range(5)]
    branches = tree(*names)
    purls = [node.subject.purl for node in branches.nodes]
    verdicts = {purl: allowed(purl) for purl in purls[:-2]}
    old = Reason(Decision.REVIEW, "severity", "archived upstream three years ago", "archived")
    bad = Reason(Decision.BLOCK, "severity", "known malware", "known-malware", points=100)
    blind = Reason(Decision.INSUFFICIENT, "required-evidence", "the index refused to answer")
    for at in (30, 31, 55, 71, 99, 140, 333):
        verdicts[purls[at]] = Verdict(purls[at], Decision.REVIEW, 30, (old,))
    verdicts[purls[200]] = Verdict(purls[200], Decision.INSUFFICIENT, 0, (blind,))
    verdicts[purls[-1]] = Verdict(purls[-1], Decision.BLOCK, 100, (bad,))
    message = "brings `deep4`, which is blocked"
    root = Reason(Decision.BLOCK, "dependency", message, remedy="wait for a release without it")
    verdicts[purls[0]] = Verdict(
        purls[0], Decision.BLOCK, 60, (root,), (Points("tree", 60, 1),), "strict"
    )
    examined = [Examined(node.subject, "dependency", "shallow") for node in branches.nodes[1:]]
    asked = Examined(branches.nodes[0].subject, "asked", "full", 1.0, (), (WHEEL,))
    return replace(
        EMPTY,
        id="r-big",
        seconds=61.0,
        examined=(asked, *examined),
        coverage=(row("forest.py", 1234),),
        verdicts=tuple(verdicts.values()),
        trees=(branches,),
    )


def many_run() -> Run:
    """Several subjects in one run, and one that was asked about and never answered."""
    runs = (allow_run(), block_run(), insufficient_run())
    lost = Examined(subject("lost", "1.0"), "asked", "full")
    return replace(
        EMPTY,
        id="r-many",
        seconds=33.0,
        examined=(*(one for run in runs for one in run.examined), lost),
        evidence=tuple(one for run in runs for one in run.evidence),
        findings=tuple(one for run in runs for one in run.findings),
        outcomes=tuple(one for run in runs for one in run.outcomes),
        coverage=tuple(one for run in runs for one in run.coverage),
        verdicts=tuple(one for run in runs for one in run.verdicts),
        trees=tuple(one for run in runs for one in run.trees),
    )


HOSTILE = (
    "\x1b[31m\x1b]0;owned\x07 \u202eevil\u2066 \u200b\u00ad\ufeff\U000e0041"
    "\r\n::set-output name=a::b\n##[group]x ##vso[task.complete]"
    "\n@everyone ![i](http://example.invalid/i.png)"
    " [l](javascript:alert(1))"
    " `tick` | cell | <script>alert(1)</script> <img src=x onerror=alert(1)>"
    " {0} [x](1) \x85\u2028\u2029 \ud800 \ue000 \u3164 a" + "\u0301" * 30
)


def hostile_run(text: str = HOSTILE) -> Run:
    """The same text in every field that takes text, and in every record that has such a field."""
    one = Subject("pypi", "x" + text, "1" + text, (Digest("sha256", text),), text)
    # a name that no URL can carry has no purl, so the run's own is made without it
    safe = replace(one, name=one.name.encode("utf-8", "ignore").decode(), version="1")
    purl, raw = safe.purl, f"pkg:pypi/{text}@1"
    at = Location(text, text, 7)
    reasons = tuple(
        Reason(decision, text, text, text, text, at, text, 3)
        for decision in (Decision.BLOCK, Decision.REVIEW)
    )
    child = Subject("pypi", "child" + safe.name, "2")
    branches = DependencyTree(
        purl,
        (Node(safe, (), 0), Node(child, (purl, raw), 1), Node(Subject("npm", "kin"), (raw,), 3)),
        text,
    )
    opaque = Coverage(text, text, text, 10, (text,), False, Reach.START, text, text)
    return Run(
        text,
        text,
        text,
        NOW,
        1.0,
        ((text, text),),
        (
            Examined(safe, "asked", "full", 1.0, ((text, text),), (text,)),
            Examined(child, "dependency", "shallow"),
        ),
        (Source(purl, text, text, "unknown", NOW, 99.0, text, text, text, text),),
        (
            Finding(
                text,
                purl,
                Severity.HIGH,
                Confidence.LOW,
                Family.CODE,
                text,
                at,
                (text,),
                text,
                text,
            ),
            Finding(text, raw, Severity.LOW, Confidence.LOW, Family.CODE, text),
        ),
        (Outcome(text, purl, State.UNKNOWN, text, text),),
        (opaque,),
        (
            Verdict(
                purl, Decision.BLOCK, 100, reasons, (Points(text, 100, 2),), text, text, reasons
            ),
            Verdict(child.purl, Decision.REVIEW, 5, reasons),
            Verdict(raw, Decision.REVIEW, 5, reasons),
        ),
        (branches,),
        (text,),
    )


RUNS = {
    "allow": allow_run(),
    "review": review_run(),
    "block": block_run(),
    "insufficient": insufficient_run(),
    "big": big_run(),
    "many": many_run(),
    "hostile": hostile_run(),
    "empty": EMPTY,
}

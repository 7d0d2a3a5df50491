"""All inert runs to render, the crowded and the hostile ones among them."""

from msgspec.structs import replace
from report_audits import audit_run, crowded_run, hostile_audit
from report_parts import EMPTY, NOW, SHA, TGZ, WHEEL, allowed, row, subject, tree
from report_verdicts import allow_run, block_run, review_run

from ostiary.core.coverage import Coverage, Reach
from ostiary.core.digest import Digest
from ostiary.core.finding import Finding, Outcome
from ostiary.core.location import Location
from ostiary.core.run import Examined, Run, Source
from ostiary.core.scale import Confidence, Decision, Family, Severity, State
from ostiary.core.subject import Subject
from ostiary.core.tree import DependencyTree, Node
from ostiary.core.verdict import Points, Reason, Verdict


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
    "audit": audit_run(),
    "audit-crowd": crowded_run(120),
    "audit-hostile": hostile_audit(HOSTILE),
}

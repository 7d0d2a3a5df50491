"""Cases, and strategies that make them, for the tests of the policy floor."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from ostiary.core.coverage import Coverage, Reach
from ostiary.core.digest import Digest
from ostiary.core.finding import Finding, Outcome
from ostiary.core.location import Location
from ostiary.core.run import Source
from ostiary.core.scale import Confidence, Family, Severity, State
from ostiary.core.subject import Subject
from ostiary.core.waiver import Approval, Ruling
from ostiary.policy.kinds import KINDS, OPAQUE
from ostiary.policy.load import PRESETS, load, preset
from ostiary.policy.model import Case

TODAY = date(2027, 3, 1)
HEX = "ab" * 32
SUBJECT = Subject("pypi", "sample", "1.0", (Digest("sha256", HEX),))
PURL = SUBJECT.purl
READ = Coverage("sample.whl", "sample.py", "", 1, ("python",), understood=True, reach=Reach.IMPORT)


def finding(
    check: str = "bad-thing",
    severity: Severity = Severity.HIGH,
    confidence: Confidence = Confidence.HIGH,
    family: Family = Family.CODE,
    **more: Any,
) -> Finding:
    return Finding(check, PURL, severity, confidence, family, more.pop("message", "bad"), **more)


def unread(opaque: str = "code", reach: Reach = Reach.IMPORT, path: str = "blob.bin") -> Coverage:
    return Coverage("sample.whl", path, "", 9, (), understood=False, reach=reach, opaque=opaque)


def source(kind: str, status: str = "known", **more: Any) -> Source:
    return Source(PURL, kind, "somewhere", status, **more)


def approval(ruling: Ruling = Ruling.APPROVE, day: int = 1, **more: Any) -> Approval:
    fields = {"subject": PURL, "reason": "read it", "by": "ann", "until": None, **more}
    return Approval(ruling=ruling, at=datetime(2027, 2, day, tzinfo=UTC), **fields)


GOOD = Case(
    subject=SUBJECT,
    findings=(),
    outcomes=(Outcome("bad-thing", PURL, State.PASSED),),
    sources=tuple(source(kind) for kind in KINDS),
    coverage=(READ,),
    approvals=(),
    today=TODAY,
)
"""A release about which all is known and nothing is wrong."""


def case(**changes: Any) -> Case:
    """The good case with changes; findings, outcomes and coverage are added to it."""
    for name in ("outcomes", "coverage"):
        if name in changes:
            changes[name] = (*getattr(GOOD, name), *changes[name])
    return replace(GOOD, **changes)


CHECKS = st.sampled_from(["bad-thing", "worse-thing", "known-malware", "odd-thing"])
DIGESTS = st.sampled_from(["", f"sha256:{HEX}", "sha256:" + "0" * 64, "sha512:" + "1" * 128])
PURLS = st.sampled_from([PURL, "pkg:pypi/Sample", "pkg:pypi/sample@1.*", "pkg:npm/sample"])
DAYS = st.sampled_from([date(2027, 1, 1), TODAY, date(2028, 1, 1)])

findings = st.builds(
    Finding,
    check=CHECKS,
    subject=st.just(PURL),
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    family=st.sampled_from(Family),
    message=st.sampled_from(["one", "two"]),
    at=st.builds(Location, path=st.sampled_from(["", "a.py", "b.py"]), line=st.integers(0, 2)),
    key=st.sampled_from(["", "CVE-2027-1", "MAL-2027-1"]),
)
outcomes = st.builds(
    Outcome, CHECKS, st.just(PURL), st.sampled_from(State), st.sampled_from(["", "no answer"])
)
unknown_outcomes = st.builds(Outcome, CHECKS, st.just(PURL), st.just(State.UNKNOWN))
kinds = st.sampled_from(sorted(KINDS))
causes = st.sampled_from(["", "transient", "contradicted"])
sources = st.builds(
    Source,
    st.just(PURL),
    kinds,
    st.sampled_from(["one", "two"]),
    st.sampled_from(["known", "absent", "unknown"]),
    cause=causes,
)
opaque_rows = st.builds(
    unread,
    st.sampled_from([*OPAQUE, "", "novel"]),
    st.sampled_from(Reach),
    st.sampled_from(["a", "b", "", "sample.whl"]),
)
rows = st.one_of(opaque_rows, st.just(READ))
approvals = st.builds(
    approval,
    st.sampled_from(Ruling),
    st.integers(1, 3),
    subject=PURLS,
    until=st.none() | DAYS,
    digest=DIGESTS,
)
cases = st.builds(
    Case,
    subject=st.sampled_from([SUBJECT, replace(SUBJECT, digests=())]),
    findings=st.lists(findings, max_size=4).map(tuple),
    outcomes=st.lists(outcomes, max_size=4).map(tuple),
    sources=st.one_of(st.just(GOOD.sources), st.lists(sources, max_size=9).map(tuple)),
    coverage=st.lists(rows, max_size=4).map(tuple),
    approvals=st.lists(approvals, max_size=3).map(tuple),
    today=st.just(TODAY),
    shallow=st.booleans(),
    licences=st.sampled_from([(), ("MIT",), ("GPL-3.0-only OR MIT",), ("???",)]),
)

LISTS = f"""
[licences]
allow = ["MIT"]
deny = ["GPL-3.0-only"]
[severity]
odd-thing = "medium"
[unknown-checks]
worse-thing = "review"
bad-thing = "block"
[[allow]]
digest = "sha256:{HEX}"
reason = "the bytes were read"
until = 2027-12-31
[[waiver]]
check = "bad-thing"
subject = "pkg:pypi/sample"
status = "affected"
reason = "accepted"
owner = "ann"
expires = 2027-12-31
[[waiver]]
check = "CVE-2027-1"
subject = "pkg:pypi/sample@1.0"
status = "not_affected"
justification = "component_not_present"
reason = "not built"
owner = "bob"
expires = 2027-01-01
"""
policies = st.sampled_from(
    [*(preset(name) for name in PRESETS)]
    + [load(f'extends = "{name}"\n{LISTS}', "lists.toml") for name in PRESETS]
)

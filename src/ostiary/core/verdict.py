"""May we use it: one decision with the reasons that led there."""

from datetime import date

from msgspec import Struct

from ostiary.core.location import NOWHERE, Location
from ostiary.core.scale import Decision
from ostiary.core.waiver import Claim


class Reason(Struct, frozen=True):
    """One reason of a verdict: the policy rule that spoke, and what it spoke about.

    `rule` is a stable name (`severity`, `score`, `required-evidence`, `unread-code`, `deny-list`, ...);
    `check` and `fingerprint` point at a finding where the rule judged one.
    """

    decision: Decision
    rule: str
    message: str
    check: str = ""
    fingerprint: str = ""
    at: Location = NOWHERE
    remedy: str = ""
    points: int = 0


class Points(Struct, frozen=True):
    """What one family of findings adds to the score, so that a person can check the sum."""

    family: str
    points: int
    findings: int
    capped: bool = False


class Verdict(Struct, frozen=True):
    """The decision on one subject (a purl) under one policy.

    `score` runs from 0 to 100 and is the sum of `parts`, capped at 100; more findings never lower it.
    `policy` is the policy's name and `policy_digest` the SHA-256 of its effective text. `claims` are what
    waivers and triage say about its findings.
    """

    subject: str
    decision: Decision
    score: int
    reasons: tuple[Reason, ...]
    parts: tuple[Points, ...] = ()
    policy: str = ""
    policy_digest: str = ""
    waived: tuple[Reason, ...] = ()
    expires: date | None = None
    claims: tuple[Claim, ...] = ()

"""A risk that somebody accepted, in VEX words, and that ends by itself."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct


class VexStatus(StrEnum):
    """What the owner claims about the finding. Source: OpenVEX 0.2.0, section on status labels."""

    NOT_AFFECTED = "not_affected"
    AFFECTED = "affected"
    FIXED = "fixed"
    UNDER_INVESTIGATION = "under_investigation"


JUSTIFICATIONS = (
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
)
"""Why a subject is not affected. Source: OpenVEX 0.2.0, section on status justifications."""


class Waiver(Struct, frozen=True):
    """An accepted finding. It never rewrites evidence: the finding stays in the report, marked.

    `check` is a check's id or an advisory's, `aliases` further ids of the same advisory; `subject` a purl
    with or without version; `digest`, if set, binds the waiver to exact bytes (`sha256:...`), `place` to one
    audited place (absolute path) and what lies below it. It holds up to and including `expires`, and with
    `until_fixed` only while no fixed version is known. `accepted` is False for words of others that accept
    nothing (a supplier says `affected`). `line` is its line in a policy file, `entry` its number in the log
    of decisions (0 if it stands in no log) and `at` the day on which it was made. `action` is what its
    owner means to do.
    """

    check: str
    subject: str
    status: VexStatus
    justification: str
    reason: str
    owner: str
    expires: date
    digest: str = ""
    line: int = 0
    aliases: tuple[str, ...] = ()
    place: str = ""
    until_fixed: bool = False
    accepted: bool = True
    action: str = ""
    entry: int = 0
    at: date | None = None

    @property
    def accepts(self) -> bool:
        """Whether it takes a finding out of the decision at all."""
        return self.accepted and self.status is not VexStatus.UNDER_INVESTIGATION


class Claim(Struct, frozen=True):
    """What somebody says about one finding of a subject (a purl).

    `check` and `key` are those of the finding; `applied` says that it took it out of the decision.
    """

    subject: str
    check: str
    key: str
    waiver: Waiver
    applied: bool


class Ruling(StrEnum):
    """What a person decided about a subject."""

    APPROVE = "approve"
    REFUSE = "refuse"


class Approval(Struct, frozen=True):
    """A person's recorded decision on a subject: `ostiary approve` and `ostiary refuse`."""

    subject: str
    ruling: Ruling
    reason: str
    by: str
    until: date | None
    at: datetime
    digest: str = ""

"""A risk that somebody accepted, in VEX words, and that ends by itself."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Waiver:
    """An accepted finding. It never rewrites evidence: the finding stays in the report, marked.

    `check` is a check's id or an advisory's; `subject` a purl with or without version; `digest`, if
    set, binds the waiver to exact bytes (`sha256:...`). It holds up to and including `expires`.
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


class Ruling(StrEnum):
    """What a person decided about a subject."""

    APPROVE = "approve"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's recorded decision on a subject: `ostiary approve` and `ostiary refuse`."""

    subject: str
    ruling: Ruling
    reason: str
    by: str
    until: date | None
    at: datetime
    digest: str = ""

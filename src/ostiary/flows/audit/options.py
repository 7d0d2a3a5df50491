"""What may be asked of an audit."""

from dataclasses import dataclass, field

from ostiary.flows.options import Sources
from ostiary.policy.model import Policy


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """How far one audit goes.

    `integrity` compares installed files with their lists; `vet_new` vets what is new since the last audit, at
    most `vet_limit` packages; `since` is a run, a date or a git reference to compare with instead of the
    last audit; `dev` takes development dependencies along; `own_code` reads the project's own code.
    """

    policy: Policy
    integrity: bool = True
    vet_new: bool = False
    vet_limit: int = 20
    since: str = ""
    dev: bool = True
    own_code: bool = False
    sources: Sources = field(default_factory=Sources)

"""What may be asked of an audit."""

from msgspec import Struct, field

from ostiary.core.waiver import Waiver
from ostiary.flows.options import Sources
from ostiary.policy.model import Policy


class AuditOptions(Struct, frozen=True):
    """How far one audit goes.

    `integrity` compares installed files with their lists; `vet_limit` says how many releases that came since
    the last audit, or still wait for a good verdict, are vetted, 0 for none; `people_limit` of how many
    components the registry is asked who stands behind them, 0 for none; `since` is a run, a date or a git
    reference to compare with instead of the last audit; `new_only` lets only what is new count; `own_code`
    reads the project's own code; `models` examines model files; `verify` asks the index about the digests
    that locks pin, and hashes large model files; `vex` are statements that count in this run only.
    """

    policy: Policy
    integrity: bool = True
    vet_limit: int = 50
    people_limit: int = 50
    since: str = ""
    new_only: bool = False
    own_code: bool = False
    verify: bool = False
    models: bool = True
    vex: tuple[Waiver, ...] = ()
    sources: Sources = field(default_factory=Sources)

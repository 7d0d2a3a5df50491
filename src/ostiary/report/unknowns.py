"""What is unknown about a subject, why, what it leaves open, and how to make it known."""

from msgspec import Struct

from ostiary.core.evidence import Cause
from ostiary.core.run import Run
from ostiary.core.scale import State


class Unknowable(Struct, frozen=True):
    """One gap: `what` nobody could learn, why, the checks that it leaves open, and the way out."""

    what: str
    reason: str
    hint: str
    checks: tuple[str, ...]
    source: str = ""
    cause: str = ""

    @property
    def silent(self) -> bool:
        """Whether a source gave no answer, or was not asked: nothing that the package could help."""
        return bool(self.source) and self.cause in {Cause.TRANSIENT, Cause.UNCONFIGURED}


def unknowns(run: Run, purl: str) -> tuple[Unknowable, ...]:
    """The gaps of one subject, those with the same hint together, in order of the evidence.

    A check that could not tell because a source was silent is named beside that source, not twice.
    """
    kinds: dict[tuple[str, str, str], list[str]] = {}
    causes: dict[tuple[str, str, str], str] = {}
    for item in run.evidence:
        if item.subject == purl and item.status == "unknown":
            key = (item.source, item.reason, item.hint)
            kinds.setdefault(key, []).append(item.kind)
            causes.setdefault(key, item.cause)
    blamed = {f"{source}: {reason}": (source, reason, hint) for source, reason, hint in kinds}
    checks: dict[tuple[str, str, str], list[str]] = {key: [] for key in kinds}
    for outcome in run.outcomes:
        if outcome.subject == purl and outcome.state is State.UNKNOWN:
            key = blamed.get(outcome.reason) or ("", outcome.reason, outcome.hint)
            checks.setdefault(key, []).append(outcome.check)
    found = [
        _one(key, kinds.get(key, []), names, causes.get(key, "")) for key, names in checks.items()
    ]
    first: dict[str, int] = {}
    for at, one in enumerate(found):
        first.setdefault(one.hint, at)
    return tuple(sorted(found, key=lambda one: first[one.hint]))


def _one(key: tuple[str, str, str], kinds: list[str], checks: list[str], cause: str) -> Unknowable:
    source, reason, hint = key
    what = source or ", ".join(dict.fromkeys(checks))
    named = ", ".join(dict.fromkeys(kinds))
    return Unknowable(
        what=f"{what} ({named})" if named else what,
        reason=reason or "no reason given",
        hint=hint,
        checks=tuple(dict.fromkeys(checks)) if source else (),
        source=source,
        cause=cause,
    )

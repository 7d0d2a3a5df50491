"""What people say about findings: keep it in the log, and let it count in runs."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from msgspec.structs import replace

from ostiary.core.errors import UsageError
from ostiary.core.waiver import Waiver
from ostiary.core.world import World
from ostiary.flows.remember import LEDGER, open_ledger
from ostiary.policy.model import Policy
from ostiary.store.ledger import Entry, EntryKind
from ostiary.store.triage import Removal, Triaged, encode, encode_removal


def record(waivers: Sequence[Waiver], by: str, policy: Policy, world: World) -> tuple[Entry, ...]:
    """Append statements, all or none. Raises `UsageError` for an end that is past, or too far away."""
    for one in waivers:
        _check_end(one.expires, policy, world.now.date())
    with open_ledger(world) as ledger:
        rows = [((one.subject,), encode(one, by)) for one in waivers]
        return ledger.extend(EntryKind.TRIAGE, rows, world.now)


def _check_end(end: date, policy: Policy, today: date) -> None:
    if end < today:
        raise UsageError(f"{end} is past", "triage ends on a day to come")
    last = today + timedelta(days=policy.triage_days)
    if policy.triage_days and end > last:
        raise UsageError(
            f"{end} is too far: policy {policy.name} lets triage hold {policy.triage_days} days",
            f"--until {last}, or sooner",
        )


def remove(number: int, by: str, reason: str, world: World) -> Entry:
    """Take a statement back; both stay in the log. Raises `UsageError` if there is none in force."""
    with open_ledger(world) as ledger:
        one = found(ledger.triage(), number)
        if one.ended:
            raise UsageError(f"triage {number} is out of force: {one.ended}")
        body = encode_removal(Removal(number, reason, by))
        return ledger.append(EntryKind.TRIAGE, (one.waiver.subject,), body, world.now)


def found(every: Iterable[Triaged], number: int) -> Triaged:
    """The statement of that number. Raises `UsageError`."""
    for one in every:
        if one.waiver.entry == number:
            return one
    raise UsageError(f"the log has no triage {number}", "`ostiary triage list` shows all")


def every(world: World) -> tuple[Triaged, ...]:
    """All that was ever said, oldest first."""
    with open_ledger(world) as ledger:
        return ledger.triage()


def with_triage(policy: Policy, world: World, further: Sequence[Waiver] = ()) -> Policy:
    """The policy with what is in force in the log, and with further waivers for one run."""
    kept: tuple[Waiver, ...] = ()
    if (Path(world.data) / LEDGER).exists():
        kept = tuple(one.waiver for one in every(world) if not one.ended)
    waivers = tuple(dict.fromkeys((*policy.waivers, *kept, *further)))
    return policy if waivers == policy.waivers else replace(policy, waivers=waivers)

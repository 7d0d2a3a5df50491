"""What is another thing in one revision of a model than in another?"""

from msgspec.structs import replace

from ostiary.checks.engine import ask
from ostiary.checks.hub.model_drift import model_drift
from ostiary.checks.release.capability_added import capability_added
from ostiary.checks.release.weight import weigh
from ostiary.cluster.hand import Failure
from ostiary.core.errors import UsageError
from ostiary.core.evidence import Dossier, Evidence, Item
from ostiary.core.facts.hub import ModelRepository
from ostiary.core.scale import Decision
from ostiary.core.subject import Subject
from ostiary.core.world import World
from ostiary.evidence.hub.files import paths
from ostiary.evidence.hub.repository import find_model
from ostiary.evidence.hub.session import open_hub
from ostiary.flows.apart import loose
from ostiary.flows.earlier import side
from ostiary.flows.hub.drift import differing, drift_between
from ostiary.flows.hub.examining import Read, examine_commit
from ostiary.flows.judging import from_examination
from ostiary.formats.model.drift import RevisionDrift
from ostiary.policy.judge import judge
from ostiary.policy.model import Case, Policy
from ostiary.program.capabilities.delta import ReleaseDelta, compare
from ostiary.report.difference.record import Difference
from ostiary.subjects.spec import HUB, Spec


def diff_models(before: Spec, after: Spec, policy: Policy, world: World) -> Difference:
    """Compare two revisions of one model. Raises `UsageError`, and `SourceError` without an answer."""
    if before.type != after.type or before.name != after.name:
        raise UsageError(
            f"`{before.text}` and `{after.text}` are not two revisions of one model",
            "write `hf:org/model@BEFORE hf:org/model@AFTER`",
        )
    with open_hub(world) as session:
        old, new = (
            find_model(session, one.name, one.version or one.constraint, world.now)
            for one in (before, after)
        )
        changed, same = differing(old.files, new.files)
        first, second = (
            examine_commit(session, one, only=changed & paths(one.files)) for one in (old, new)
        )
    drift = drift_between(new.name, (old.commit, first), (new.commit, second), changed, same)
    delta = _delta((old, first), (new, second), same, world)
    found = _judged(new, drift, delta, policy, world)
    notes = (line for one in (first, second) for line in loose(one.confinement))
    told = (f"what was examined was not fully confined: {line}" for line in dict.fromkeys(notes))
    return replace(found, notes=tuple(told))


def _delta(
    before: tuple[ModelRepository, Read],
    after: tuple[ModelRepository, Read],
    same: int,
    world: World,
) -> ReleaseDelta:
    """What the code of the one can do that the code of the other could not."""
    old, new = (
        side(f"{one.name} {one.commit[:12]}", _items(one, read, world))
        for one, read in (before, after)
    )
    delta = (
        compare(new, (old,))
        if old.artifacts and new.artifacts
        else ReleaseDelta((old.label,), new.label)
    )
    return replace(delta, unchanged=delta.unchanged + same)


def _items(repository: ModelRepository, read: Read, world: World) -> tuple[Item, ...]:
    if isinstance(read.found, Failure):
        return ()
    subject = Subject(HUB, repository.name, repository.commit)
    return from_examination(read.found, subject, world)


def _judged(
    model: ModelRepository,
    drift: RevisionDrift,
    delta: ReleaseDelta,
    policy: Policy,
    world: World,
) -> Difference:
    subject = Subject(HUB, model.name, model.commit)
    facts = tuple(Evidence(subject, fact, "compared", world.now) for fact in (delta, drift))
    findings, outcomes = ask(Dossier(subject, facts), [capability_added, model_drift])
    alone = replace(policy, require=(), require_shallow=(), require_present=())
    case = Case(subject, findings, outcomes, (), (), (), world.now.date())
    decision = judge(alone, case).decision
    if drift.lost or delta.unread:
        decision = max(decision, Decision.INSUFFICIENT)
    severities = tuple(weigh(one) for one in delta.added)
    return Difference(delta, severities, decision, findings, drift.lost, drift=drift)

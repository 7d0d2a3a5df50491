"""What can one release do that another could not: examine both, compare, and ask the policy."""

import asyncio
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ostiary.checks.engine import ask
from ostiary.checks.release.capability_added import capability_added
from ostiary.checks.release.weight import weigh
from ostiary.cluster.hand import Failure
from ostiary.core.errors import ParseError, UsageError
from ostiary.core.evidence import Dossier, Evidence, Item, Unknown
from ostiary.core.ports import Progress
from ostiary.core.scale import Decision
from ostiary.core.subject import Subject
from ostiary.core.world import World
from ostiary.flows.apart import broken, hand_over, loose, prepare
from ostiary.flows.artifacts import examine_files
from ostiary.flows.before import Before
from ostiary.flows.earlier import side
from ostiary.flows.edges import Edges, open_edges
from ostiary.flows.examining import examine_once
from ostiary.flows.hub.diff import diff_models
from ostiary.flows.judging import from_examination
from ostiary.flows.local import identify
from ostiary.flows.options import VetOptions
from ostiary.flows.running import run as run_async
from ostiary.formats.contents import Contents
from ostiary.policy.judge import judge
from ostiary.policy.model import Case, Policy
from ostiary.program.capabilities.delta import ReleaseDelta, Side, compare
from ostiary.program.model import Program
from ostiary.report.difference.record import Difference
from ostiary.subjects.spec import HUB, Spec


class _Read(Struct, frozen=True):
    """One side as it was read: `lost` says what could not be."""

    subject: Subject
    side: Side
    lost: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def diff(
    before: Spec, after: Spec, options: VetOptions, world: World, progress: Progress
) -> Difference:
    """Compare two releases, archives, folders or models; nothing of them is executed or unpacked."""
    if HUB in {before.type, after.type}:
        prepare()
        return diff_models(before, after, options.policy, world)
    if not before.path and not after.path and _named(before) != _named(after):
        raise UsageError(
            f"`{before.name}` and `{after.name}` are two packages",
            "compare releases of one package",
        )
    prepare()
    kept = Before(world, fresh=options.fresh)
    old, new = run_async(_both((before, after), options, world, progress, kept))
    found = _judged(old, new, options.policy, world)
    return replace(found, notes=(*found.notes, *kept.notes()))


def _named(spec: Spec) -> tuple[str, str]:
    name = spec.name.lower()
    return spec.type, name.replace("_", "-").replace(".", "-") if spec.type == "pypi" else name


async def _both(
    sides: tuple[Spec, Spec], options: VetOptions, world: World, progress: Progress, kept: Before
) -> tuple[_Read, _Read]:
    """Both sides; nobody is asked over the network where both are paths."""
    before, after = sides
    if before.path and after.path:
        old = await _at_hand(before.path, world, kept)
        return old, await _at_hand(after.path, world, kept)
    async with open_edges(world, options, kept) as edges:

        async def one(spec: Spec) -> _Read:
            if spec.path:
                return await _at_hand(spec.path, world, kept)
            return await _published(spec, edges, options, progress)

        return await one(before), await one(after)


async def _at_hand(path: Path, world: World, kept: Before) -> _Read:
    nothing = Subject("generic", path.name, "", (), str(path)), Side(path.name, ())
    try:
        given, place = hand_over(path)
    except ParseError as error:
        return _Read(*nothing, (f"{path.name}: {error.message}",))
    except OSError as error:
        return _Read(*nothing, (f"{path.name} cannot be read: {error.strerror}",))
    found, confinement = await asyncio.to_thread(examine_once, given, place, kept)
    notes = loose(confinement)
    if isinstance(found, Failure):
        return _Read(*nothing, (f"{path.name}: {broken(found)}",), notes)
    subject = identify(found, str(path))
    items = from_examination(found, subject, world)
    return _read(subject, items, path.name, notes)


async def _published(spec: Spec, edges: Edges, options: VetOptions, progress: Progress) -> _Read:
    answer = await edges.find(spec, options)
    files = await examine_files(answer, edges, options, progress)
    return _read(answer.subject, files.items, "", files.unconfined)


def _read(subject: Subject, items: tuple[Item, ...], name: str, notes: tuple[str, ...]) -> _Read:
    lost = tuple(
        f"{one.source}: {one.reason}"
        for one in items
        if isinstance(one, Unknown) and one.kind in {Contents, Program}
    )
    label = f"{subject.name} {subject.version}".strip()
    shown = f"{label} ({name})" if name and name != label else label
    return _Read(subject, side(shown, items), tuple(dict.fromkeys(lost)), notes)


def _judged(old: _Read, new: _Read, policy: Policy, world: World) -> Difference:
    notes = tuple(
        f"what was examined was not fully confined: {line}"
        for line in dict.fromkeys((*old.notes, *new.notes))
    )
    lost = (*old.lost, *new.lost)
    if not old.side.artifacts or not new.side.artifacts:
        delta = ReleaseDelta((old.side.label,), new.side.label)
        lost = lost or ("nothing of one side could be read",)
        return Difference(delta, (), Decision.INSUFFICIENT, (), lost, notes)
    delta = compare(new.side, (old.side,))
    fact = Evidence(new.subject, delta, "compared", world.now)
    findings, outcomes = ask(Dossier(new.subject, (fact,)), [capability_added])
    alone = replace(policy, require=(), require_shallow=(), require_present=())
    case = Case(new.subject, findings, outcomes, (), (), (), world.now.date())
    decision = judge(alone, case).decision
    if lost or delta.unread:
        decision = max(decision, Decision.INSUFFICIENT)
    severities = tuple(weigh(one) for one in delta.added)
    return Difference(delta, severities, decision, findings, lost, notes)

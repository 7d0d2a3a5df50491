"""May this package enter: gather, examine, judge, and keep what was decided."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from ostiary.cluster.frames import Readable
from ostiary.cluster.hand import Failure
from ostiary.core.errors import NotFoundError, ParseError, SourceError, UsageError
from ostiary.core.evidence import Dossier, Unknown
from ostiary.core.facts.nodes import JudgedTree
from ostiary.core.facts.release import Release
from ostiary.core.ports import Progress
from ostiary.core.run import Run
from ostiary.core.subject import Subject
from ostiary.core.world import World
from ostiary.flows.apart import broken, hand_over, loose, prepare
from ostiary.flows.before import Before
from ostiary.flows.edges import Edges, open_edges
from ostiary.flows.examining import examine_once
from ostiary.flows.facts import describe, licences
from ostiary.flows.gather import advisories
from ostiary.flows.hub.rules import answerable
from ostiary.flows.hub.vet import vet_model
from ostiary.flows.judging import Looked, conclude, unexamined
from ostiary.flows.local import local
from ostiary.flows.look import look
from ostiary.flows.merge import merge
from ostiary.flows.options import VetOptions
from ostiary.flows.record import as_run
from ostiary.flows.running import run as run_async
from ostiary.flows.suggest import corrected
from ostiary.flows.tree import GROWING, grow
from ostiary.flows.triage import with_triage
from ostiary.policy.kinds import kind_name
from ostiary.policy.model import Policy
from ostiary.subjects.spec import HUB, Spec

AT_ONCE = 3
"""Packages asked about that are looked at together; their files and sources overlap."""


def vet(specs: Sequence[Spec], options: VetOptions, world: World, progress: Progress) -> Run:
    """Vet each package. Raises `UsageError` for what does not exist, before anything is judged."""
    prepare()
    before = Before(world, fresh=options.fresh)
    options = replace(options, policy=with_triage(options.policy, world))
    run = run_async(_vet(specs, options, world, progress, before))
    return replace(run, notes=(*run.notes, *before.notes()))


async def _vet(
    specs: Sequence[Spec], options: VetOptions, world: World, progress: Progress, before: Before
) -> Run:
    async with open_edges(world, options, before) as edges:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(spec: Spec) -> list[Looked]:
            async with gate:
                return await _vet_one(spec, edges, options, progress)

        progress.start("packages", len(specs))
        groups = await asyncio.gather(*map(one, specs))
        progress.stop("packages")
        versions = edges.data_versions()
        return merge([as_run("vet", group, world, versions) for group in _once(groups)], world)


def _once(groups: Sequence[list[Looked]]) -> list[list[Looked]]:
    """Every subject once: a dependency that was asked about too speaks with its full verdict."""
    seen = {group[0].subject.purl for group in groups}
    asked_about = set()
    kept = []
    for asked, *nodes in groups:
        same = (asked.subject.purl, asked.subject.origin, asked.tree)
        if same in asked_about:
            continue  # one release by several names
        asked_about.add(same)
        fresh = [node for node in nodes if node.subject.purl not in seen]
        seen.update(node.subject.purl for node in fresh)
        kept.append([asked, *fresh])
    return kept


async def _vet_one(
    spec: Spec, edges: Edges, options: VetOptions, progress: Progress
) -> list[Looked]:
    """The package asked about, and after it every dependency."""
    started, policy = time.monotonic(), options.policy
    if spec.type == HUB:
        return [await _vet_model(spec, edges, options, progress)]
    try:
        looked = await (_local if spec.path else _published)(spec, edges, options, progress)
    except NotFoundError as error:
        raise await corrected(error, spec, edges) from error
    except SourceError as error:
        looked = await _unanswered(spec, error, edges, options)
        nodes: list[Looked] = []
    else:
        looked, nodes = await grow(looked, spec, edges, options, progress)
        policy = whole(policy, looked, options)
    looked = replace(looked, facts=describe(looked.dossier))
    looked = replace(looked, licences=tuple(sorted(licences(looked.dossier))))
    approvals = edges.approvals(looked.subject)
    done = conclude(looked, policy, approvals, edges.world)
    progress.step("packages")
    return [replace(done, seconds=time.monotonic() - started), *nodes]


async def _vet_model(spec: Spec, edges: Edges, options: VetOptions, progress: Progress) -> Looked:
    started = time.monotonic()
    looked = await vet_model(spec, edges, options)
    looked = replace(looked, facts=describe(looked.dossier))
    looked = replace(looked, licences=tuple(sorted(licences(looked.dossier))))
    approvals = edges.approvals(looked.subject)
    done = conclude(looked, answerable(options.policy), approvals, edges.world)
    progress.step("packages")
    return replace(done, seconds=time.monotonic() - started)


def whole(policy: Policy, looked: Looked, options: VetOptions) -> Policy:
    """The policy for a package with its dependencies: a tree that cannot be judged is no pass either."""
    if not options.tree or looked.subject.type not in GROWING:
        return policy
    return replace(policy, require=(*policy.require, kind_name(JudgedTree.__name__)))


async def _published(spec: Spec, edges: Edges, options: VetOptions, progress: Progress) -> Looked:
    answer = await edges.find(spec, options)
    return await look(answer, edges, options, progress)


async def _local(spec: Spec, edges: Edges, options: VetOptions, _: Progress) -> Looked:
    """A path: what its bytes tell, and what advisories know about the name that it bears."""
    try:
        given, place = hand_over(spec.path or Path())
    except ParseError as error:
        raise UsageError(f"{spec.text}: {error.message}", error.hint) from error
    except OSError as error:
        raise UsageError(f"{spec.text} cannot be read: {error.strerror}") from error
    (found, confinement) = await asyncio.to_thread(
        examine_once, given, place, edges.before, shaped=edges.listed.comparable
    )
    if isinstance(found, Failure):
        raise UsageError(f"{spec.text}: {broken(found)}", found.hint)
    folder = place.path if isinstance(place, Readable) else ""
    origin, policy = str(spec.path), options.policy
    looked = local(found, origin, edges.world, policy, edges.listed, folder=folder)
    looked = replace(looked, unconfined=loose(confinement))
    if looked.subject.type == "generic":
        return looked
    known = await advisories(looked.subject, edges, options)
    return replace(looked, dossier=looked.dossier.with_items(known))


async def _unanswered(spec: Spec, error: SourceError, edges: Edges, options: VetOptions) -> Looked:
    """The index did not answer: an account of nothing, which no policy turns into a pass.

    An exact version may still be known for malware, and that is worth more than "unknown".
    """
    subject = Subject(spec.type, spec.name, spec.version)
    source = f"{spec.type} index"
    items = (
        Unknown(subject, Release, source, error.cause, error.message, error.hint),
        *unexamined(subject, source, error.cause, "the index did not answer", error.hint),
    )
    dossier = Dossier(subject, items)
    if spec.version:
        dossier = dossier.with_items(await advisories(subject, edges, options))
    return Looked(subject, "asked", shallow=False, dossier=dossier)

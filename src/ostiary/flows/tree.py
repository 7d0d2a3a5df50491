"""What a package brings along: resolve it, look at every node once, and join the verdicts."""

import asyncio
import time
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ostiary.core.errors import OstiaryError, SourceError
from ostiary.core.evidence import Cause, Dossier, Evidence, Item, Unknown
from ostiary.core.facts.nodes import JudgedNode, JudgedTree
from ostiary.core.facts.release import Release
from ostiary.core.ports import Progress
from ostiary.core.scale import Decision
from ostiary.core.subject import Subject
from ostiary.core.tree import Node
from ostiary.evidence.registries.answer import Answer
from ostiary.flows.edges import Edges
from ostiary.flows.facts import describe, licences
from ostiary.flows.gather import advisories
from ostiary.flows.judging import Looked, conclude, unexamined
from ostiary.flows.look import glance, look
from ostiary.flows.options import VetOptions
from ostiary.flows.requirements import building, declared
from ostiary.subjects.npm_tree import resolve_npm
from ostiary.subjects.spec import Spec
from ostiary.subjects.uv_tree import Resolved, resolve_pypi

GROWING = frozenset({"pypi", "npm"})
"""Types of packages whose dependencies an ecosystem's resolver can tell."""

MAX_NAMED = 4
"""Requirements that nobody could resolve which are named in one reason."""

AT_ONCE = 8
"""Dependencies that are looked at together, most of it waiting for an index."""

SUMMARIES = ("no-check-answered", "no-account")
"""Rules of the policy that say that nothing is known, and not why."""

RUN_TIME = ("", "optional", "peer")
"""Groups of npm dependencies that an installation of the package brings."""


async def grow(
    root: Looked, spec: Spec, edges: Edges, options: VetOptions, progress: Progress
) -> tuple[Looked, list[Looked]]:
    """The root with its judged tree among its evidence, and every dependency with its verdict."""
    if not options.tree or root.subject.type not in GROWING:
        return root, []
    try:
        resolved = await asyncio.to_thread(_resolve, root, spec, edges)
    except SourceError as error:
        lost = Unknown(root.subject, JudgedTree, "resolver", error.cause, error.message, error.hint)
        return replace(root, dossier=root.dossier.with_items(lost)), []
    wanted = [node for node in resolved.tree.nodes if node.parents]
    progress.start("dependencies", len(wanted))
    gate = asyncio.Semaphore(AT_ONCE if not options.deep else 2)

    async def one(node: Node) -> Looked:
        async with gate:
            looked = await _node(node, edges, options, progress)
        progress.step("dependencies")
        return looked

    nodes = list(await asyncio.gather(*map(one, wanted)))
    judged = _join(resolved, nodes, shallow=not options.deep)
    fact = Evidence(root.subject, judged, resolved.tree.resolver, edges.world.now)
    items: tuple[Item, ...] = (fact, *_unjudged(root, judged, resolved.tree.resolver))
    return replace(root, dossier=root.dossier.with_items(*items), tree=resolved.tree), nodes


def _resolve(root: Looked, spec: Spec, edges: Edges) -> Resolved:
    """Ask the ecosystem's own resolver; nothing is built and no script runs."""
    world = edges.world
    if root.subject.type == "npm":
        if spec.path is None:
            wanted = {root.subject.name: root.subject.version}
        else:
            wanted = {one.name: one.constraint or one.url for one in declared(root)[0]}
        registry = edges.settings.npm.registry_for("")
        tree = resolve_npm(
            root.subject, wanted, world.environ, registry=registry, offline=world.offline
        )
        return Resolved(tree)
    requirements, doubts = declared(root)
    resolved = resolve_pypi(
        root.subject,
        (*requirements, *building(root)),
        spec.extras,
        edges.uv_indexes(),
        world.environ,
        offline=world.offline,
    )
    return replace(resolved, unresolved=(*resolved.unresolved, *doubts))


async def _node(node: Node, edges: Edges, options: VetOptions, progress: Progress) -> Looked:
    """One dependency, judged; it is looked at once however many packages asked for it."""
    started = time.monotonic()
    subject = node.subject
    try:
        answer = await edges.find_exact(subject, options)
        _same_bytes(subject, answer)
    except OstiaryError as error:
        cause = error.cause if isinstance(error, SourceError) else Cause.CONTRADICTED
        source = f"{subject.type} index"
        items = (
            Unknown(subject, Release, source, cause, error.message, error.hint),
            *unexamined(subject, source, cause, error.message, error.hint),
            await advisories(subject, edges, options),
        )
        looked = Looked(subject, "dependency", not options.deep, Dossier(subject, items))
    else:
        if options.deep:
            looked = await look(answer, edges, options, progress, role="dependency")
        else:
            looked = await glance(answer, edges, options)
    looked = replace(
        looked,
        subject=replace(looked.subject, name=subject.name),
        facts=describe(looked.dossier),
        licences=tuple(sorted(licences(looked.dossier))),
    )
    done = conclude(looked, options.policy, edges.approvals(looked.subject), edges.world)
    return replace(done, seconds=time.monotonic() - started)


def _same_bytes(wanted: Subject, answer: Answer) -> None:
    """Raises `SourceError` where the resolver would fetch something else than the index's own file."""
    known = {one for file in answer.release.files for one in file.digests}
    kinds = {one.algorithm for one in known}
    pins = {one for one in wanted.digests if one.algorithm in kinds}
    if (wanted.origin or wanted.digests) and not (pins and pins <= known):
        place = wanted.origin or "another place"
        reason = f"{wanted.name} {wanted.version} comes from {place}, not from the index"
        hint = "nothing says that its bytes are those that the index offers: vet them by themselves"
        raise SourceError(reason, hint, Cause.CONTRADICTED)


def _join(resolved: Resolved, nodes: Sequence[Looked], *, shallow: bool) -> JudgedTree:
    judged = tuple(
        JudgedNode(
            purl=one.subject.purl,
            decision=one.verdict.decision,
            reason=_worst(one),
            path=resolved.tree.path(one.subject.purl),
            rule=one.verdict.reasons[0].rule if one.verdict.reasons else "",
        )
        for one in nodes
        if one.verdict
    )
    return JudgedTree(judged, shallow, resolved.unresolved)


def _unjudged(root: Looked, judged: JudgedTree, source: str) -> Iterator[Unknown]:
    """What is missing below is missing for the whole: the checks name it, the policy counts it."""
    lost = [node for node in judged.nodes if node.decision is Decision.INSUFFICIENT]
    if lost:
        reason = f"{len(lost)} of {len(judged.nodes)} dependencies could not be judged"
        hint = f"`ostiary vet {lost[0].purl}` says what is unknown and how to make it known"
        yield Unknown(root.subject, JudgedTree, source, Cause.OPAQUE, reason, hint)
    if judged.unresolved:
        named = ", ".join(f"`{name}`" for name in sorted(set(judged.unresolved))[:MAX_NAMED])
        reason = f"what {named} would install cannot be told without a download or a build"
        hint = (
            "vet it by itself, and what it needs; then bind an approval to the digest of this one"
        )
        yield Unknown(root.subject, JudgedTree, source, Cause.OPAQUE, reason, hint)


def _worst(one: Looked) -> str:
    """The first of the worst reasons, and of those one that names a source before one that sums up."""
    if not one.verdict or one.verdict.decision is Decision.ALLOW or not one.verdict.reasons:
        return ""
    worst = [row for row in one.verdict.reasons if row.decision is one.verdict.decision]
    named = [row for row in worst if row.rule not in SUMMARIES]
    return (named or worst)[0].message

"""Packages that came since the last audit are vetted, as `ostiary vet` does it."""

from collections.abc import Iterator
from dataclasses import replace

from ostiary.core.audit import Change, ChangeKind
from ostiary.core.errors import OstiaryError
from ostiary.core.ports import Progress
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.verdict import Reason, Verdict
from ostiary.core.world import World
from ostiary.flows.audit.options import AuditOptions
from ostiary.flows.options import VetOptions
from ostiary.flows.vet import vet
from ostiary.policy.model import Policy
from ostiary.policy.place import joined
from ostiary.policy.waivers import holds_in
from ostiary.subjects.spec import Spec

_VETTED = ("pypi", "npm")


def vet_newcomers(run: Run, options: AuditOptions, world: World, progress: Progress) -> Run:
    """The run with a verdict on each newcomer, which counts for the place where it is in use.

    One that cannot be vetted is insufficient, and so are those beyond the limit: nobody looked at them.
    """
    if run.audit is None or run.audit.changes is None or not options.vet_limit:
        return run
    new = list(_newcomers(run.audit.changes.components))
    progress.start("vetted", min(len(new), options.vet_limit))
    for change in new[: options.vet_limit]:
        run = _with(run, change, _vetted(change, options, world, progress))
        progress.step("vetted")
    progress.stop("vetted")
    for change in new[options.vet_limit :]:
        run = _with(
            run, change, _unvetted(change, f"only {options.vet_limit} newcomers are vetted at once")
        )
    return run


def _newcomers(changes: tuple[Change, ...]) -> Iterator[Change]:
    seen: set[tuple[str, str, str]] = set()
    for one in changes:
        key = (one.type, one.name, one.after)
        exact = one.after and "," not in one.after
        if one.kind is ChangeKind.NEW and one.type in _VETTED and exact and key not in seen:
            seen.add(key)
            yield one


def _vetted(
    change: Change, options: AuditOptions, world: World, progress: Progress
) -> Run | Reason:
    spec = Spec(f"{change.name}=={change.after}", change.type, change.name, change.after)
    policy = _here(options.policy, change.place)
    asked = VetOptions(policy, tree=False, sources=options.sources)
    try:
        return vet([spec], asked, world, progress)
    except OstiaryError as error:
        return _unvetted(change, error.message, error.hint)


def _here(policy: Policy, place: str) -> Policy:
    """The policy with waivers of the place where the newcomer is in use; a vetting itself has no place."""
    waivers = (replace(one, place="") if holds_in(one, place) else one for one in policy.waivers)
    return replace(policy, waivers=tuple(waivers))


def _unvetted(change: Change, why: str, hint: str = "") -> Reason:
    return Reason(
        Decision.INSUFFICIENT,
        "newcomer",
        f"{change.name} {change.after} is new and was not vetted: {why}",
        at=change.at,
        remedy=hint or f"ostiary vet {change.type}:{change.name}@{change.after}",
    )


def _with(run: Run, change: Change, found: Run | Reason) -> Run:
    """The run with what was found about one newcomer."""
    if isinstance(found, Reason):
        return _against(run, change.place, (found,))
    reasons = tuple(
        replace(reason, message=_named(change, reason.message), at=change.at)
        for verdict in found.asked
        for reason in verdict.reasons
        if reason.decision > Decision.ALLOW
    )
    shown = tuple(replace(one, role="component") for one in found.examined)
    run = replace(
        run,
        examined=(*run.examined, *shown),
        evidence=(*run.evidence, *found.evidence),
        findings=(*run.findings, *found.findings),
        outcomes=(*run.outcomes, *found.outcomes),
        coverage=(*run.coverage, *found.coverage),
        verdicts=_merged(run.verdicts, found.verdicts),
        notes=tuple(dict.fromkeys((*run.notes, *found.notes))),
    )
    return _against(run, change.place, reasons)


def _merged(old: tuple[Verdict, ...], new: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """One verdict a subject: that of the vetting joins what the audit said."""
    by_subject = {one.subject: one for one in new}
    kept = tuple(
        joined(by_subject.pop(one.subject), one.reasons) if one.subject in by_subject else one
        for one in old
    )
    return (*kept, *by_subject.values())


def _against(run: Run, place: str, reasons: tuple[Reason, ...]) -> Run:
    """The same run, with reasons against a place."""
    purls = {
        one.subject.purl for one in (run.audit.places if run.audit else ()) if one.path == place
    }
    verdicts = tuple(joined(one, reasons) if one.subject in purls else one for one in run.verdicts)
    return replace(run, verdicts=verdicts)


def _named(change: Change, message: str) -> str:
    return f"{change.name} {change.after} (new): {message}"

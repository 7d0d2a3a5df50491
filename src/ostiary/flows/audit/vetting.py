"""Releases are vetted for an audit, as `ostiary vet` does it, and their verdicts held against places."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from ostiary.core.audit import Vetted
from ostiary.core.errors import OstiaryError
from ostiary.core.inventory import Origin
from ostiary.core.ports import Progress
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.verdict import Reason, Verdict
from ostiary.core.waiver import Waiver
from ostiary.core.world import World
from ostiary.flows.audit.arrivals import AGAIN, Stands
from ostiary.flows.audit.handover import Key
from ostiary.flows.audit.options import AuditOptions
from ostiary.flows.options import VetOptions
from ostiary.flows.vet import vet
from ostiary.policy.model import Policy
from ostiary.policy.place import joined
from ostiary.policy.waivers import holds_in
from ostiary.subjects.spec import Spec

_ELSEWHERE = {Origin.URL: "an address", Origin.GIT: "a repository", Origin.PATH: "a path"}


class Bench:
    """Where releases are vetted, one after the other; `rows` is what is known of each in the end."""

    def __init__(
        self,
        options: AuditOptions,
        world: World,
        progress: Progress,
        stands: Stands,
        known: Mapping[Key, Vetted],
    ) -> None:
        self.options = options
        self.world = world
        self.progress = progress
        self.stands = stands
        self.known = known
        self.rows = dict(known)

    def vetted(self, run: Run, key: Key, how: str) -> Run:
        """The run with the verdict on one release, against each place where it is in use.

        One that cannot be vetted is insufficient: nobody looked at it.
        """
        origins = {one.origin for one in self.stands[key]} & _ELSEWHERE.keys()
        if origins:
            where = " and ".join(sorted(_ELSEWHERE[one] for one in origins))
            hint = (
                "download it, `ostiary scan` it, and approve what is in use: ostiary baseline set"
            )
            return self._unvetted(run, key, how, f"it comes from {where}, not from an index", hint)
        for policy, places in self._policies(key):
            try:
                found = self._vet(key, policy)
            except OstiaryError as error:
                return self._unvetted(run, key, how, error.message, error.hint)
            run = self._with(run, key, how, found, places)
        return run

    def left(self, run: Run, key: Key, how: str) -> Run:
        """The run without a verdict on one release: what was said of it stands."""
        if key in self.known and self.known[key].decision is not None:
            return self._standing(run, key)
        if not self.options.vet_limit:
            row = Vetted(*key, self.world.now, None)
            self.rows[key] = self.known.get(key, row)
            return run
        why = f"only {self.options.vet_limit} are vetted at once (--vet-new)"
        return self._unvetted(run, key, how, why, "")

    def _vet(self, key: Key, policy: Policy) -> Run:
        kind, name, version = key
        spec = Spec(f"{name}=={version}", kind, name, version)
        asked = VetOptions(policy, tree=False, sources=self.options.sources)
        return vet([spec], asked, self.world, self.progress)

    def _policies(self, key: Key) -> Iterator[tuple[Policy, frozenset[str]]]:
        """The policy with the waivers of each place where the release is: a vetting itself has no place."""
        policy = self.options.policy
        found: dict[tuple[Waiver, ...], set[str]] = {}
        for one in self.stands[key]:
            here = (replace(w, place="") if holds_in(w, one.place) else w for w in policy.waivers)
            found.setdefault(tuple(here), set()).add(one.place)
        for waivers, places in found.items():
            yield replace(policy, waivers=waivers), frozenset(places)

    def _with(self, run: Run, key: Key, how: str, found: Run, places: frozenset[str]) -> Run:
        grounds = [
            reason
            for verdict in found.asked
            for reason in verdict.reasons
            if reason.decision > Decision.ALLOW
        ]
        named = [replace(one, message=f"{_name(key)} ({how}): {one.message}") for one in grounds]
        decision = max((one.decision for one in found.asked), default=Decision.INSUFFICIENT)
        before = self.known.get(key)
        if decision is Decision.INSUFFICIENT and before and before.decision is Decision.BLOCK:
            # What was malicious is not better for being gone from the index.
            run = self._standing(run, key)
        else:
            told = tuple(one.message for one in grounds)
            self._note(Vetted(*key, self.world.now, decision, told))
        run = replace(
            run,
            examined=(*run.examined, *(replace(one, role="component") for one in found.examined)),
            evidence=(*run.evidence, *found.evidence),
            findings=tuple(dict.fromkeys((*run.findings, *found.findings))),
            outcomes=(*run.outcomes, *found.outcomes),
            coverage=(*run.coverage, *found.coverage),
            verdicts=_merged(run.verdicts, found.verdicts),
            notes=tuple(dict.fromkeys((*run.notes, *found.notes))),
        )
        return self._against(run, key, named, places)

    def _note(self, row: Vetted) -> None:
        """One release may be judged by several policies: the worst verdict stands."""
        key = (row.type, row.name, row.version)
        other = self.rows.get(key)
        worse = (
            other is not None and other.at == row.at and (other.decision or 0) > (row.decision or 0)
        )
        if other is None or not worse:
            self.rows[key] = row

    def _unvetted(self, run: Run, key: Key, how: str, why: str, hint: str) -> Run:
        before = self.known.get(key)
        if before and before.decision is Decision.BLOCK:
            return self._standing(run, key)
        decision, name = Decision.INSUFFICIENT, _name(key)
        said = how if how != AGAIN else "in use"
        message = f"{name} is {said} and was not vetted: {why}"
        self._note(Vetted(*key, self.world.now, decision, (f"not vetted: {why}",)))
        remedy = hint or f"ostiary vet {key[0]}:{key[1]}@{key[2]}"
        return self._against(run, key, [Reason(decision, "newcomer", message, remedy=remedy)])

    def _standing(self, run: Run, key: Key) -> Run:
        row = self.known[key]
        if row.decision is None:
            return run
        why = f": {row.reasons[0]}" if row.reasons else ""
        message = (
            f"{_name(key)} was {row.decision.word} when it was vetted on {row.at:%Y-%m-%d}{why}"
        )
        remedy = f"vet it again: ostiary vet {key[0]}:{key[1]}@{key[2]}"
        return self._against(run, key, [Reason(row.decision, "vetted", message, remedy=remedy)])

    def _against(
        self, run: Run, key: Key, reasons: Iterable[Reason], places: Iterable[str] = ()
    ) -> Run:
        """The same run, with reasons against the places where the release is in use."""
        paths, every = frozenset(places), tuple(reasons)
        for place in run.audit.places if run.audit else ():
            here = [one.at for one in self.stands[key] if one.place == place.path]
            if here and (not paths or place.path in paths):
                purl, added = place.subject.purl, [replace(one, at=here[0]) for one in every]
                verdicts = (
                    joined(one, added) if one.subject == purl else one for one in run.verdicts
                )
                run = replace(run, verdicts=tuple(verdicts))
        return run


def _name(key: Key) -> str:
    return f"{key[1]} {key[2]}"


def _merged(old: tuple[Verdict, ...], new: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """One verdict a subject: that of the vetting joins what the audit said."""
    by_subject = {one.subject: one for one in new}
    kept = tuple(
        joined(by_subject.pop(one.subject), one.reasons) if one.subject in by_subject else one
        for one in old
    )
    return (*kept, *by_subject.values())

"""The few lines about a model on a hub that a person reads before the details."""

from collections import Counter
from collections.abc import Iterator

from ostiary.core.evidence import Absent, Dossier
from ostiary.core.facts.hub import ModelRepository, ServedFiles
from ostiary.core.facts.provenance import Proof
from ostiary.core.facts.signing import ModelSignature, ModelSigned
from ostiary.formats.model.drift import Aspect, RevisionDrift

Line = tuple[str, str]


def describe_model(dossier: Dossier) -> Iterator[Line]:
    """Label and text: which commit, what the hub says about it, how its files were had."""
    repository = dossier.first(ModelRepository)
    if repository:
        yield "revision", _revision(repository)
        yield "hub", " · ".join(_about(repository))
    served = dossier.first(ServedFiles)
    if served:
        yield "files", _had(served)
    signature = dossier.first(ModelSignature)
    if signature:
        yield from (("signed", _signed(one)) for one in signature.signatures)
    elif any(isinstance(one, Absent) and one.kind is ModelSignature for one in dossier.items):
        yield "signed", "by nobody"
    drift = dossier.first(RevisionDrift)
    if drift:
        yield "drift", _drift(drift)
    if repository:
        yield "advisories", "none are published about models"


def _signed(one: ModelSigned) -> str:
    if one.proof is not Proof.VERIFIED:
        return f"{one.path}: {one.proof.value}: {one.reason}"
    by_list = f", {one.listed} of them by the list of the hub" if one.listed else ""
    return f"by {one.signer} ({one.issuer}): {one.covered} files{by_list}"


def _drift(one: RevisionDrift) -> str:
    counts = Counter(change.aspect for change in one.changes)
    told = ", ".join(f"{counts[aspect]} {aspect.value}" for aspect in Aspect if counts[aspect])
    return f"since {one.before[:12]}, vetted last: {told or 'nothing changed'}; {one.same} files the same"


def _revision(one: ModelRepository) -> str:
    if one.pinned:
        return f"{one.commit}, as asked"
    return f"{one.commit}, for which {f'`{one.asked}`' if one.asked else 'no revision'} stands now"


def _about(one: ModelRepository) -> Iterator[str]:
    if one.organisation:
        yield f"by {one.organisation}"
    if one.gated:
        yield f"gated ({one.gated})"
    if one.private:
        yield "private"
    if one.disabled:
        yield "disabled"
    if one.downloads >= 0:
        yield f"{one.downloads:,} downloads in 30 days"
    if one.likes >= 0:
        yield f"{one.likes:,} likes"
    if one.created:
        yield f"created {one.created:%Y-%m-%d}"
    if one.modified:
        yield f"changed {one.modified:%Y-%m-%d}"
    if one.branches is not None and one.tags is not None:
        yield f"{len(one.branches)} branches, {len(one.tags)} tags"
    yield f"scan of the hub {one.scanned or 'not known'}"


def _had(one: ServedFiles) -> str:
    parts = [f"{one.verified:,} whole, digests as listed"]
    if one.ranged:
        parts.append(f"{len(one.ranged):,} by their headers, digests not worked out")
    if one.altered:
        parts.append(f"{len(one.altered):,} with other bytes than listed")
    if one.unread:
        parts.append(f"{len(one.unread):,} not read")
    return f"{'; '.join(parts)}; {one.fetched:,} bytes fetched"

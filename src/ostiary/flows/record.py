"""Put all that was looked at into one run."""

from collections.abc import Iterable

from ostiary import __version__
from ostiary.core.run import Run
from ostiary.core.world import World
from ostiary.flows.judging import Looked
from ostiary.flows.sources import index


def as_run(
    verb: str,
    looked: Iterable[Looked],
    world: World,
    data_versions: tuple[tuple[str, str], ...] = (),
) -> Run:
    """One run of one verb; `looked` are in the order in which they were asked about."""
    every = list(looked)
    return Run(
        id=world.run_id,
        verb=verb,
        tool=f"ostiary {__version__}",
        started=world.now,
        seconds=sum(one.seconds for one in every if one.role == "asked"),
        data_versions=data_versions,
        examined=tuple(one.examined() for one in every),
        evidence=tuple(line for one in every for line in index(one.dossier.items)),
        findings=tuple(finding for one in every for finding in one.findings),
        outcomes=tuple(outcome for one in every for outcome in one.outcomes),
        coverage=tuple(row for one in every for row in one.coverage),
        verdicts=tuple(one.verdict for one in every if one.verdict),
        trees=tuple(one.tree for one in every if one.tree),
        notes=tuple(dict.fromkeys(note for one in every for note in one.notes)),
    )

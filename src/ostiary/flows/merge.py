"""Several runs as one, for reports over many paths."""

from collections.abc import Sequence

from ostiary import __version__
from ostiary.core.run import Run
from ostiary.core.world import World


def merge(runs: Sequence[Run], world: World) -> Run:
    """One run with the rows of all, in their order."""
    return Run(
        id=world.run_id,
        verb=runs[0].verb if runs else "scan",
        tool=f"ostiary {__version__}",
        started=world.now,
        seconds=sum(run.seconds for run in runs),
        data_versions=runs[0].data_versions if runs else (),
        examined=tuple(row for run in runs for row in run.examined),
        evidence=tuple(row for run in runs for row in run.evidence),
        findings=tuple(row for run in runs for row in run.findings),
        outcomes=tuple(row for run in runs for row in run.outcomes),
        coverage=tuple(row for run in runs for row in run.coverage),
        verdicts=tuple(row for run in runs for row in run.verdicts),
        trees=tuple(row for run in runs for row in run.trees),
        notes=tuple(row for run in runs for row in run.notes),
    )

"""Several runs as one, for reports over many paths."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from ostiary import __version__
from ostiary.core.run import Run
from ostiary.core.world import World


def merge(runs: Sequence[Run], world: World) -> Run:
    """One run with the rows of all, in their order.

    Files that claim to be the same release stay apart: otherwise one would speak for the other.
    """
    runs = list(_apart(runs))
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
        notes=tuple(dict.fromkeys(row for run in runs for row in run.notes)),
    )


def _apart(runs: Sequence[Run]) -> Iterable[Run]:
    """The runs, each about a subject of its own: where two clash, all of that name bear their path."""
    counts: dict[str, int] = {}
    for run in runs:
        for purl in {one.subject.purl for one in run.examined if one.role == "asked"}:
            counts[purl] = counts.get(purl, 0) + 1
    for run in runs:
        clashes = [one.subject for one in run.examined if counts.get(one.subject.purl, 0) > 1]
        for subject in clashes:
            run = _renamed(run, subject.purl, subject.origin)  # noqa: PLW2901 - one name at a time
        yield run


def _renamed(run: Run, purl: str, path: str) -> Run:
    examined = tuple(
        replace(one, subject=replace(one.subject, file_name=path))
        if one.subject.purl == purl
        else one
        for one in run.examined
    )
    name = next(one.subject.purl for one in examined if one.subject.file_name == path)

    def rows(every: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(replace(row, subject=name) if row.subject == purl else row for row in every)

    return replace(
        run,
        examined=examined,
        evidence=rows(run.evidence),
        findings=rows(run.findings),
        outcomes=rows(run.outcomes),
        verdicts=rows(run.verdicts),
    )

"""What a report says of model files in a few words."""

from msgspec import Struct

from ostiary.core.audit import Place
from ostiary.core.model_file import ModelRow
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.report.names import release

MODELS = "models"
"""The format of the listing of models."""
_ORDER = ("malicious", "unknown", "review", "safe by list", "safe by format")
"""Assurances, the worst first."""
_TO_DO = {
    "malicious": "do not load it: remove it, and find out where it came from",
    "unknown": (
        "do not load it before somebody has looked: ask for the same weights as safetensors, or list what it "
        "calls under [[models.allow]]"
    ),
    "review": "look at its findings before you load it",
}


class ModelLine(Struct, frozen=True):
    """One model file of a run with the model that it belongs to; `copies` are where else these bytes lie."""

    row: ModelRow
    name: str
    decision: Decision
    copies: tuple[str, ...] = ()

    @property
    def weight(self) -> tuple[int, str]:
        """The order in which to show it: the worst first."""
        return _ORDER.index(self.row.assurance), self.row.path


def to_do(row: ModelRow) -> str:
    """What to do about a model file: how to load it where that is safe."""
    told = _TO_DO.get(row.assurance)
    if told is not None:
        return told
    if row.plain_load:
        return f"load it with {row.plain_load}"
    return "nothing"


def model_files(run: Run) -> list[ModelLine]:
    """Every model file of a run, the worst first; files of the same digest are one line."""
    decisions = {one.subject: one.decision for one in run.verdicts}
    found: dict[object, ModelLine] = {}
    for one in run.examined:
        decision = decisions.get(one.subject.purl, Decision.INSUFFICIENT)
        for row in one.models:
            key = (row.sha256, row.format) if row.sha256 else (row.path,)
            line = ModelLine(row, release(one.subject.purl), decision)
            known = found.get(key)
            found[key] = line if known is None else _joined(known, line)
    return sorted(found.values(), key=lambda line: line.weight)


def _joined(known: ModelLine, other: ModelLine) -> ModelLine:
    """Two places of the same bytes, by the one that looks worse."""
    first, second = sorted((known, other), key=lambda line: line.weight)
    copies = tuple(sorted({*known.copies, *other.copies, second.row.path} - {first.row.path}))
    return ModelLine(first.row, first.name, max(known.decision, other.decision), copies)


def counted(lines: list[ModelLine]) -> str:
    """How many there are of each assurance, the worst first: `1 malicious, 3 safe by format`."""
    counts = dict.fromkeys(_ORDER, 0)
    for line in lines:
        counts[line.row.assurance] += 1
    return ", ".join(f"{count:,} {word}" for word, count in counts.items() if count)


def loader(row: ModelRow) -> str:
    """What opens it, with the setting that runs nothing of it."""
    return f"{row.loader} ({row.plain_load})" if row.plain_load else row.loader


def left(run: Run) -> list[tuple[str, int, str]]:
    """By place: its name, how many files have the name of a model, and why they were not examined."""
    return [
        (place.name, len(place.models), place.models_left or "nobody looked at them here")
        for place in (run.audit.places if run.audit else ())
        if place.models and not _looked(place)
    ]


def _looked(place: Place) -> bool:
    """Whether models were examined, or all that bears such a name is none."""
    listed = any(one.format == MODELS for one in place.listings)
    return not place.models_left and (listed or place.not_models >= len(place.models))


def unhashed(lines: list[ModelLine]) -> str:
    """That large files were not hashed, and how to have them hashed; empty if all were."""
    count = sum(not line.row.sha256 for line in lines)
    many = "1 file" if count == 1 else f"{count:,} files"
    return f"{many} larger than 64 MB not hashed (--verify does)" if count else ""


def none(run: Run) -> int:
    """How many files have the name of a model, and are none."""
    return sum(place.not_models for place in (run.audit.places if run.audit else ()))

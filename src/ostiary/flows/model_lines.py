"""The lines about model files that a person reads before the details."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ostiary.core.model_file import ModelRow
from ostiary.formats.model.assurance import Assurance, assurance
from ostiary.formats.model.record import Carries, ModelFile, Models

Line = tuple[str, str]

MAX_LINES = 6
"""Model files that have a line of their own."""
_ORDER = tuple(Assurance)


def model_lines(found: Iterable[Models]) -> Iterator[Line]:
    """What each model file is, how safe it is to load, and how much of it was accounted for."""
    groups = _groups([one for models in found for one in models.files])
    ordered = sorted(groups, key=lambda group: (-_ORDER.index(_whole(group)), group[0].path))
    if len(ordered) > MAX_LINES:
        counts = Counter(map(_whole, ordered))
        told = ", ".join(f"{counts[one]} {one}" for one in reversed(_ORDER) if counts[one])
        yield "models", f"{len(ordered):,} model files: {told}"
        return
    for group in ordered:
        yield "model", _told(group)


def model_rows(found: Iterable[Models], digests: Mapping[str, str]) -> tuple[ModelRow, ...]:
    """A row for each model file; `digests` are SHA-256 by path.

    What the card of a folder claims holds for the files in it.
    """
    groups = _groups([one for models in found for one in models.files])
    cards = {
        group[0].path.rpartition("/")[0]: group[0].claims
        for group in groups
        if group[0].format == "model-card"
    }
    rows = (_row(group, digests, cards) for group in groups if group[0].format not in _TEXTS)
    return tuple(sorted(rows, key=lambda one: one.path))


_TEXTS = frozenset(
    ("model-card", "notebook", "prompt", "chat-template", "target-yaml", "model-config")
)
"""What travels along with a model and is none."""


def _row(
    group: list[ModelFile],
    digests: Mapping[str, str],
    cards: Mapping[str, tuple[tuple[str, str], ...]],
) -> ModelRow:
    file = group[0]
    return ModelRow(
        path=file.path,
        format=file.format,
        size=file.size,
        sha256=digests.get(file.path, ""),
        assurance=str(_whole(group)),
        carries=str(max((one.carries for one in group), key=list(Carries).index)),
        accounted=file.accounted,
        tensors=file.tensors or sum(one.tensors for one in group),
        tensor_bytes=file.tensor_bytes or sum(one.tensor_bytes for one in group),
        loader=file.loader,
        plain_load=file.plain_load,
        opaque=next((one.opaque for one in group if one.opaque), ""),
        readers=tuple(dict.fromkeys(reader for one in group for reader in one.readers)),
        checked=file.details,
        claimed=(*file.claims, *cards.get(file.path.rpartition("/")[0], ())),
    )


def _groups(files: list[ModelFile]) -> list[list[ModelFile]]:
    """Each file that lies in no other one, followed by all that lies in it."""
    paths = {one.path for one in files}
    groups: dict[str, list[ModelFile]] = {}
    for one in sorted(files, key=lambda one: len(one.path)):
        groups.setdefault(_top(one.path, paths), []).append(one)
    return list(groups.values())


def _top(path: str, paths: set[str]) -> str:
    at = path.find("!/")
    while at >= 0:
        if path[:at] in paths:
            return path[:at]
        at = path.find("!/", at + 2)
    return path


def _whole(group: list[ModelFile]) -> Assurance:
    """How safe a file is with all that lies in it."""
    return max(map(assurance, group), key=_ORDER.index)


def _told(group: list[ModelFile]) -> str:
    file = group[0]
    parts = [f"{file.path}: {file.format}, {_bytes(file.size)}"]
    tensors = file.tensors or sum(one.tensors for one in group)
    if tensors:
        parts.append(f"{tensors:,} tensor{'s' if tensors > 1 else ''}")
    share = 100 * file.accounted / file.size if file.size else 100.0
    parts.append(f"{_percent(share)} of bytes accounted for")
    parts.append(str(_whole(group)))
    if file.loader:
        loader = f"{file.loader} with {file.plain_load}" if file.plain_load else file.loader
        parts.append(f"loader {loader}")
    return " · ".join(parts)


def _percent(share: float) -> str:
    """Never rounded up to all."""
    return "100 %" if share >= 100 else f"{min(share, 99.9):.1f} %"


def _bytes(size: int) -> str:
    for limit, unit in ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")):
        if size >= limit:
            return (
                f"{size / limit:.0f} {unit}" if size >= 10 * limit else f"{size / limit:.1f} {unit}"
            )
    return f"{size} bytes"

"""What is another thing in a model than it was in another revision?"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct, field

from ostiary.formats.contents import Contents, Kind
from ostiary.formats.model.record import ModelFile, Models, Standing

MAX_CHANGES = 2_000
"""Changes that are kept; the rest is counted in one more."""

MAX_NAMES = 8
"""Names in one sentence; the rest is counted."""


class Aspect(StrEnum):
    """What of a model changed, in order of what it asks of a reader."""

    CODE = "code"  # source that a loader would import, or that lies in a file
    CALLS = "calls"  # what loading calls, builds or imports
    OPERATORS = "operators"  # what a graph is made of
    TEMPLATE = "template"  # a template that is rendered
    REACHES = "reaches"  # files, addresses and libraries beside it
    CONFIGURATION = "configuration"
    FORMAT = "format"  # another format by the same name
    WEIGHTS = "weights"
    TEXT = "text"  # cards, licences, pictures and whatever else lies there


class Change(Struct, frozen=True, order=True):
    """One thing that is not as it was; `how` is added, removed or changed, `what` says it for people.

    `grave` says that nobody has called what came with it harmless.
    """

    path: str
    aspect: Aspect
    how: str
    what: str
    grave: bool = False


class RevisionDrift(Struct, frozen=True):
    """What changed in the model `name` between the commits `before` and `after`; `same` files are the same.

    `lost` says what could not be compared, a line each.
    """

    name: str
    before: str
    after: str
    changes: tuple[Change, ...] = ()
    same: int = 0
    lost: tuple[str, ...] = ()


class Snapshot(Struct, frozen=True):
    """One revision as it was read: `digests` by path tell what changed, nested parts included."""

    models: Mapping[str, ModelFile]
    digests: Mapping[str, str]
    kinds: Mapping[str, Kind] = field(default_factory=dict)


def snapshot(contents: Contents, models: Models | None, digests: Mapping[str, str]) -> Snapshot:
    """A revision by what was found in it; `digests` by path stand in for files that were not hashed."""
    known = {row.path: row.sha256 or digests.get(row.path, "") for row in contents.files}
    files = {file.path: file for file in models.files} if models else {}
    return Snapshot(files, {**digests, **known}, {row.path: row.kind for row in contents.files})


def changes(before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
    """All that changed, in order of path; the same over both is left out."""
    found = sorted({*_files(before, after), *_within(before, after)})
    more = len(found) - MAX_CHANGES
    if more <= 0:
        return tuple(found)
    rest = Change("", Aspect.CODE, "changed", f"{more} more changes", grave=True)
    return (*found[:MAX_CHANGES], rest)


_CODE = frozenset({Kind.PYTHON, Kind.JAVASCRIPT, Kind.TYPESCRIPT, Kind.SHELL, Kind.BATCH})
_MACHINE = frozenset({Kind.NATIVE, Kind.BYTECODE, Kind.WASM})
_CONFIGURATION = frozenset({"model-config", "target-yaml", "safetensors-index", "keras-metadata"})
_TEXTS = frozenset({"model-card", "notebook", "prompt"})


def _files(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    for path in {*before.digests, *after.digests}:
        old, new = before.digests.get(path), after.digests.get(path)
        if old is not None and new is not None and old == new:
            continue
        aspect = min((_aspect(path, side) for side in (before, after)), key=list(Aspect).index)
        how = "added" if old is None else "removed" if new is None else "changed"
        yield Change(path, aspect, how, f"{_NAMES.get(aspect, aspect.value)} {how}")


_NAMES = {Aspect.TEXT: "file"}


def _aspect(path: str, side: Snapshot) -> Aspect:
    kind, file = side.kinds.get(path, Kind.UNKNOWN), side.models.get(path)
    name = path.lower()
    if kind in _CODE or kind in _MACHINE or name.endswith(".py"):
        return Aspect.CODE
    if name.endswith((".jinja", ".jinja2", ".j2")) or (file and file.format == "chat-template"):
        return Aspect.TEMPLATE
    if file is None:
        return Aspect.CONFIGURATION if name.endswith(_SETTINGS) else Aspect.TEXT
    if file.format in _CONFIGURATION:
        return Aspect.CONFIGURATION
    return Aspect.TEXT if file.format in _TEXTS else Aspect.WEIGHTS


_SETTINGS = (".json", ".yaml", ".yml", ".toml", ".ini", ".cfg")


def _within(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    """What the readers of model files saw in them."""
    for path, new in after.models.items():
        old = before.models.get(path)
        if old and old.format != new.format:
            said = f"{new.format} where {old.format} was"
            yield Change(path, Aspect.FORMAT, "changed", said, grave=True)
        yield from _calls(path, old, new)
        yield from _reaches(path, old, new)
        yield from _details(path, old, new)


def _calls(path: str, old: ModelFile | None, new: ModelFile) -> Iterator[Change]:
    known = {one.name for one in old.calls} if old else set()
    fresh = {one.name: one.standing for one in new.calls if one.name not in known}
    inert = sorted(name for name, standing in fresh.items() if standing is Standing.INERT)
    rest = sorted(name for name, standing in fresh.items() if standing is not Standing.INERT)
    for names, grave in ((rest, True), (inert, False)):
        if names:
            said = f"loading it calls {_listed(names)}, as it did not before"
            yield Change(path, Aspect.CALLS, "added", said, grave=grave)


def _reaches(path: str, old: ModelFile | None, new: ModelFile) -> Iterator[Change]:
    known = {(one.kind, one.target) for one in old.reaches} if old else set()
    fresh = [one for one in new.reaches if (one.kind, one.target) not in known]
    for kind in sorted({one.kind for one in fresh}):
        names = sorted(one.target for one in fresh if one.kind == kind)
        said = f"it names a {kind} that it did not name before: {_listed(names)}"
        aspect = Aspect.CODE if kind in {"module", "library"} else Aspect.REACHES
        yield Change(path, aspect, "added", said, grave=aspect is Aspect.CODE)


def _details(path: str, old: ModelFile | None, new: ModelFile) -> Iterator[Change]:
    known, told = dict(old.details) if old else {}, dict(new.details)
    for key in sorted({*known, *told}):
        aspect = Aspect.TEMPLATE if key.startswith("template") else _DETAILS.get(key)
        if aspect and known.get(key) != told.get(key):
            how = "added" if key not in known else "removed" if key not in told else "changed"
            yield Change(path, aspect, how, f"{key} {how}")


_DETAILS = {"operators": Aspect.OPERATORS, "opsets": Aspect.OPERATORS}


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"`{one}`" for one in names[:MAX_NAMES])
    more = len(names) - MAX_NAMES
    return f"{shown} and {more} more" if more > 0 else shown

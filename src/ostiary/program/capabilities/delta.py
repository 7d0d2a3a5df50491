"""What can a release do that those before it could not?"""

from collections.abc import Iterable

from msgspec import Struct

from ostiary.formats.contents import Contents
from ostiary.program.capabilities.collect import Ability
from ostiary.program.capabilities.files import FileChange, changes
from ostiary.program.capabilities.record import Capability, distinct


class Side(Struct, frozen=True):
    """One release (or archive, or folder) and what each of its artifacts can do."""

    label: str
    artifacts: tuple[Ability, ...]


class ReleaseDelta(Struct, frozen=True):
    """What came and what went between earlier releases (`before`) and one (`after`), named by their labels.

    `changes` are files against the first of the earlier ones. `unread` are files of the new release that
    nobody saw through and that did not stand in an earlier one: what they can do is not known. `doubts` are
    the same of the earlier ones: what is called new may have been there.
    """

    before: tuple[str, ...]
    after: str
    added: tuple[Capability, ...] = ()
    gone: tuple[Capability, ...] = ()
    changes: tuple[FileChange, ...] = ()
    unchanged: int = 0
    unread: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def compare(after: Side, before: tuple[Side, ...]) -> ReleaseDelta:
    """What `after` added over all of `before`; wheels are compared with wheels where both have some."""
    added: list[Capability] = []
    kept: set[Capability] = set()
    for one in after.artifacts:
        known = {ability for side in before for ability in _known(side, one)}
        added += [ability for ability in one.capabilities if ability not in known]
        kept.update(one.capabilities)
    gone = [
        ability
        for side in before
        for one in side.artifacts
        if _alike(after, one)
        for ability in one.capabilities
        if ability not in kept
    ]
    rows, unchanged = _changes(after, before[0]) if before else ((), 0)
    return ReleaseDelta(
        before=tuple(side.label for side in before),
        after=after.label,
        added=distinct(added),
        gone=distinct(gone),
        changes=rows,
        unchanged=unchanged,
        unread=_unread(after, before),
        doubts=tuple(path for side in before for path in _unread(side, (after,))),
    )


def _known(side: Side, one: Ability) -> Iterable[Capability]:
    """What the artifacts of that form could do, or all of them where there is none of that form."""
    alike = [other for other in side.artifacts if other.contents.form is one.contents.form]
    return (ability for other in alike or side.artifacts for ability in other.capabilities)


def _alike(after: Side, one: Ability) -> bool:
    """Whether what this artifact could do may be called gone: not where only its form is."""
    forms = {other.contents.form for other in after.artifacts}
    return one.contents.form in forms or len(after.artifacts) == 1


def _unread(side: Side, others: tuple[Side, ...]) -> tuple[str, ...]:
    """Files that were not seen through and that are in none of the others, byte for byte."""
    known = {
        row.sha256 for other in others for one in other.artifacts for row in one.contents.files
    }
    found = {
        f"{one.contents.filename}: {path}"
        for one in side.artifacts
        for path, digest in one.unread
        if not digest or digest not in known
    }
    found |= {
        f"{one.contents.filename}: more than is compared" for one in side.artifacts if not one.whole
    }
    return tuple(sorted(found))


def _changes(after: Side, before: Side) -> tuple[tuple[FileChange, ...], int]:
    rows: list[FileChange] = []
    unchanged = 0
    left = [one.contents for one in before.artifacts]
    for one in after.artifacts:
        if not left:
            break
        other = max(left, key=lambda two: _nearness(one.contents, two))
        if other.form is not one.contents.form and len(after.artifacts) > 1:
            continue
        left.remove(other)
        found, same = changes(other, one.contents)
        rows += found
        unchanged += same
    return tuple(sorted(rows)), unchanged


def _nearness(one: Contents, other: Contents) -> tuple[bool, int]:
    """Of several wheels that one is compared whose name ends most alike: that of the same platform."""
    same = 0
    for a, b in zip(reversed(one.filename), reversed(other.filename), strict=False):
        if a != b:
            break
        same += 1
    return one.form is other.form, same

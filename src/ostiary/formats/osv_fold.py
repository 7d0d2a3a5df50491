"""Which advisories are about one and the same bug."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ostiary.core.facts.advisories import Advisory

_EARLY = datetime.min.replace(tzinfo=UTC)


def fold(advisories: Sequence[Advisory]) -> tuple[Advisory, ...]:
    """One advisory for each bug: records joined by their aliases, in any number of steps.

    The joined one bears the id of the record that says most, the worst severity, all fixes and all
    ids. Malware records stay by themselves: they accuse, and must not be lost under another name.
    """
    groups: list[tuple[set[str], list[Advisory]]] = []
    for one in advisories:
        ids = {one.id} if one.malware else {one.id, *one.aliases}
        joined = [
            group for group in groups if group[0] & ids and group[1][0].malware == one.malware
        ]
        for group in joined:
            ids |= group[0]
        members = [member for group in joined for member in group[1]]
        groups = [group for group in groups if group not in joined]
        groups.append((ids, [*members, one]))
    return tuple(sorted((_join(members) for _, members in groups), key=lambda one: one.id))


def _join(members: list[Advisory]) -> Advisory:
    unique = {one.id: one for one in sorted(members, key=_fullness)}
    ranked = sorted(unique.values(), key=_fullness, reverse=True)
    first = ranked[0]
    worst = max(ranked, key=lambda one: one.score)
    worded = next((one.severity for one in ranked if one.severity), "")
    names = {name for one in ranked for name in (one.id, *one.aliases)} - {first.id}
    fixed = {version: None for one in ranked for version in one.fixed}
    return replace(
        first,
        aliases=tuple(sorted(names)),
        severity=worst.severity if worst.score else worded,
        score=worst.score,
        fixed=tuple(fixed),
        modified=max((one.modified for one in ranked if one.modified), default=None),
    )


def _fullness(one: Advisory) -> tuple[bool, bool, bool, datetime, str]:
    return (
        bool(one.severity),
        bool(one.fixed),
        one.id.startswith("GHSA-"),
        one.modified or _EARLY,
        one.id,
    )

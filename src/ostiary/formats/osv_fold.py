"""Which advisories are about one and the same bug, and what do they say together?"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from ostiary.core.facts.advisories import Advisory, AdvisorySource
from ostiary.formats.osv_alias import Bug, bug_of

_EARLY = datetime.min.replace(tzinfo=UTC)


def fold(advisories: Sequence[Advisory], bugs: Mapping[str, Bug]) -> tuple[Advisory, ...]:
    """One advisory for each bug, in order of id. `bugs` are those of all records, matched or not.

    The joined one bears the id of the record that says most, the worst severity, all fixes and all
    ids. Malware records stay by themselves: they accuse, and must not be lost under another name.
    """
    groups: dict[tuple[str, bool], list[Advisory]] = {}
    for one in advisories:
        group = one.id if one.malware else bug_of(bugs, one.id).group
        groups.setdefault((group, one.malware), []).append(one)
    joined = (
        _join(members, Bug(group, (group,)) if malware else bug_of(bugs, members[0].id))
        for (group, malware), members in groups.items()
    )
    return tuple(sorted(joined, key=lambda one: one.id))


def _join(members: list[Advisory], bug: Bug) -> Advisory:
    unique = {one.id: one for one in sorted(members, key=_fullness)} if members[1:] else {}
    ranked = sorted(unique.values(), key=_fullness, reverse=True) or members
    first = ranked[0]
    worst = max(ranked, key=lambda one: one.score)
    worded = next((one.severity for one in ranked if one.severity), "")
    named = {name for one in ranked for name in (one.id, *one.aliases)}
    return Advisory(
        id=first.id,
        aliases=tuple(sorted((named | set(bug.ids)) - {first.id})),
        summary=first.summary,
        severity=worst.severity if worst.score else worded,
        score=worst.score,
        malware=first.malware,
        fixed=tuple({version: None for one in ranked for version in one.fixed}),
        modified=max((one.modified for one in ranked if one.modified), default=None),
        why=first.why,
        url=first.url,
        group=bug.group,
        sources=tuple(
            AdvisorySource(one.id, one.modified, one.why, one.aliases)
            for one in sorted(ranked, key=lambda one: one.id)
        ),
        vectors=worst.vectors,
        kev=bug.kev,
        epss=bug.epss,
        epss_percentile=bug.percentile,
    )


def _fullness(one: Advisory) -> tuple[bool, bool, bool, datetime, str]:
    return (
        bool(one.severity),
        bool(one.fixed),
        one.id.startswith("GHSA-"),
        one.modified or _EARLY,
        one.id,
    )

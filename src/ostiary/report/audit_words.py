"""What an audit says in a few words: what changed, which advisory, what it is about."""

import re
from collections import Counter
from collections.abc import Iterable

from ostiary.core.audit import Audit, Change, ChangeKind, Changes, Handover, PeopleChange
from ostiary.core.finding import Finding
from ostiary.core.regex import regex
from ostiary.core.run import Run
from ostiary.report.columns import plural
from ostiary.report.safe import visible

MAX_ALIASES = 2
"""Further ids of one advisory that are named; the JSON report has all."""

_LEAD = regex(r"`[^`]*`(?: \(also (?:`[^`]*`|[^`)])*\))?: ?")
_END = regex(r"; (?:fixed in `.*|no fixed version.*|severity not given.*)$", re.DOTALL)


def ids(one: Finding) -> str:
    """The advisory's id with its best known aliases, CVE first; for other findings the check's name."""
    if not one.advisory:
        return one.check
    others = sorted(set(one.aliases) - {one.advisory}, key=lambda name: ("CVE" not in name, name))
    more = f" +{len(others) - MAX_ALIASES}" if len(others) > MAX_ALIASES else ""
    named = ", ".join(visible(name, 40) for name in others[:MAX_ALIASES])
    return visible(one.advisory, 40) + (f" ({named}{more})" if named else "")


def gist(one: Finding) -> str:
    """What the finding says, without ids and versions, which stand beside it."""
    if not one.advisory:
        return one.message
    lead = _LEAD.match(one.message)
    if lead is None:
        return one.message
    text = _END.sub("", one.message[lead.end() :])
    if text.startswith("`") and text.endswith("`") and text.count("`") == 2:
        text = text[1:-1]
    return text or one.message


def since(changes: Changes) -> str:
    """With what an audit was compared: a time in UTC, a baseline, or a git reference."""
    moment = f"{changes.at:%a %Y-%m-%d %H:%M}"
    if changes.what.startswith("git"):
        return visible(changes.what, 80)
    return moment if changes.what == "audit" else f"the {visible(changes.what, 40)} of {moment}"


def distinct(changes: Iterable[Change]) -> list[Change]:
    """Changes without those that say the same of another place."""
    return list(
        {(one.kind, one.type, one.name, one.before, one.after): one for one in changes}.values()
    )


def news(changes: Changes, when: str = "") -> str:
    """What changed, in one sentence without its full stop; `when` stands for `since` if it is marked up."""
    when = when or since(changes)
    if changes.nothing:
        return f"Nothing is new since {when}"
    kinds = Counter(one.kind for one in distinct(changes.components))
    words = [
        plural(len(changes.fresh), "new finding") if changes.fresh else "",
        f"{plural(len(changes.people), 'change')} of people" if changes.people else "",
        plural(kinds[ChangeKind.NEW], "new component") if kinds[ChangeKind.NEW] else "",
        plural(kinds[ChangeKind.ALTERED], "component") + " with other bytes"
        if kinds[ChangeKind.ALTERED]
        else "",
        f"{kinds[ChangeKind.UPDATED]:,} updated" if kinds[ChangeKind.UPDATED] else "",
        f"{kinds[ChangeKind.GONE]:,} gone" if kinds[ChangeKind.GONE] else "",
        f"{len(changes.unread):,} newly not read or checked" if changes.unread else "",
        plural(len(changes.fixed), "finding") + " fixed" if changes.fixed else "",
    ]
    told = [word for word in words if word]
    listed = f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else told[0]
    return f"{listed[0].upper()}{listed[1:]} since {when}"


def person(one: PeopleChange) -> str:
    """Who is new or gone behind a component, in one sentence; names of others stand in backquotes."""
    before, after = _names(one.before), _names(one.after)
    if one.kind is Handover.ADDED:
        return f"{after} is new among those who may publish it"
    if one.kind is Handover.REMOVED:
        return f"{before} may no longer publish it"
    if one.kind is Handover.PUBLISHER:
        return f"published by {after}; before it was {before}"
    if one.kind is Handover.IDENTITY:
        return f"proven to be built by {after}; before it was {before}"
    by = f", but by {after} with a token" if one.after else ""
    return f"no longer published as it was ({before}){by}: trusted publishing or its proof is lost"


def _names(text: str) -> str:
    return f"`{visible(text, 120)}`"


def asked(audit: Audit) -> str:
    """Of how many components the registry was asked who stands behind them, and why not those of others."""
    if not audit.people and not audit.unasked:
        return ""
    missed = [f"{count:,} not known: {visible(reason, 160)}" for reason, count in audit.unasked]
    return "; ".join([f"{len(audit.people):,} known", *missed])


def verdicts_apart(run: Run) -> str:
    """Where only what is new counts: what is said of all of it, if that is something else; else empty."""
    if run.counted is run.worst:
        return ""
    return f"only what is new counts; with all that was there before it is {run.worst.name}"


def counted(audit: Audit) -> str:
    """`612 components in 4 listings`."""
    components = {one.purl for place in audit.places for one in place.components}
    listings = sum(len(place.listings) for place in audit.places)
    return f"{plural(len(components), 'component')} in {plural(listings, 'listing')}"

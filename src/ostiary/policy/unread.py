"""What unread content costs: no policy allows code that runs and that nobody could read."""

from collections.abc import Iterator

from ostiary.core.coverage import PARTLY, Coverage, Reach
from ostiary.core.location import Location
from ostiary.core.scale import Decision
from ostiary.core.verdict import Reason
from ostiary.policy.kinds import MUST_READ, OPAQUE
from ostiary.policy.model import Case, Policy

RUNS = frozenset({Reach.INSTALL, Reach.START, Reach.IMPORT, Reach.CALL})
"""Moments at which content is executed by using the package."""

_REMEDY = {
    "native": "compare it with a build of your own from the source, or bind an approval to its digest",
    "machine": "what it asks of the system is known; compare it with a build of your own to know more",
    "compiled-source": "people can read it: look at what differs from the last release",
    "bytecode": "ask for a release with its source, or bind an approval to its digest",
    "code": "read the file by hand, then bind an approval to its digest",
    "encrypted": "ask the publisher what it holds; nothing that is hidden should run",
    "archive": "open it in isolation and read it, then bind an approval to its digest",
    "limit": "read it by hand, or raise the limit and run again",
    "data": "nothing known runs it",
    "model": "ask for the same weights in a format without code, such as safetensors",
    "unlisted": "look at what it calls; what is harmless can be listed in the policy under [[models.allow]]",
    "unfinished": "read it from where it works the most: what comes after that was not evaluated",
}


_HOW = {"unlisted": "read and not cleared"}
"""What became of the files of a class, where neither read in part nor unread says it."""


def coverage(policy: Policy, case: Case) -> Iterator[Reason]:
    """One reason for each class and cost of unread content, naming its first file."""
    groups: dict[tuple[Decision, str, bool], set[Coverage]] = {}
    for row in case.coverage:
        if not row.understood or row.opaque:
            name = row.opaque if row.opaque in OPAQUE else "code"
            key = cost(policy, row), name, runs(row)
            groups.setdefault(key, set()).add(row)
    for (decision, name, running), rows in sorted(groups.items()):
        yield _reason(decision, name, running, sorted(rows))
    if not case.shallow and "contents" in policy.require:
        yield from _no_account(case)


def runs(row: Coverage) -> bool:
    """Whether the content would run: an artifact that could not be read as a whole might."""
    return row.reach in RUNS or row.path in ("", row.artifact)


def cost(policy: Policy, row: Coverage) -> Decision:
    """What one unread file costs. A class that the policy does not know counts as code."""
    if not runs(row):
        return policy.unreached
    classes = dict(policy.opaque)
    name = row.opaque if row.opaque in OPAQUE else "code"
    decision = classes.get(name, Decision.INSUFFICIENT)
    return max(decision, Decision.REVIEW) if name in MUST_READ else decision


def _no_account(case: Case) -> Iterator[Reason]:
    if not any(row.understood for row in case.coverage):
        yield Reason(
            Decision.INSUFFICIENT,
            "no-account",
            "not one file of the release was read",
            remedy="see which artifacts could not be fetched or opened",
        )


def _reason(decision: Decision, name: str, running: bool, rows: list[Coverage]) -> Reason:
    first = rows[0]
    count = "1 file" if len(rows) == 1 else f"{len(rows)} files"
    which = "" if len(rows) == 1 else ", first of them"
    moment = "that can run" if running else "that nothing known runs"
    how = _HOW.get(name, "read in part" if name in PARTLY else "not read")
    why = f" ({first.reason})" if first.reason else ""
    return Reason(
        decision,
        "unread-code" if running else "unread-data",
        f"{count} {moment} {how}, class {name}{which} `{first.path or first.artifact}`{why}",
        at=Location(first.artifact, first.path),
        remedy=_REMEDY[name],
    )

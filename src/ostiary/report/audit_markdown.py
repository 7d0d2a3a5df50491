"""An audit as a comment on a pull request: what is new first, short, the rest folded, nobody mentioned."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ostiary.core.audit import Audit, ChangeKind, Changes
from ostiary.core.inventory import Unauditable
from ostiary.core.run import Run
from ostiary.core.scale import Decision, Severity
from ostiary.report.audit_markdown_models import models
from ostiary.report.audit_rows import Row, rows
from ostiary.report.audit_words import (
    asked,
    counted,
    distinct,
    gist,
    ids,
    news,
    person,
    since,
    verdicts_apart,
)
from ostiary.report.columns import plural
from ostiary.report.marks import code, sentence
from ostiary.report.options import Options
from ostiary.report.safe import guard_lines

MAX_ROWS = 20
"""Rows of a list; forges cut comments over some 60,000 characters."""

MAX_GIST = 140
"""Characters of what a finding says; the HTML report has all of it."""

_CHANGED = (
    (ChangeKind.ALTERED, "other bytes"),
    (ChangeKind.NEW, "new"),
    (ChangeKind.UPDATED, "updated"),
    (ChangeKind.GONE, "gone"),
)


def render(run: Run, options: Options) -> str:
    """The whole report as GitHub-flavoured Markdown."""
    audit = run.audit or Audit(())
    names = ", ".join(code(place.name, 120) for place in audit.places)
    head = f"### {run.counted.name} {names}".rstrip()
    if options.quiet:
        return guard_lines(head + "\n")
    changes = audit.changes
    found = rows(run)
    fresh = [one for one in found if one.fresh] if changes else []
    known = [one for one in found if one not in fresh]
    limit = len(found) if options.verbose else MAX_ROWS
    blocks = [
        head,
        _lead(run, audit),
        _table("New findings", fresh, limit),
        _people(changes, limit) if changes else "",
        _components(changes, limit) if changes else "",
        _fixed(changes) if changes else "",
        _grave(known, limit) if changes else _table("Findings", known, limit),
        _rest(known) if changes else "",
        models(run, limit),
        _unread(audit, limit),
        _whole(run),
        f"Who stands behind components: {sentence(asked(audit))}" if asked(audit) else "",
        "\n".join(f"- Note: {sentence(note)}" for note in run.notes),
    ]
    return guard_lines("\n\n".join(block for block in blocks if block) + "\n")


def _lead(run: Run, audit: Audit) -> str:
    changes = audit.changes
    lines = [f"{news(changes, code(since(changes), 120))}."] if changes else []
    policy = f" · policy {code(run.asked[0].policy, 60)}" if run.asked else ""
    lines.append(f"{counted(audit)}{policy}")
    apart = verdicts_apart(run)
    return "\n\n".join([*lines, f"{apart[0].upper()}{apart[1:]}."] if apart else lines)


def _table(title: str, found: Sequence[Row], limit: int) -> str:
    if not found:
        return ""
    lines = [
        f"**{title}**",
        "",
        "| | Component | Advisory or check | What | Where | Fix |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_row(one) for one in found[:limit]]
    return "\n".join(lines) + _more(len(found), limit)


def _row(one: Row) -> str:
    word = f"**{one.word}**" if one.decision > Decision.ALLOW else one.word
    more = f" +{one.more}" if one.more else ""
    cells = (
        word,
        code(one.name, 80) if one.name else "",
        code(ids(one.worst), 120) + more,
        sentence(gist(one.worst), MAX_GIST),
        _where(one),
        code(one.fixed, 40) if one.fixed else "",
    )
    return f"| {' | '.join(cells)} |"


def _where(one: Row) -> str:
    if not one.places:
        return ""
    more = f" +{len(one.places) - 1}" if len(one.places) > 1 else ""
    return code(str(one.places[0]), 120) + more


def _people(changes: Changes, limit: int) -> str:
    lines = [
        f"- {code(f'{one.name} {one.version}', 120)} {sentence(person(one))}"
        for one in changes.people[:limit]
    ]
    if not lines:
        return ""
    return "**People**\n\n" + "\n".join(lines) + _more(len(changes.people), limit)


def _components(changes: Changes, limit: int) -> str:
    every = distinct(changes.components)
    lines: list[str] = []
    for kind, label in _CHANGED:
        group = [one for one in every if one.kind is kind]
        lines += [
            f"- {label}: {code(one.name, 80)} {_step(one.before, one.after)}".rstrip()
            for one in group[:limit]
        ]
        if len(group) > limit:
            lines.append(f"- and {len(group) - limit:,} more {label}")
    return "**Components**\n\n" + "\n".join(lines) if lines else ""


def _step(before: str, after: str) -> str:
    return " → ".join(code(one, 60) for one in (before, after) if one)


def _fixed(changes: Changes) -> str:
    named = list(dict.fromkeys(one.advisory or one.check for one in changes.fixed))
    if not named:
        return ""
    more = f" and {len(named) - MAX_ROWS:,} more" if len(named) > MAX_ROWS else ""
    return f"**Fixed:** {', '.join(code(one, 60) for one in named[:MAX_ROWS])}{more}"


def _grave(known: Iterable[Row], limit: int) -> str:
    """What blocks is said every time, new or not."""
    return _table(
        "Not new, still to block", [one for one in known if one.decision is Decision.BLOCK], limit
    )


def _rest(known: Iterable[Row]) -> str:
    findings = {one.fingerprint: one for row in known for one in row.findings}
    if not findings:
        return ""
    counts = Counter(one.severity for one in findings.values())
    words = [f"{counts[one]} {one.word}" for one in reversed(Severity) if counts[one]]
    return f"Open from before: {plural(len(findings), 'finding')} ({', '.join(words)})"


def _unread(audit: Audit, limit: int) -> str:
    new = frozenset(audit.changes.unread) if audit.changes else frozenset[Unauditable]()
    lost = [one for place in audit.places for one in place.unauditable]
    lost.sort(key=lambda one: one not in new)
    lines = [
        f"- {'**new** ' if one in new else ''}{code(str(one.at), 120)} {sentence(one.reason)}{_do(one.hint)}"
        for one in lost[:limit]
    ]
    if len(lost) > limit:
        lines.append(f"- and {len(lost) - limit:,} more that could not be read")
    grouped: dict[tuple[str, str], set[str]] = {}
    for one in audit.unchecked:
        grouped.setdefault((one.reason, one.hint), set()).add(one.name)
    for (reason, hint), names in sorted(grouped.items(), key=lambda item: -len(item[1])):
        shown = ", ".join(code(name, 60) for name in sorted(names)[:5])
        more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
        lines.append(
            f"- {plural(len(names), 'component')} not checked, {sentence(reason)}: {shown}{more}{_do(hint)}"
        )
    return "**Not read, not checked**\n\n" + "\n".join(lines) if lines else ""


def _do(hint: str) -> str:
    return f"; do: {sentence(hint)}" if hint else ""


def _whole(run: Run) -> str:
    """Reasons that stand on no finding and on no single file: what the audit needed and did not have."""
    told = {
        f"- **{one.decision.word}** {sentence(one.message)}{_do(one.remedy)}": None
        for verdict in run.asked
        for one in verdict.reasons
        if not one.fingerprint
        and one.decision > Decision.ALLOW
        and one.rule not in {"unreadable", "unchecked"}
    }
    lines = list(told)[:MAX_ROWS]
    return "**Also**\n\n" + "\n".join(lines) + _more(len(told), MAX_ROWS) if lines else ""


def _more(count: int, limit: int) -> str:
    return f"\n\nand {count - limit:,} more" if count > limit else ""

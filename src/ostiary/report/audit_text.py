"""The report of an audit for a terminal: what is new first, then what is open, then what was not read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from ostiary.core.audit import Audit, Change, ChangeKind, Changes
from ostiary.core.exits import exit_for
from ostiary.core.inventory import Unauditable
from ostiary.core.run import Run
from ostiary.core.scale import Decision, Severity
from ostiary.report.audit_rows import Row, purl_of_change, rows
from ostiary.report.columns import both, entry, hang, pad, paint, plural
from ostiary.report.options import Options
from ostiary.report.safe import guard_lines, visible
from ostiary.report.text_reasons import ELSEWHERE
from ostiary.report.view import idle

MAX_ROWS = 12
MAX_CHANGES = 6
MAX_LOST = 5
_WHOLE = frozenset({"required-evidence", "advisories-age", "no-check-answered"})
"""Rules whose reasons are about the audit as a whole."""
WORD = 14
"""Cells of the column with the word."""


def render(run: Run, options: Options) -> str:
    """The whole report as lines of plain text."""
    audit = run.audit or Audit(())
    found = rows(run)
    lines = [_headline(run, audit, options)]
    if not options.quiet:
        lines += _body(run, audit, found, options)
        code = exit_for(run.worst, options.fail_on)
        lines += [f"exit {int(code)}"] if code else []
    return guard_lines("\n".join(lines) + "\n")


def _headline(run: Run, audit: Audit, options: Options) -> str:
    word = run.worst.name
    changes = audit.changes
    components = {one.purl for place in audit.places for one in place.components}
    listings = sum(len(place.listings) for place in audit.places)
    names = ", ".join(visible(place.name, 60) for place in audit.places)
    counted = f"{plural(len(components), 'component')} in {plural(listings, 'listing')}"
    if changes is None:
        said = counted
    elif changes.nothing:
        said = f"nothing new since {_when(changes)} · {counted}"
    else:
        said = f"{_new(changes)} new since {_when(changes)} · {counted}"
    left = f"{word:<6}  {names}"
    painted = paint(word, run.worst, options.colour) + left[len(word) :]
    first = both(left, f"{_policy(run)} · {run.seconds:.1f} s", options.width, painted)
    return f"{first}\n{said}"


def _policy(run: Run) -> str:
    return f"policy {run.asked[0].policy}" if run.asked else ""


def _when(changes: Changes) -> str:
    """The time of the earlier audit, in UTC, and what it was if it was no audit."""
    moment = f"{changes.at:%a %Y-%m-%d %H:%M}"
    if changes.what.startswith("git"):
        return visible(changes.what, 80)
    return moment if changes.what == "audit" else f"the {changes.what} of {moment}"


def _new(changes: Changes) -> int:
    new = sum(one.kind is not ChangeKind.GONE for one in changes.components)
    return new + len(changes.fresh)


def _body(run: Run, audit: Audit, found: Sequence[Row], options: Options) -> list[str]:
    changes = audit.changes
    first = [one for one in found if (one.fresh or not changes) and _telling(one)]
    rest = [one for one in found if one not in first]
    blocks = [
        _rows(first, options),
        _changes(run, changes, options) if changes else [],
        _grave(rest, options),
        [*_fixed(changes, options), *_open(rest, options)],
        [*_waived(run, options), *_idle(run, options), *_missing(run, options)],
        [*_unreadable(audit, options), *_unchecked(audit, options), *_models(audit, options)],
        [line for note in run.notes for line in entry("note", visible(note), options.width)],
        _next(run, options),
    ]
    lines: list[str] = []
    for block in blocks:
        lines += ["", *block] if block else []
    return lines


def _rows(found: Sequence[Row], options: Options) -> list[str]:
    limit = len(found) if options.verbose else MAX_ROWS
    lines: list[str] = []
    for one in islice(found, limit):
        lines += _row(one, options)
    if len(found) > limit:
        lines.append(f"  and {plural(len(found) - limit, 'component')} more {ELSEWHERE}")
    return lines


def _row(one: Row, options: Options) -> list[str]:
    word = one.word.upper()
    message = visible(one.message, 300)
    if one.more:
        message += f" (+{one.more} more)"
    where = str(one.places[0]) if one.places else ""
    if len(one.places) > 1:
        where += f" and {len(one.places) - 1} more"
    tail = [visible(where, 100)] if where else []
    if one.fixed:
        tail.append(f"fix: {visible(one.fixed, 40)}")
    lead = f"  {pad(word, WORD - 2)}"
    name = visible(one.name, 60)
    lines = hang(lead, message, options.width, name=name)
    lines += hang(" " * WORD, "   ".join(tail), options.width) if tail else []
    if one.decision > Decision.ALLOW:
        lines[0] = lines[0].replace(word, paint(word, one.decision, options.colour), 1)
    return lines


def _telling(row: Row) -> bool:
    """Whether a row says something by itself; faint signs about a package are counted, not listed."""
    return row.decision > Decision.ALLOW or any(one.advisory for one in row.findings)


def _grave(rest: Sequence[Row], options: Options) -> list[str]:
    """What blocks is said every time, new or not."""
    return _rows([one for one in rest if one.decision is Decision.BLOCK], options)


def _changes(run: Run, changes: Changes, options: Options) -> list[str]:
    lines: list[str] = []
    read = {one.subject.purl for one in run.examined if one.depth == "full"}
    vetted = {one.subject: one.decision for one in run.verdicts if one.subject in read}
    for kind, label in (
        (ChangeKind.ALTERED, "ALTERED"),
        (ChangeKind.NEW, "NEW"),
        (ChangeKind.UPDATED, "UPDATED"),
        (ChangeKind.GONE, "GONE"),
    ):
        every = _distinct(one for one in changes.components if one.kind is kind)
        limit = len(every) if options.verbose else MAX_CHANGES
        for one in every[:limit]:
            lead = f"  {pad(label, WORD - 2)}"
            decision = vetted.get(purl_of_change(one)) if kind is ChangeKind.NEW else None
            word = f"   vetted: {decision.word}" if decision is not None else ""
            lines += hang(lead, _told(one) + word, options.width)
        if len(every) > limit:
            lines.append(f"  {pad('', WORD - 2)}and {len(every) - limit} more {ELSEWHERE}")
    return lines


def _distinct(changes: Iterable[Change]) -> list[Change]:
    return list({(one.type, one.name, one.before, one.after): one for one in changes}.values())


def _told(one: Change) -> str:
    name = visible(one.name, 80)
    where = f"   {visible(str(one.at), 100)}" if str(one.at) else ""
    if one.kind is ChangeKind.ALTERED:
        before, after = visible(one.before, 28), visible(one.after, 28)
        return f"{name}   the same version with other bytes: {before}, now {after}{where}"
    if one.kind is ChangeKind.UPDATED:
        return f"{name}   {visible(one.before, 40)} -> {visible(one.after, 40)}{where}"
    return f"{name} {visible(one.after or one.before, 40)}{where}"


def _fixed(changes: Changes | None, options: Options) -> list[str]:
    if changes is None or not changes.fixed:
        return []
    named = list(dict.fromkeys(one.advisory or one.check for one in changes.fixed))
    text = ", ".join(visible(one, 60) for one in named[:MAX_CHANGES])
    more = f" and {len(named) - MAX_CHANGES} more" if len(named) > MAX_CHANGES else ""
    return entry(
        "fixed", f"{plural(len(changes.fixed), 'finding')} gone: {text}{more}", options.width
    )


def _open(rest: Sequence[Row], options: Options) -> list[str]:
    findings = {one.fingerprint: one for row in rest for one in row.findings}
    if not findings:
        return []
    counts = Counter(one.severity for one in findings.values())
    words = [f"{counts[one]} {one.word}" for one in reversed(Severity) if counts[one]]
    text = f"{plural(len(findings), 'finding')} ({', '.join(words)}) {'' if options.verbose else ELSEWHERE}"
    lines = entry("unchanged", text.rstrip(), options.width)
    return lines + (_rows(rest, options) if options.verbose else [])


def _waived(run: Run, options: Options) -> list[str]:
    waived = {one.fingerprint: one for verdict in run.verdicts for one in verdict.waived}
    ends = sorted(verdict.expires for verdict in run.verdicts if verdict.expires)
    if not waived:
        return []
    until = f", the first until {ends[0]}" if ends else ""
    return entry("accepted", f"{plural(len(waived), 'finding')}{until}", options.width)


def _idle(run: Run, options: Options) -> list[str]:
    """Waivers that ended, or that lift nothing: somebody should look at them."""
    found = dict.fromkeys(
        (one.message, one.remedy) for verdict in run.asked for one in verdict.reasons if idle(one)
    )
    limit = len(found) if options.verbose else MAX_LOST
    lines: list[str] = []
    for message, remedy in islice(found, limit):
        lines += entry("" if lines else "waivers", visible(message), options.width)
        lines += entry("", f"do: {visible(remedy)}", options.width)
    if len(found) > limit:
        lines += entry("", f"and {len(found) - limit} more {ELSEWHERE}", options.width)
    return lines


def _missing(run: Run, options: Options) -> list[str]:
    """Reasons about the audit as a whole: what it needed and did not have."""
    lines: list[str] = []
    told: set[str] = set()
    for verdict in run.asked:
        for one in verdict.reasons:
            if one.rule in _WHOLE and one.message not in told:
                told.add(one.message)
                lines += entry("unknown", visible(one.message), options.width)
                lines += (
                    entry("", f"do: {visible(one.remedy)}", options.width) if one.remedy else []
                )
    return lines


def _unreadable(audit: Audit, options: Options) -> list[str]:
    lost = [one for place in audit.places for one in place.unauditable]
    return _lost("not read", lost, options)


def _lost(label: str, lost: Sequence[Unauditable], options: Options) -> list[str]:
    limit = len(lost) if options.verbose else MAX_LOST
    lines: list[str] = []
    for at, one in enumerate(lost[:limit]):
        text = f"{visible(str(one.at), 100)} ({visible(one.reason)})"
        lines += entry("" if at else label, text, options.width)
    if len(lost) > limit:
        lines += entry("", f"and {len(lost) - limit} more {ELSEWHERE}", options.width)
    return lines


def _unchecked(audit: Audit, options: Options) -> list[str]:
    grouped: dict[tuple[str, str], list[Unauditable]] = {}
    for one in audit.unchecked:
        grouped.setdefault((one.reason, one.hint), []).append(one)
    lines: list[str] = []
    for (reason, hint), group in sorted(grouped.items(), key=lambda item: -len(item[1])):
        names = sorted({one.name for one in group})
        shown = names if options.verbose else names[:MAX_LOST]
        rest = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
        text = f"{plural(len(names), 'component')}, {visible(reason)}: "
        text += ", ".join(visible(name, 60) for name in shown) + rest
        lines += entry("" if lines else "not checked", text, options.width)
        lines += entry("", f"do: {visible(hint)}", options.width) if hint else []
    return lines


def _models(audit: Audit, options: Options) -> list[str]:
    models = [one for place in audit.places for one in place.models]
    if not models:
        return []
    named = ", ".join(visible(path, 80) for path, _ in models[:3])
    rest = f" and {len(models) - 3} more" if len(models) > 3 else ""
    text = f"{plural(len(models), 'model file')} seen, not examined here: {named}{rest}"
    return entry("models", text, options.width)


def _next(run: Run, options: Options) -> list[str]:
    if run.worst is Decision.ALLOW:
        return []
    text = "ostiary audit --html report.html   the whole report"
    return entry("next", text, options.width)

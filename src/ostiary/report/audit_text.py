"""The report of an audit for a terminal: what is new first, then what is open, then what was not read."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby, islice

from ostiary.core.audit import Audit, Change, ChangeKind, Changes
from ostiary.core.exits import exit_for
from ostiary.core.run import Run
from ostiary.core.scale import Decision, Severity
from ostiary.report.audit_rows import Row, purl_of_change, rows
from ostiary.report.audit_text_lost import MAX_LOST, unchecked, unreadable
from ostiary.report.audit_text_models import models
from ostiary.report.audit_words import asked, counted, distinct, ids, person, since, verdicts_apart
from ostiary.report.audit_words import gist as gist_of
from ostiary.report.columns import (
    NARROWEST,
    both,
    cells,
    clip,
    entry,
    hang,
    one_line,
    pad,
    paint,
    plural,
)
from ostiary.report.options import Options
from ostiary.report.safe import guard_lines, visible
from ostiary.report.text_reasons import ELSEWHERE
from ostiary.report.view import idle

MAX_ROWS = 12
MAX_CHANGES = 6
MAX_FIX = 20
MAX_PLACE = 36
_WHOLE = frozenset({"required-evidence", "advisories-age", "no-check-answered"})
"""Rules whose reasons are about the audit as a whole."""
_UNREAD = frozenset({"unread-code", "no-account"})
"""Rules whose reasons are about models that were not read to their end."""
WORD = 14
"""Cells of the column with the word."""


def render(run: Run, options: Options) -> str:
    """The whole report as lines of plain text."""
    audit = run.audit or Audit(())
    found = rows(run)
    lines = [_headline(run, audit, options)]
    if not options.quiet:
        lines += _body(run, audit, found, options)
        code = exit_for(run.counted, options.fail_on)
        lines += [f"exit {int(code)}"] if code else []
    return guard_lines("\n".join(lines) + "\n")


def _headline(run: Run, audit: Audit, options: Options) -> str:
    word = run.counted.name
    changes = audit.changes
    names = ", ".join(visible(place.name, 60) for place in audit.places)
    if changes is None:
        said = counted(audit)
    elif changes.nothing:
        said = f"nothing new since {since(changes)} · {counted(audit)}"
    else:
        said = f"{_new(changes)} new since {since(changes)} · {counted(audit)}"
    right = f"{_policy(run)} · {run.seconds:.1f} s"
    left = clip(f"{word:<6}  {names}", max(NARROWEST, options.width - cells(right) - 2))
    painted = paint(word, run.counted, options.colour) + left[len(word) :]
    lines = [both(left, right, options.width, painted), said]
    apart = verdicts_apart(run)
    return "\n".join([*lines, apart] if apart else lines)


def _policy(run: Run) -> str:
    return f"policy {one_line(run.asked[0].policy, 40)}" if run.asked else ""


def _new(changes: Changes) -> int:
    new = sum(one.kind is not ChangeKind.GONE for one in changes.components)
    return new + len(changes.fresh) + len(changes.people) + len(changes.unread)


def _body(run: Run, audit: Audit, found: Sequence[Row], options: Options) -> list[str]:
    changes = audit.changes
    first = [one for one in found if (one.fresh or not changes) and _telling(one)]
    rest = [one for one in found if one not in first]
    blocks = [
        _rows(first, options),
        _people(changes, options) if changes else [],
        _changes(run, changes, options) if changes else [],
        _grave(rest, options),
        [*_fixed(changes, options), *_open(rest, options)],
        [*_waived(run, options), *_idle(run, options), *_missing(run, options)],
        [*unreadable(audit, options), *unchecked(audit, options), *models(run, options)],
        entry("people", asked(audit), options.width) if asked(audit) else [],
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
    for word, group in groupby(islice(found, limit), key=lambda one: one.word):
        lines += [""] if lines else []
        lines += [line for one in group for line in _row(one, word, options)]
    if len(found) > limit:
        lines.append(f"  and {plural(len(found) - limit, 'component')} more {ELSEWHERE}")
    return lines


def _row(one: Row, word: str, options: Options) -> list[str]:
    """Two lines: what it is and what ends it; what it is about and where it stands."""
    word = word.upper()
    fix = f"fix: {clip(one_line(one.fixed), MAX_FIX)}" if one.fixed else ""
    room = options.width - WORD - (cells(fix) + 2 if fix else 0)
    name = clip(one_line(one.name), max(16, room // 2))
    more = f" +{one.more} more" if one.more else ""
    more = " exploited" + more if one.exploited == 1 else more
    known = clip(one_line(ids(one.worst)), room - cells(name) - cells(more) - 3) + more
    left = f"  {pad(word, WORD - 2)}" + "   ".join(filter(None, (name, known)))
    first = both(left, fix, options.width)
    if one.decision > Decision.ALLOW:
        first = first.replace(word, paint(word, one.decision, options.colour), 1)
    return [first, *_about(one, options)]


def _about(one: Row, options: Options) -> list[str]:
    where = [_tail(str(place)) for place in one.places]
    gist = one_line(gist_of(one.worst))
    if options.verbose:
        lines = hang(" " * WORD, gist, options.width)
        return lines + [" " * WORD + place for place in where]
    more = f" +{len(where) - 1}" if len(where) > 1 else ""
    right = where[0] + more if where else ""
    room = options.width - WORD - (cells(right) + 2 if right else 0)
    return [both(" " * WORD + clip(gist, room), right, options.width)]


def _tail(place: str) -> str:
    """A path by its end, which tells more than its beginning."""
    shown = one_line(place)
    return shown if cells(shown) <= MAX_PLACE else "..." + shown[3 - MAX_PLACE :]


def _telling(row: Row) -> bool:
    """Whether a row says something by itself; faint signs about a package are counted, not listed."""
    return row.decision > Decision.ALLOW or any(one.advisory for one in row.findings)


def _grave(rest: Sequence[Row], options: Options) -> list[str]:
    """What blocks is said every time, new or not."""
    known = [one for one in rest if one.decision is Decision.BLOCK]
    lead = entry("not new", f"{plural(len(known), 'component')} still to block", options.width)
    return [*lead, *_rows(known, options)] if known else []


def _people(changes: Changes, options: Options) -> list[str]:
    """Who is new or gone behind components: before the components themselves, since bytes follow people."""
    limit = len(changes.people) if options.verbose else MAX_CHANGES
    lines: list[str] = []
    for one in changes.people[:limit]:
        name = f"{one_line(one.name, 80)} {one_line(one.version, 40)}"
        text = f"{name}: {one_line(person(one))}"
        lines += hang(f"  {pad('PEOPLE', WORD - 2)}", text, options.width)
    if len(changes.people) > limit:
        lines.append(f"  {pad('', WORD - 2)}and {len(changes.people) - limit} more {ELSEWHERE}")
    return lines


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
        every = distinct(one for one in changes.components if one.kind is kind)
        limit = len(every) if options.verbose else MAX_CHANGES
        for one in every[:limit]:
            lead = f"  {pad(label, WORD - 2)}"
            decision = vetted.get(purl_of_change(one))
            word = f", vetted: {decision.word}" if decision is not None else ""
            lines += _change(lead, one, word, options)
        if len(every) > limit:
            lines.append(f"  {pad('', WORD - 2)}and {len(every) - limit} more {ELSEWHERE}")
    return lines


def _change(lead: str, one: Change, word: str, options: Options) -> list[str]:
    where = _tail(str(one.at))
    room = options.width - cells(lead) - (cells(where) + 2 if where else 0)
    told = clip(_told(one), max(16, room - cells(word))) + word
    lines = [both(lead + told, where, options.width)]
    if one.kind is ChangeKind.ALTERED:
        before, after = visible(one.before, 28), visible(one.after, 28)
        text = f"the same version with other bytes: {before}, now {after}"
        lines += hang(" " * WORD, text, options.width)
    return lines


def _told(one: Change) -> str:
    name = one_line(one.name, 80)
    if one.kind is ChangeKind.UPDATED:
        return f"{name}   {one_line(one.before, 40)} -> {one_line(one.after, 40)}"
    return (
        name
        if one.kind is ChangeKind.ALTERED
        else f"{name} {one_line(one.after or one.before, 40)}"
    )


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
    every = [one for verdict in run.asked for one in verdict.reasons]
    found = {one.message: one for one in every if one.rule in _WHOLE}
    unread = {one.message: one for one in every if one.rule in _UNREAD and one.decision}
    limit = len(unread) if options.verbose else MAX_LOST
    lines: list[str] = []
    for one in [*found.values(), *islice(unread.values(), limit)]:
        lines += entry("unknown", visible(one.message), options.width)
        lines += entry("", f"do: {visible(one.remedy)}", options.width) if one.remedy else []
    if len(unread) > limit:
        lines += entry("", f"and {len(unread) - limit} more {ELSEWHERE}", options.width)
    return lines


def _next(run: Run, options: Options) -> list[str]:
    if run.counted is Decision.ALLOW:
        return []
    text = "ostiary audit --html report.html: the whole report, to sort and to filter"
    return entry("next", text, options.width)

"""A comparison of two releases for people: what is new first, worst first, with file and line."""

from collections import Counter
from collections.abc import Iterator

from ostiary.core.location import Location
from ostiary.formats.model.drift import Aspect
from ostiary.program.capabilities.delta import ReleaseDelta
from ostiary.program.capabilities.record import Capability
from ostiary.report.columns import both, entry, hang, one_line, pad, paint, plural
from ostiary.report.difference.record import Difference
from ostiary.report.options import Options
from ostiary.report.safe import guard_lines

MAX_ROWS = 40
"""Rows of one list without --verbose."""

_HOW = ("added", "removed", "changed", "renamed")


def render_difference(one: Difference, options: Options) -> str:
    """The whole page as text."""
    lines = [*_head(one, options)]
    if options.quiet:
        return guard_lines("\n".join(lines) + "\n")
    lines += [*_new(one, options), *_gone(one.delta, options), *_drift(one, options)]
    lines += [*_files(one.delta, options), *_unread(one, options)]
    return guard_lines("\n".join(lines) + "\n")


def _head(one: Difference, options: Options) -> Iterator[str]:
    delta = one.delta
    word = "NEW" if delta.added else "NOTHING NEW"
    if one.drift and one.drift.changes and not delta.added:
        word = "CHANGED"
    if one.lost or delta.unread:
        word = "CANNOT TELL ALL"
    count = plural(len(delta.added), "new ability", "new abilities")
    told = f"{count}, worst {one.worst.word}" if delta.added else "no new ability"
    names = f"{_label(', '.join(delta.before))} -> {_label(delta.after)}"
    painted = f"{paint(word, one.decision, options.colour)}   {names}"
    yield both(f"{word}   {names}", told, options.width, painted)


def _label(text: str) -> str:
    return one_line(text, 80)


def _new(one: Difference, options: Options) -> Iterator[str]:
    rows = sorted(
        zip(one.severities, one.delta.added, strict=True), key=lambda row: (-row[0], row[1])
    )
    if rows:
        yield ""
    shown = rows if options.verbose else rows[:MAX_ROWS]
    for severity, ability in shown:
        yield from _row(f"+ {severity.word}", ability, options)
    if len(rows) > len(shown):
        yield f"  and {len(rows) - len(shown)} more (--verbose)"


def _gone(delta: ReleaseDelta, options: Options) -> Iterator[str]:
    if delta.gone:
        yield ""
    shown = delta.gone if options.verbose else delta.gone[:MAX_ROWS]
    for ability in shown:
        yield from _row("- gone", ability, options)
    if len(delta.gone) > len(shown):
        yield f"  and {len(delta.gone) - len(shown)} more (--verbose)"


def _drift(one: Difference, options: Options) -> Iterator[str]:
    """What changed in a model, what runs first."""
    changes = one.drift.changes if one.drift else ()
    if changes:
        yield ""
    order = list(Aspect)
    rows = sorted(changes, key=lambda row: (not row.grave, order.index(row.aspect), row.path))
    shown = rows if options.verbose else rows[:MAX_ROWS]
    for row in shown:
        lead = pad(f"  ~ {row.aspect.value}", 18)
        yield from hang(lead, one_line(f"{row.what}   ({row.path})"), options.width)
    if len(rows) > len(shown):
        yield f"  and {len(rows) - len(shown)} more (--verbose)"


def _row(lead: str, ability: Capability, options: Options) -> Iterator[str]:
    text = one_line(f"{ability}   {_place(ability.at)}".rstrip())
    yield from hang(pad(f"  {lead}", 14), text, options.width)


def _place(at: Location) -> str:
    return f"({at})" if at.path else ""


def _files(delta: ReleaseDelta, options: Options) -> Iterator[str]:
    counts = Counter(one.how for one in delta.changes)
    parts = [f"{counts[how]:,} {how}" for how in _HOW]
    yield ""
    yield from entry("files", f"{', '.join(parts)}, {delta.unchanged:,} the same", options.width)
    if options.verbose:
        for one in delta.changes:
            old = f"   (was {one.old})" if one.old else ""
            yield from hang(pad(f"    {one.how}", 14), one_line(one.path + old), options.width)


def _unread(one: Difference, options: Options) -> Iterator[str]:
    rows = [("unread", text) for text in (*one.lost, *one.delta.unread)]
    doubts = "was not seen through before: what is called new may have been there"
    rows += [("doubt", f"{text} {doubts}") for text in one.delta.doubts]
    rows += [("note", text) for text in one.notes]
    for label, text in rows if options.verbose else rows[:MAX_ROWS]:
        yield from entry(label, one_line(text), options.width)

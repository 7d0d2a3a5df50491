"""What is unknown, why, what it leaves open and how to make it known, as lines for a terminal."""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import groupby

from ostiary.report.columns import entry, plural
from ostiary.report.options import Options
from ostiary.report.safe import visible
from ostiary.report.text_reasons import ELSEWHERE
from ostiary.report.unknowns import Unknowable

MAX_UNKNOWN = 6
MAX_SILENT = 2
MAX_NAMED = 3
MAX_CHECKS = 8
MAX_MANNERS = 3


def unknown_lines(
    unknowns: Sequence[Unknowable], options: Options, said: Collection[str] = ()
) -> list[str]:
    """Each gap with its reason; the hint stands once under the gaps that it would close.

    Unless all is wanted, the sources that gave no answer share one line, and so do the checks that
    lack something else; a hint among `said` (what to do about the reasons) is not repeated.
    """
    if options.verbose:
        return _each(unknowns, options, ())
    silent = [one for one in unknowns if one.silent]
    checks = [one for one in unknowns if not one.source and not one.hint]
    silent = silent if len(silent) > MAX_SILENT else []
    checks = checks if len(checks) > MAX_NAMED else []
    gone = {id(one) for one in (*silent, *checks)}
    rest = [one for one in unknowns if id(one) not in gone]
    lines = _silent(silent, options, said) if silent else []
    lines += _each(rest, options, said)
    return lines + (_checks(checks, options) if checks else [])


def _silent(silent: list[Unknowable], options: Options, said: Collection[str]) -> list[str]:
    """All sources that gave no answer, how that looked, and what would help most of them."""
    named = ", ".join(dict.fromkeys(visible(one.source, 60) for one in silent))
    left = {check for one in silent for check in one.checks}
    text = f"no answer from {named}"
    text += f"; leaves {plural(len(left), 'check')} open {ELSEWHERE}" if left else f" {ELSEWHERE}"
    lines = entry("unknown", text, options.width)
    manners = Counter(_manner(one.reason) for one in silent)
    told = [
        visible(manner, 200) + (f" ({count} of them)" if len(manners) > 1 else "")
        for manner, count in manners.most_common(MAX_MANNERS)
    ]
    more = len(manners) - len(told)
    rest = f"; {more} more" if more else ""
    lines += entry("", f"why: {'; '.join(told)}{rest}", options.width)
    hints = Counter(one.hint for one in silent if one.hint and one.hint not in said)
    for hint, _ in hints.most_common(1):
        lines += entry("", f"to make it known: {visible(hint, 300)}", options.width)
    return lines


def _manner(reason: str) -> str:
    """The reason without the host that it begins with, so that equal failures are told once."""
    host, _, rest = reason.partition(" ")
    return rest if rest and ("." in host or ":" in host) else reason


def _checks(checks: list[Unknowable], options: Options) -> list[str]:
    names = list(dict.fromkeys(name for one in checks for name in one.what.split(", ")))
    named = ", ".join(visible(name, 60) for name in names[:MAX_CHECKS])
    more = f" and {len(names) - MAX_CHECKS} more" if len(names) > MAX_CHECKS else ""
    text = f"{plural(len(names), 'further check')} could not tell: {named}{more}"
    lines = entry("unknown", f"{text} {ELSEWHERE}", options.width)
    common = Counter(one.reason for one in checks).most_common(1)[0][0]
    return [*lines, *entry("", f"for instance: {visible(common, 200)}", options.width)]


def _each(unknowns: Sequence[Unknowable], options: Options, said: Collection[str]) -> list[str]:
    limit = len(unknowns) if options.verbose else MAX_UNKNOWN
    lines: list[str] = []
    for hint, group in groupby(unknowns[:limit], key=lambda one: one.hint):
        for one in group:
            text = visible(one.reason) + _open(one, options)
            lines += entry("unknown", text, options.width, visible(one.what, 60))
        if hint and hint not in said:
            lines += entry("", f"to make it known: {visible(hint, 300)}", options.width)
    if len(unknowns) > limit:
        lines += entry("", f"and {len(unknowns) - limit:,} more {ELSEWHERE}", options.width)
    return lines


def _open(one: Unknowable, options: Options) -> str:
    if not one.checks:
        return ""
    if len(one.checks) > MAX_NAMED and not options.verbose:
        return f" (leaves {len(one.checks)} checks open)"
    return f" (leaves open: {', '.join(visible(name, 80) for name in one.checks)})"

"""What an audit could not look at, for a terminal: files and components."""

from ostiary.core.audit import Audit
from ostiary.core.inventory import Unauditable
from ostiary.report.columns import entry, plural
from ostiary.report.options import Options
from ostiary.report.safe import visible
from ostiary.report.text_reasons import ELSEWHERE

MAX_LOST = 5
"""Files, and names in one line, that are told without `--verbose`."""


def unreadable(audit: Audit, options: Options) -> list[str]:
    """Files that nobody could read, those first that could be read last time."""
    new = frozenset(audit.changes.unread) if audit.changes else frozenset[Unauditable]()
    every = [one for place in audit.places for one in place.unauditable]
    lost = sorted(every, key=lambda one: one not in new)
    limit = len(lost) if options.verbose else MAX_LOST
    lines: list[str] = []
    for at, one in enumerate(lost[:limit]):
        word = "new: " if one in new else ""
        text = f"{word}{visible(str(one.at), 100)} ({visible(one.reason)})"
        lines += entry("" if at else "not read", text, options.width)
        lines += entry("", f"do: {visible(one.hint)}", options.width) if one.hint else []
    if len(lost) > limit:
        lines += entry("", f"and {len(lost) - limit} more {ELSEWHERE}", options.width)
    return lines


def unchecked(audit: Audit, options: Options) -> list[str]:
    """Components about which nobody could say anything, by reason, the longest list first."""
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

"""Why a subject got its verdict, where that stands, and what to do, as lines for a terminal."""

from collections import Counter
from itertools import islice

from ostiary.core.location import Location
from ostiary.core.scale import Decision, Severity
from ostiary.report.columns import entry, hang, plural
from ostiary.report.options import Options
from ostiary.report.safe import visible
from ostiary.report.view import Grounds, SubjectView

MAX_REASONS = 8
MAX_PLACES = 4
MAX_REMEDIES = 4
MAX_WAIVED = 3

ELSEWHERE = "(--verbose, or --format html)"
"""Where a reader finds what a cap left out."""


def place(at: Location) -> str:
    """A place in harmless words: `litellm_init.pth:1`."""
    return visible(str(at), 100)


def reason_lines(view: SubjectView, options: Options) -> list[str]:
    """The numbered reasons, worst first, each with its place and its points."""
    limit = len(view.grounds) if options.verbose else MAX_REASONS
    lines: list[str] = []
    for number, grounds in enumerate(islice(view.grounds, limit), 1):
        lines += _reason(number, grounds, view, options)
    left = len(view.grounds) - limit
    if left > 0:
        lines.append(f"     and {left:,} more {ELSEWHERE}")
    if not view.grounds and view.verdict.decision > Decision.ALLOW:
        lines.append("     the policy gave no reason; treat this as a fault of the policy")
    return lines


def _reason(number: int, grounds: Grounds, view: SubjectView, options: Options) -> list[str]:
    reason = grounds.reason
    message = visible(reason.message)
    if reason.decision != view.verdict.decision and reason.decision > Decision.ALLOW:
        message = f"{reason.decision.word}: {message}"
    points = f"+{grounds.points}" if grounds.points > 0 else ""
    where = place(grounds.places[0]) if grounds.places else ""
    lines = hang(f"{number:>3}  ", message, options.width, right=points, name=where)
    further = grounds.places[1:]
    if further:
        shown = further if options.verbose else further[:MAX_PLACES]
        rest = len(further) - len(shown)
        text = "also " + ", ".join(place(at) for at in shown)
        lines += hang("     ", text + (f" and {rest:,} more" if rest else ""), options.width)
    return lines


def remedy_lines(view: SubjectView, options: Options) -> list[str]:
    """What to do, once each; the numbers say which reasons ask for it."""
    limit = len(view.remedies) if options.verbose else MAX_REMEDIES
    lines: list[str] = []
    for at, (remedy, numbers) in enumerate(islice(view.remedies, limit)):
        text = visible(remedy)
        if len(view.grounds) > 1:
            text += f" ({', '.join(map(str, numbers))})"
        lines += entry("" if at else "do", text, options.width)
    left = len(view.remedies) - limit
    return [
        *lines,
        *(entry("", f"and {left:,} more {ELSEWHERE}", options.width) if left > 0 else []),
    ]


def said_hints(view: SubjectView) -> frozenset[str]:
    """What `remedy_lines` tells the reader to do, whatever its caps."""
    return frozenset(remedy for remedy, _ in view.remedies[:MAX_REMEDIES])


def waived_lines(view: SubjectView, options: Options) -> list[str]:
    """The accepted risks: still there, and said."""
    waived = view.verdict.waived
    limit = len(waived) if options.verbose else MAX_WAIVED
    lines: list[str] = []
    for reason in waived[:limit]:
        lines += entry("waived", visible(reason.message), options.width, place(reason.at))
    if len(waived) > limit:
        lines += entry("", f"and {len(waived) - limit:,} more {ELSEWHERE}", options.width)
    return lines


def aside_lines(view: SubjectView, options: Options) -> list[str]:
    """The findings that no reason speaks of: counted, or listed if all is wanted."""
    if not view.aside:
        return []
    if not options.verbose:
        counts = Counter(one.severity for one in view.aside)
        words = [f"{counts[one]} {one.word}" for one in reversed(Severity) if counts[one]]
        many = plural(len(view.aside), "further finding")
        return entry("also", f"{many}: {', '.join(words)} {ELSEWHERE}", options.width)
    lines: list[str] = []
    for one in view.aside:
        text = f"{visible(one.message)} ({visible(one.check, 80)}, {one.severity.word})"
        lines += entry("" if lines else "also", text, options.width, place(one.at))
    return lines

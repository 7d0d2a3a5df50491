"""What was read, and how the score adds up, as lines for a terminal."""

from ostiary.core.scale import Decision
from ostiary.core.verdict import Points, Verdict
from ostiary.report.columns import entry, percent, plural, size
from ostiary.report.options import Options
from ostiary.report.reading import RUNS, Reading, reading
from ostiary.report.safe import visible
from ostiary.report.text_reasons import ELSEWHERE
from ostiary.report.view import SubjectView

MAX_UNREAD = 3


def read_lines(view: SubjectView, options: Options) -> list[str]:
    """How much was read; then, by name, the unread files that could run."""
    if view.rows is None:
        return []
    if not view.rows:
        shallow = "none of its files: only what the index says about it"
        full = "none of its files, although all were wanted"
        return entry("read", full if view.examined.depth == "full" else shallow, options.width)
    account = reading(view.rows)
    lines = entry("read", account_words(account), options.width)
    named = [row for row in account.unread if options.verbose or row.reach in RUNS]
    limit = len(named) if options.verbose else MAX_UNREAD
    for row in named[:limit]:
        why = visible(row.reason or row.opaque, 200)
        runs = f", runs at {row.reach.value}" if row.reach in RUNS else ""
        name = visible(row.path or row.artifact, 100)
        lines += entry("unread", f"{size(row.size)}{runs}: {why}", options.width, name)
    if len(named) > limit:
        lines += entry("", f"and {len(named) - limit:,} more {ELSEWHERE}", options.width)
    return lines


def account_words(account: Reading) -> str:
    """The account in a sentence; what is missing is said by count, class and share of the bytes."""
    text = f"{account.understood:,} of {plural(account.files, 'file')} ({size(account.size)})"
    if not account.unread:
        return text
    classes = ", ".join(f"{count:,} {visible(name, 40)}" for name, count in account.classes)
    share = percent(account.unread_size, account.size)
    text += f"; not understood: {classes} ({share} of the bytes)"
    return f"{text}, {account.runnable:,} of which could run" if account.runnable else text


def _of_findings(part: Points) -> str:
    words = [f"{part.findings:,} findings"] if part.findings > 1 else []
    words += ["capped"] if part.capped else []
    return f" ({', '.join(words)})" if words else ""


def standard(verdict: Verdict) -> str:
    """Under which policy, with which score; a score of nothing says nothing where evidence lacks."""
    words = [f"policy {visible(verdict.policy, 40)}"] if verdict.policy else []
    if verdict.score or verdict.decision is not Decision.INSUFFICIENT:
        words.append(f"score {verdict.score} of 100")
    if verdict.expires:
        words.append(f"until {verdict.expires.isoformat()}")
    return " · ".join(words)


def sum_words(verdict: Verdict) -> str:
    """How the score adds up: `78 install + 15 code (7 findings, capped) = 93`; empty for no score."""
    if not verdict.score or not verdict.parts:
        return ""
    terms = [
        f"{part.points} {visible(part.family, 40)}{_of_findings(part)}"
        for part in sorted(verdict.parts, key=lambda part: (-part.points, part.family))
        if part.points
    ]
    return f"{' + '.join(terms)} = {verdict.score}"


def score_lines(verdict: Verdict, options: Options) -> list[str]:
    """The sum, so that a person can check it."""
    words = sum_words(verdict)
    return entry("score", words, options.width) if words else []

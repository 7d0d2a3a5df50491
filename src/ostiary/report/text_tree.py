"""What a subject brings along, as lines for a terminal: the counts, the problems, the way to each."""

from ostiary.report.branches import Branches, Problem
from ostiary.report.columns import cells, entry, one_line, pad, paint, plural, wrap
from ostiary.report.names import chain, release
from ostiary.report.options import Options
from ostiary.report.safe import visible
from ostiary.report.text_reasons import ELSEWHERE

MAX_PROBLEMS = 6
_NAME = 36
_WHY = 52


def tree_lines(branches: Branches | None, options: Options) -> list[str]:
    """A summary in one line."""
    return entry("tree", summary(branches), options.width) if branches else []


def problem_lines(branches: Branches | None, options: Options) -> list[str]:
    """Each dependency that may not come in as it is, with the way to it."""
    if branches is None:
        return []
    limit = len(branches.problems) if options.verbose else MAX_PROBLEMS
    shown = branches.problems[:limit]
    lines = _problems(shown, options) if shown else []
    left = len(branches.problems) - len(shown)
    if left:
        lines.append(f"  and {left:,} more {ELSEWHERE}")
    return lines


def summary(branches: Branches) -> str:
    """The counts in words: `47 packages, 45 allow, 2 review`."""
    if not branches.total:
        return "no dependencies"
    counts = ", ".join(f"{count:,} {word}" for word, count in branches.tally)
    return f"{plural(branches.total, 'package')}, {counts}"


def _problems(shown: tuple[Problem, ...], options: Options) -> list[str]:
    word = max(len(one.decision.name) for one in shown)
    names = [one_line(release(one.purl), 60) for one in shown]
    name = min(_NAME, max(cells(one) for one in names))
    whys = [one_line(one.why) for one in shown]
    why = min(_WHY, max(cells(one) for one in whys))
    lines: list[str] = []
    for one, called, reason in zip(shown, names, whys, strict=True):
        head = f"  {pad(one.decision.name, word)}  {pad(called, name)}  "
        painted = "  " + paint(one.decision.name, one.decision, options.colour)
        painted += head[2 + len(one.decision.name) :]
        way = visible(chain(one.path), 300)
        line = f"{pad(reason, why)}  {way}"
        if cells(head) + cells(line) <= options.width:
            lines.append(painted + line)
            continue
        indent = " " * (word + 4)
        room = max(40, options.width - len(indent))
        lines.append(painted.rstrip())
        lines += [indent + part for part in (*wrap(reason, room), *wrap(way, room))]
    return lines

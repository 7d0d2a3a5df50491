"""What a subject brings along, as lines for a terminal: the counts, the problems, the way to each."""

from ostiary.core.scale import Decision
from ostiary.report.branches import Branches, Problem
from ostiary.report.columns import cells, entry, one_line, pad, paint, plural, wrap
from ostiary.report.names import chain, release
from ostiary.report.options import Options
from ostiary.report.safe import visible
from ostiary.report.text_reasons import ELSEWHERE

MAX_PROBLEMS = 6
MAX_ALIKE = 8
MANY = 3
"""Dependencies with one reason from which on the reason is told once for all of them."""

_NAME = 36
_WHY = 52


def tree_lines(branches: Branches | None, options: Options) -> list[str]:
    """A summary in one line."""
    return entry("tree", summary(branches), options.width) if branches else []


def problem_lines(branches: Branches | None, options: Options) -> list[str]:
    """Each dependency that may not come in as it is, with the way to it; one cause is told once."""
    if branches is None:
        return []
    single: list[Problem] = []
    lines: list[str] = []
    for same in _alike(branches.problems):
        if len(same) >= MANY and not options.verbose:
            lines += _many(same, options)
        else:
            single += same
    limit = len(single) if options.verbose else MAX_PROBLEMS
    left = len(single) - limit
    shown = _problems(tuple(single[:limit]), options) if single else []
    more = [f"  and {left:,} more {ELSEWHERE}"] if left > 0 else []
    worst = single[0].decision if single else None
    first = worst is not None and worst >= branches.problems[0].decision
    return [*shown, *more, *lines] if first else [*lines, *shown, *more]


def _alike(problems: tuple[Problem, ...]) -> list[list[Problem]]:
    """The problems, those with the same decision for the same reason together."""
    groups: dict[tuple[Decision, str], list[Problem]] = {}
    for one in problems:
        groups.setdefault((one.decision, one.why), []).append(one)
    return list(groups.values())


def _many(same: list[Problem], options: Options) -> list[str]:
    """One reason that several dependencies share, and who they are."""
    word = same[0].decision.name
    head = f"  {word}  {plural(len(same), 'dependency', 'dependencies')}"
    painted = "  " + paint(word, same[0].decision, options.colour) + head[2 + len(word) :]
    named = ", ".join(_called(one) for one in same[:MAX_ALIKE])
    more = f" and {len(same) - MAX_ALIKE:,} more {ELSEWHERE}" if len(same) > MAX_ALIKE else ""
    indent = " " * (len(word) + 4)
    room = max(40, options.width - len(indent))
    told = (*wrap(one_line(same[0].why), room), *wrap(named + more, room))
    return [painted, *(indent + part for part in told)]


def _called(one: Problem) -> str:
    """The release, and what stands between it and the root."""
    between = chain(one.path[1:-1])
    return one_line(release(one.purl), 60) + (f" (by {visible(between, 200)})" if between else "")


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

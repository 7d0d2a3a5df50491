"""The picture of who asks for what is wrong: ways to components with findings, and the direct ones."""

from collections.abc import Iterable, Mapping, Sequence

from ostiary.core.scale import Decision
from ostiary.report.audit_paths import Paths
from ostiary.report.columns import plural
from ostiary.report.names import release
from ostiary.report.tree_picture import draw
from ostiary.report.tree_rows import Row

MAX_NODES = 150
"""Components that are drawn; the others are counted."""

NOT_CHECKED = "not checked"
"""The word for a component on which the audit holds no verdict."""


def chosen(wrong: Sequence[str], paths: Paths, limit: int = MAX_NODES) -> list[str]:
    """Purls to draw, parents before children: whole ways to what is wrong, worst first, then direct ones.

    A way that does not fit any more is left out whole, since half of it would lead nowhere.
    """
    found: dict[str, None] = {}
    for purl in wrong:
        way = [one for one in paths.path(purl) if one not in found]
        if len(found) + len(way) <= limit:
            found.update(dict.fromkeys(way))
    for purl in paths.order:
        if len(found) >= limit:
            break
        if not paths.parents[purl]:
            found.setdefault(purl)
    return [one for one in paths.order if one in found]


def graph(
    root: str, wrong: Sequence[str], decisions: Mapping[str, Decision], paths: Paths
) -> tuple[tuple[Row, ...], str]:
    """The rows of the picture, the root first, and what a screen reader says of it.

    `wrong` are purls of components with findings, the worst first; `decisions` are by purl.
    """
    drawn = chosen(wrong, paths)
    hot = {one for purl in wrong if purl in drawn for one in paths.path(purl)}
    children: dict[str, list[str]] = {}
    for purl in drawn:
        children.setdefault(paths.parents[purl], []).append(purl)
    rows = [Row(root, "", 0, -1, bool(hot))]
    stack = [(one, 1, 0) for one in _last_first(children.get("", ()), hot)]
    while stack:
        purl, depth, parent = stack.pop()
        decision = decisions.get(purl)
        word = decision.word if decision is not None else NOT_CHECKED
        rows.append(Row(release(purl), word, depth, parent, purl in hot, decision))
        at = len(rows) - 1
        stack += [(one, depth + 1, at) for one in _last_first(children.get(purl, ()), hot)]
    left = len(paths.order) - len(drawn)
    if left:
        undrawn = len(set(wrong) & paths.parents.keys() - set(drawn))
        more = f", {undrawn:,} of them with findings" if undrawn else ""
        rows.append(Row(f"+ {left:,} not drawn{more}", "", 0, -1, False))
    shown = [one for one in wrong if one in hot]
    said = f"{plural(len(drawn), 'component')} of {len(paths.order):,}, {len(shown):,} of them with findings"
    return tuple(rows), said


def _last_first(purls: Iterable[str], hot: set[str]) -> list[str]:
    """In the order in which a stack gives them back: ways to what is wrong first, then by name."""
    return sorted(purls, key=lambda one: (one not in hot, one), reverse=True)


def drawing(rows: Sequence[Row], said: str) -> str:
    """SVG text that is safe to set into a page."""
    return draw(rows, f"Dependency graph: {said}")

"""The picture of a dependency tree: inline SVG, one row a package, the way to each problem drawn bold."""

from collections.abc import Sequence
from html import escape

from ostiary.report.branches import Branches
from ostiary.report.columns import cells
from ostiary.report.safe import visible
from ostiary.report.tree_rows import Row, rows

ROW = 28
INDENT = 22
CELL = 7.3
"""Pixels: the height of a row, the step of a level, the width of a character at 12 px monospace."""

MAX_LABEL = 44
"""Characters of a package's name in the picture; the table below it has them all."""

_BOX = 20


def picture(branches: Branches, summary: str) -> str:
    """SVG text that is safe to set into a page; `summary` is what a screen reader says."""
    return draw(rows(branches), summary)


def draw(drawn: Sequence[Row], summary: str) -> str:
    """The same of rows that somebody chose; there is one at least, and a parent comes before its rows."""
    labels = [visible(row.label, MAX_LABEL) for row in drawn]
    widths = [_width(row, label) for row, label in zip(drawn, labels, strict=True)]
    right = max(row.depth * INDENT + width for row, width in zip(drawn, widths, strict=True)) + 4
    height = len(drawn) * ROW + 4
    parts = [
        (
            f'<svg class="tree" role="img" aria-label="{escape(visible(summary))}"'
            f' xmlns="http://www.w3.org/2000/svg" width="{right:.0f}" height="{height}"'
            f' viewBox="0 0 {right:.0f} {height}">'
        )
    ]
    # cold edges first, so that a bold way is never crossed out by a thin one
    edges = [(at, row) for at, row in enumerate(drawn) if row.parent >= 0]
    parts += [_edge(at, row) for at, row in sorted(edges, key=lambda edge: edge[1].hot)]
    parts += [
        _box(at, row, label, width)
        for at, (row, label, width) in enumerate(zip(drawn, labels, widths, strict=True))
    ]
    return "\n".join([*parts, "</svg>"])


def _width(row: Row, label: str) -> float:
    text = cells(label) + (len(row.word) + 2 if row.word else 0)
    return 20 + text * CELL


def _edge(at: int, row: Row) -> str:
    x = (row.depth - 1) * INDENT + 10
    top = row.parent * ROW + 2 + _BOX
    y = at * ROW + 2 + _BOX / 2
    kind = "hot" if row.hot else "cold"
    return f'<path class="{kind}" d="M{x} {top}V{y:.0f}H{row.depth * INDENT + 1}"/>'


def _box(at: int, row: Row, label: str, width: float) -> str:
    x, y = row.depth * INDENT + 1, at * ROW + 2
    kind = row.word.replace(" ", "-") if row.word else "fold"
    parts = [f'<g class="n-{kind}">']
    parts.append(f'<rect x="{x}" y="{y}" width="{width:.0f}" height="{_BOX}" rx="4"/>')
    parts.append(f'<text x="{x + 9}" y="{y + 14}">{escape(label)}</text>')
    if row.word:
        end = x + 9 + (cells(label) + 2) * CELL
        shown = row.word.upper() if row.decision else row.word  # allowed ones are not worth a shout
        parts.append(f'<text class="word" x="{end:.0f}" y="{y + 14}">{escape(shown)}</text>')
    return "".join([*parts, "</g>"])

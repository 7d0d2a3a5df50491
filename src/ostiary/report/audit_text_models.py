"""The model files of an audit, for a terminal."""

from ostiary.core.run import Run
from ostiary.report.columns import entry, plural
from ostiary.report.model_words import (
    ModelLine,
    counted,
    left,
    loader,
    model_files,
    none,
    to_do,
    unhashed,
)
from ostiary.report.options import Options
from ostiary.report.safe import visible
from ostiary.report.text_reasons import ELSEWHERE

MAX_MODELS = 4
"""Model files that have a line without `--verbose`: those that are not safe to load."""
_SAFE = frozenset({"safe by list", "safe by format"})


def models(run: Run, options: Options) -> list[str]:
    """How many there are of each assurance, and those to look at; what was left out."""
    found = model_files(run)
    width = options.width
    lines: list[str] = []
    if found:
        lines += entry("models", f"{plural(len(found), 'model file')}: {counted(found)}", width)
    shown = [one for one in found if options.verbose or one.row.assurance not in _SAFE]
    limit = len(shown) if options.verbose else MAX_MODELS
    for one in shown[:limit]:
        lines += entry("", _told(one), width)
        lines += [
            line for text in one.row.loaders for line in entry("", f"here: {visible(text)}", width)
        ]
        lines += entry("", f"do: {visible(to_do(one.row))}", width)
    if len(shown) > limit:
        lines += entry("", f"and {len(shown) - limit} more {ELSEWHERE}", width)
    if not options.verbose:
        lines += _loaders(found, shown, options)
    if unhashed(found):
        lines += entry("", unhashed(found), width)
    for name, count, why in left(run):
        text = f"{plural(count, 'model file')} in {visible(name, 60)} not examined: {visible(why)}"
        lines += entry("" if lines else "models", text, width)
    if none(run):
        text = f"{plural(none(run), 'file')} with the name of a model by content not a model"
        lines += entry("" if lines else "models", text, width)
    return lines


def _loaders(found: list[ModelLine], shown: list[ModelLine], options: Options) -> list[str]:
    """What loads the models that have no line of their own."""
    rest = dict.fromkeys(text for one in found if one not in shown for text in one.row.loaders)
    return [
        line
        for text in list(rest)[:MAX_MODELS]
        for line in entry("", f"loader here: {visible(text)}", options.width)
    ]


def _told(one: ModelLine) -> str:
    row = one.row
    more = f" +{len(one.copies)} of the same bytes" if one.copies else ""
    parts = [f"{visible(row.path, 100)}{more}: {row.format}", row.assurance]
    if row.loader:
        parts.append(f"loader {visible(loader(row), 60)}")
    return " · ".join(parts)

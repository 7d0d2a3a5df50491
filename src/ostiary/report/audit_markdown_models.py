"""The model files of an audit as Markdown."""

from ostiary.core.run import Run
from ostiary.report.columns import plural
from ostiary.report.marks import code, sentence
from ostiary.report.model_words import counted, left, loader, model_files, none, to_do, unhashed

_SAFE = frozenset({"safe by list", "safe by format"})


def models(run: Run, limit: int) -> str:
    """How many there are of each assurance, and a table of those to look at."""
    found = model_files(run)
    blocks = []
    if found:
        rest = f"; {unhashed(found)}" if unhashed(found) else ""
        blocks.append(f"**Models**: {plural(len(found), 'model file')}, {counted(found)}{rest}")
    shown = [one for one in found if one.row.assurance not in _SAFE or one.row.loaders]
    if shown:
        lines = ["| Assurance | File | Format | Loader | Do |", "| --- | --- | --- | --- | --- |"]
        for one in shown[:limit]:
            row = one.row
            here = "".join(f"; here: {sentence(text)}" for text in row.loaders)
            loads = code(loader(row), 60) + here if row.loader else ""
            cells = (
                row.assurance,
                code(row.path, 120),
                code(row.format),
                loads,
                sentence(to_do(row)),
            )
            lines.append(f"| {' | '.join(cells)} |")
        blocks.append("\n".join(lines))
    if len(shown) > limit:
        blocks.append(f"and {len(shown) - limit:,} more")
    blocks += [
        f"{plural(count, 'file')} with the name of a model in {code(name, 60)}: {sentence(why)}"
        for name, count, why in left(run)
    ]
    if none(run):
        blocks.append(
            f"{plural(none(run), 'file')} with the name of a model by content not a model"
        )
    return "\n\n".join(blocks)

"""How does each operator that a TensorFlow file uses stand, with the texts that reach it?"""

from ostiary.formats.model.places import leaves
from ostiary.formats.model.record import Called, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.tensorflow.graph import Use, Used
from ostiary.formats.model.tensorflow.operators import ATTRIBUTES, TABLES, opens, standing


def judge(sheet: Sheet, used: Used, assets: frozenset[str]) -> None:
    """Write down what is not inert; a node may also name a function of the file, whose nodes were read.

    `assets` are the names of the nodes whose text is the place of an asset.
    """
    sheet.detail("nodes", used.operators.total())
    for operator in sorted(used.operators):
        rule = standing(operator)
        if operator in used.functions or rule.standing is Standing.INERT:
            continue
        if not any(one.operator == operator for one in used.uses):
            name = f"tf.raw_ops.{operator}" if operator else "an operator without a name"
            sheet.call(Called(name, "", "node", used.first[operator], rule.standing, rule.reason))
    for name in sorted(used.functions):
        if standing(name).standing is not Standing.UNLISTED:
            message = f"a function has the name of the operator `{name}`"
            sheet.odd(Topic.HIDING, "function-shadows", message, gravity=Gravity.BROKEN)
    for use in used.uses:
        _use(sheet, use, assets)


def _use(sheet: Sheet, use: Use, assets: frozenset[str]) -> None:
    """A node that opens something, by its constants or one of its attributes."""
    rule = standing(use.operator)
    state, reason = rule.standing, rule.reason
    texts = use.texts
    if use.operator in ATTRIBUTES:
        texts = (use.attribute,) if use.attribute else ()
        if done := opens(use.operator, use.attribute):
            state, reason = Standing.SINK, done
    elif state is Standing.INERT:
        if use.operator in TABLES:
            return _table(sheet, use, assets)
        if outside := [one for one in texts if leaves(one)]:
            texts = tuple(outside)
            state, reason = (
                Standing.SINK,
                f"{reason}; here the graph itself names {leaves(texts[0])}",
            )
    if state is not Standing.INERT:
        arguments = ", ".join(repr(one) for one in texts)
        name = f"tf.raw_ops.{use.operator}"
        sheet.call(Called(name, arguments, "node", use.at, state, reason))
        for one in texts:
            kind = "url" if "://" in one else "file"
            sheet.reach(kind, one, use.at, escapes=bool(leaves(one)))
    return None


def _table(sheet: Sheet, use: Use, assets: frozenset[str]) -> None:
    """A vocabulary: where its path is an asset, the loader puts one of the model's own folder there."""
    if assets.issuperset(use.sources):
        return
    for one in use.texts:
        if leaves(one):
            message = f"`{use.node}` fills a table from `{one}`, which is no asset of the model"
            sheet.odd(Topic.REACH, "vocabulary-outside", message, at=use.at)
            sheet.reach("file", one, use.at, escapes=True)

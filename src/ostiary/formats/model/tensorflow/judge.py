"""How does each operator that a TensorFlow file uses stand, with the texts that reach it?"""

from ostiary.formats.model.places import leaves
from ostiary.formats.model.record import Called, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet, listed
from ostiary.formats.model.tensorflow.graph import Use, Used
from ostiary.formats.model.tensorflow.operators import ATTRIBUTES, RULES, TABLES, opens, standing


def judge(sheet: Sheet, used: Used, assets: frozenset[str]) -> None:
    """Write down what is not inert; a node may also name a function of the file, whose nodes were read.

    `assets` are the names of the nodes whose text is the place of an asset.
    """
    sheet.detail("nodes", used.operators.total())
    sheet.detail("operators", listed(used.operators))
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
    _handed(sheet, used, assets)
    if used.unfollowed:
        sheet.stop("more nodes that open something than are followed")


def _use(sheet: Sheet, use: Use, assets: frozenset[str]) -> None:
    """A node that opens something, by its constants or one of its attributes."""
    rule = standing(use.operator)
    state, reason = rule.standing, rule.reason
    found = use.reaching.texts
    if use.operator in ATTRIBUTES:
        found = (use.attribute,) if use.attribute else ()
        if done := opens(use.operator, use.attribute):
            state, reason = Standing.SINK, done
    elif use.operator in TABLES:
        _table(sheet, use, assets)
    elif state is Standing.INERT:
        if outside := tuple(one for one in found if leaves(one)):
            found = outside
            state, reason = Standing.SINK, f"{reason}; the graph itself names {leaves(found[0])}"
        elif use.reaching.made:
            state = Standing.UNLISTED
            reason = f"{reason}; here the graph makes the path, by `{use.reaching.made}`"
    if state is not Standing.INERT:
        arguments = ", ".join(repr(one) for one in found)
        name = f"tf.raw_ops.{use.operator}"
        sheet.call(Called(name, arguments, "node", use.at, state, reason))
        for one in found:
            kind = "url" if "://" in one else "file"
            sheet.reach(kind, one, use.at, escapes=bool(leaves(one)))


def _table(sheet: Sheet, use: Use, assets: frozenset[str]) -> None:
    """A vocabulary: where its path is an asset, the loader puts one of the model's own folder there."""
    if assets.issuperset(use.reaching.sources) and not use.reaching.made:
        return
    outside = [one for one in use.reaching.texts if leaves(one)]
    if not outside and not use.reaching.made:
        return
    shown = outside[0] if outside else use.reaching.made
    message = f"`{use.node}` fills a table from `{shown}`, which is no asset of the model"
    sheet.odd(Topic.REACH, "vocabulary-outside", message, at=use.at)
    for one in outside:
        sheet.reach("file", one, use.at, escapes=True)


def _handed(sheet: Sheet, used: Used, assets: frozenset[str]) -> None:
    """Paths that a graph hands to a function, in a file in which functions save or read by paths."""
    if not any(rule.paths for name in used.operators if (rule := RULES.get(name))):
        return
    for use in used.calls:
        # Whole messages of protocol buffers are handed on as well; a NUL in a text says nothing here.
        outside = [one for one in use.reaching.texts if leaves(one.replace("\0", ""))]
        if outside and not assets.issuperset(use.reaching.sources):
            message = f"`{use.node}` hands `{outside[0]}` to a function, which may open it"
            sheet.odd(Topic.REACH, "path-handed", message, at=use.at)

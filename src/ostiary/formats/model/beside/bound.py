"""Which names of a template stand for a value of some kind, by whatever way it came to them?"""

from collections.abc import Callable, Iterator

from jinja2 import nodes

from ostiary.core.errors import LimitError

MAX_PARTS = 2_000
"""Parts of one expression about which a question is asked."""

COUNTING = frozenset(("length", "count"))
"""Filters that give a number, whatever they are given."""
_SETTERS = (nodes.Assign, nodes.AssignBlock, nodes.For)
_Bound = tuple[tuple[str, ...], tuple[nodes.Node, ...]]


def parts(node: nodes.Node, limit: int = MAX_PARTS, *, texts: bool = False) -> Iterator[nodes.Node]:
    """A node and all below it, however deep. Raises `LimitError` where there are more than `limit`.

    Of `texts` what is only counted, compared or tested is no part.
    """
    waiting, count = [node], 0
    while waiting:
        one = waiting.pop()
        count += 1
        if count > limit:
            raise LimitError(f"a template with an expression of more than {limit} parts")
        yield one
        waiting += () if texts and _gives_no_text(one) else one.iter_child_nodes()


def _gives_no_text(node: nodes.Node) -> bool:
    counted = isinstance(node, nodes.Filter) and node.name in COUNTING
    return counted or isinstance(node, nodes.Compare | nodes.Test | nodes.Not)


def named(node: nodes.Node) -> str:
    """The name that a node uses, empty if it is no name; attributes stand with a dot before them."""
    if isinstance(node, nodes.Name):
        return node.name
    return f".{node.attr}" if isinstance(node, nodes.Getattr | nodes.NSRef) else ""


def bound(
    tree: nodes.Template, source: Callable[[nodes.Node], bool], limit: int, *, texts: bool = False
) -> frozenset[str]:
    """The names that are set, looped over or handed to macros with something of what `source` says yes to.

    Of `texts` alone: what is counted, compared or tested on the way is another thing.

    Scopes are not kept apart: a name that has it anywhere has it everywhere. Raises `LimitError` for a tree
    of more than `limit` parts.
    """
    uses: dict[str, list[str]] = {}
    waiting: list[str] = []
    for targets, one in _given_parts(tree, limit, texts):
        if source(one):
            waiting += targets
        elif name := named(one):
            uses.setdefault(name, []).extend(targets)
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += uses.get(name, ())
    return frozenset(found)


def counters(tree: nodes.Template, limit: int) -> frozenset[str]:
    """The names that only ever stand for numbers, which a loop counts by `range`."""
    several = list(_bindings(tree, limit))
    other = {
        name
        for names, values in several
        for name in names
        if not (values and all(map(_counts, values)))
    }
    if "range" in other:
        return frozenset()  # somebody else's
    return frozenset(name for names, _ in several for name in names) - other


def _counts(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name == "range"
    )


def _given_parts(
    tree: nodes.Template, limit: int, texts: bool
) -> Iterator[tuple[tuple[str, ...], nodes.Node]]:
    """Every part of what names are given, with the names; blocks in blocks come several times."""
    count = 0
    for targets, values in _bindings(tree, limit):
        inner = (part for value in values for part in parts(value, limit, texts=texts))
        for one in inner if targets else ():
            count += 1
            if count > 4 * limit:
                raise LimitError(f"a template with more than {4 * limit} parts in nested blocks")
            yield targets, one


def _bindings(tree: nodes.Template, limit: int) -> Iterator[_Bound]:
    """Every place where names get values: the names, and the expressions that the values come from."""
    macros: dict[str, list[tuple[str, ...]]] = {}
    calls: list[nodes.Call] = []
    for one in parts(tree, limit):
        if isinstance(one, nodes.Macro | nodes.CallBlock):
            label = one.name if isinstance(one, nodes.Macro) else "caller"
            macros.setdefault(label, []).append(tuple(part.name for part in one.args))
            yield (label,), tuple(one.body)
        elif isinstance(one, nodes.Call) and isinstance(one.node, nodes.Name):
            calls.append(one)
        elif isinstance(one, nodes.With):
            for target, value in zip(one.targets, one.values, strict=False):
                yield _names(target), (value,)
        elif isinstance(one, _SETTERS):
            yield _names(one.target), _given(one)
    for call in calls:
        yield from _handed(call, macros.get(named(call.node), []))


def _handed(call: nodes.Call, macros: list[tuple[str, ...]]) -> Iterator[_Bound]:
    """What a call hands to the parameters of macros of that name, by place or by name."""
    every = (*(name for one in macros for name in one), "varargs", "kwargs")
    for place, value in enumerate(call.args):
        yield tuple(one[place] if place < len(one) else "varargs" for one in macros), (value,)
    for pair in call.kwargs:
        yield (pair.key if pair.key in every else "kwargs",), (pair.value,)
    for unpacked in (call.dyn_args, call.dyn_kwargs):
        if unpacked is not None:
            yield every, (unpacked,)


def _given(one: nodes.Assign | nodes.AssignBlock | nodes.For) -> tuple[nodes.Node, ...]:
    """Where the value of what is set or looped over comes from."""
    if isinstance(one, nodes.AssignBlock):
        return tuple(one.body)
    return (one.node if isinstance(one, nodes.Assign) else one.iter,)


def _names(target: nodes.Node) -> tuple[str, ...]:
    return tuple(filter(None, (named(one) for one in parts(target))))

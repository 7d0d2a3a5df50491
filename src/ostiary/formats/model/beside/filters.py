"""Which arguments of a filter of a template are names by which something is asked for?

Source: Jinja 3, list of built-in filters.
"""

from jinja2 import nodes

_FIRST = frozenset(("map", "select", "reject", "groupby", "sum"))
_SECOND = frozenset(("selectattr", "rejectattr", "unique", "min", "max"))
"""Their second argument is a name too: of a test or an attribute. What follows is only compared."""
_DOOR = "attr"
"""The filter that takes an attribute, which checks of names do not see."""


def asks_by_door(node: nodes.Filter) -> bool:
    """Whether a filter is `attr`, or hands on to it."""
    first = _first(node)
    return node.name == _DOOR or (isinstance(first, nodes.Const) and first.value == _DOOR)


def names_of(node: nodes.Filter) -> list[nodes.Expr]:
    """The arguments that are the name of an attribute, of a filter or of a test."""
    found = [one.value for one in node.kwargs if one.key == "attribute"]
    first = _first(node)
    if first is None:
        return found
    plain = isinstance(first, nodes.Const) and first.value not in {*_FIRST, *_SECOND, _DOOR}
    if node.name == "map" and not plain:
        return found + node.args  # whatever they mean to the filter that it calls
    return found + node.args[: 1 + (node.name in _SECOND)]


def _first(node: nodes.Filter) -> nodes.Expr | None:
    return node.args[0] if node.args and node.name in _FIRST | _SECOND else None

"""Would rendering a template keep its renderer busy, or fill its memory?"""

from collections.abc import Iterator
from typing import Any

from jinja2 import nodes

from ostiary.formats.model.beside.bound import named
from ostiary.formats.model.beside.trigger import Sign
from ostiary.formats.model.record import Gravity

MAX_ROUNDS = 100_000
"""Rounds of loops over constant ranges above which somebody wants to keep the renderer busy."""
_MOST = 1 << 62
"""Numbers are followed up to this."""


def counted(node: Any) -> Iterator[Sign]:
    """A range that is too long by itself."""
    if (rounds := rounds_of(node)) > MAX_ROUNDS:
        yield Sign("template-loop", f"it counts to {rounds}", node.lineno, Gravity.UNUSUAL)


def nested(node: nodes.Node, rounds: int, turns: int) -> Iterator[Sign]:
    """A loop of so many turns in others of so many rounds together: told of where it becomes too much."""
    if 1 < rounds <= MAX_ROUNDS < rounds * turns:
        said = f"loops in loops go round {min(rounds * turns, _MOST)} times"
        yield Sign("template-loop", said, node.lineno, Gravity.UNUSUAL)


def multiplied(node: Any) -> Iterator[Sign]:
    """A text many times, or a number that fills the memory."""
    texts = [one for one in (node.left, node.right) if isinstance(one, nodes.Const)]
    repeats = any(isinstance(one.value, str) for one in texts)
    count = max(most(node.left), most(node.right)) if repeats else 0
    if count > MAX_ROUNDS or most(node) >= _MOST:
        said = f"it multiplies up to {max(count, most(node))}"
        yield Sign("template-loop", said, node.lineno, Gravity.UNUSUAL)


def rounds_of(node: nodes.Node) -> int:
    """How far a range of constants counts, 0 for anything else."""
    if not isinstance(node, nodes.Call) or named(node.node) != "range":
        return 0
    return max((most(one) for one in node.args), default=0)


def most(node: nodes.Node) -> int:
    """The value of an expression of constants, `_MOST` if it is higher, 0 where it is not known."""
    if isinstance(node, nodes.Const):
        value: object = node.value
        return min(value, _MOST) if isinstance(value, int) else 0
    if not isinstance(node, nodes.Add | nodes.Mul | nodes.Pow):
        return 0
    left, right = most(node.left), most(node.right)
    if isinstance(node, nodes.Add):
        return min(left + right, _MOST)
    if isinstance(node, nodes.Mul):
        return min(left * right, _MOST)
    power: int = left ** min(max(right, 0), 63)
    return min(power, _MOST)

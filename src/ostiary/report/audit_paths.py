"""Who asks for whom in an audit: the shortest way from a direct dependency to each component."""

from collections import deque
from collections.abc import Mapping

from msgspec import Struct

from ostiary.report.bill import Bill, Item

LONG = 7
"""Components of a path that are named; of a longer one, the middle is counted."""


class Paths(Struct, frozen=True):
    """`parents` names for each release the one that it is reached through, empty for the direct ones.

    `order` has every release once, nearest first, so that a parent comes before its children.
    """

    items: Mapping[str, Item]
    parents: Mapping[str, str]
    order: tuple[str, ...]

    def path(self, purl: str) -> tuple[str, ...]:
        """Purls from a direct dependency down to this release; empty for one that is not in the audit."""
        if purl not in self.parents:
            return ()
        found = [purl]
        while self.parents[found[-1]]:
            found.append(self.parents[found[-1]])
        return tuple(reversed(found))

    def told(self, purl: str) -> str:
        """The path in names: `flask > jinja2`."""
        names = [self.items[one].name for one in self.path(purl)]
        if len(names) > LONG:
            half = LONG // 2
            names = [*names[:half], f"({len(names) - 2 * half} more)", *names[-half:]]
        return " > ".join(names)


def paths(bill: Bill) -> Paths:
    """Shortest paths over a bill; what no root leads to (a circle of parents) counts as direct."""
    items = {one.purl: one for one in bill.items}
    parents: dict[str, str] = {}
    order: list[str] = []
    direct = [one.purl for one in bill.items if one.direct]
    # all that stand at the top are in before anything is reached through another
    starts = list(dict.fromkeys((*direct, *bill.roots)))
    parents.update(dict.fromkeys(starts, ""))
    _reach(items, starts, parents, order)
    for one in items:
        if one not in parents:
            parents[one] = ""
            _reach(items, [one], parents, order)
    return Paths(items, parents, tuple(order))


def _reach(
    items: Mapping[str, Item], starts: list[str], parents: dict[str, str], order: list[str]
) -> None:
    waiting = deque(starts)
    while waiting:
        one = waiting.popleft()
        order.append(one)
        for child in sorted(items[one].needs):
            if child not in parents and child in items:
                parents[child] = one
                waiting.append(child)

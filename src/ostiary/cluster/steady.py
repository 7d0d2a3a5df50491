"""A worker for somebody who asks again and again: there when asked, a fresh one if the last one died."""

from collections.abc import Callable
from typing import Any, TypeVar

from ostiary.cluster.confine import Confinement, Plan
from ostiary.cluster.hand import Failure, Hand, Here, none

Result = TypeVar("Result")


class Steady:
    """One worker process at a time; it starts with the first question. Ask from one thread at a time."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._hand: Hand | Here | None = None
        self.confinement: Confinement | None = None

    def ask(self, work: Callable[..., Result], *arguments: Any) -> Result | Failure:
        """Give one task and wait for what comes of it, or for the end of patience."""
        if self._hand is None:
            try:
                self._hand = Hand(self._plan) if self._plan.apart else Here()
            except OSError as error:
                return none(error)
        hand = self._hand
        found = hand.ask(work, *arguments)
        self.confinement = hand.confinement or self.confinement
        if isinstance(found, Failure) and (found.died or found.kind == MemoryError.__name__):
            self.end()
        return found

    def end(self) -> None:
        """End the worker, if there is one; any thread may."""
        hand, self._hand = self._hand, None
        if hand is not None:
            hand.end()

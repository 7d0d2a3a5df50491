"""A worker for somebody who asks again and again: there when asked, a fresh one if the last one died."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from ostiary.cluster.hand import DIED, Failure, Hand, Here, none
from ostiary.cluster.plan import Confinement, Plan

Result = TypeVar("Result")


class Steady:
    """One worker process at a time; it starts with the first question. Ask from one thread at a time."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._hand: Hand | Here | None = None
        self._ended = False
        self._changing = threading.Lock()
        self.confinement: Confinement | None = None

    def ask(self, work: Callable[..., Result], *arguments: Any) -> Result | Failure:
        """Give one task and wait for what comes of it, or for the end of patience."""
        try:
            hand = self._ready()
        except OSError as error:
            return none(error)
        if hand is None:
            return DIED
        found = hand.ask(work, *arguments)
        self.confinement = hand.confinement or self.confinement
        if isinstance(found, Failure) and (found.died or found.kind == MemoryError.__name__):
            self._leave(for_good=False)
        return found

    def end(self) -> None:
        """End the worker for good; any thread may. A thread that asks later finds it dead."""
        self._leave(for_good=True)

    def _ready(self) -> Hand | Here | None:
        with self._changing:
            if self._hand is None and not self._ended:
                self._hand = Hand(self._plan) if self._plan.apart else Here()
            return self._hand

    def _leave(self, *, for_good: bool) -> None:
        with self._changing:
            self._ended = self._ended or for_good
            hand, self._hand = self._hand, None
        if hand is not None:
            hand.end()

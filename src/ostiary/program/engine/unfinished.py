"""Which files were not seen through to their end, because of what, and when would the rest have run?"""

from collections.abc import Callable
from types import TracebackType

from ostiary.core.coverage import Reach
from ostiary.program.model import Unfinished

STEPS = "it takes more steps than it is given"
LOOP = "it has a loop of more rounds than are followed"
NESTED = "its expressions or calls nest deeper than anything is followed"

_ORDER = {one: place for place, one in enumerate(Reach)}
MAX_REASONS = 8  # kept of one file: one is enough to know that it was not seen in full


class Cuts:
    """Collects files that were cut short; the order in which they come changes nothing.

    `path` is the file at hand, which `now` gives the moment of: what is cut short deep inside of a
    model knows neither. `firm` are files of which not even that was seen to its end which runs by itself,
    or which others could not ask: that nobody was seen to call a function of theirs proves nothing.
    `loose` says that what runs now is a function that nobody called.
    """

    def __init__(self, now: Callable[[], tuple[Reach, bool]]) -> None:
        self.path = ""
        self.loose = False
        self.firm: set[str] = set()
        self._now = now
        self._found: dict[str, dict[tuple[str, bool], tuple[Reach, bool]]] = {}

    def add(
        self,
        path: str,
        reason: str = STEPS,
        when: tuple[Reach, bool] | None = None,
        *,
        failed: bool = False,
    ) -> None:
        """A file was cut short; `failed` says that the evaluator broke, which is no fault of the file."""
        reach = when or self._now()
        if not self.loose:
            self.firm.add(path)
        several = self._found.setdefault(path, {})
        if len(several) >= MAX_REASONS and (reason, failed) not in several:
            reason = min(one for one, _ in several)
            failed = any(one[1] for one in several if one[0] == reason)
        before = several.get((reason, failed))
        if before is None or _early(reach) < _early(before):
            several[reason, failed] = reach

    def here(self, reason: str) -> None:
        """The file at hand was cut short."""
        self.add(self.path, reason)

    def found(self) -> tuple[Unfinished, ...]:
        """All of them, in order of path and reason."""
        return tuple(
            sorted(
                Unfinished(path, reason, reach, deep, failed)
                for path, several in self._found.items()
                for (reason, failed), (reach, deep) in several.items()
            )
        )


def broken(error: Exception) -> str:
    """What is said of an error in the evaluator itself: its kind, and the line of ours that raised it."""
    last: TracebackType | None = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None:
        return f"the evaluator failed: {type(error).__name__}"
    name = last.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("/ostiary/")[2]
    return f"the evaluator failed: {type(error).__name__} at {name}:{last.tb_lineno}"


def _early(when: tuple[Reach, bool]) -> tuple[int, bool]:
    return _ORDER[when[0]], when[1]

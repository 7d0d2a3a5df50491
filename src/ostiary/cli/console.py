"""What goes to the person: results to standard output, all else to standard error."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from ostiary.cli.streams import put
from ostiary.core.ports import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


class Console(Struct, frozen=True):
    """How to talk: `colour` is auto, always or never."""

    quiet: bool = False
    verbose: int = 0
    colour: str = "auto"

    @property
    def coloured(self) -> bool:
        """Whether the result may hold colour. Honours NO_COLOR (no-color.org)."""
        if self.colour != "auto":
            return self.colour == "always"
        return sys.stdout.isatty() and "NO_COLOR" not in os.environ and _capable()

    @property
    def width(self) -> int:
        """Columns for the result: the terminal's, within reason; 100 in a pipe."""
        if not sys.stdout.isatty():
            return 100
        return max(60, min(os.get_terminal_size(sys.stdout.fileno()).columns, 140))

    def say(self, text: str) -> None:
        """Print a result."""
        put(text if text.endswith("\n") else text + "\n")

    def note(self, text: str) -> None:
        """Say something aside, unless told to be quiet."""
        if not self.quiet:
            from ostiary.report.safe import plain

            print(plain(text), file=sys.stderr)

    def complain(self, message: str, hint: str = "") -> None:
        """One clear line, and a hint."""
        from ostiary.report.safe import plain

        print(f"ostiary: {plain(message)}", file=sys.stderr)
        if hint:
            print(f"  {plain(hint)}", file=sys.stderr)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Bars on a terminal, nothing in a pipe."""
        if self.quiet or not sys.stderr.isatty() or not _capable():
            yield Silent()
            return
        from rich.console import Console as RichConsole
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Bars(*columns, console=RichConsole(stderr=True), transient=True) as bars:
            yield Barred(bars)


def _capable() -> bool:
    return os.environ.get("TERM", "") != "dumb"


class Silent:
    """Progress that nobody sees."""

    def start(self, name: str, total: int) -> None:
        """Begin, unseen."""

    def step(self, name: str, done: int = 1) -> None:
        """Go on, unseen."""

    def stop(self, name: str) -> None:
        """End, unseen."""


class Barred:
    """Progress as one bar a task."""

    def __init__(self, bars: "RichProgress") -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def start(self, name: str, total: int) -> None:
        """Begin a task; starting a running one adds to its total."""
        task = self._tasks.get(name)
        if task is None:
            self._tasks[name] = self._bars.add_task(name, total=total or None)
            return
        known = next(one.total for one in self._bars.tasks if one.id == task)
        self._bars.update(task, total=(known or 0) + total or None)

    def step(self, name: str, done: int = 1) -> None:
        """Move the bar."""
        if name in self._tasks:
            self._bars.advance(self._tasks[name], done)

    def stop(self, name: str) -> None:
        """Take the bar away."""
        if name in self._tasks:
            self._bars.remove_task(self._tasks.pop(name))

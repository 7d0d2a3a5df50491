"""Every act that was met, once for each place, with all that it carried in any run through it."""

from msgspec import Struct, field

from ostiary.core.coverage import Reach
from ostiary.program.engine.held import PREFIX
from ostiary.program.engine.value import HOLE, Marks
from ostiary.program.flow import Act, Spot, Taint

MAX_ACTS = 20_000
MAX_SHOWN = 600  # characters of text kept of one act

_ORDER = {one: place for place, one in enumerate(Reach)}


class Entry(Struct):
    """An act while it is collected."""

    act: Act
    name: str
    path: str
    line: int
    inside: str
    layers: tuple[str, ...]
    reach: Reach
    deep: bool
    text: str
    target: str
    loose: bool = False
    marks: dict[str, Spot] = field(default_factory=dict)


class Ledger:
    """Collects acts; the order in which they come changes nothing.

    `beyond` are the files with more acts than there was room for, each with the moment of the earliest.
    """

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str, str, int, str, str, bool], Entry] = {}
        self.beyond: dict[str, tuple[Reach, bool]] = {}

    def note(
        self,
        act: Act,
        name: str,
        path: str,
        line: int,
        *,
        inside: str,
        marks: Marks,
        text: str,
        target: str,
        layers: tuple[str, ...],
        reach: Reach,
        deep: bool,
        loose: bool = False,
    ) -> None:
        """Add an act, or add to one that is known: the earliest moment, the most telling text."""
        cut = HOLE if HOLE in text[MAX_SHOWN:] else ""  # what is not kept may not be known either
        text, target = text[: MAX_SHOWN - len(cut)] + cut, target[:MAX_SHOWN]
        # One helper starts many commands: what the network has a part in is not told by the text of another.
        fetched = act is Act.RUN and Taint.NETWORK in marks
        key = (act.value, name, path, line, "".join(layers), target, fetched)
        entry = self.entries.get(key)
        if entry is None:
            if len(self.entries) >= MAX_ACTS:
                known = self.beyond.get(path, (reach, deep))
                self.beyond[path] = min(known, (reach, deep), key=_early)
                return
            entry = Entry(act, name, path, line, inside, layers, reach, deep, text, target, loose)
            self.entries[key] = entry
        else:
            now, before = _early((reach, deep)), _early((entry.reach, entry.deep))
            if now < before:  # whether it is loose belongs to its moment
                entry.reach, entry.deep, entry.inside, entry.loose = reach, deep, inside, loose
            elif now == before:
                entry.loose = entry.loose and loose
        if _tells(text) > _tells(entry.text):
            entry.text = text
        for kind, spot in marks.items():
            if kind.startswith(PREFIX):
                continue
            before_it = entry.marks.get(kind)
            if before_it is None or ("://" in spot.what and "://" not in before_it.what):
                entry.marks[kind] = (
                    spot  # where it came in is told by its address, if any run knows that
                )


def _early(when: tuple[Reach, bool]) -> tuple[int, bool]:
    return _ORDER[when[0]], when[1]


def _tells(text: str) -> int:
    return len(text) - 2 * text.count(HOLE)

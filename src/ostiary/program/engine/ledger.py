"""Every act that was met, once for each place and text, with all that it carried in any run through it."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct, field

from ostiary.core.coverage import Reach
from ostiary.program.engine.held import PREFIX
from ostiary.program.engine.value import HOLE, Marks
from ostiary.program.flow import Act, Spot, Taint

MAX_ACTS = 20_000
MAX_TEXTS = 100  # kept apart of what one place does
MAX_NUMBERED = 8  # of those that differ in their digits alone
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


_Place = tuple[str, str, str, int, str, str, bool]


class Ledger:
    """Collects acts.

    A helper may start many commands, of which one does harm: they stand side by side. `beyond` are the files
    with more acts than there was room for, each with the moment of the earliest.
    """

    def __init__(self) -> None:
        self.entries: dict[tuple[_Place, str], Entry] = {}
        self.beyond: dict[str, tuple[Reach, bool]] = {}
        self.news = 0  # acts that were not there before, moments before those known, kinds of marks
        self._texts: Counter[tuple[_Place, str]] = Counter()

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
        """Add an act, or add to one that is known: the earliest moment, and all that it carries."""
        cut = HOLE if HOLE in text[MAX_SHOWN:] else ""  # what is not kept may not be known either
        text, target = text[: MAX_SHOWN - len(cut)] + cut, target[:MAX_SHOWN]
        # What the network has a part in is not told by what else happens at that place.
        fetched = act is Act.RUN and Taint.NETWORK in marks
        place = (act.value, name, path, line, "".join(layers), target, fetched)
        key = place, text if text.strip(_OPEN) else ""
        form = place, text.translate(_NUMBERS)
        if key not in self.entries and self._texts[form] > MAX_NUMBERED:
            key = form  # the others of that form
        entry = self.entries.get(key)
        if entry is None:
            if len(self.entries) >= MAX_ACTS or self._texts[place, ""] >= MAX_TEXTS:
                known = self.beyond.get(path, (reach, deep))
                self.beyond[path] = min(known, (reach, deep), key=_early)
                return
            self.news += 1
            self._texts[place, ""] += 1
            self._texts[form] += 1
            entry = Entry(act, name, path, line, inside, layers, reach, deep, text, target, loose)
            self.entries[key] = entry
        else:
            now, before = _early((reach, deep)), _early((entry.reach, entry.deep))
            if now < before:  # whether it is loose belongs to its moment
                self.news += 1
                entry.reach, entry.deep, entry.inside, entry.loose = reach, deep, inside, loose
            elif now == before:
                entry.loose = entry.loose and loose
        self.news += _carries(entry, marks)

    def acts(self) -> Iterator[Entry]:
        """All acts. One of which nothing is known is none of its own where more is known, as early."""
        told: dict[_Place, Entry] = {}
        for (place, text), entry in self.entries.items():
            before = told.get(place)
            if text and (before is None or _first(entry) < _first(before)):
                told[place] = entry
        for (place, text), entry in self.entries.items():
            known = told.get(place)
            if text or known is None or _early((entry.reach, entry.deep)) < _first(known)[0]:
                yield entry
            else:
                _carries(known, entry.marks)


def _carries(entry: Entry, marks: Marks) -> bool:
    """Add what an act carries; where it came in is told by its address, if any run knows that."""
    count = len(entry.marks)
    for kind, spot in marks.items():
        if kind.startswith(PREFIX):
            continue
        before = entry.marks.get(kind)
        if before is None or ("://" in spot.what and "://" not in before.what):
            entry.marks[kind] = spot
    return len(entry.marks) > count


_NUMBERS = str.maketrans("", "", "0123456789")
_OPEN = f"{HOLE} \"'"
"""What a text is made of that tells nothing."""


def _early(when: tuple[Reach, bool]) -> tuple[int, bool]:
    return _ORDER[when[0]], when[1]


def _first(entry: Entry) -> tuple[tuple[int, bool], int, str]:
    """The earliest comes first, and of those the one that tells the most."""
    tells = len(entry.text) - 2 * entry.text.count(HOLE)
    return _early((entry.reach, entry.deep)), -tells, entry.text

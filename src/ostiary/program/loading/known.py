"""How does a call that a model file makes stand: the list of what is harmless, with argument rules."""

from collections.abc import Callable, Mapping

from ostiary.formats.model.judge import Realm, Ruling, Symbol
from ostiary.formats.model.record import Standing
from ostiary.program.loading.fold import fold
from ostiary.program.loading.harm import WALKED, harmful
from ostiary.program.loading.realms import keras, skops, target
from ostiary.program.loading.remembered import MAX_NAME, remembered
from ostiary.program.loading.rules import RULES, Faulty, gives
from ostiary.program.loading.shelf import Entry, Tier, entry_of

UNLISTED = Ruling(Standing.UNLISTED, "nobody has said that it is harmless")
ALLOWED = "the policy"
"""What an entry of the user's says that it was checked by."""
STATE = ".__setstate__"
REALMS: dict[Realm, Callable[[str], Ruling | None]] = {
    Realm.KERAS: keras,
    Realm.TARGET: target,
    Realm.SKOPS: skops,
}
"""Who answers for the names that are no globals of a pickle."""
METHODS = frozenset(
    ("fit", "fit_transform", "forward", "predict", "predict_proba", "score", "transform")
)
"""Methods of listed classes that a file may name; others could open files with what they are given later."""
MAX_DEPTH = 8
"""Calls that are handed to other calls as arguments, and looked at for their own sake."""
MAX_REMEMBERED = 10_000
"""Names whose answers are kept."""


class Known:
    """The list, asked by the readers. It holds nothing of the file that is read but answers on its names.

    `allowed` are names that the user's policy allows, with the reason: they count as classes that are on the
    list. A name that is known to do harm is not lifted by it.
    """

    __slots__ = ("_allowed", "_names")

    def __init__(self, allowed: Mapping[str, str] | None = None) -> None:
        good = {fold(name): why for name, why in (allowed or {}).items() if not refused(name)}
        self._allowed = {
            name: Entry(name, Tier.CLASS, "any", f"the policy allows it: {why}", ALLOWED)
            for name, why in good.items()
        }
        self._names: dict[tuple[Realm, str], Ruling] = {}

    def __call__(self, realm: Realm, name: str, arguments: tuple[object, ...]) -> Ruling:
        """How a call of `name` with these arguments stands."""
        if realm is Realm.PICKLE:
            return self.called(name, arguments, 0)
        return self.named(realm, name)

    def named(self, realm: Realm, name: str) -> Ruling:
        """How it stands that a file names something without calling it."""
        known = self._names.get((realm, name))
        if known is None:
            known = self._in_realm(realm, name)
            if len(self._names) < MAX_REMEMBERED and len(name) <= MAX_NAME:
                self._names[realm, name] = known
        return known

    def entry(self, name: str) -> Entry | None:
        """What stands on the list, or in the user's, under a name."""
        folded = fold(name)
        return entry_of(folded) or self._allowed.get(folded)

    def called(self, name: str, arguments: tuple[object, ...], depth: int) -> Ruling:
        """How a call in a pickle stands that is itself so deep in another."""
        entry = self.entry(name)
        if entry is None or depth > MAX_DEPTH:
            return self._unlisted(name)
        try:
            RULES[entry.rule](arguments, _Asked(self, depth))
        except Faulty as fault:
            words = next(filter(None, map(_harm_in, arguments)), "")
            if words:
                return Ruling(Standing.SINK, f"it is handed something that {words}")
            return Ruling(Standing.ODD, f"it is harmless with other arguments only: {fault}")
        return _ruling(entry, gives(entry.rule, arguments))

    def _in_realm(self, realm: Realm, name: str) -> Ruling:
        look = REALMS.get(realm)
        if look is None:
            return self._named(name)
        found = look(name)
        if found is None and fold(name) in self._allowed:
            found = _ruling(self._allowed[fold(name)], "")
        return found or self._unlisted(name)

    def _named(self, name: str) -> Ruling:
        entry = self.entry(name)
        if entry is None:
            return self._attribute(name) or self._unlisted(name)
        if entry.tier is Tier.REBUILDER and not entry.mention:
            why = "it is on the list only where its arguments can be seen"
            return Ruling(Standing.UNLISTED, why)
        return _ruling(entry, "")

    def _attribute(self, name: str) -> Ruling | None:
        """A member of a listed enumeration, or a method of a listed class that works on what it is given."""
        owner, _, last = name.rpartition(".")
        entry = self.entry(owner) if owner else None
        if entry is None or last.startswith("_") or not last.isidentifier():
            return None
        if entry.rule == "member" or (entry.tier is Tier.CLASS and last in METHODS):
            return Ruling(Standing.INERT, f"an attribute of a listed class: {entry.reason}")
        return None

    def _unlisted(self, name: str) -> Ruling:
        if name.endswith(STATE) and self.entry(name.removesuffix(STATE)):
            return UNLISTED  # the state of a listed class is covered by what its entry says
        return _said(name)


class _Asked:
    """The list as the rules ask it, at some depth."""

    __slots__ = ("_depth", "_known", "entry")

    def __init__(self, known: Known, depth: int) -> None:
        self._known, self._depth = known, depth
        self.entry = known.entry

    def named(self, name: str) -> bool:
        return self._known.named(Realm.PICKLE, name).standing is Standing.INERT

    def called(self, name: str, arguments: tuple[object, ...]) -> bool:
        ruling = self._known.called(name, arguments, self._depth + 1)
        return ruling.standing is Standing.INERT


def refused(name: str) -> str:
    """Why a policy cannot allow a name, empty if it can."""
    ruling = _said(name)
    return "" if ruling.standing is Standing.UNLISTED else ruling.reason


def _harm_in(value: object) -> str:
    """The kind of harm of an argument that is a name."""
    return harmful(fold(value.dotted)) if isinstance(value, Symbol) else ""


def _ruling(entry: Entry, result: str) -> Ruling:
    standing = Standing.LOADER if entry.tier is Tier.LOADER else Standing.INERT
    return Ruling(standing, entry.reason, result)


@remembered(8192)
def _said(name: str) -> Ruling:
    """What is said of a name that is not on the list: harmful if any way to read it is."""
    for one in (name, fold(name)):
        words = harmful(one)
        if words:
            return Ruling(Standing.SINK, words)
    walked = next((part for part in name.split(".")[1:-1] if part in WALKED), "")
    if walked:
        return Ruling(Standing.ODD, f"it reaches the module `{walked}` through another one")
    return UNLISTED


KNOWN = Known()

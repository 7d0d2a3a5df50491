"""How does a call that a model file makes stand: the list of what is harmless, with argument rules."""

from collections.abc import Callable
from functools import lru_cache

from ostiary.formats.model.judge import Realm, Ruling, Symbol
from ostiary.formats.model.record import Standing
from ostiary.program.loading.fold import fold
from ostiary.program.loading.realms import keras, skops, target
from ostiary.program.loading.rules import RULES, Faulty, gives
from ostiary.program.loading.shelf import Entry, Tier, entry_of, harm

UNLISTED = Ruling(Standing.UNLISTED, "nobody has said that it is harmless")
REALMS: dict[Realm, Callable[[str], Ruling | None]] = {
    Realm.KERAS: keras,
    Realm.TARGET: target,
    Realm.SKOPS: skops,
}
"""Who answers for the names that are no globals of a pickle."""
STATE = ".__setstate__"
MAX_DEPTH = 8
"""Calls that are handed to other calls as arguments, and looked at for their own sake."""

WALKED = frozenset(
    (
        "builtins",
        "ctypes",
        "importlib",
        "nt",
        "os",
        "posix",
        "pty",
        "runpy",
        "shutil",
        "socket",
        "subprocess",
        "sys",
    )
)
"""Modules that many others import, and that no library has as a part of its own."""


class Known:
    """The list, asked by the readers. It holds nothing of the file that is read."""

    def __call__(self, realm: Realm, name: str, arguments: tuple[object, ...]) -> Ruling:
        """How a call of `name` with these arguments stands."""
        if realm is Realm.PICKLE:
            return self.called(name, arguments, 0)
        return self.named(realm, name)

    def named(self, realm: Realm, name: str) -> Ruling:
        """How it stands that a file names something without calling it."""
        look = REALMS.get(realm)
        return _named(name) if look is None else look(name) or _unlisted(name)

    def called(self, name: str, arguments: tuple[object, ...], depth: int) -> Ruling:
        """How a call in a pickle stands that is itself so deep in another."""
        entry = entry_of(fold(name))
        if entry is None or depth > MAX_DEPTH:
            return _unlisted(name)
        try:
            RULES[entry.rule](arguments, _Asked(self, depth))
        except Faulty as fault:
            words = next(filter(None, map(_harm_in, arguments)), "")
            if words:
                return Ruling(Standing.SINK, f"it is handed something that {words}")
            return Ruling(Standing.ODD, f"it is harmless with other arguments only: {fault}")
        return _ruling(entry, gives(entry.rule, arguments))


class _Asked:
    """The list as the rules ask it, at some depth."""

    __slots__ = ("_depth", "_known")

    def __init__(self, known: Known, depth: int) -> None:
        self._known, self._depth = known, depth

    def entry(self, name: str) -> Entry | None:
        return entry_of(fold(name))

    def named(self, name: str) -> bool:
        return _named(name).standing is Standing.INERT

    def called(self, name: str, arguments: tuple[object, ...]) -> bool:
        ruling = self._known.called(name, arguments, self._depth + 1)
        return ruling.standing is Standing.INERT


@lru_cache(maxsize=8192)
def _named(name: str) -> Ruling:
    entry = entry_of(fold(name))
    if entry is None:
        return _attribute(name) or _unlisted(name)
    if entry.tier is Tier.REBUILDER and not entry.mention:
        return Ruling(Standing.UNLISTED, "it is on the list only where its arguments can be seen")
    return _ruling(entry, "")


def _attribute(name: str) -> Ruling | None:
    """An attribute of a listed class or enumeration, by a public name: a member, or a method not called."""
    owner, _, last = name.rpartition(".")
    entry = entry_of(fold(owner)) if owner else None
    if entry is None or last.startswith("_") or not last.isidentifier():
        return None
    if entry.tier is Tier.CLASS or entry.rule == "member":
        return Ruling(Standing.INERT, f"an attribute of a listed class: {entry.reason}")
    return None


def _harm_in(value: object) -> str:
    """The kind of harm of an argument that is a name."""
    return harmful(fold(value.dotted)) if isinstance(value, Symbol) else ""


def _ruling(entry: Entry, result: str) -> Ruling:
    standing = Standing.LOADER if entry.tier is Tier.LOADER else Standing.INERT
    return Ruling(standing, entry.reason, result)


@lru_cache(maxsize=8192)
def _unlisted(name: str) -> Ruling:
    """What is said of a name that is not on the list: harmful if any way to read it is."""
    if name.endswith(STATE) and entry_of(fold(name.removesuffix(STATE))):
        return UNLISTED  # the state of a listed class is covered by what its entry says
    for one in (name, fold(name)):
        words = harmful(one)
        if words:
            return Ruling(Standing.SINK, words)
    walked = next((part for part in name.split(".")[1:-1] if part in WALKED), "")
    if walked:
        return Ruling(Standing.ODD, f"it reaches the module `{walked}` through another one")
    return UNLISTED


def harmful(name: str) -> str:
    """The kind of harm of a name in words, empty where none is known.

    A name may walk through modules that others import: `glob.os.system` is `os.system`.
    """
    known = harm()
    parts = name.split(".")
    for stop in range(len(parts), 0, -1):
        begin = ".".join(parts[:stop])
        found = known.names.get(begin) or known.modules.get(begin)
        if found:
            walked = (known.modules[one] for one in parts[1:-1] if one in WALKED)
            return next(walked, found)
    ends = (".".join(parts[start:]) for start in range(1, len(parts) - 1))
    return next((known.names[one] for one in ends if one in known.names), "")


KNOWN = Known()

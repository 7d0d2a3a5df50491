"""Put to the judge what a pickle would do, and keep it until the pickle is known to be one."""

from collections.abc import Callable

from msgspec import Struct, field

from ostiary.formats.model.judge import DATA, Box, Foreign, Judge, Made, Realm, Ruling, Symbol
from ostiary.formats.model.pickle.calling import EXTENSION
from ostiary.formats.model.pickle.opening import Opening
from ostiary.formats.model.pickle.values import text_of
from ostiary.formats.model.record import Called, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet

Persistent = Callable[[object], Ruling]
"""Says how it stands that the loader is asked for this, in the words of the judge."""
RawAfter = Callable[[object, object, int], int]
"""How many raw bytes follow in the stream after a BUILD of this object with this state, which ended there."""

MAX_USES = 4_000
"""Different ways of calling that are told apart."""
MAX_NAME = 300
"""Characters of the name of what a call gave."""
MAX_SHORT = 64
"""Characters of a text, or bits of a number, that is kept with what the call gave."""
MAX_MADE = 100_000
"""Different results of calls that are told apart."""
MAX_REMEMBERED = 4_096
MAX_MARKED = 50_000
MAX_DORMANT = 10_000
PLAIN = (float, type(None))

_GRAVITY = {
    "computed-name": (Topic.HIDING, Gravity.BROKEN),
    "computed-arguments": (Topic.STRUCTURE, Gravity.BROKEN),
    "frame-straddle": (Topic.HIDING, Gravity.HARMFUL),
    "zero-byte": (Topic.HIDING, Gravity.BROKEN),
    "frame-length": (Topic.STRUCTURE, Gravity.BROKEN),
    "late-protocol": (Topic.STRUCTURE, Gravity.BROKEN),
    "odd-fill": (Topic.STRUCTURE, Gravity.BROKEN),
    "out-of-band": (Topic.REACH, Gravity.UNUSUAL),
}
_BY_EXTENSION = Ruling(
    Standing.ODD, "the extension registry of the process that loads decides what it is"
)
_BY_LOADER = Ruling(Standing.ODD, "no format that is known asks its loader for anything here")


class Use(Struct):
    """One way in which something is called: its first place and arguments, and how often."""

    at: int
    arguments: str
    count: int = 0


class Docket(Struct):
    """All that one pickle would do; a `Clerk`."""

    judge: Judge
    persistent: Persistent | None = None
    raw_after: RawAfter | None = None
    acting: Callable[[bytes], bool] | None = None
    uses: dict[tuple[str, str, Standing, str], Use] = field(default_factory=dict)
    names: dict[Symbol, tuple[str, int]] = field(default_factory=dict)
    called_ones: set[Symbol] = field(default_factory=set)
    stored_ones: set[Symbol] = field(default_factory=set)
    oddities: dict[tuple[str, str], int] = field(default_factory=dict)
    dormant: list[tuple[int, int]] = field(default_factory=list)
    inside: list[tuple[int, bytes]] = field(default_factory=list)
    opening: Opening = field(default_factory=Opening)
    undone: str = ""
    _made: dict[str, Made] = field(default_factory=dict)
    _states: dict[str, bool] = field(default_factory=dict)
    _bare: dict[tuple[str, str], tuple[object, Use]] = field(default_factory=dict)

    def named(self, symbol: Symbol, how: str, at: int) -> None:
        """A global is looked for; what that means is asked when the pickle ended."""
        if symbol not in self.names:
            self.names[symbol] = how, at

    def stored(self, symbol: Symbol, at: int) -> None:  # noqa: ARG002 - where it was named is what is shown
        """A global goes into something that may call it."""
        self.stored_ones.add(symbol)

    def called(self, callee: object, arguments: tuple[object, ...], how: str, at: int) -> object:
        """Ask the judge about one call."""
        name = callee.dotted if isinstance(callee, Symbol) else _name(callee)
        bare = self._bare.get((name, how)) if not arguments else None
        if bare:
            bare[1].count += 1
            return bare[0]
        ruling = self._ruled(callee, name, arguments)
        if ruling.standing is Standing.LOADER:
            self.opening.take(name, arguments, at)
        use = self._use(name, arguments, how, at, ruling)
        gives = self._gives(name, arguments, ruling)
        if not arguments and len(self._bare) < MAX_REMEMBERED:
            self._bare[name, how] = gives, use
        return gives

    def settle(self, name: str, reason: str) -> None:
        """All that a loader reads was read: what it does is what those bytes do."""
        if not self.opening.whole(name):
            return
        for key in [one for one in self.uses if one[0] == name and one[2] is Standing.LOADER]:
            self.uses[name, key[1], Standing.INERT, reason] = self.uses.pop(key)

    def _ruled(self, callee: object, name: str, arguments: tuple[object, ...]) -> Ruling:
        if isinstance(callee, Symbol):
            self.called_ones.add(callee)
            if callee.module == EXTENSION:
                return _BY_EXTENSION
            ruling = self.judge(Realm.PICKLE, name, arguments)
            return self.walked(callee, ruling)
        if isinstance(callee, Made):
            ruling = self.judge(Realm.PICKLE, name, arguments)
            if ruling.standing is Standing.UNLISTED:
                return Ruling(Standing.ODD, "what a call gave is itself called")
            return ruling
        return Ruling(Standing.ODD, "what is called came from outside the pickle")

    def walked(self, symbol: Symbol, ruling: Ruling) -> Ruling:
        """A name with dots is a walk over attributes, of which each step has to be listed."""
        parts = symbol.name.split(".")
        if ruling.standing is not Standing.INERT:
            if len(parts) > 1 and ruling.standing is Standing.UNLISTED:
                return Ruling(Standing.ODD, "it is reached over the attributes of something else")
            return ruling
        for end in range(1, len(parts)):
            prefix = ".".join([symbol.module, *parts[:end]])
            if self.judge.named(Realm.PICKLE, prefix).standing is not Standing.INERT:
                return Ruling(
                    Standing.ODD, f"it is reached over `{prefix}`, which is not on the list"
                )
        return ruling

    def _use(
        self, name: str, arguments: tuple[object, ...], how: str, at: int, ruling: Ruling
    ) -> Use:
        key = name, how, ruling.standing, ruling.reason
        use = self.uses.get(key)
        if use is None and len(self.uses) >= MAX_USES:
            self.undone = f"it calls things in more than {MAX_USES} ways"
            if ruling.standing is not Standing.SINK or len(self.uses) >= 2 * MAX_USES:
                return Use(at, "")
        if use is None:
            use = self.uses[key] = Use(at, text_of(arguments))
        use.count += 1
        return use

    def _gives(self, name: str, arguments: tuple[object, ...], ruling: Ruling) -> object:
        if name == "_codecs.encode" and ruling.standing is Standing.INERT:
            encoded = self.opening.encoded(arguments)
            if encoded is not None:
                return encoded
        if ruling.gives:
            module, _, last = ruling.gives.rpartition(".")
            return Symbol(module, last)
        made, one = self._made, Made(name[:MAX_NAME])
        if len(made) < MAX_MADE and len(arguments) <= 4 and all(map(_is_short, arguments)):
            one = Made(one.by, arguments)
        text = repr((one.by, one.arguments))  # numbers can be chosen to collide, a text cannot
        return made.setdefault(text, one)

    def built(self, target: object, state: Callable[[], object], dunder: str, at: int) -> int:
        """A state is set: on an instance of a listed class that is part of what the list says of it."""
        if isinstance(target, Symbol):
            ruling = Ruling(Standing.ODD, "BUILD changes a class, a function or a module itself")
            self._use(f"{target.dotted}.__setstate__", (state(),), "BUILD", at, ruling)
            self.stored_ones.add(target)
        elif not isinstance(target, Made):
            ruling = Ruling(Standing.ODD, "BUILD changes what came from outside the pickle")
            self._use(f"{_name(target)}.__setstate__", (state(),), "BUILD", at, ruling)
        elif dunder:
            ruling = Ruling(Standing.ODD, f"the state that is set has the key `{dunder}`")
            self._use(f"{target.by}.__setstate__", (state(),), "BUILD", at, ruling)
        elif self._has_own_rule(f"{target.by}.__setstate__"):
            name = f"{target.by}.__setstate__"
            told = (state(),)
            self._use(name, told, "BUILD", at, self.judge(Realm.PICKLE, name, told))
        return self.raw_after(target, state(), at + 1) if self.raw_after else 0

    def _has_own_rule(self, name: str) -> bool:
        known = self._states.get(name)
        if known is None:
            standing = self.judge.named(Realm.PICKLE, name).standing
            known = standing is not Standing.UNLISTED
            if len(self._states) < MAX_MADE:
                self._states[name] = known
        return known

    def settled(self, callee: object, how: str) -> bool:
        """Whether a global is on the list by its name, when it is called, and when a state is set."""
        if not isinstance(callee, Symbol) or (callee.dotted, how) not in self._bare:
            return False
        ruling = self._ruled(callee, callee.dotted, ())
        inert = ruling.standing is Standing.INERT and not ruling.gives
        named = self._named(callee).standing is Standing.INERT
        return inert and named and not self._has_own_rule(f"{callee.dotted}.__setstate__")

    def repeated(self, callee: object, how: str, count: int) -> None:
        """What is settled is called so many times more."""
        self._bare[_name(callee), how][1].count += count

    def again(self) -> "Docket":
        """The same list, and nothing that is written down."""
        return Docket(self.judge, self.persistent, _made=self._made, _states=self._states)

    def filled(self, target: object, how: str, at: int) -> None:
        """Items are put into an instance, which its class being listed covers, or into anything else."""
        if not isinstance(target, Made):
            ruling = Ruling(Standing.ODD, "something is put into what the pickle did not make")
            self._use(_name(target), (DATA,), how, at, ruling)

    def asked(self, asked: object, how: str, at: int) -> object:
        """The loader is asked for a value by a persistent id."""
        ruling = self.persistent(asked) if self.persistent else _BY_LOADER
        self._use("persistent_load", (asked,), how, at, ruling)
        if ruling.gives:
            module, _, last = ruling.gives.rpartition(".")
            return Symbol(module, last)
        return Foreign(asked)

    def odd(self, rule: str, message: str, at: int) -> None:
        """Something is done in a way in which no writer does it."""
        self.oddities.setdefault((rule, message), at)

    def constant(self, start: int, count: int) -> None:
        """A bytes constant that begins like a pickle."""
        if len(self.dormant) < MAX_MARKED:
            self.dormant.append((start, count))
        else:
            self.undone = f"more than {MAX_MARKED} constants that begin like pickles"

    def handed(self, data: bytes, at: int) -> None:
        """Bytes that a call gets may be a pickle without a mark."""
        if self.acting is None or not self.acting(data):
            return
        if len(self.inside) < MAX_DORMANT:
            self.inside.append((at, data))
        else:
            self.undone = f"more than {MAX_DORMANT} constants that look like pickles"

    def broken(self) -> bool:
        """Whether something was seen that is against the rules of the format."""
        return any(_GRAVITY[rule][1] >= Gravity.BROKEN for rule, _ in self.oddities)

    def write(self, sheet: Sheet, shift: int) -> None:
        """Write it all down."""
        for (name, how, standing, reason), use in self.uses.items():
            sheet.call(
                Called(name, use.arguments, how, use.at + shift, standing, reason, use.count)
            )
        for symbol, (how, at) in self.names.items():
            if symbol in self.called_ones and symbol not in self.stored_ones:
                continue
            ruling = self._named(symbol)
            sheet.call(Called(symbol.dotted, "", how, at + shift, ruling.standing, ruling.reason))
        for (rule, message), at in self.oddities.items():
            topic, gravity = _GRAVITY[rule]
            sheet.odd(topic, rule, message, at=at + shift, gravity=gravity)
        if self.undone:
            sheet.stop(self.undone)

    def _named(self, symbol: Symbol) -> Ruling:
        if symbol.module == EXTENSION:
            return _BY_EXTENSION
        return self.walked(symbol, self.judge.named(Realm.PICKLE, symbol.dotted))


def _is_short(value: object) -> bool:
    if isinstance(value, str | bytes):
        return len(value) <= MAX_SHORT
    if isinstance(value, int):
        return value.bit_length() <= MAX_SHORT
    return type(value) in PLAIN


def _name(value: object) -> str:
    if isinstance(value, Symbol):
        return value.dotted
    if isinstance(value, Made):
        return f"{value.by}()"
    if isinstance(value, Foreign):
        return "persistent_load()"
    return value.kind if isinstance(value, Box) else "data"

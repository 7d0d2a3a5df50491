"""One call of something outside of the program, with all that a model of it looks at."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import (
    HOLE,
    Marks,
    Value,
    joined,
    marks_of,
    text_of,
    unknown,
)
from ostiary.program.flow import Act, Taint

MAX_NAME = 1024  # characters of the dotted name of a result

SETTINGS = frozenset({"env", "environ"})
"""Arguments that say in which surroundings something runs, and do not come out of it again."""


class Asked(Struct):
    """`name` is the dotted name without the brackets of calls on its way."""

    m: Machine
    name: str
    target: Value
    given: list[Value]
    named: dict[str, Value]
    node: Any
    frame: Frame

    @property
    def marks(self) -> Marks:
        """All that goes in: the object, the arguments."""
        named = (one for key, one in self.named.items() if key not in SETTINGS)
        return joined(self.target.marks, marks_of(self.given), marks_of(named))

    def keep(self, marks: Marks) -> None:
        """The object whose method this is keeps what is put into it."""
        for one in (self.target, self.target.base):
            if one is not None:
                one.marks = joined(one.marks, marks)

    @property
    def script(self) -> bool:
        """Whether the language is JavaScript."""
        return self.frame.module.language != "python"

    def arg(self, place: int, *names: str) -> Value:
        """An argument by place or name; unknown where it is not given."""
        if 0 <= place < len(self.given):
            return self.given[place]
        for name in names:
            if name in self.named:
                return self.named[name]
        return unknown()

    def text(self, place: int, *names: str) -> str:
        """What is known of the text of an argument; empty where it is not given."""
        if place >= len(self.given) and not any(name in self.named for name in names):
            return ""
        return text_of(self.arg(place, *names))

    def act(self, act: Act, marks: Marks, *, text: str = "", target: str = "") -> None:
        """Note what the call does."""
        self.m.act(act, self.name, self.node, self.frame, marks, text=text, target=target)

    def mark(self, kind: Taint, what: str = "") -> Marks:
        """One mark that comes in with this call."""
        return self.m.mark(kind, self.node, self.frame, what or self.name)

    def result(
        self, marks: Marks | None = None, *, text: str | None = None, code: object = None
    ) -> Value:
        """The result of the call: something outside that carries these marks."""
        carried = self.marks if marks is None else marks
        name = f"{self.target.symbol}()" if len(self.target.symbol) < MAX_NAME else ""
        return Value(symbol=name, marks=carried, text=text, code=code)


Model = Callable[[Asked], Value]

MODELS: dict[str, Model] = {}
"""Functions outside whose effect is worked out one by one, by dotted name."""


def model(*names: str) -> Callable[[Model], Model]:
    """Register a model for dotted names, several in one text where there are many; a name has one model."""

    def register(one: Model) -> Model:
        for name in " ".join(names).split():
            if name in MODELS:
                raise ValueError(f"`{name}` has a model already")
            MODELS[name] = one
        return one

    return register


__all__ = ["HOLE", "MODELS", "Asked", "Model", "model"]

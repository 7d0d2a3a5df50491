"""What can be called or held in the program itself: functions, classes, objects, modules and files."""

import ast

from msgspec import Struct, field

from ostiary.program.engine.value import Value
from ostiary.program.ir import Define

COMPREHENSION = "comprehension"
"""The kind of frame whose names live no longer than the comprehension."""


class Module(Struct, eq=False):
    """One file, or one decoded layer, while it is evaluated.

    `origin` is the place of the outermost file where a layer was met; `layers` tell the way to it.
    """

    path: str
    language: str
    tree: ast.Module
    layers: tuple[str, ...] = ()
    line: int = 0  # in the outermost file, for a layer
    frame: "Frame | None" = None
    started: bool = False
    hot: frozenset[int] = frozenset()  # lines that hold a word of note
    called: set[int] = field(default_factory=set)  # ids of functions that were evaluated
    closures: "list[Closure]" = field(default_factory=list)
    stars: list[str] = field(default_factory=list)  # modules whose names were all imported
    addressed: bool | None = None  # whether a literal of it is an address; None until somebody asks
    bound: "dict[str, ast.expr | None] | None" = (
        None  # once, in a script that asks for its thread; the same
    )
    asks: bool | None = None  # whether its machine code only asks the processor; the same
    decodes: bool = False  # shows a sign of decoding: its loops are run to their end
    program: bool = False  # it was started as a program: what it keeps for that runs

    def close(self) -> None:
        """Let go of all: functions, frames and classes lead in circles, and would wait for the collector."""
        for one in self.closures:
            one.frame.names.clear()
            one.setter = one.held = None
            if one.owner is not None:
                one.owner.attributes.clear()
        if self.frame is not None:
            self.frame.names.clear()
        self.closures.clear()
        self.bound = None
        self.tree, self.frame = ast.Module([], []), None


class Frame:
    """The names of one running module, class body or function."""

    __slots__ = (
        "inside",
        "kind",
        "lends",
        "loops",
        "module",
        "names",
        "outer",
        "parent",
        "perhaps",
        "returns",
        "this",
        "weak",
    )

    def __init__(
        self, module: Module, kind: str, parent: "Frame | None" = None, inside: str = ""
    ) -> None:
        self.module = module
        self.kind = kind
        self.parent = parent
        self.inside = inside
        self.names: dict[str, Value] = {}
        self.outer: dict[str, Frame] = {}
        self.returns: list[Value] = []
        self.lends = False  # functions were made in it, which see its names
        self.loops = 0  # loops that are at work in it, inside each other
        self.weak = 0  # branches around that may not be taken
        self.perhaps: frozenset[str] = frozenset()  # ways in which the round at hand may have ended
        self.this: Value | None = None

    def may_leave(self, *signals: str) -> None:
        """The round at hand may have ended in one of these ways, for all that anybody knows."""
        self.perhaps |= {one for one in signals if one.startswith(("break", "continue"))}

    def find(self, name: str) -> Value | None:
        """The value of a name, looked up as closures do: class bodies around are passed over."""
        value = self.names.get(name)
        if value is not None:
            return value
        frame = self.parent
        while frame is not None:
            if frame.kind != "class":
                value = frame.names.get(name)
                if value is not None:
                    return value
            frame = frame.parent
        return None

    def holder(self, name: str) -> "Frame | None":
        """The nearest frame that has the name."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.names:
                return frame
            frame = frame.parent
        return None

    def file(self) -> "Frame":
        """The frame of the module around."""
        frame = self
        while frame.parent is not None:
            frame = frame.parent
        return frame


class Closure(Struct, eq=False):
    """A function with the frame that it was made in."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    frame: Frame
    inside: str
    defaults: tuple[Value, ...] = ()
    keyword_defaults: tuple[Value | None, ...] = ()
    owner: "Class | None" = None
    kind: str = "function"  # or "static", "class", "property"
    runs: int = 0
    acts: bool = False  # a run of it did something to the world
    arrow: bool = False
    setter: "Closure | None" = None  # of a property
    thrown: "tuple[Value, ...]" = ()  # what a run of it raised, for those that are remembered
    held: "dict[str, Value] | None" = None  # attributes that it was given
    alike: dict[object, int] = field(default_factory=dict)  # how calls looked, and how often
    always: dict[object, Value] = field(
        default_factory=dict
    )  # answers that hang on constants alone


class Class(Struct, eq=False):
    """A class of the program; `fields` are the names that its body gives a type, in their order."""

    name: str
    attributes: dict[str, Value]
    bases: tuple[Value, ...]
    module: Module
    inside: str
    fields: tuple[str, ...] = ()
    made_by: "Class | None" = None  # the class of the class

    def find(self, name: str, deep: int = 8) -> Value | None:
        """An attribute of the class or of those that it is made from."""
        value = self.attributes.get(name)
        if value is not None or deep <= 0:
            return value
        for base in self.bases:
            if isinstance(base.code, Class):
                value = base.code.find(name, deep - 1)
                if value is not None:
                    return value
        return None

    def outside(self, deep: int = 8) -> str:
        """The dotted name of the first base that is not of the program."""
        for base in self.bases:
            if base.symbol:
                return base.symbol
            if isinstance(base.code, Class) and deep and (name := base.code.outside(deep - 1)):
                return name
        return ""


class Instance(Struct, eq=False):
    """An object of a class of the program."""

    kind: Class
    attributes: dict[str, Value] = field(default_factory=dict)


def made_up(name: str, attributes: dict[str, Value]) -> Value:
    """An object that the language or a library makes, with a class of its own: two share nothing."""
    kind = Class(name, {}, (), Module("", "python", ast.Module([], [])), name)
    return Value(code=Instance(kind, attributes))


class Bound(Struct, eq=False):
    """A method together with its object."""

    closure: Closure
    self_value: Value


class Method(Struct, eq=False):
    """A method of a constant, a container or something unknown."""

    base: Value
    name: str


class Partial(Struct, eq=False):
    """A callable with arguments already given."""

    target: Value
    given: list[Value]
    named: dict[str, Value]


class File(Struct, eq=False):
    """An open file: the text of its path, how it was opened, and the buffer that an archive is made in.

    `codec` is the decoder through which it is read, if there is one.
    """

    path: str
    mode: str
    packed: bool = False
    into: Value | None = None
    codec: str = ""


class Namesake(Struct, eq=False):
    """What the artifact has under the name of something outside, where nobody knows which is meant.

    The value that holds it is the one outside, so that whoever does not ask takes it for that. `outer` is
    that one by itself, once somebody asked: what is put into it stays there.
    """

    inner: Value
    outer: Value | None = None


class Made(Struct, eq=False):
    """An object outside that was made with these arguments: a cipher with its key."""

    given: list[Value]
    named: dict[str, Value]


class Ready(Struct, eq=False):
    """Compiled code that waits to be executed."""

    tree: ast.Module
    how: tuple[str, ...]
    language: str = "python"
    what: str = ""  # how it came to be run, where that is no decoding
    program: bool = False  # it is a program of its own


__all__ = [
    "Bound",
    "Class",
    "Closure",
    "Define",
    "File",
    "Frame",
    "Instance",
    "Made",
    "Method",
    "Module",
    "Namesake",
    "Partial",
    "Ready",
]

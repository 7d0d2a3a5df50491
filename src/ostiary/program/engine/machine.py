"""The evaluator's state and its two questions: what is an expression worth, what does a block do?"""

import ast
from collections import deque
from collections.abc import Callable
from typing import Any, ClassVar

from ostiary.core.coverage import Reach
from ostiary.program.engine.code import Class, Closure, Frame
from ostiary.program.engine.ledger import MAX_SHOWN, Ledger
from ostiary.program.engine.surroundings import Surroundings
from ostiary.program.engine.unfinished import LOOP
from ostiary.program.engine.value import CLEAN, Marks, Value, unknown
from ostiary.program.flow import Act, Spot, Taint
from ostiary.program.lower.nodes import COMPACT

MAX_CALLS = 24  # functions inside each other
MAX_GAINED = (
    5_000  # things that came to carry more, in one file; beyond that all is thought to have
)
MAX_THROWN = 16  # values raised that are kept for one handler; the last are the likeliest
MAX_GONE = 8  # frames of functions that were left which are kept for whoever looks into them
MANY = 300  # acts in vain of a file, or of a function that nothing calls: of 40,055 ordinary ones 4 have more
DEARER = 3  # from then on one more costs a step more for each eight that there were
AS_MUCH = 6  # steps that an act, or a call of what nobody knows, takes by the time that it takes
MAX_LAYERS = 12  # decoded texts inside each other

Handler = Callable[["Machine", Any, Frame], Value]
Runner = Callable[["Machine", Any, Frame], str]


class ExhaustedError(Exception):
    """The steps given to one file or function are used up."""


Generator = tuple[list[Value], Closure, list[Value], dict[str, Value]]
"""What a generator yields, its function, and what that was given."""


class Machine:
    """Evaluates the files of one artifact; all its state is here.

    `steps` is what is left of the present allowance; `reach` and `deep` say when the code at hand runs.
    """

    caller: ClassVar[Callable[..., Value]]
    calling: Any = None  # the expression that names what is called
    wrapped: Any = None  # the one that is handed to what stands in its place from then on
    brought: Marks = CLEAN  # files, by a library that fetches for early JavaScript
    taken: dict[int, tuple[list[Value], int]]  # how many elements were taken from what, one by one
    looked: set[str]  # names that functions looked for around them, and attributes of anything
    labels: list[str]  # names of the loops that are at work, the innermost last
    doubtful: list[Any]  # branches around that may not be run, see `doubt`
    unsettled: dict[int, Any]  # containers that hold more or less, for all that anybody knows
    here: int = 0  # acts in vain of what has the present allowance
    changes: int = 0  # of what functions see beside what they are handed
    alone: bool = False  # a script is taken for one that nobody started as a thread

    def __init__(self, package: Surroundings, ledger: Ledger) -> None:
        self.package, self.ledger, self.taken, self.looked = package, ledger, {}, set()
        self.labels, self.doubtful, self.unsettled = [], [], {}
        self.steps = 0
        self.floor = 0  # what is left of the steps when loops are no longer run to their end
        self.brief = 0  # the same in files without any sign of decoding
        self.reach = Reach.CALL
        self.deep = False
        self.stack: list[Closure] = []
        self.frames: list[Frame] = []  # of the functions that are followed, the last one innermost
        self.gone: deque[Frame] = deque(maxlen=MAX_GONE)  # of those that were left last
        self.layer_depth = 0
        self.doubts = 0  # decisions that hung on something unknown, and acts
        self.acts = 0  # acts that were met
        self.unrolling = False
        self.hooking = 0  # functions around that were put in the place of other ones
        self.left = (
            ""  # how the last function that was followed ended: "raise" where it surely raised
        )
        self.turns = 0  # constants that objects hold and that became others
        self.state = 0  # rises when something outside of a function comes to carry more
        self.gained: list[tuple[int, object, str]] = []  # and what that was, in the file at hand
        self.listeners: dict[tuple[object, str], list[Value]] = {}  # by emitter and event
        self.emitted: dict[tuple[object, str], list[list[Value]]] = {}
        self.generators: dict[int, Generator] = {}  # by what they yield
        self.delivering: set[str] = set()  # kinds of channels of which a message is on its way
        self.handed: Marks = (
            CLEAN  # loot among the words and the input of the program that is followed
        )
        self.beside: list[Any] = []  # functions that work beside the code that started them
        self.hosts: dict[str, str] = {}  # that libraries were told of, by the package
        self.unsent: dict[
            Value, list[Callable[..., None]]
        ] = {}  # acts that wait for a client's host
        self.tagged: dict[
            str, Closure
        ] = {}  # functions of the program by the marks that they leave
        self.held: dict[str, Value] = {}  # what the program put behind a name outside
        self.sent: object = None  # into the generator that is followed
        self.histories: dict[
            int, list[tuple[Value, bool]]
        ] = {}  # what was sent into each, or raised
        self.placed: dict[str, Value] = {}  # functions in the place of some outside, by its name
        self.replaced: dict[str, str] = {}  # and the file that put it there, whatever happens
        self.standing: list[str] = []  # the places at which one of these is being called
        self.overridden: dict[Class, tuple[Marks, int]] = {}  # what methods of it gave, how often
        self.registering = False  # a decorator is handed what it decorates
        self.thrown: list[Value] = []  # in the body of the `try` around, here or in what it calls
        self.caught: Value | None = None  # by the handler at hand
        self.astray = False  # in a branch that is not taken as far as we know
        self.loose = False  # nobody called this: defaults are no more likely than anything else

    def value(self, node: Any, frame: Frame) -> Value:
        """What an expression is worth."""
        self.steps -= 1
        if self.steps < 0:
            raise ExhaustedError
        kind = node.__class__
        if kind is ast.Constant:
            return Value(node.value)
        if kind is ast.Name and (known := frame.names.get(node.id)) is not None:
            return known
        handler = EXPRESSIONS.get(kind)
        return handler(self, node, frame) if handler is not None else unknown()

    def run(self, body: list[ast.stmt], frame: Frame) -> str:
        """What a block does: "" when it runs to its end, else "return", "break", "continue" or "raise"."""
        for node in body:
            self.steps -= 1
            if self.steps < 0:
                raise ExhaustedError
            runner = STATEMENTS.get(node.__class__)
            if runner is not None:
                signal = runner(self, node, frame)
                if signal:
                    return signal
        return ""

    def throw(self, *several: Value) -> None:
        """Note what is raised: the handlers around are handed it, in this function or in its callers."""
        self.thrown = [*self.thrown, *several][-MAX_THROWN:]

    def gains(self, what: object, name: str = "") -> None:
        """Something that others see comes to carry more: no answer from before holds any longer.

        With a name it is what that leads to in a frame, an object or a class.
        """
        self.state += 1
        if len(self.gained) < MAX_GAINED:
            self.gained.append((self.state, what, name))

    def exact(self, frame: Frame) -> bool:
        """Whether loops are run to their end: for a while, longer in files that show a sign of decoding."""
        return self.steps > (self.floor if frame.module.decodes else self.brief)

    def tired(self, frame: Frame, start: int, most: int) -> bool:
        """Whether a loop that began with `start` steps left has to stop: it, or all of them, had enough.

        The file goes on behind it, as behind any loop in a file that does not decode; that it was not run to
        its end is noted, since work without end is also a way to be given up on.
        """
        if not frame.module.decodes:
            return self.steps <= self.brief
        if self.steps > self.floor and start - self.steps <= most:
            return False
        if not self.astray:
            self.cut(frame, LOOP)
        return True

    def call(
        self, target: Value, given: list[Value], named: dict[str, Value], node: Any, frame: Frame
    ) -> Value:
        """What calling a value with these arguments gives."""
        return type(self).caller(self, target, given, named, node, frame=frame)

    def spot(self, node: Any, frame: Frame, what: str) -> Spot:
        """The place of a node in the outermost file."""
        module = frame.module
        line = module.line if module.layers else getattr(node, "lineno", 0)
        return Spot(module.path, line, what[:120])

    def mark(self, kind: Taint, node: Any, frame: Frame, what: str) -> Marks:
        """One mark that comes in here."""
        return {kind: self.spot(node, frame, what)}

    def cut(self, frame: Frame, reason: str) -> None:
        """Something in the file of a frame goes beyond a limit: what is left out, nobody saw."""
        self.package.exhausted.add(frame.module.path, reason)

    def act(
        self,
        act: Act,
        name: str,
        node: Any,
        frame: Frame,
        marks: Marks = CLEAN,
        *,
        text: str = "",
        target: str = "",
    ) -> None:
        """Note what the program does here."""
        module = frame.module
        self.doubts += 1
        self.acts += 1
        self.steps -= AS_MUCH
        news = self.ledger.news
        if act is Act.RUN and len(text) > MAX_SHOWN:
            self.cut(frame, "it starts a command that is longer than what is looked at")
        line = module.line if module.layers else getattr(node, "lineno", 0)
        self.ledger.note(
            act, name, module.path, line, inside=frame.inside, marks=marks, text=text, target=target,
            layers=module.layers, reach=self.reach, deep=self.deep, loose=self.loose,
        )  # fmt: skip
        if self.ledger.news == news:
            self.here += 1
            self.steps -= max(self.here - MANY, 0) >> DEARER


EXPRESSIONS: dict[type, Handler] = {}
"""How each kind of expression is evaluated; the modules of this room fill it."""

STATEMENTS: dict[type, Runner] = {}
"""How each kind of statement is run."""


def expression(*kinds: type) -> Callable[[Handler], Handler]:
    """Register a function for kinds of expressions."""

    def register(handler: Handler) -> Handler:
        for kind in kinds:
            EXPRESSIONS[kind] = EXPRESSIONS[COMPACT.get(kind, kind)] = handler
        return handler

    return register


def statement(*kinds: type) -> Callable[[Runner], Runner]:
    """Register a function for kinds of statements."""

    def register(runner: Runner) -> Runner:
        for kind in kinds:
            STATEMENTS[kind] = STATEMENTS[COMPACT.get(kind, kind)] = runner
        return runner

    return register

"""What is known of a model file once it was read."""

from enum import IntEnum, StrEnum

from msgspec import Struct

from ostiary.core.coverage import Reach

MAX_BESIDE = 20_000
"""Names of other files that are kept, to join what names them to what lies there."""


class Carries(StrEnum):
    """What a file of this format can bring along that runs, in order of what it asks of a reader."""

    NOTHING = "nothing"  # data only: there is no place in it for anything that runs
    CALLS = "calls"  # names of what loading calls: pickles, Keras layers, `_target_`
    CODE = "code"  # source, byte code, graphs or templates that loading or use runs
    MACHINE = "machine"  # machine code
    UNKNOWN = "unknown"  # nobody here can tell


class Standing(StrEnum):
    """What is known of something that loading would call."""

    INERT = "inert"  # on the list, with arguments as the list wants them
    LOADER = "loader"  # on the list; it reads another file, or bytes that are not at hand
    UNLISTED = "unlisted"  # nobody has said that it is harmless
    SINK = "sink"  # known to run, load, write, read or send
    ODD = "odd"  # named or used in a way in which no honest writer does


class Gravity(IntEnum):
    """How much an oddity says."""

    NOTE = 0  # worth to be known
    UNUSUAL = 1  # a person should look
    BROKEN = 2  # against a rule of the format: no loader should take it
    HARMFUL = 3  # it does harm, or it hides something from those who look


class Topic(StrEnum):
    """Which question an oddity answers; each has its own check."""

    STRUCTURE = "structure"  # a rule of the format is not kept
    HIDING = "hiding"  # bytes or members that some readers see and others do not
    CODE = "code"  # source, byte code, graph operations: what runs besides calls
    TEMPLATE = "template"  # a template that is rendered
    REACH = "reach"  # paths, addresses and libraries beside the file
    SECRET = "secret"  # noqa: S105 - a topic, not a secret
    ORDER = "order"  # text that gives orders to a model, or hides from people
    MACHINE = "machine"  # machine code


class Called(Struct, frozen=True, order=True):
    """Something that loading calls, builds or imports, once for each way in which it does.

    `name` is the dotted name after aliases; `arguments` is what a person can read of those of the first
    time; `how` is the opcode or the place in the format (`REDUCE`, `_target_`, `Lambda`); `at` is the offset
    in bytes of the first time, `count` how often. `reason` says why it stands as it does.
    """

    name: str
    arguments: str
    how: str
    at: int
    standing: Standing
    reason: str
    count: int = 1


class Oddity(Struct, frozen=True, order=True):
    """One thing about a file that is not as it should be, or that a person should know.

    `rule` is a short name that stays the same over releases (`frame-straddle`); `at` is an offset in bytes,
    or a line for texts.
    """

    topic: Topic
    rule: str
    message: str
    at: int = 0
    gravity: Gravity = Gravity.UNUSUAL


class Reached(Struct, frozen=True, order=True):
    """Something beside the file that loading or using it would open or import.

    `kind` is `file`, `url`, `module` or `library`; `escapes` says whether a file lies outside the model's own
    folder.
    """

    kind: str
    target: str
    at: int = 0
    escapes: bool = False


class Span(Struct, frozen=True):
    """Bytes from `start` up to and without `end`."""

    start: int
    end: int


class ModelFile(Struct, frozen=True):
    """One model file, or one part of one: its path then follows that of the whole and `!/`.

    `accounted` of its `size` bytes are explained by a rule of the format, tensors included; `unowned`
    are the first spans that are not. `opaque` says why it was not read to its end, empty when it
    was. `details` are pairs for people: protocol, writer, architecture; `claims` are such that only
    its author states: licence, base model, datasets. `loader` is what would open it; `plain_load`
    is the setting with which that loader runs nothing of it (`weights_only=True`), empty where
    there is none. `reach` says when the file is loaded: among the tests of a package it weighs
    little.
    """

    path: str
    format: str
    size: int
    carries: Carries
    accounted: int
    unowned: tuple[Span, ...] = ()
    calls: tuple[Called, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    reaches: tuple[Reached, ...] = ()
    opaque: str = ""
    readers: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    claims: tuple[tuple[str, str], ...] = ()
    tensors: int = 0
    tensor_bytes: int = 0
    loader: str = ""
    plain_load: str = ""
    reach: Reach = Reach.CALL


class Models(Struct, frozen=True):
    """All model files of one artifact, in order of path, and the names of the files beside them."""

    filename: str
    files: tuple[ModelFile, ...]
    beside: tuple[str, ...] = ()

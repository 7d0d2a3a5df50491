"""What does a program do with what it takes: one act, what it carries, and where each part came in?"""

from enum import StrEnum

from msgspec import Struct

from ostiary.core.coverage import Reach
from ostiary.core.location import Location


class Act(StrEnum):
    """What happens at the end of a flow."""

    SEND = "send"  # to the network: a request, a datagram, a message, a name that is looked up
    RUN = "run"  # a process or a shell
    EXECUTE = "execute"  # text or bytes as code
    WRITE = "write"  # a file, a key of a registry, the clipboard
    DELETE = "delete"
    READ = "read"  # something of note, whatever becomes of it
    NATIVE = "native"  # memory or functions of the machine, by address
    CAPTURE = "capture"  # keys, screen, camera, microphone, clipboard in a loop
    JOIN = "join"  # a socket becomes the input and output of a process
    ENCRYPT = "encrypt"  # files in place
    PUBLISH = "publish"
    PAY = "pay"  # money, or leave to take it, to an address that stands in the code
    LOAD = "load"  # pickles and kin
    IMPORT = "import"  # a module by a name that is worked out
    HANG = "hang"  # a loop without an end
    SET = "set"  # a variable by which other programs are told what to run or whom to ask
    NAMES = "names"  # what starts programs, taken and not called: one function, or all of a module
    ORDER = "order"  # a text that reads as a command, handed to a function that nobody here knows
    HAND = "hand"  # what was taken from the machine, handed to a library that nobody here knows
    DISARM = "disarm"  # something weaker is put in the place of what others check by


CALLER = "<caller>"
"""The target of a request whose whole address a caller hands in; nothing of it stands in the file."""

HANDED = "whoever it is handed to"
"""The target of a function that runs something and is handed to somebody outside, who will call it."""

AS_VALUE = "value"
"""The target of an act by which one function is taken, and not all names of a module."""

OF_SERVICE = " of the service "
"""Stands before the name of the service whose password was asked for, where it is known."""

AS_OWN = "own"
"""The target of an act by which a file takes all names of the module whose name it bears itself."""

BROUGHT = "what a library brings: "
"""How the place of a mark begins where a function fetched it of which its name alone says so."""

ANSWER = "the answer of "
"""How the place of a mark begins behind which the address stands that answered."""

LEDGER = "a ledger that everybody can read"
"""The target of an act by which something becomes a part of a payment."""

AS_TEXT = "text"
AS_TABLE = "table"
AS_PATH = "path"
"""The target of an act by which loot is handed over: written out, as the names and values that it is, or by
the place at which it lies."""

ALWAYS = "always"
BY_A_WORD = "by a word"
GUESSED = "guessed"
WEAKER = "weaker"
SWITCHED_OFF = "switched off"
OTHER_FUNCTION = "another function"
"""The target of an act by which something stands in the place of what others check by: how it answers."""

PAGE_WORKER = "web worker"
"""The last step to a layer that a page hands to a worker, where bundlers put code without hiding it."""


class Spot(Struct, frozen=True, order=True):
    """A place in a file and what stands there, shortened."""

    path: str
    line: int
    what: str


class Carried(Struct, frozen=True, order=True):
    """One kind of thing that an act carries, and the place where it came in."""

    kind: str
    spot: Spot


class Flow(Struct, frozen=True, order=True):
    """One act with all that flows into it.

    `text` is what is known of the command, code or content, `target` of the address or path, both
    with U+FFFC for unknown parts; `layers` says through which decoded layers the act was found,
    outermost first ("layer 1, decoded from setup.py:14 by base64, zlib"); `deep` as for calls;
    `loose` where only functions that nothing was seen to call do it, and all was seen that could.
    """

    act: Act
    name: str
    at: Location
    reach: Reach
    inside: str = ""
    carries: tuple[Carried, ...] = ()
    text: str = ""
    target: str = ""
    layers: tuple[str, ...] = ()
    deep: bool = False
    loose: bool = False

    def has(self, *kinds: str) -> bool:
        """Whether it carries any of these."""
        return any(one.kind in kinds for one in self.carries)

    def first(self, *kinds: str) -> Carried | None:
        """The first carried thing of these kinds, in the order asked."""
        for kind in kinds:
            for one in self.carries:
                if one.kind == kind:
                    return one
        return None


PART = "a part of "
"""How the place of a mark begins where only a part, by its name, was taken of what carried it."""


class Taint(StrEnum):
    """What a value may carry."""

    NETWORK = "network"  # an answer from the network
    ANSWER = "answer"  # one from an address that only a caller knows, see `CALLER`
    DECODED = "decoded"  # made out of literals by decoding, deciphering or arithmetic
    UNVEILED = "unveiled"  # out of a decoder that was handed what only a caller knows
    FILE = "file"  # content of a file
    SECRET = "secret"  # noqa: S105 - credential files and stores
    BROWSER = "browser"  # cookies, passwords and histories of browsers
    WALLET = "wallet"  # keys of wallets
    KEY = "key"  # key material or a password that a caller handed in
    ENVIRONMENT = "environment"  # the environment in bulk
    TOKEN = "token"  # noqa: S105 - one variable of the environment that is named like a secret
    VARIABLE = "variable"  # one other variable of the environment
    HOST = "host"  # who and where the machine is: host name, user, addresses
    PLATFORM = "platform"  # what kind of machine it is
    LISTING = "listing"  # names of files and folders
    CLIPBOARD = "clipboard"
    KEYSTROKES = "keystrokes"
    SCREEN = "screen"  # pictures of the screen, the camera, sound
    METADATA = "metadata"  # the service that tells a cloud machine its credentials
    MEMORY = "memory"  # of another process
    OUTPUT = "output"  # what a process printed
    SOCKET = "socket"  # bytes or descriptor of a raw connection
    ARGUMENT = "argument"  # something that a caller handed in
    ENCODED = "encoded"
    ARCHIVED = "archived"
    ENCRYPTED = "encrypted"
    COMPUTED = "computed"  # a name worked out at run time
    RANDOM = "random"
    SHIPPED = "shipped"  # a program that came along in the artifact
    MISSING = "missing"  # one that is looked for beside the code that starts it, and did not
    HANDED = "handed"  # what was fetched is a word for a program that stands apart from it
    PROTECTED = "protected"  # code that only the runtime of an obfuscator can read

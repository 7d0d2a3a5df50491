"""What the project's own code does with models, secrets and connections."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from ostiary.core.location import Location


class Habit(StrEnum):
    """A way of writing that has let attackers in."""

    UNSAFE_LOAD = "unsafe-load"  # a loader that runs what it reads
    REMOTE_CODE = "remote-code"  # a hub's code is run
    UNPINNED_MODEL = "unpinned-model"  # whatever the hub has today
    MODEL_TEMPLATE = "model-template"  # a template out of a model is rendered
    MODEL_OUTPUT = "model-output"  # what a model says is executed
    TLS_OFF = "tls-off"  # a certificate is not verified
    CREDENTIAL = "secret"  # a token or a key stands in the code
    RULE = "rule"  # a security rule of the linter


class Usage(Struct, frozen=True, order=True):
    """One place in the project's own code; `what` is a short sentence, `rule` the linter's rule if any.

    `quiet` is the reason that a comment gives for keeping it so, `until` the day up to which that holds.
    `silenced` says that the author has the linter pass over it, which gives neither.
    """

    habit: Habit
    at: Location
    what: str
    rule: str = ""
    quiet: str = ""
    until: date | None = None
    silenced: bool = False


class OwnCode(Struct, frozen=True):
    """The own code of one place. `unread` are files that could not be read, each with the reason.

    `idle` are comments that silence nothing; `today` is the day of the run.
    """

    at: Location
    today: date
    usages: tuple[Usage, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    idle: tuple[Location, ...] = ()
    files: int = 0

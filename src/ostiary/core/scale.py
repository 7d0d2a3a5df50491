"""The three scales that are never mixed: how bad, how sure, what we do."""

from enum import IntEnum, StrEnum


class Severity(IntEnum):
    """How bad a finding is, should it be true."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The name that people and JSON see, in lower case."""
        return self.name.lower()


class Confidence(IntEnum):
    """How sure a check is that its finding is true."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2

    @property
    def word(self) -> str:
        """The name that people and JSON see, in lower case."""
        return self.name.lower()


class Decision(IntEnum):
    """What we do about a subject; the worst reason wins by `max`."""

    ALLOW = 0
    REVIEW = 1
    INSUFFICIENT = 2
    BLOCK = 3

    @property
    def word(self) -> str:
        """The name that people and JSON see, in lower case."""
        return self.name.lower()


class State(StrEnum):
    """How a check ended on one subject."""

    FOUND = "found"
    PASSED = "passed"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


class Family(StrEnum):
    """A group of correlated checks; the score caps what one family can add."""

    IDENTITY = "identity"
    PEOPLE = "people"
    HISTORY = "history"
    HEALTH = "health"
    ORIGIN = "origin"
    ADVISORY = "advisory"
    LICENCE = "licence"
    INSTALL = "install"
    CONTENTS = "contents"
    ARCHIVE = "archive"
    CODE = "code"
    FLOW = "flow"
    HIDING = "hiding"
    TREE = "tree"
    OWN = "own"
    MODEL = "model"

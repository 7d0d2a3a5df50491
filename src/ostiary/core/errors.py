"""The error tree: what happened, and what to try."""

from ostiary.core.evidence import Cause


class OstiaryError(Exception):
    """Anything that we tell a person in one line, with a hint in a second."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(OstiaryError):
    """The command line, a policy or a configuration asks for what cannot be."""


class NotFoundError(UsageError):
    """The index answered, and has no such package or release."""


class SourceError(OstiaryError):
    """A source did not answer, or not usefully; `cause` says which kind of unknown follows."""

    def __init__(self, message: str, hint: str = "", cause: Cause = Cause.TRANSIENT) -> None:
        super().__init__(message, hint)
        self.cause = cause


class IntegrityError(SourceError):
    """Bytes arrived that are not those that the index promised."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint, Cause.CONTRADICTED)


class ParseError(OstiaryError):
    """Untrusted bytes are not what they claim to be."""


class LimitError(ParseError):
    """Untrusted bytes ask for more than a parser gives; the limit is named in the message."""


class UnreachedError(ParseError):
    """Bytes that lie elsewhere could not be had; it says nothing about what they are."""

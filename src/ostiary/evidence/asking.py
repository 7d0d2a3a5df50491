"""How a source's answer, its silence or its failure becomes an item of a dossier."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec

from ostiary.core.errors import LimitError, ParseError, SourceError
from ostiary.core.evidence import Absent, Cause, Evidence, Item, Unknown
from ostiary.core.ports import Reply
from ostiary.core.subject import Subject

T = TypeVar("T")


async def ask(
    subject: Subject,
    kind: type[object],
    source: str,
    request: Awaitable[Reply],
    read: Callable[[bytes], object | None],
) -> Item:
    """Wait for one reply and read it: a fact, `Absent` for 404 or None, else `Unknown` with its cause."""
    try:
        reply = await request
    except SourceError as error:
        return failed(subject, kind, source, error)
    if not reply.found:
        return Absent(subject, kind, source, "it has no such record")
    try:
        data = read(reply.body)
    except ParseError as error:
        return malformed(subject, kind, source, error)
    if data is None:
        return Absent(subject, kind, source, "its record says nothing about this")
    return Evidence(subject, data, source, reply.collected_at, reply.digest, reply.age)


def failed(subject: Subject, kind: type[object], source: str, error: SourceError) -> Unknown:
    """What a source that did not answer leaves behind."""
    return Unknown(subject, kind, source, error.cause, error.message, error.hint)


def malformed(subject: Subject, kind: type[object], source: str, error: ParseError) -> Unknown:
    """What an answer that nobody can read leaves behind."""
    cause = Cause.LIMIT if isinstance(error, LimitError) else Cause.MALFORMED
    return Unknown(subject, kind, source, cause, error.message, "if it lasts, tell the source")


def unconfigured(
    subject: Subject, kind: type[object], source: str, reason: str, hint: str = ""
) -> Unknown:
    """What a source that is switched off, or does not apply here, leaves behind."""
    return Unknown(subject, kind, source, Cause.UNCONFIGURED, reason, hint)


def decode(body: bytes, form: type[T]) -> T:
    """JSON in the given form; fields that it does not name are skipped. Raises `ParseError`."""
    try:
        return msgspec.json.decode(body, type=form)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ParseError(f"an answer that cannot be read: {error}") from None

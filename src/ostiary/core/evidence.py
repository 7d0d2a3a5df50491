"""What is known about a subject, what is absent, and what could not be learnt."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from msgspec import Struct

from ostiary.core.subject import Subject

T = TypeVar("T")


class Cause(StrEnum):
    """Why a fact is unknown."""

    TRANSIENT = "transient"  # refused, timed out, rate-limited: a retry may help
    UNCONFIGURED = "unconfigured"  # the source is switched off, offline or not set up
    OPAQUE = "opaque"  # nobody here can read it: encrypted, unparsable, an unknown type
    LIMIT = "limit"  # a limit or a budget ran out
    CONTRADICTED = "contradicted"  # two sources disagree, or the data cannot be trusted
    MALFORMED = "malformed"  # the source answered, but not in a form that can be read


class Evidence(Struct, Generic[T], frozen=True):
    """A fact with its pedigree: who said it, when it was collected, and the digest of what was said.

    `age` is in seconds at the time of the run: 0 for a fresh answer, more for one from the cache.
    """

    subject: Subject
    data: T
    source: str
    collected_at: datetime
    digest: str = ""
    age: float = 0.0

    @property
    def kind(self) -> type[object]:
        """The type of the fact: what checks subscribe to."""
        return type(self.data)


class Absent(Struct, frozen=True):
    """The source answered, and has no such record. Neutral by itself."""

    subject: Subject
    kind: type[object]
    source: str
    reason: str = ""


class Unknown(Struct, frozen=True):
    """The fact could not be learnt; `hint` says how to make it known."""

    subject: Subject
    kind: type[object]
    source: str
    cause: Cause
    reason: str
    hint: str = ""


Item = Evidence[Any] | Absent | Unknown


class Dossier(Struct, frozen=True):
    """All that was learnt about one subject in one run."""

    subject: Subject
    items: tuple[Item, ...] = ()

    def known(self, kind: type[T]) -> Iterator[T]:
        """Every fact of one type, in order of collection."""
        for item in self.items:
            if isinstance(item, Evidence) and isinstance(item.data, kind):
                yield item.data

    def first(self, kind: type[T]) -> T | None:
        """The first fact of one type, if there is any."""
        return next(self.known(kind), None)

    def with_items(self, *items: Item) -> "Dossier":
        """The same dossier with more in it."""
        return Dossier(self.subject, (*self.items, *items))

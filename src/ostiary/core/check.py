"""A question over one type of evidence, with the card that reports need."""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity


class Check(Struct, frozen=True):
    """The card and the question.

    `reads` is the type of evidence that it subscribes to; `run` takes one such fact and yields hits
    and gaps; it is pure. `remedy` says what a person should do about a finding. `ecosystems` is empty
    when the check applies to all of them. `evaluated` says that it looks for what only an evaluation of
    the code shows, so that a file that was not seen to its end may hold it.
    """

    id: str
    title: str
    severity: Severity
    confidence: Confidence
    family: Family
    reads: type[object]
    run: Callable[[Any], Iterator[Hit | Gap]]
    remedy: str = ""
    references: tuple[str, ...] = ()
    ecosystems: tuple[str, ...] = ()
    evaluated: bool = False

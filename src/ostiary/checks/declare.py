"""How a check is declared: a decorator that turns a question into a `Check`."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from ostiary.core.check import Check
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity

T = TypeVar("T")


def check(
    id: str,  # noqa: A002 - the field's word for it
    title: str,
    severity: Severity,
    family: Family,
    *,
    reads: type[T],
    confidence: Confidence = Confidence.HIGH,
    remedy: str = "",
    refs: tuple[str, ...] = (),
    ecosystems: tuple[str, ...] = (),
    evaluated: bool = False,
) -> Callable[[Callable[[T], Iterator[Hit | Gap]]], Check]:
    """Declare a check; `reads` is the type of evidence that it subscribes to.

    The decorated function is pure, takes one fact and yields a `Hit` for each thing it found and a
    `Gap` where it cannot tell. With `evaluated` it need not speak of files that were not seen to their
    end: where it finds nothing, they make its outcome unknown.
    """

    def wrap(run: Callable[[T], Iterator[Hit | Gap]]) -> Check:
        question: Callable[[Any], Iterator[Hit | Gap]] = run
        return Check(
            id,
            title,
            severity,
            confidence,
            family,
            reads,
            question,
            remedy,
            refs,
            ecosystems,
            evaluated,
        )

    return wrap

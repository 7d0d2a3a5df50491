"""Does a text in the package order a language model about?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.formats.appeals import Appeals


@check(
    "order-to-model",
    "a text orders language models about",
    Severity.MEDIUM,
    Family.HIDING,
    reads=Appeals,
    confidence=Confidence.MEDIUM,
    remedy="Keep it away from assistants, and read the package yourself: somebody wants that nobody does.",
    refs=("https://owasp.org/www-project-top-10-for-large-language-model-applications/",),
)
def order_to_model(appeals: Appeals) -> Iterator[Hit | Gap]:
    """What is said to a reader that obeys texts is said to get past it, or to have it do the work."""
    for one in appeals.found:
        at = Location(appeals.artifact, one.path, one.line)
        where = ", in a place that people do not see" if one.hidden else ""
        severity = Severity.HIGH if one.hidden or one.takes else Severity.MEDIUM
        yield Hit(
            f"{quote(one.text)} speaks to a language model{where}", at, severity, key=one.text
        )

"""A model file that breaks the rules of its format?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.model.weighing import oddities
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.model.record import Models, Topic


@check(
    "model-rule-broken",
    "a model file that breaks the rules of its format",
    Severity.MEDIUM,
    Family.MODEL,
    reads=Models,
    remedy="Write the file anew with the library of the format, from a source that you trust.",
)
def model_rule_broken(models: Models) -> Iterator[Hit | Gap]:
    """Two loaders read a broken file in two ways.

    And what one of them sees was examined by nobody.
    """
    yield from oddities(models, Topic.STRUCTURE, "broken rules")

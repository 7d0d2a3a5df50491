"""Was a model asked for by a name that can move?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.hub import ModelRepository
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "model-unpinned",
    "a model without a fixed revision",
    Severity.LOW,
    Family.MODEL,
    reads=ModelRepository,
    remedy="Write the commit where the model is loaded: `revision=` takes it.",
)
def model_unpinned(model: ModelRepository) -> Iterator[Hit | Gap]:
    """What is loaded tomorrow by a branch or a tag is another thing than what was vetted today."""
    if not model.pinned:
        asked = quote(model.asked) if model.asked else "no revision"
        yield Hit(f"{asked} was asked for, which stands for commit {model.commit} now")

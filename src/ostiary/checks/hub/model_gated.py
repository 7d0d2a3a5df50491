"""Does one need somebody's leave to load the model?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.core.facts.hub import ModelRepository
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "model-gated",
    "the model is gated or private",
    Severity.INFO,
    Family.MODEL,
    reads=ModelRepository,
    remedy="Make sure that those who load it have access, and that no token lies in code or images for that.",
)
def model_gated(model: ModelRepository) -> Iterator[Hit | Gap]:
    """What needs a token to be loaded brings that token to wherever it is loaded."""
    if model.gated:
        yield Hit(f"access has to be asked for ({model.gated})")
    if model.private:
        yield Hit("the repository is private")

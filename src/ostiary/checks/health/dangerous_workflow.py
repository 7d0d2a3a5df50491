"""Could a stranger's pull request run code with the project's secrets?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.health.scorecard import conclusion
from ostiary.core.facts.health import Scorecard
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity


@check(
    "dangerous-workflow",
    "a build that strangers can steer",
    Severity.MEDIUM,
    Family.HEALTH,
    reads=Scorecard,
    confidence=Confidence.MEDIUM,
    remedy="Read the workflow that Scorecard names, and tell the project.",
    refs=("https://github.com/ossf/scorecard/blob/main/docs/checks.md#dangerous-workflow",),
)
def dangerous_workflow(card: Scorecard) -> Iterator[Hit | Gap]:
    """Releases with valid provenance have been poisoned through such a workflow."""
    score, said = conclusion(card, "Dangerous-Workflow")
    if score is None:
        yield Gap(said)
    elif score == 0:
        yield Hit(f"a workflow runs untrusted code or input with the project's rights{said}")

"""Is a template that came with a model rendered without a sandbox?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.own.usages import told
from ostiary.core.facts.own_code import Habit, OwnCode
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "model-template-rendered",
    "a template out of a model is rendered",
    Severity.HIGH,
    Family.OWN,
    reads=OwnCode,
    remedy="Render it in `jinja2.sandbox.ImmutableSandboxedEnvironment`, as the libraries of the field do.",
    refs=(
        "CWE-1336",
        "CVE-2024-34359",
    ),
)
def model_template_rendered(own: OwnCode) -> Iterator[Hit | Gap]:
    """A chat template is a program of whoever made the model; without a sandbox it has our rights."""
    yield from told(own, Habit.MODEL_TEMPLATE)

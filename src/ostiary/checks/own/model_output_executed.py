"""Is what a model answers executed?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.own.usages import told
from ostiary.core.facts.own_code import Habit, OwnCode
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "model-output-executed",
    "what a model says is executed",
    Severity.HIGH,
    Family.OWN,
    reads=OwnCode,
    remedy="Let the model choose from a few functions, or run what it writes in a sandbox.",
    refs=(
        "CWE-94",
        "https://owasp.org/www-project-top-10-for-large-language-model-applications/",
    ),
)
def model_output_executed(own: OwnCode) -> Iterator[Hit | Gap]:
    """Whoever can put words into the prompt, by mail or web page, writes the program."""
    yield from told(own, Habit.MODEL_OUTPUT)

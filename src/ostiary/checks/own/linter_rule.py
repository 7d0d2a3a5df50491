"""Which security rules of the linter does our code break?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.own.usages import told
from ostiary.core.facts.own_code import Habit, OwnCode
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "linter-rule",
    "a security rule of the linter",
    Severity.LOW,
    Family.OWN,
    reads=OwnCode,
    remedy="See the rule's page (`ruff rule ID`); change the code, or silence it with a reason and an end.",
    refs=("https://docs.astral.sh/ruff/rules/#flake8-bandit-s",),
)
def linter_rule(own: OwnCode) -> Iterator[Hit | Gap]:
    """Ruff's security rules know the pitfalls of the standard library."""
    yield from told(own, Habit.RULE)

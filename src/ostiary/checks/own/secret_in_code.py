"""Does a token, key or password stand in our code?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.own.usages import told
from ostiary.core.facts.own_code import Habit, OwnCode
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "secret-in-code",
    "a token or key in the code",
    Severity.HIGH,
    Family.OWN,
    reads=OwnCode,
    remedy="Revoke it first: it is in the history too. Then take it from the environment or a secret store.",
    refs=("CWE-798",),
)
def secret_in_code(own: OwnCode) -> Iterator[Hit | Gap]:
    """Code is copied, shared and kept for ever, and so is what stands in it, in outputs of notebooks too."""
    yield from told(own, Habit.CREDENTIAL)

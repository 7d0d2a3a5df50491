"""Does our code run what a model hub serves as code?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.own.usages import told
from ostiary.core.facts.own_code import Habit, OwnCode
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "remote-code-trusted",
    "code of a model hub is run",
    Severity.HIGH,
    Family.OWN,
    reads=OwnCode,
    remedy="Pin the revision to a full commit and read that code, or use a model that needs none.",
    refs=("CWE-829",),
)
def remote_code_trusted(own: OwnCode) -> Iterator[Hit | Gap]:
    """With `trust_remote_code` the repository's owner runs code here, today and after each change."""
    yield from told(own, Habit.REMOTE_CODE)

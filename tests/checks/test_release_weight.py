"""How much an ability weighs follows what it is and when it happens."""

import pytest

from ostiary.checks.release.weight import weigh
from ostiary.core.coverage import Reach
from ostiary.core.scale import Severity
from ostiary.program.capabilities.record import Capability, Sort

LOW, MEDIUM, HIGH, INFO = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.INFO


@pytest.mark.parametrize(
    ("sort", "detail", "weights"),
    [
        (Sort.ACT, "opens the network", (HIGH, HIGH, MEDIUM, LOW)),
        (Sort.ACT, "starts programs", (MEDIUM, HIGH, MEDIUM, LOW)),
        (Sort.ACT, "runs what it fetches", (HIGH, HIGH, HIGH, MEDIUM)),
        (Sort.ACT, "writes files", (LOW, MEDIUM, LOW, INFO)),
        (Sort.ACT, "calls into the machine", (MEDIUM, HIGH, LOW, INFO)),
        (Sort.LEAK, "credentials", (HIGH, HIGH, HIGH, MEDIUM)),
        (Sort.LEAK, "who and where the machine is", (MEDIUM, MEDIUM, MEDIUM, LOW)),
        (Sort.TAKES, "wallets", (HIGH, HIGH, MEDIUM, LOW)),
        (Sort.HOST, "example.invalid", (MEDIUM, MEDIUM, MEDIUM, LOW)),
        (Sort.BINARY, "libz", (LOW, LOW, LOW, LOW)),
        (Sort.ROOT, "npm postinstall", (MEDIUM, HIGH, LOW, INFO)),
        (Sort.ROOT, "setup.py", (LOW, MEDIUM, INFO, INFO)),
        (Sort.HIDING, "code inside encoded text", (HIGH, HIGH, HIGH, MEDIUM)),
        (Sort.HIDING, "long base64 text", (LOW, LOW, LOW, LOW)),
        (Sort.ACT, "something that nobody has named yet", (LOW, LOW, LOW, LOW)),
    ],
)
def test_weights(sort: Sort, detail: str, weights: tuple[Severity, ...]) -> None:
    moments = (Reach.INSTALL, Reach.START, Reach.IMPORT, Reach.CALL)
    assert tuple(weigh(Capability(sort, detail, reach)) for reach in moments) == weights


def test_tests_weigh_little_but_something() -> None:
    assert weigh(Capability(Sort.LEAK, "credentials in tests or examples", Reach.TEST)) is LOW
    assert weigh(Capability(Sort.ACT, "opens the network in tests or examples", Reach.TEST)) is INFO


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("reach", Reach)
def test_nothing_new_blocks_by_itself(sort: Sort, reach: Reach) -> None:
    assert INFO <= weigh(Capability(sort, "anything", reach)) <= HIGH

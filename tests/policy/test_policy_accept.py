"""A yes reaches as far as the bytes that it names."""

import pytest
from msgspec.structs import replace
from policy_cases import HEX, SUBJECT, approval, case, source, unread

from ostiary.core.digest import Digest
from ostiary.core.scale import Decision
from ostiary.policy.judge import judge
from ostiary.policy.load import preset

OTHER = "cd" * 32
TWO = replace(SUBJECT, digests=(Digest("sha256", HEX), Digest("sha256", OTHER)))
BALANCED = preset("balanced")


@pytest.mark.parametrize(
    ("approved", "decision"),
    [
        ((), Decision.INSUFFICIENT),
        ((HEX,), Decision.INSUFFICIENT),
        ((HEX, "ef" * 32), Decision.INSUFFICIENT),
        ((HEX, OTHER), Decision.ALLOW),
        ((OTHER, HEX), Decision.ALLOW),
    ],
)
def test_a_yes_to_one_of_two_files_says_nothing_about_the_other(
    approved: tuple[str, ...], decision: Decision
) -> None:
    rulings = tuple(
        approval(digest=f"sha256:{one}", day=day) for day, one in enumerate(approved, 1)
    )
    told = judge(BALANCED, case(subject=TWO, coverage=(unread(),), approvals=rulings))
    assert told.decision is decision


def test_bytes_that_nothing_strong_pins_are_for_a_person() -> None:
    good = case()
    loose = source("digest", "unknown", reason="no strong digest pins thing.tgz", cause="opaque")
    told = judge(BALANCED, replace(good, sources=(*good.sources, loose)))
    assert (judge(BALANCED, good).decision, told.decision) == (Decision.ALLOW, Decision.REVIEW)
    assert [one.rule for one in told.reasons if one.decision is Decision.REVIEW] == ["unpinned"]

"""The order of findings, and CISA's tree."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ostiary.core.facts.advisories import Advisory, Exploited
from ostiary.core.inventory import Scope
from ostiary.policy.priority import NEUTRAL, Likely, Place, Reached, band, prioritise
from ostiary.policy.ssvc import Exploitation, Impact, Mission, Ssvc, SsvcInputs, inputs_of, ssvc

BUG = Advisory("GHSA-1", severity="high", score=7.5)
REMOTE = (("CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),)
LOCAL = (("CVSS_V3", "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N"),)


def test_each_part_decides_only_where_those_before_it_are_equal() -> None:
    place = Place()
    ordered = [
        (replace(BUG, malware=True, score=0.0, severity=""), Place(scope=Scope.DEV)),
        (
            replace(BUG, kev=Exploited(), epss=0.001),
            Place(scope=Scope.DEV, reached=Reached.DECLARED),
        ),
        (replace(BUG, epss=0.6), Place(reached=Reached.DECLARED)),
        (replace(BUG, epss=0.05), place),
        (BUG, Place(reached=Reached.REFERENCED)),
        (BUG, Place(reached=Reached.IMPORTED)),
        (BUG, Place(direct=True)),
        (replace(BUG, score=9.9), place),
        (replace(BUG, fixed=("2.0",)), place),
        (BUG, place),
        (replace(BUG, score=9.9), Place(scope=Scope.OPTIONAL)),
        (replace(BUG, score=9.9), Place(scope=Scope.DEV)),
        (BUG, Place(direct=True, reached=Reached.DECLARED)),
        (replace(BUG, epss=0.001), Place(direct=True, reached=Reached.REFERENCED)),
    ]
    ranks = [prioritise(*one).rank for one in ordered]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == len(ranks)


def test_every_part_is_said_in_words() -> None:
    bug = replace(
        BUG, kev=Exploited(date(2026, 6, 1), True), epss=0.5, epss_percentile=0.98, fixed=("2.0",)
    )
    found = prioritise(bug, Place(True, Scope.RUNTIME, Reached.IMPORTED))
    assert found.words == (
        "known to be exploited (KEV, to be fixed by 2026-06-01 in US agencies, also by ransomware)",
        "exploitation very likely (EPSS 50.0%, above 98% of all bugs)",
        "imported",
        "asked for by the project itself",
        "for runtime",
        "high 7.5",
        "fixed in 2.0",
    )
    assert len(found.words) == len(found.rank)


def test_a_severity_that_nobody_gave_is_neither_first_nor_last() -> None:
    unknown = prioritise(Advisory("A"), Place())
    assert unknown.score == NEUTRAL
    assert "no severity" in unknown.words[5]
    low, high = (prioritise(replace(BUG, severity="", score=one), Place()) for one in (2.0, 8.0))
    assert low.rank < unknown.rank < high.rank
    assert prioritise(Advisory("A", severity="critical"), Place()).score == 9.0
    assert prioritise(Advisory("A", severity="none"), Place()).score == 0.0


@pytest.mark.parametrize(
    ("epss", "expected"),
    [
        (None, Likely.UNKNOWN),
        (0.0, Likely.UNLIKELY),
        (0.01, Likely.POSSIBLE),
        (0.1, Likely.LIKELY),
        (0.5, Likely.VERY_LIKELY),
    ],
)
def test_bands(epss: float | None, expected: Likely) -> None:
    assert band(epss) is expected


@given(
    st.floats(0, 10),
    st.sampled_from([None, 0.0, 0.2, 0.9]),
    st.sampled_from(list(Scope)),
    st.sampled_from(list(Reached)),
    st.booleans(),
)
def test_to_know_more_that_is_bad_never_lowers_it(
    score: float, epss: float | None, scope: Scope, reached: Reached, direct: bool
) -> None:
    bug = replace(BUG, score=score, epss=epss)
    rank = prioritise(bug, Place(direct, scope, reached)).rank
    assert prioritise(replace(bug, kev=Exploited()), Place(direct, scope, reached)).rank >= rank
    assert prioritise(replace(bug, epss=0.95), Place(direct, scope, reached)).rank >= rank
    assert prioritise(replace(bug, score=10.0), Place(direct, scope, reached)).rank >= rank
    assert prioritise(bug, Place(True, scope, Reached.REFERENCED)).rank >= rank


EXPECTED = {
    ("none", "no", "partial"): "Track Track Track",
    ("none", "no", "total"): "Track Track Track*",
    ("none", "yes", "partial"): "Track Track Attend",
    ("none", "yes", "total"): "Track Track Attend",
    ("public poc", "no", "partial"): "Track Track Track*",
    ("public poc", "no", "total"): "Track Track* Attend",
    ("public poc", "yes", "partial"): "Track Track Attend",
    ("public poc", "yes", "total"): "Track Track* Attend",
    ("active", "no", "partial"): "Track Track Attend",
    ("active", "no", "total"): "Track Attend Act",
    ("active", "yes", "partial"): "Attend Attend Act",
    ("active", "yes", "total"): "Attend Act Act",
}


def test_the_tree_is_cisas() -> None:
    for exploitation, automatable, impact in product(Exploitation, (False, True), Impact):
        words = EXPECTED[exploitation.value, "yes" if automatable else "no", impact.value].split()
        for mission, word in zip(Mission, words, strict=True):
            found = ssvc(SsvcInputs(exploitation, automatable, impact, mission))
            assert (found.word, bool(found.meaning)) == (word, True)


def test_inputs_say_where_they_are_from() -> None:
    remote = inputs_of(replace(BUG, vectors=REMOTE))
    assert (remote.exploitation, remote.automatable, remote.impact) == (
        Exploitation.NONE,
        True,
        Impact.TOTAL,
    )
    near = inputs_of(replace(BUG, vectors=LOCAL, kev=Exploited()))
    assert (near.exploitation, near.automatable, near.impact) == (
        Exploitation.ACTIVE,
        False,
        Impact.PARTIAL,
    )
    assert near.notes[0] == "listed by CISA as exploited"
    assert "no vector" in inputs_of(BUG).notes[1]
    proof = inputs_of(
        replace(BUG, vectors=(("CVSS_V4", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/E:P"),))
    )
    assert proof.exploitation is Exploitation.POC
    assert ssvc(inputs_of(replace(BUG, malware=True), Mission.HIGH)) is Ssvc.ACT

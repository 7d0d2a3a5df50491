import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.formats.osv_cvss import base_score, rate, word_of


@pytest.mark.parametrize(
    ("vector", "score"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", 1.6),
        ("CVSS:3.0/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", 4.2),
        ("AV:N/AC:H/Au:N/C:C/I:C/A:C", 7.6),
        ("AV:L/AC:H/Au:N/C:C/I:C/A:C", 6.2),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", 7.5),
        ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N", 5.5),
        ("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N", 3.7),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
        ("AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5),
        ("AV:N/AC:L/Au:N/C:C/I:C/A:C", 10.0),
        ("AV:N/AC:M/Au:N/C:N/I:P/A:N", 4.3),
        ("CVSS:3.1/AV:N/AC:L", None),
        ("CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", None),
        ("", None),
        ("A" * 1000, None),
    ],
)
def test_base_scores(vector: str, score: float | None) -> None:
    assert base_score(vector) == score


_BASE4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


@pytest.mark.parametrize(
    ("vector", "score"),
    [
        (_BASE4, 9.3),
        (f"{_BASE4}/E:A", 9.3),
        (f"{_BASE4}/E:P", 8.9),
        (f"{_BASE4}/E:U", 8.1),
        (f"{_BASE4}/CR:L/IR:L/AR:L", 8.9),
        (f"{_BASE4}/MVC:N/MVI:N/MVA:N", 0.0),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10.0),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0.0),
        ("CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N", 1.0),
        ("CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:P/VC:L/VI:H/VA:L/SC:L/SI:H/SA:L", 5.9),
        (f"{_BASE4}/MSI:S", 10.0),
        (_BASE4.replace("SI:N", "SI:S"), None),
        (f"{_BASE4}/E:Q", None),
        (f"{_BASE4}/AV:P", None),
        (_BASE4.replace("/SA:N", ""), None),
    ],
)
def test_version_4_by_macro_vectors(vector: str, score: float | None) -> None:
    assert base_score(vector) == score


_MILDER4 = {
    "AV": "NALP",
    "AC": "LH",
    "AT": "NP",
    "PR": "NLH",
    "UI": "NPA",
    "VC": "HLN",
    "SA": "HLN",
}


@given(st.fixed_dictionaries({name: st.sampled_from(them) for name, them in _MILDER4.items()}))
def test_a_milder_metric_never_makes_a_version_4_vector_worse(values: dict[str, str]) -> None:
    def score(changed: dict[str, str]) -> float:
        whole = {"VI": "H", "VA": "L", "SC": "L", "SI": "N", **changed}
        found = base_score("CVSS:4.0/" + "/".join(f"{name}:{one}" for name, one in whole.items()))
        assert found is not None
        return found

    for name, steps in _MILDER4.items():
        at = steps.index(values[name])
        if at + 1 < len(steps):
            assert score({**values, name: steps[at + 1]}) <= score(values)


def test_the_newest_readable_vector_wins_and_a_word_alone_is_kept() -> None:
    three = ("CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H")
    assert rate((("CVSS_V2", "AV:N/AC:L/Au:N/C:C/I:C/A:C"), three), "low") == ("high", 7.5)
    assert rate((("CVSS_V4", "broken"), three)) == ("high", 7.5)
    assert rate((), "MODERATE") == ("medium", 0.0)
    assert rate((), "<script>") == ("", 0.0)


@given(st.text(max_size=100))
def test_any_text_is_a_score_or_none(vector: str) -> None:
    score = base_score(vector)
    assert score is None or 0 <= score <= 10


@pytest.mark.parametrize(
    ("score", "word"),
    [(0.0, "none"), (0.1, "low"), (4.0, "medium"), (7.0, "high"), (9.0, "critical")],
)
def test_words(score: float, word: str) -> None:
    assert word_of(score) == word

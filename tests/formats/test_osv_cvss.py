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


def test_version_4_is_near_and_the_databases_word_decides() -> None:
    vector = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
    assert base_score(vector) == 9.8
    assert rate((("CVSS_V4", vector),), "HIGH") == ("high", 9.8)


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

"""How bad is it: a CVSS vector as a number and a word."""

import math

from ostiary.formats.osv_cvss4 import score4

MAX_VECTOR = 400

_V3 = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}
_V2 = {
    "AV": {"L": 0.395, "A": 0.646, "N": 1.0},
    "AC": {"H": 0.35, "M": 0.61, "L": 0.71},
    "Au": {"M": 0.45, "S": 0.56, "N": 0.704},
    "C": {"N": 0.0, "P": 0.275, "C": 0.66},
}
_WORDS = {"moderate": "medium", "important": "high", "negligible": "low"}
_KNOWN = ("none", "low", "medium", "high", "critical")
_PREFERRED = ("CVSS_V4", "CVSS_V3", "CVSS_V2")


def rate(severity: tuple[tuple[str, str], ...], word: str = "") -> tuple[str, float]:
    """The qualitative word and the base score (0.0 where there is none) of a record.

    The newest CVSS that can be read decides; a database's own word counts where there is none.
    """
    word = _WORDS.get(word.lower(), word.lower())
    word = word if word in _KNOWN else ""
    for kind in _PREFERRED:
        for its_kind, vector in severity:
            if its_kind != kind:
                continue
            score = base_score(vector)
            if score is not None:
                return word_of(score), score
    return word, 0.0


def word_of(score: float) -> str:
    """The qualitative word of a base score. Source: CVSS v3.1 specification, section 5."""
    for floor, word in ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low")):
        if score >= floor:
            return word
    return "none"


def base_score(vector: str) -> float | None:
    """The score of a version 2, 3 or 4 vector, 0.0 to 10.0; None if it cannot be read.

    Of versions 2 and 3 it is the base score; of version 4 its threat and environmental metrics count too.
    Sources: CVSS v2 guide, section 3.2.1; CVSS v3.0 and v3.1 specifications, section 8.1 and 7.1; CVSS
    v4.0 specification, section 8.
    """
    if len(vector) > MAX_VECTOR:
        return None
    label, _, _ = vector.partition("/")
    pairs = [part.split(":", 1) for part in vector.split("/") if ":" in part]
    if label.startswith("CVSS:"):
        pairs = pairs[1:]
    metrics = {name: value for name, value in pairs}  # noqa: C416 - pairs are lists
    if len(metrics) != len(pairs):
        return None  # one metric with two values
    try:
        if label == "CVSS:4.0":
            return score4(metrics)
        if label.startswith("CVSS:3"):
            return _score3(metrics)
        return _score2(metrics)
    except (KeyError, ValueError):
        return None


def _score3(metrics: dict[str, str]) -> float:
    changed = metrics["S"] == "C"
    rest = math.prod(1 - _V3["C"][metrics[one]] for one in "CIA")
    impact = 1 - rest
    impact = 7.52 * (impact - 0.029) - 3.25 * (impact - 0.02) ** 15 if changed else 6.42 * impact
    if impact <= 0:
        return 0.0
    ease = 8.22 * _V3["AV"][metrics["AV"]] * _V3["AC"][metrics["AC"]]
    ease *= _PRIVILEGES["C" if changed else "U"][metrics["PR"]] * _V3["UI"][metrics["UI"]]
    return _round_up(min((1.08 if changed else 1.0) * (impact + ease), 10.0))


def _round_up(value: float) -> float:
    """The next tenth, in whole numbers, as version 3.1 asks (appendix A)."""
    whole = round(value * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (whole // 10_000 + 1) / 10


def _score2(metrics: dict[str, str]) -> float:
    impact = 10.41 * (1 - math.prod(1 - _V2["C"][metrics[one]] for one in "CIA"))
    ease = 20 * _V2["AV"][metrics["AV"]] * _V2["AC"][metrics["AC"]] * _V2["Au"][metrics["Au"]]
    weight = 1.176 if impact else 0.0
    return round((0.6 * impact + 0.4 * ease - 1.5) * weight, 1)

"""How bad is it: a CVSS version 4 vector as a number."""

from collections.abc import Mapping
from itertools import product

_TABLE = """
100 98 95 100 93 91 93 89 81 99 95 92 96 87 81 90 80 68 98 95 90 93 89 81 88 78 69 95 92 84 92 81 65
80 70 48 92 82 72 79 69 50 69 55 27
99 95 92 95 90 84 92 82 72 97 92 85 91 83 71 81 71 53 95 92 85 92 80 70 84 71 50 93 85 73 82 72 59
70 52 30 86 75 52 71 52 29 63 29 17
98 94 91 94 86 77 87 74 63 95 87 81 89 74 64 75 63 49 94 88 76 86 74 59 72 57 52 89 77 67 76 58 50
57 52 25 83 70 54 65 58 26 53 21 13
95 88 76 90 75 61 77 68 52 90 76 70 77 62 53 66 59 30 89 76 62 74 57 47 61 57 24 78 67 58 59 57 23
52 29 16 71 59 30 58 26 15 23 13 6
93 86 75 86 74 56 70 52 40 87 72 58 74 61 34 54 40 22 85 74 62 72 55 46 53 34 19 75 55 51 57 41 19
36 19 8 64 51 20 47 21 11 24 9 4
88 73 60 73 59 41 54 45 20 75 53 50 55 40 20 43 22 11 75 58 40 61 48 20 46 17 8 55 45 21 51 18 9 18
7 2 53 24 14 24 12 5 10 3 1
"""
"""Scores in tenths of each macro vector: by EQ1, EQ2, then EQ3 with EQ6, EQ4 and EQ5.

Source: CVSS v4.0 specification, section 8.3 and its table of macro vectors.
"""

_JOINT = ("00", "01", "10", "11", "21")
"""The levels that EQ3 and EQ6 can have together."""

_SCORES = dict(
    zip(
        product((0, 1, 2), (0, 1), range(5), (0, 1, 2), (0, 1, 2)),
        map(int, _TABLE.split()),
        strict=True,
    )
)

_STEPS = {
    "AV": "NALP", "PR": "NLH", "UI": "NPA", "AC": "LH", "AT": "NP", "VC": "HLN", "VI": "HLN", "VA": "HLN",
    "SC": "SHLN", "SI": "SHLN", "SA": "SHLN", "CR": "HML", "IR": "HML", "AR": "HML",
}  # fmt: skip
"""The values of each metric from the worst to the mildest; each is one step from the next."""

_GROUPS = (
    ("AV", "PR", "UI"),
    ("AC", "AT"),
    ("VC", "VI", "VA", "CR", "IR", "AR"),
    ("SC", "SI", "SA"),
)
"""The metrics by which a vector is told from the worst ones of its macro vector."""

_WORST = (
    (("NNN",), ("ANN", "NLN", "NNP"), ("PNN", "ALP")),
    (("LN",), ("HN", "LP")),
    (
        ("HHHHHH",),
        ("HHLMMH", "HHHMMM"),
        ("LHHHHH", "HLHHHH"),
        ("LHLHMH", "LHHHMM", "HLHMHM", "HLLMHH", "LLHHHM"),
        ("LLLHHH",),
    ),
    (("HSS",), ("HHH",), ("LLL",)),
)
"""The worst vectors of each level of each group. Source: the same, tables 24 to 29."""

_DEPTHS = ((1, 4, 5), (1, 2), (7, 6, 8, 8, 10), (6, 5, 4))
"""The steps from the worst vector of a level to its mildest."""

_DEFAULTS = {"E": "A", "CR": "H", "IR": "H", "AR": "H"}


def score4(metrics: Mapping[str, str]) -> float:
    """The score of a vector, 0.0 to 10.0, with its threat and environmental metrics if it has any.

    Raises `KeyError` or `ValueError` for a metric that is missing or has no such value.
    Source: CVSS v4.0 specification, section 8.
    """
    of = _effective(metrics)
    if all(of[one] == "N" for one in ("VC", "VI", "VA", "SC", "SI", "SA")):
        return 0.0
    levels = _levels(of)
    tenths = _SCORES[levels]
    lost: list[float] = []
    for group in range(5):
        below = _below(levels, group)
        if below is None:
            continue
        share = _share(of, levels, group) if group < 4 else 0.0
        lost.append((tenths - below) * share)
    mean = sum(lost) / len(lost) if lost else 0.0
    return int(max(0.0, min(tenths - mean, 100.0)) + 0.5 + 1e-6) / 10


def _effective(metrics: Mapping[str, str]) -> dict[str, str]:
    """Each metric as it counts: modified, else as in the base, else what stands for "not defined"."""
    found = {}
    for name, values in (*_STEPS.items(), ("E", "APU")):
        value = metrics.get(f"M{name}", "X")
        if value == "X":
            value = metrics.get(name, "X") if name in _DEFAULTS else metrics[name]
        if value == "X" and name in _DEFAULTS:
            value = _DEFAULTS[name]
        if value not in values or len(value) != 1:
            raise ValueError(f"{name}:{value}")
        if value == "S" and (name == "SC" or metrics.get(f"M{name}") != "S"):
            raise ValueError(f"{name}:{value}")
        found[name] = value
    return found


def _levels(of: Mapping[str, str]) -> tuple[int, int, int, int, int]:
    """The macro vector. Source: the same, tables 24 to 29."""
    free = [of["AV"] == "N", of["PR"] == "N", of["UI"] == "N"]
    first = 0 if all(free) else 1 if any(free) and of["AV"] != "P" else 2
    second = 0 if of["AC"] == "L" and of["AT"] == "N" else 1
    high = [of[one] == "H" for one in ("VC", "VI", "VA")]
    third = 0 if high[0] and high[1] else 1 if any(high) else 2
    safety = "S" in (of["SI"], of["SA"])
    fourth = 0 if safety else 1 if "H" in (of["SC"], of["SI"], of["SA"]) else 2
    wanted = zip(high, ("CR", "IR", "AR"), strict=True)
    sixth = 0 if any(is_high and of[one] == "H" for is_high, one in wanted) else 1
    return first, second, _JOINT.index(f"{third}{sixth}"), fourth, "APU".index(of["E"])


def _below(levels: tuple[int, int, int, int, int], group: int) -> int | None:
    """The score of the next milder macro vector in one group, the higher one where there are two."""
    level = levels[group]
    steps = {0: (1, 2), 1: (3,), 2: (3,), 3: (4,), 4: ()}[level] if group == 2 else (level + 1,)
    found = [_SCORES.get((*levels[:group], step, *levels[group + 1 :])) for step in steps]  # type: ignore[arg-type]  # a tuple of five
    return max((one for one in found if one is not None), default=None)


def _share(of: Mapping[str, str], levels: tuple[int, int, int, int, int], group: int) -> float:
    """How far down its level a vector is, from 0 (as bad as any in it) to 1."""
    names, level = _GROUPS[group], levels[group]
    here = [_STEPS[name].index(of[name]) for name in names]
    for worst in _WORST[group][level]:
        steps = [
            place - _STEPS[name].index(value)
            for place, name, value in zip(here, names, worst, strict=True)
        ]
        if all(step >= 0 for step in steps):
            return sum(steps) / _DEPTHS[group][level]
    raise ValueError("a vector that is worse than the worst of its level")

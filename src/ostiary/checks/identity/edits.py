"""Which single slip of the fingers turns one name into another."""

_ROWS = ("1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def _adjacent() -> frozenset[str]:
    pairs = set()
    for number, row in enumerate(_ROWS):
        for at, key in enumerate(row):
            below = _ROWS[number + 1] if number + 1 < len(_ROWS) else ""
            near = row[at + 1 : at + 2] + below[max(at - 1, 0) : at + 1]
            pairs |= {key + other for other in near} | {other + key for other in near}
    return frozenset(pairs)


ADJACENT = _adjacent()
"""Pairs of keys that lie beside each other on a QWERTY keyboard."""


def edit(name: str, target: str) -> str:
    """The one edit by which `name` differs from `target`, or empty if it is none or more than one.

    `transposed`, `repeated` (a letter doubled, or a double halved), `neighbour-key`, `replaced`,
    `omitted` or `added`; `digit` where only a digit differs, which is what versions in names do.
    Takes time in proportion to the length of the names. Source: Damerau 1964.
    """
    if name == target or abs(len(name) - len(target)) > 1:
        return ""
    at = 0
    for mine, theirs in zip(name, target, strict=False):
        if mine != theirs:
            break
        at += 1
    if len(name) == len(target):
        return _same_length(name, target, at)
    longer, shorter = (name, target) if len(name) > len(target) else (target, name)
    if longer[at + 1 :] != shorter[at:]:
        return ""
    letter = longer[at]
    if letter.isdigit():
        return "digit"
    if at and longer[at - 1] == letter:
        return "repeated"
    return "added" if longer is name else "omitted"


def _same_length(name: str, target: str, at: int) -> str:
    mine, theirs = name[at], target[at]
    if name[at + 1 :] == target[at + 1 :]:
        if mine.isdigit() and theirs.isdigit():
            return "digit"
        return "neighbour-key" if mine + theirs in ADJACENT else "replaced"
    swapped = name[at : at + 2] == target[at : at + 2][::-1]
    return "transposed" if swapped and name[at + 2 :] == target[at + 2 :] else ""

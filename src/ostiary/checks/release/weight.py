"""How much does one ability weigh, by what it is and by when it is used?"""

from ostiary.core.coverage import Reach
from ostiary.core.scale import Severity
from ostiary.program.capabilities.acts import ACTS, FETCHED
from ostiary.program.capabilities.record import Capability, Sort
from ostiary.program.flow import Act

_INFO, _LOW, _MEDIUM, _HIGH = Severity.INFO, Severity.LOW, Severity.MEDIUM, Severity.HIGH

_Row = tuple[Severity, Severity, Severity, Severity]
"""At install, at every start, on import, when called."""

_ATTACK: _Row = (_HIGH, _HIGH, _HIGH, _MEDIUM)
_ACTS: dict[str, _Row] = {
    FETCHED: _ATTACK,
    ACTS[Act.CAPTURE]: _ATTACK,
    ACTS[Act.JOIN]: _ATTACK,
    ACTS[Act.ENCRYPT]: _ATTACK,
    ACTS[Act.PUBLISH]: _ATTACK,
    ACTS[Act.PAY]: _ATTACK,
    ACTS[Act.SEND]: (_HIGH, _HIGH, _MEDIUM, _LOW),
    ACTS[Act.RUN]: (_MEDIUM, _HIGH, _MEDIUM, _LOW),
    ACTS[Act.EXECUTE]: (_MEDIUM, _HIGH, _MEDIUM, _LOW),
    ACTS[Act.NATIVE]: (_MEDIUM, _HIGH, _LOW, _INFO),
    ACTS[Act.LOAD]: (_MEDIUM, _HIGH, _LOW, _LOW),
    ACTS[Act.IMPORT]: (_LOW, _MEDIUM, _LOW, _INFO),
    ACTS[Act.HANG]: (_MEDIUM, _MEDIUM, _MEDIUM, _INFO),
    ACTS[Act.SET]: (_MEDIUM, _HIGH, _MEDIUM, _LOW),
    ACTS[Act.NAMES]: (_HIGH, _HIGH, _MEDIUM, _LOW),
    ACTS[Act.HAND]: (_HIGH, _HIGH, _HIGH, _LOW),
    ACTS[Act.ORDER]: (_MEDIUM, _MEDIUM, _LOW, _INFO),
    ACTS[Act.WRITE]: (_LOW, _MEDIUM, _LOW, _INFO),
    ACTS[Act.DELETE]: (_LOW, _MEDIUM, _LOW, _INFO),
}
_SORTS: dict[Sort, _Row] = {
    Sort.LEAK: _ATTACK,
    Sort.TAKES: (_HIGH, _HIGH, _MEDIUM, _LOW),
    Sort.HOST: (_MEDIUM, _MEDIUM, _MEDIUM, _LOW),
    Sort.BINARY: (_LOW, _LOW, _LOW, _LOW),
    Sort.ROOT: (_MEDIUM, _HIGH, _LOW, _INFO),
    Sort.HIDING: _ATTACK,
}
_MILD = ("who and where the machine is", "keys of callers", "setup.py", "long ")
"""Details that ordinary packages have: a step less than their sort."""
_PLACES = {Reach.INSTALL: 0, Reach.START: 1, Reach.IMPORT: 2}


def weigh(one: Capability) -> Severity:
    """The severity of an ability that was not there before, or is not where it should be."""
    row = _SORTS.get(one.sort)
    if row is None:
        row = next((row for text, row in _ACTS.items() if one.detail.startswith(text)), None)
    severity = row[_PLACES.get(one.reach, 3)] if row else _LOW
    if one.sort is Sort.HIDING and one.detail.startswith("long "):
        return _LOW  # tables and pictures are encoded too
    if one.reach is Reach.TEST:  # of little weight, but never skipped
        return _LOW if row is _ATTACK else _INFO
    mild = one.detail.startswith(_MILD)
    return Severity(max(severity - 1, _INFO)) if mild else severity

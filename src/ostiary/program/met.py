"""Which calls did the evaluator come to earlier than their names tell, or where no name tells of them?"""

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from ostiary.core.coverage import Reach
from ostiary.core.location import Location
from ostiary.program.commands import words_of
from ostiary.program.engine.value import HOLE
from ostiary.program.flow import HANDED, Act, Flow, Taint
from ostiary.program.model import Behaviour, Call, Origin
from ostiary.program.python.process import SHELLS
from ostiary.program.record import Source

_DOES = {Act.RUN: Behaviour.PROCESS, Act.SEND: Behaviour.NETWORK}
_LATE = frozenset({Reach.CALL, Reach.TEST, Reach.DATA})
_READ = frozenset({"python", "bytecode", "javascript", "typescript"})


def met(calls: Iterable[Call], flows: Iterable[Flow], sources: Iterable[Source]) -> Iterator[Call]:
    """The calls, each at its earliest moment, and those that only the evaluator could resolve.

    A function that a property, a metaclass, a library or an unwritten name calls runs as early as one that
    is called by its name, and only an evaluation sees it. What it tries because nothing was seen to call it
    is no such moment. Of build files it is everyday that they start programs.
    """
    found: dict[tuple[Location, Behaviour], list[Flow]] = {}
    for flow in flows:
        if flow.act in _DOES and _is_met(flow):
            found.setdefault((flow.at, _DOES[flow.act]), []).append(flow)
    read = {one.path for one in sources if one.language in _READ}
    several = list(calls)
    there = Counter((one.at, one.behaviour) for one in several)
    for call in several:
        key = call.at, call.behaviour
        same = (one for one in found.get(key, ()) if _is_of(one, call, alone=there[key] == 1))
        sooner = min((one for one in same if _is_sooner(one, call)), key=_moment, default=None)
        yield call if sooner is None else replace(call, reach=sooner.reach, deep=sooner.deep)
    told = {one.at for one in several}
    for (at, behaviour), some in found.items():
        if at not in told and at.path in read:
            yield _call(min(some, key=_moment), behaviour)


def _is_met(flow: Flow) -> bool:
    """Whether it happens early, as far as an evaluation that takes both ways at a fork can tell.

    A request has to say to whom, or any way through a helper that opens files as well would do.
    """
    early = flow.reach not in _LATE and not flow.loose and not flow.layers
    unsaid = {""} if flow.act is Act.RUN else {"", HOLE}
    return early and flow.target != HANDED and _said(flow)[:1] not in unsaid


def _is_of(flow: Flow, call: Call, *, alone: bool) -> bool:
    """Whether an act is that of a call on the same line: by its name, and by what it is known to say."""
    words = [one for one in call.arguments if one]
    if call.name.rpartition(".")[2] != flow.name.rpartition(".")[2]:
        return False
    said = f"{flow.text} {flow.target}"
    return all(one in said for one in words[:2]) and (alone or bool(words))


def _is_sooner(flow: Flow, call: Call) -> bool:
    """Of the commands of an installer the evaluator tries all, and the names tell which of them it runs."""
    if flow.reach is Reach.INSTALL:
        return False
    return call.reach in _LATE or (call.deep and not flow.deep)


def _said(flow: Flow) -> str:
    return flow.text if flow.act is Act.RUN else flow.target


def _moment(flow: Flow) -> tuple[bool, int]:
    return flow.deep, list(Reach).index(flow.reach)


def _call(flow: Flow, behaviour: Behaviour) -> Call:
    """What the reader would have said of it, had it known the name."""
    said = _said(flow)
    shell = flow.name in SHELLS
    words = (said,) if shell or flow.act is not Act.RUN else words_of(said)
    open_ = flow.has(Taint.DECODED, Taint.NETWORK)  # checks of their own tell of these
    return Call(
        name=flow.name,
        behaviour=behaviour,
        at=flow.at,
        reach=flow.reach,
        arguments=tuple(None if HOLE in word else word for word in words),
        inside=flow.inside,
        origin=Origin.UNKNOWN if open_ or HOLE in said else Origin.CONSTANT,
        shell=shell,
        deep=flow.deep,
    )

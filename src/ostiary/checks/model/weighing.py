"""How much does something about a model file weigh, and how is it said?"""

from collections.abc import Iterable, Iterator

from ostiary.checks.contents.capped import capped
from ostiary.core.coverage import Reach
from ostiary.core.finding import Hit
from ostiary.core.location import Location
from ostiary.core.scale import Severity
from ostiary.formats.model.record import Called, Gravity, ModelFile, Models, Standing, Topic

_SEVERITY = {
    Gravity.NOTE: Severity.INFO,
    Gravity.UNUSUAL: Severity.MEDIUM,
    Gravity.BROKEN: Severity.MEDIUM,
    Gravity.HARMFUL: Severity.CRITICAL,
}
_ARGUMENTS = 120
"""Characters of arguments that are shown."""


def oddities(models: Models, topic: Topic, what: str) -> Iterator[Hit]:
    """A hit for each oddity of one topic; `what` names them where they are only counted."""
    hits = []
    for file in models.files:
        for odd in file.oddities:
            if odd.topic is topic:
                severity = placed(_SEVERITY[odd.gravity], file)
                place = f" ({byte(odd.at)})" if odd.at else ""
                hits.append(Hit(f"{odd.message}{place}", at(models, file), severity, key=odd.rule))
    yield from capped(hits, what, Location(models.filename))


def calls(
    models: Models, standings: Iterable[Standing], severity: Severity, what: str
) -> Iterator[Hit]:
    """A hit for each call that stands in one of these ways."""
    wanted = frozenset(standings)
    hits = [
        Hit(told(one), at(models, file), placed(severity, file), key=one.name)
        for file in models.files
        for one in file.calls
        if one.standing in wanted
    ]
    yield from capped(hits, what, Location(models.filename))


def kinds_of_calls(
    models: Models, standings: Iterable[Standing], severity: Severity, what: str
) -> Iterator[Hit]:
    """A hit for each kind of call that stands in one of these ways, at its first place; others are counted.

    What is said of one of them holds of all: many files of data ask for the same few classes.
    """
    wanted = frozenset(standings)
    found: dict[tuple[str, str, str, Severity], list[tuple[ModelFile, Called]]] = {}
    for file in models.files:
        for one in (it for it in file.calls if it.standing in wanted):
            key = one.name, one.how, one.reason, placed(severity, file)
            found.setdefault(key, []).append((file, one))
    hits = []
    for (name, *_, weight), several in found.items():
        file, one = several[0]
        files = len({it.path for it, _ in several}) - 1
        rest = f", and in {files} more file{'s' if files > 1 else ''}" if files else ""
        hits.append(Hit(f"{told(one)}{rest}", at(models, file), weight, key=name))
    yield from capped(hits, what, Location(models.filename))


def told(one: Called) -> str:
    """A call as a person reads it: what, with which arguments, how, where, and why it stands as it does."""
    arguments = one.arguments
    if len(arguments) > _ARGUMENTS:
        arguments = f"{arguments[:_ARGUMENTS]}…"
    call = f"{one.name}({arguments})" if one.how not in _NAMED else one.name
    times = f", {one.count} times" if one.count > 1 else ""
    return f"`{call}` by {one.how} at {byte(one.at)}{times}: {one.reason}"


_NAMED = frozenset({"GLOBAL", "STACK_GLOBAL"})
"""Ways in which something is only named, and not called."""


def byte(offset: int) -> str:
    """An offset in words."""
    return f"byte {offset:#x}"


def at(models: Models, file: ModelFile) -> Location:
    """Where a model file lies."""
    return Location(models.filename, file.path)


def placed(severity: Severity, file: ModelFile) -> Severity:
    """The severity, less where the file lies among the tests of a package."""
    return min(severity, Severity.LOW) if file.reach is Reach.TEST else severity

"""Which finding first: a tuple whose every part can be explained, not a number that cannot."""

from collections.abc import Set as AbstractSet
from enum import IntEnum

from msgspec import Struct

from ostiary.core.facts.advisories import Advisory
from ostiary.core.inventory import Scope
from ostiary.policy.ssvc import Mission, Ssvc, SsvcInputs, inputs_of, ssvc


class Reached(IntEnum):
    """How near the project's own code comes to the component, as far as was looked."""

    DECLARED = 0  # asked for, and no file of the project was seen to import it
    UNKNOWN = 1  # nobody looked, or nobody could
    IMPORTED = 2  # a file of the project imports it
    REFERENCED = 3  # a file of the project uses a name that the advisory is about

    @property
    def word(self) -> str:
        """In words for a report."""
        return (
            "declared, not seen imported",
            "not known whether it is imported",
            "imported",
            "the affected name is used",
        )[self]


class Likely(IntEnum):
    """EPSS in bands: the probability of exploitation within 30 days."""

    UNLIKELY = 0  # below 1 %
    UNKNOWN = 1  # no score
    POSSIBLE = 2  # from 1 %
    LIKELY = 3  # from 10 %
    VERY_LIKELY = 4  # from 50 %

    @property
    def word(self) -> str:
        """In words for a report."""
        return self.name.lower().replace("_", " ")


_SCOPES = {Scope.RUNTIME: 2, Scope.PEER: 2, Scope.OPTIONAL: 1, Scope.DEV: 0, Scope.BUILD: 0}

LISTS = frozenset({"KEV", "EPSS"})
"""Lists about the exploitation of bugs, which an audit may have or not."""

NEUTRAL = 5.0
"""The score that a bug without one is ordered by: neither hidden at the end nor first."""


class Place(Struct, frozen=True):
    """Where the component stands in the project."""

    direct: bool = False
    scope: Scope = Scope.RUNTIME
    reached: Reached = Reached.UNKNOWN


class Priority(Struct, frozen=True):
    """The parts in the order in which they decide; `words` has one text for each, in the same order.

    `exploited` is 2 for malware and 1 for KEV; `scope` is 2 for what runs, 1 for extras, 0 for development;
    `score` is a CVSS score; `fixable` says that a version without it exists. `ssvc` stands beside the order
    and does not enter it.
    """

    exploited: int
    likely: Likely
    reached: Reached
    direct: bool
    scope: int
    score: float
    fixable: bool
    ssvc: Ssvc
    inputs: SsvcInputs
    words: tuple[str, ...]

    @property
    def rank(self) -> tuple[float, ...]:
        """What sorts findings: higher comes first."""
        return (
            self.exploited,
            self.likely,
            self.reached,
            self.direct,
            self.scope,
            self.score,
            self.fixable,
        )


def prioritise(
    advisory: Advisory,
    place: Place,
    mission: Mission = Mission.MEDIUM,
    unconsulted: AbstractSet[str] = frozenset(),
) -> Priority:
    """How pressing an advisory is for a component at its place. Pure; knowing more bad never lowers it.

    `unconsulted` are those of `LISTS` that nobody asked: what they would say is unknown, and said to be.
    """
    exploited = 2 if advisory.malware else 1 if advisory.kev else 0
    likely = band(advisory.epss)
    known = bool(advisory.score or advisory.severity)
    score = advisory.score or _score_of(advisory.severity)
    inputs = inputs_of(advisory, mission, listed="KEV" not in unconsulted)
    words = (
        _exploited_words(advisory, unconsulted),
        _likely_words(advisory, likely, unconsulted),
        place.reached.word,
        "asked for by the project itself" if place.direct else "brought in by others",
        f"for {place.scope.value}",
        _score_words(advisory, score) if known else "no severity is given, taken for medium",
        f"fixed in {', '.join(advisory.fixed)}" if advisory.fixed else "no fixed version is known",
    )
    return Priority(
        exploited,
        likely,
        place.reached,
        place.direct,
        _SCOPES[place.scope],
        score if known else NEUTRAL,
        bool(advisory.fixed),
        ssvc(inputs),
        inputs,
        words,
    )


def band(epss: float | None) -> Likely:
    """The band of an EPSS score; None is a band of its own, above what is known to be unlikely."""
    if epss is None:
        return Likely.UNKNOWN
    for floor, likely in ((0.5, Likely.VERY_LIKELY), (0.1, Likely.LIKELY), (0.01, Likely.POSSIBLE)):
        if epss >= floor:
            return likely
    return Likely.UNLIKELY


def _score_of(word: str) -> float:
    """The lowest score of a word. Source: CVSS v3.1 and v4.0, qualitative severity rating scale."""
    return {"critical": 9.0, "high": 7.0, "medium": 4.0, "low": 0.1}.get(word, 0.0)


def _exploited_words(advisory: Advisory, unconsulted: AbstractSet[str]) -> str:
    if advisory.malware:
        return "malicious"
    if not advisory.kev and "KEV" in unconsulted:
        return "not known whether it is exploited (KEV was not consulted)"
    if not advisory.kev:
        return "not known to be exploited"
    due = f", to be fixed by {advisory.kev.due} in US agencies" if advisory.kev.due else ""
    used = ", also by ransomware" if advisory.kev.ransomware else ""
    return f"known to be exploited (KEV{due}{used})"


def _likely_words(advisory: Advisory, likely: Likely, unconsulted: AbstractSet[str]) -> str:
    if advisory.epss is None:
        why = " (EPSS was not consulted)" if "EPSS" in unconsulted else ""
        return f"likelihood of exploitation not known{why}"
    share = advisory.epss_percentile
    above = f", above {share:.0%} of all bugs" if share is not None else ""
    return f"exploitation {likely.word} (EPSS {advisory.epss:.1%}{above})"


def _score_words(advisory: Advisory, score: float) -> str:
    return f"{advisory.severity or 'severity'} {score:.1f}".strip()

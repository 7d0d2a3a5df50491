"""What does CISA's decision tree say to do about a bug, and on what inputs?"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum

from msgspec import Struct

from ostiary.core.facts.advisories import Advisory


class Exploitation(StrEnum):
    """Whether anybody is known to exploit it."""

    NONE = "none"
    POC = "public poc"
    ACTIVE = "active"


class Impact(StrEnum):
    """How much of the component an attacker gets."""

    PARTIAL = "partial"
    TOTAL = "total"


class Mission(StrEnum):
    """What depends on the component: mission prevalence and public well-being together."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Ssvc(IntEnum):
    """The decision, from the mildest to the most pressing."""

    TRACK = 0
    TRACK_STAR = 1
    ATTEND = 2
    ACT = 3

    @property
    def word(self) -> str:
        """The name as CISA writes it."""
        return ("Track", "Track*", "Attend", "Act")[self]

    @property
    def meaning(self) -> str:
        """What to do."""
        return (
            "fix it in the next regular update",
            "fix it in the next regular update, and watch it for changes",
            "fix it sooner than with the next regular update",
            "fix it as soon as possible",
        )[self]


class SsvcInputs(Struct, frozen=True):
    """The four questions of the tree; `notes` says where each answer is from."""

    exploitation: Exploitation
    automatable: bool
    impact: Impact
    mission: Mission = Mission.MEDIUM
    notes: tuple[str, ...] = ()


_TREE = {
    # exploitation: automatable no (partial, total), automatable yes (partial, total); each low, medium, high
    Exploitation.NONE: ("000", "001", "002", "002"),
    Exploitation.POC: ("001", "012", "002", "012"),
    Exploitation.ACTIVE: ("002", "023", "223", "233"),
}


def ssvc(inputs: SsvcInputs) -> Ssvc:
    """The decision. Source: CISA Stakeholder-Specific Vulnerability Categorization Guide, version 2.0.3."""
    branch = 2 * inputs.automatable + (inputs.impact is Impact.TOTAL)
    return Ssvc(int(_TREE[inputs.exploitation][branch][list(Mission).index(inputs.mission)]))


def inputs_of(
    advisory: Advisory, mission: Mission = Mission.MEDIUM, *, listed: bool = True
) -> SsvcInputs:
    """The inputs as far as an advisory gives them; what it does not give is taken for the worse.

    Exploitation is active by KEV or for malware, a public proof of concept by the maturity that a vector
    names; automatable and impact come from the vector. `mission` is the user's own to say; `listed` says
    whether KEV was consulted. Without it the notes say so: to take all flaws for exploited would rank none.
    """
    metrics = _metrics(advisory)
    exploitation, why = _exploitation(advisory, metrics)
    silent = exploitation is not Exploitation.ACTIVE and not listed
    notes = [f"{why}; KEV was not consulted" if silent else why]
    if advisory.malware:
        notes.append("malware runs by itself, and gets all that its user may")
        return SsvcInputs(exploitation, True, Impact.TOTAL, mission, tuple(notes))
    if not metrics:
        notes.append("no vector: taken for automatable, with total impact")
        return SsvcInputs(exploitation, True, Impact.TOTAL, mission, tuple(notes))
    automatable = (
        metrics.get("AV") == "N"
        and metrics.get("AC") == "L"
        and metrics.get("PR", metrics.get("Au")) == "N"
        and metrics.get("UI", "N") == "N"
        and metrics.get("AT", "N") == "N"
    )
    notes.append(
        "reachable over a network without privileges, help or luck"
        if automatable
        else "needs privileges, somebody's help, nearness or luck"
    )
    worst = [metrics.get(f"V{one}", metrics.get(one)) for one in "CIA"]
    total = all(one in ("H", "C") for one in worst[:2])
    notes.append("all data read and changed" if total else "not all data read and changed")
    impact = Impact.TOTAL if total else Impact.PARTIAL
    return SsvcInputs(exploitation, automatable, impact, mission, tuple(notes))


def _exploitation(advisory: Advisory, metrics: Mapping[str, str]) -> tuple[Exploitation, str]:
    if advisory.malware:
        return Exploitation.ACTIVE, "a malicious package is its own exploit"
    if advisory.kev:
        return Exploitation.ACTIVE, "listed by CISA as exploited"
    if metrics.get("E") == "A":
        return Exploitation.ACTIVE, "its vector says that it is attacked"
    if metrics.get("E") in ("P", "POC", "F", "H"):
        return Exploitation.POC, "its vector says that a proof of concept is public"
    return Exploitation.NONE, "no exploitation on record here"


def _metrics(advisory: Advisory) -> dict[str, str]:
    """The metrics of the newest vector."""
    for kind in ("CVSS_V4", "CVSS_V3", "CVSS_V2"):
        for its_kind, vector in advisory.vectors:
            parts = [part.partition(":") for part in vector.split("/")]
            found = {name: value for name, _, value in parts if name != "CVSS"}
            if its_kind == kind and {"AV", "AC"} <= set(found):
                return found
    return {}

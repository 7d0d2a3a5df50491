"""What a comparison of two releases came to."""

from msgspec import Struct

from ostiary.core.finding import Finding
from ostiary.core.scale import Decision, Severity
from ostiary.formats.model.drift import RevisionDrift
from ostiary.program.capabilities.delta import ReleaseDelta

DIFFERENCE = "https://ostiary.invalid/schema/diff/1"
"""The name of the JSON form; the number changes when a reader would break."""


class Difference(Struct, frozen=True):
    """The comparison and what the policy makes of it.

    `severities` are those of `delta.added`, in its order. `lost` says what could not be read, one line
    each: where there is one, that nothing is new means nothing. `drift` is what changed in a model of a hub.
    """

    delta: ReleaseDelta
    severities: tuple[Severity, ...]
    decision: Decision
    findings: tuple[Finding, ...] = ()
    lost: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    drift: RevisionDrift | None = None

    @property
    def worst(self) -> Severity:
        """The severity of the worst new ability."""
        return max(self.severities, default=Severity.INFO)

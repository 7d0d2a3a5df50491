"""What was met on the way back from an expression to where its text comes from."""

from dataclasses import dataclass, field

from ostiary.program.model import Origin

MIN_LITERALS = 12
"""Characters of literals that decoding must start from: an encoding's name alone says nothing."""


@dataclass(slots=True)
class Trace:
    """Marks collected from the parts of one expression."""

    decoded: bool = False
    network: bool = False
    file: bool = False
    environment: bool = False
    unknown: bool = False
    literals: int = 0  # characters
    targets: list[str] = field(default_factory=list)

    @property
    def origin(self) -> Origin:
        """The most telling source."""
        if self.network:
            return Origin.NETWORK
        if self.decoded and (self.literals >= MIN_LITERALS or self.file):
            return Origin.DECODED
        if self.file:
            return Origin.FILE
        if self.environment:
            return Origin.ENVIRONMENT
        if self.literals and not self.unknown:
            return Origin.CONSTANT
        return Origin.UNKNOWN

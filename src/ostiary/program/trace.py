"""What was met on the way back from an expression to where its text comes from."""

from msgspec import Struct, field

from ostiary.program.model import Origin
from ostiary.program.wordlist import wordlist

MIN_LITERALS = 12
"""Characters of literals that decoding must start from: an encoding's name alone says nothing."""

PASSED_ON = wordlist(
    "decode encode join replace format strip split reverse reversed map filter list tuple bytes bytearray"
    " str String toString compile zip sorted iter next chr ord int parseInt Number concat slice substr"
    " substring charCodeAt fromCharCode apply call bind read text new update final finalize eval Function"
    " search match fullmatch findall group groups sub readline readlines splitlines get_data"
    " StringIO BytesIO getvalue translate upper lower toLowerCase toUpperCase"
)
"""Functions and methods whose result is made of what they are given, by their last name."""


def passes_on(symbol: str) -> bool:
    """Whether what goes into a call comes out of it; a function of the same file may do anything."""
    plain = symbol.replace("()", "")
    return not plain or plain.startswith(("@", "<")) or plain.rpartition(".")[2] in PASSED_ON


class Trace(Struct):
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

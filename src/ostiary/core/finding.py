"""One claim about a subject, and how each check ended."""

import hashlib

from msgspec import Struct

from ostiary.core.location import NOWHERE, Location
from ostiary.core.scale import Confidence, Family, Severity, State


class Hit(Struct, frozen=True):
    """What a check yields when it found something.

    `message` is one plain sentence; text out of a package stands in it between back-quotes.
    `severity` and `confidence` override those of the check where the case is better or worse than
    usual. `advisory`, its `aliases` and the versions in which it is `fixed` are set where the hit is about
    a public advisory. `key` makes two hits of one check at the same place distinct across releases; it must
    not hold line numbers.
    """

    message: str
    at: Location = NOWHERE
    severity: Severity | None = None
    confidence: Confidence | None = None
    key: str = ""
    advisory: str = ""
    aliases: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()


class Gap(Struct, frozen=True):
    """What a check yields when it cannot tell: its outcome becomes unknown, never passed."""

    reason: str


class Finding(Struct, frozen=True):
    """One claim of one check about one subject (a purl); `advisory` is empty where none is meant."""

    check: str
    subject: str
    severity: Severity
    confidence: Confidence
    family: Family
    message: str
    at: Location = NOWHERE
    refs: tuple[str, ...] = ()
    remedy: str = ""
    key: str = ""
    advisory: str = ""
    aliases: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Stable identity: line numbers, messages and versions stay out, so a baseline survives edits."""
        name = self.subject.rpartition("@")[0] or self.subject
        parts = (self.check, name, self.at.path, self.key)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Outcome(Struct, frozen=True, order=True):
    """How one check ended on one subject; `reason` is empty only for found and passed."""

    check: str
    subject: str
    state: State
    reason: str = ""
    hint: str = ""

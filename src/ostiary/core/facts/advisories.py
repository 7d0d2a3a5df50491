"""What is publicly known to be wrong with a release."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Advisory:
    """One record that applies to the release. `severity` is the CVSS qualitative word, or empty.

    `malware` is true for records of malicious packages (`MAL-` in OSV); `why` says what matched, the
    enumerated version or the pair of events; `fixed` are versions that end it.
    Source: OSV schema 1.7.
    """

    id: str
    aliases: tuple[str, ...] = ()
    summary: str = ""
    severity: str = ""
    score: float = 0.0
    malware: bool = False
    fixed: tuple[str, ...] = ()
    modified: datetime | None = None
    why: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Advisories:
    """The answer of one advisory source on one release; an empty answer is an answer.

    `complete` is False for a source that lists hits but whose silence proves nothing (an index's own
    list on a mirror) or that could not decide all; `others` counts records of the same package that do
    not touch this version; `undecided` are ids of records whose versions cannot be compared with it.
    """

    records: tuple[Advisory, ...]
    others: int = 0
    complete: bool = True
    undecided: tuple[str, ...] = ()

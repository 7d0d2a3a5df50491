"""What is publicly known to be wrong with a release."""

from datetime import date, datetime

from msgspec import Struct


class AdvisorySource(Struct, frozen=True):
    """One record that says so: at which time of its last change, what matched, and which ids it claims."""

    id: str
    modified: datetime | None = None
    why: str = ""
    aliases: tuple[str, ...] = ()


class Exploited(Struct, frozen=True):
    """That attackers use it, by CISA's catalogue (KEV): until when US agencies must act, if it says so."""

    due: date | None = None
    ransomware: bool = False


class Advisory(Struct, frozen=True):
    """One bug that is in the release. `severity` is the CVSS qualitative word, or empty.

    Records of one bug are one advisory: `sources` are all that matched, `group` is the id of the bug, the
    same whichever of them matched. `malware` is true for records of malicious packages (`MAL-` in OSV);
    `why` says what matched, the enumerated version or the pair of events; `fixed` are versions that end
    it. `vectors` are (type, CVSS vector). `kev` is None where the catalogue does not list it or is not
    here; `epss` is the probability of exploitation in the next 30 days, 0.0 to 1.0, None if not known, and
    `epss_percentile` the share of all bugs that have a lower one.
    Sources: OSV schema 1.7; EPSS model documentation.
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
    group: str = ""
    sources: tuple[AdvisorySource, ...] = ()
    vectors: tuple[tuple[str, str], ...] = ()
    kev: Exploited | None = None
    epss: float | None = None
    epss_percentile: float | None = None


class Advisories(Struct, frozen=True):
    """The answer of one advisory source on one release; an empty answer is an answer.

    `complete` is False for a source that lists hits but whose silence proves nothing (an index's own
    list on a mirror) or that could not decide all; `others` counts records of the same package that do
    not touch this version; `undecided` are ids of records whose versions cannot be compared with it.
    `retracted` are ids of records of the package that were withdrawn: findings that rest on them alone are
    to be taken back. `once_malicious` are malware records about other releases of the package.
    """

    records: tuple[Advisory, ...]
    others: int = 0
    complete: bool = True
    undecided: tuple[str, ...] = ()
    retracted: tuple[str, ...] = ()
    once_malicious: tuple[str, ...] = ()

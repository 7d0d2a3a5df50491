"""Is a file of it, or the archive itself, on the list of known malware?"""

from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.known import FileMatch, KnownFileMatches
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity


@check(
    "known-bad-file",
    "a file is on the list of known malware",
    Severity.CRITICAL,
    Family.ADVISORY,
    reads=KnownFileMatches,
    remedy="Refuse it. If it ran: treat every secret of that machine as taken, and replace them.",
    refs=("https://attack.mitre.org/techniques/T1195/002/",),
)
def known_bad_file(known: KnownFileMatches) -> Iterator[Hit | Gap]:
    """The same bytes were seen before and found to be malware: there is nothing left to interpret."""
    hits = [
        Hit(_message(one), Location(known.filename, one.path), key=one.family)
        for one in known.matches
    ]
    yield from capped(hits, "files on the list of known malware", Location(known.filename))


def _message(one: FileMatch) -> str:
    what = quote(one.path) if one.path else "the archive itself"
    source = f", says {quote(one.source)}" if one.source else ""
    note = f": {quote(one.note)}" if one.note else ""
    return f"{what} is known malware of the family {quote(one.family)}{source}{note}"

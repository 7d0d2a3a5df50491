"""What do the records that OSV sends about a release say, once they are matched here?"""

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from ostiary.core.errors import ParseError
from ostiary.core.facts.advisories import Advisories
from ostiary.core.subject import Subject
from ostiary.evidence.asking import decode
from ostiary.formats.osv import OsvRecord, match, parse_record

MAX_SILENCE = 7 * 86400.0
"""Seconds for which "nothing is known" may stand in for a source that does not answer now."""

ECOSYSTEMS = {"pypi": "PyPI", "npm": "npm"}


def judge(subject: Subject, bodies: Iterable[bytes], lost: Iterable[str] = ()) -> Advisories:
    """The source's own matching only chooses the records; what applies is decided here.

    A record that it names and that cannot be read, or that we cannot confirm, makes the answer incomplete,
    as do those that it names and does not hand out (`lost`).
    """
    records: list[OsvRecord] = []
    unread: list[str] = []
    for body in bodies:
        try:
            records.append(parse_record(body))
        except ParseError:
            unread.append(_label(body))
    answer = match(records, subject.type, subject.name, subject.version)
    unread += answer.undecided
    named = {name for one in answer.records for name in (one.id, *one.aliases)}
    unread += [
        one.id
        for one in records
        if not (one.id in named or one.withdrawn or one.malware or one.id in unread)
    ]
    others = max(0, answer.others - (len(set(unread)) - len(answer.undecided)))
    unread += lost
    if not unread:
        return answer
    return replace(answer, others=others, undecided=tuple(sorted(set(unread))), complete=False)


class _Label(msgspec.Struct):
    id: str = ""


def _label(body: bytes) -> str:
    try:
        return decode(body, _Label).id[:80] or "a record without an id"
    except ParseError:
        return "a record that cannot be read"

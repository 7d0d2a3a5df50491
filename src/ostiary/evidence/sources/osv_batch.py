"""What does OSV know to be wrong with many releases at once?"""

import asyncio
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

import msgspec
from msgspec import Struct, field

from ostiary.core.digest import sha256
from ostiary.core.errors import LimitError, ParseError, SourceError
from ostiary.core.evidence import Cause, Evidence, Item, Unknown
from ostiary.core.facts.advisories import Advisories
from ostiary.core.ports import Http
from ostiary.core.subject import Subject
from ostiary.evidence.asking import decode, failed, malformed, unconfigured
from ostiary.evidence.osv_answer import ECOSYSTEMS, MAX_SILENCE, judge

SOURCE = "osv"
AT_ONCE = 1000
"""Questions in one request: what the source takes."""
MAX_PAGES = 20
MAX_RECORDS = 20_000
RECORDS_AT_ONCE = 16

_RECORD = 16 * 1024 * 1024
_NEVER = datetime.max.replace(tzinfo=UTC)


class _Vuln(msgspec.Struct):
    id: str


class _Result(msgspec.Struct):
    vulns: list[_Vuln] | None = None
    next_page_token: str | None = None


class _Batch(msgspec.Struct):
    results: list[_Result | None]


class _Answer(Struct):
    """The ids that the source names for one release; `at` is when the oldest part of it was collected."""

    ids: dict[str, None] = field(default_factory=dict)
    token: str = ""
    age: float = 0.0
    at: datetime = _NEVER
    digests: list[str] = field(default_factory=list)


async def collect_all(subjects: Iterable[Subject], http: Http, *, base: str) -> dict[Subject, Item]:
    """Ask about all releases, a thousand in one request, and fetch each record once.

    The requests name packages and versions, and nothing else. What could not be learnt is `Unknown` for each
    release that it concerns; a record that is named and cannot be had makes the answer incomplete.
    Source: OSV API, `POST /v1/querybatch` and `GET /v1/vulns/ID`.
    """
    items: dict[Subject, Item] = {}
    asked: list[Subject] = []
    for subject in dict.fromkeys(subjects):
        if not base:
            reason, hint = "switched off", "set OSTIARY_OSV_URL"
        elif subject.type not in ECOSYSTEMS or not subject.version:
            reason, hint = f"it is asked about releases of {', '.join(ECOSYSTEMS)} only", ""
        else:
            asked.append(subject)
            continue
        items[subject] = unconfigured(subject, Advisories, SOURCE, reason, hint)
    answers: dict[Subject, _Answer] = {}
    for at in range(0, len(asked), AT_ONCE):
        part = asked[at : at + AT_ONCE]
        try:
            found = await _pages(part, http, base)
        except SourceError as error:
            items |= {one: failed(one, Advisories, SOURCE, error) for one in part}
        except ParseError as error:
            items |= {one: malformed(one, Advisories, SOURCE, error) for one in part}
        else:
            answers |= dict(zip(part, found, strict=True))
    records = await _records({name for one in answers.values() for name in one.ids}, http, base)
    return items | {one: _item(one, answer, records) for one, answer in answers.items()}


async def _pages(subjects: Sequence[Subject], http: Http, base: str) -> list[_Answer]:
    """What is named for each, page by page; only those with further pages are asked again."""
    answers = [_Answer() for _ in subjects]
    open_ones = list(range(len(subjects)))
    for _ in range(MAX_PAGES):
        queries = [_query(subjects[at], answers[at].token) for at in open_ones]
        body = json.dumps({"queries": queries}).encode()
        reply = await http.post(f"{base}/v1/querybatch", body)
        if not reply.found:
            hint = "is it an OSV API?"
            raise SourceError(f"{base} has no /v1/querybatch", hint, Cause.MALFORMED)
        results = decode(reply.body, _Batch).results
        if len(results) != len(open_ones):
            raise ParseError(f"{len(results)} answers to {len(open_ones)} questions")
        for at, result in zip(open_ones, results, strict=True):
            answer = answers[at]
            answer.ids |= dict.fromkeys(one.id for one in (result and result.vulns) or ())
            answer.token = (result and result.next_page_token) or ""
            answer.age = max(answer.age, reply.age)
            answer.at = min(answer.at, reply.collected_at)
            answer.digests.append(reply.digest)
        open_ones = [at for at in open_ones if answers[at].token]
        if not open_ones:
            return answers
    raise LimitError(f"its answer has more than {MAX_PAGES} pages")


def _query(subject: Subject, token: str) -> dict[str, object]:
    query: dict[str, object] = {
        "package": {"name": subject.name, "ecosystem": ECOSYSTEMS[subject.type]},
        "version": subject.version,
    }
    return query | ({"page_token": token} if token else {})


async def _records(ids: set[str], http: Http, base: str) -> dict[str, bytes]:
    """The records that can be had; those beyond the limit are not fetched, and so not had."""
    turn = asyncio.Semaphore(RECORDS_AT_ONCE)

    async def one(name: str) -> tuple[str, bytes | None]:
        async with turn:
            try:
                reply = await http.get(f"{base}/v1/vulns/{quote(name, safe='')}", limit=_RECORD)
            except SourceError:
                return name, None
        return name, reply.body if reply.found else None

    found = await asyncio.gather(*map(one, sorted(ids)[:MAX_RECORDS]))
    return {name: body for name, body in found if body is not None}


def _item(subject: Subject, answer: _Answer, records: dict[str, bytes]) -> Item:
    if not answer.ids and answer.age > MAX_SILENCE:
        reason = f"it does not answer now; {answer.age / 86400:.0f} days ago it knew of nothing"
        hint = "silence of that age proves nothing: run again when the source answers"
        return Unknown(subject, Advisories, SOURCE, Cause.TRANSIENT, reason, hint)
    bodies = [records[name] for name in answer.ids if name in records]
    lost = [name for name in answer.ids if name not in records]
    data = judge(subject, bodies, lost)
    digest = sha256("".join((*answer.digests, *map(sha256, bodies))).encode())
    return Evidence(subject, data, SOURCE, answer.at, digest, answer.age)

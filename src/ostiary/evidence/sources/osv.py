"""What does OSV know to be wrong with a release?"""

import json

import msgspec

from ostiary.core.digest import sha256
from ostiary.core.errors import ParseError, SourceError
from ostiary.core.evidence import Cause, Evidence, Item, Unknown
from ostiary.core.facts.advisories import Advisories
from ostiary.core.ports import Http, Reply
from ostiary.core.subject import Subject
from ostiary.evidence.asking import decode, failed, malformed, unconfigured
from ostiary.evidence.osv_answer import ECOSYSTEMS, MAX_SILENCE, judge

BASE = "https://api.osv.dev"
SOURCE = "osv"
MAX_PAGES = 20


class _Page(msgspec.Struct):
    vulns: list[msgspec.Raw] | None = None
    next_page_token: str | None = None


async def collect(subject: Subject, http: Http, *, base: str = BASE) -> Item:
    """Ask for the records of one release; the request names package and version, and nothing else.

    The source's own matching only chooses the records; what applies is decided here. A record that it
    sends and that cannot be read, or that we cannot confirm, makes the answer incomplete.
    Source: OSV API, `POST /v1/query`.
    """
    if not base:
        return unconfigured(subject, Advisories, SOURCE, "switched off", "set OSTIARY_OSV_URL")
    if subject.type not in ECOSYSTEMS or not subject.version:
        return unconfigured(
            subject,
            Advisories,
            SOURCE,
            f"it is asked about releases of {', '.join(ECOSYSTEMS)} only",
        )
    try:
        replies, bodies = await _pages(subject, http, base)
    except SourceError as error:
        return failed(subject, Advisories, SOURCE, error)
    except ParseError as error:
        return malformed(subject, Advisories, SOURCE, error)
    if not replies:
        return Unknown(
            subject,
            Advisories,
            SOURCE,
            Cause.LIMIT,
            f"its answer has more than {MAX_PAGES} pages",
            "bring the advisories in: ostiary db update --from OSV-EXPORT",
        )
    digest = (
        replies[0].digest if len(replies) == 1 else sha256(b"".join(one.body for one in replies))
    )
    age = max(one.age for one in replies)
    if not bodies and age > MAX_SILENCE:
        reason = f"it does not answer now; {age / 86400:.0f} days ago it knew of nothing"
        hint = "silence of that age proves nothing: run again when the source answers"
        return Unknown(subject, Advisories, SOURCE, Cause.TRANSIENT, reason, hint)
    first = min(one.collected_at for one in replies)
    return Evidence(
        subject, judge(subject, [bytes(one) for one in bodies]), SOURCE, first, digest, age
    )


async def _pages(subject: Subject, http: Http, base: str) -> tuple[list[Reply], list[msgspec.Raw]]:
    """All pages, or none if there are too many."""
    replies: list[Reply] = []
    bodies: list[msgspec.Raw] = []
    query: dict[str, object] = {
        "package": {"name": subject.name, "ecosystem": ECOSYSTEMS[subject.type]},
        "version": subject.version,
    }
    for _ in range(MAX_PAGES):
        reply = await http.post(f"{base}/v1/query", json.dumps(query).encode())
        if not reply.found:
            raise SourceError(f"{base} has no /v1/query", "is it an OSV API?", Cause.MALFORMED)
        page = decode(reply.body, _Page)
        replies.append(reply)
        bodies += page.vulns or []
        if not page.next_page_token:
            return replies, bodies
        query["page_token"] = page.next_page_token
    return [], []

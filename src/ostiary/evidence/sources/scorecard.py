"""How does OpenSSF Scorecard rate a repository?"""

import msgspec

from ostiary.core.errors import ParseError
from ostiary.core.evidence import Absent, Item
from ostiary.core.facts.health import Scorecard, ScorecardCheck
from ostiary.core.ports import Http
from ostiary.core.subject import Subject
from ostiary.evidence.asking import ask, decode, unconfigured
from ostiary.formats.repository_url import parse_repository

BASE = "https://api.scorecard.dev"
SOURCE = "scorecard"
MAX_CHECKS = 200

_HOSTS = ("github.com", "gitlab.com")


class _Check(msgspec.Struct):
    name: str
    score: int
    reason: str | None = None


class _Repo(msgspec.Struct):
    name: str = ""


class _Result(msgspec.Struct):
    score: float
    date: str = ""
    repo: _Repo = msgspec.field(default_factory=_Repo)
    checks: list[_Check] | None = None


async def collect(subject: Subject, http: Http, *, repository: str, base: str = BASE) -> Item:
    """Ask for the latest published result of the repository; a check of -1 stays unknown.

    Source: OpenSSF Scorecard API, `GET /projects/{platform}/{org}/{repo}`.
    """
    if not base:
        return unconfigured(subject, Scorecard, SOURCE, "switched off", "set OSTIARY_SCORECARD_URL")
    place = parse_repository(repository)
    if place is None:
        return Absent(subject, Scorecard, SOURCE, "the release declares no repository")
    if place.host not in _HOSTS:
        return Absent(subject, Scorecard, SOURCE, f"it does not rate repositories on {place.host}")
    url = f"{base}/projects/{place.host}/{place.path}"
    return await ask(
        subject,
        Scorecard,
        SOURCE,
        http.get(url, accept="application/json"),
        lambda body: _read(body, place.url),
    )


def _read(body: bytes, repository: str) -> Scorecard:
    result = decode(body, _Result)
    checks = result.checks or []
    if len(checks) > MAX_CHECKS or not -1 <= result.score <= 10:
        raise ParseError(f"a result with {len(checks)} checks and a score of {result.score}")
    if any(not -1 <= one.score <= 10 for one in checks):
        raise ParseError("a check with a score that is none")
    return Scorecard(
        repository=repository,
        score=result.score,
        checks=tuple(ScorecardCheck(one.name, one.score, one.reason or "") for one in checks),
        date=result.date,
    )

"""How often was a package downloaded in the last month?"""

from urllib.parse import quote

import msgspec

from ostiary.core.errors import ParseError
from ostiary.core.evidence import Item
from ostiary.core.facts.health import Downloads
from ostiary.core.ports import Http
from ostiary.core.subject import Subject
from ostiary.evidence.asking import ask, decode, unconfigured
from ostiary.formats.osv_order import canonical_name

PYPISTATS = "https://pypistats.org/api"


class _Recent(msgspec.Struct):
    last_month: int


class _Pypistats(msgspec.Struct):
    data: _Recent


class _Point(msgspec.Struct):
    downloads: int


async def collect(
    subject: Subject,
    http: Http,
    *,
    pypistats: str = PYPISTATS,
    npm_downloads: str = "",
    rank: int = 0,
) -> Item:
    """Ask pypistats, or for npm the downloads service at `npm_downloads`, which has no default.

    `rank` is the package's place on the list of popular names, 0 if it is on none.
    Sources: pypistats API, `/packages/{name}/recent`; npm downloads API, `/downloads/point`.
    """
    if subject.type == "pypi" and pypistats:
        name = quote(canonical_name("pypi", subject.name), safe="")
        request, source = http.get(f"{pypistats}/packages/{name}/recent"), "pypistats"
    elif subject.type == "npm" and npm_downloads:
        name = quote(subject.name, safe="@/")
        request, source = (
            http.get(f"{npm_downloads}/downloads/point/last-month/{name}"),
            "npm downloads",
        )
    else:
        names = {"npm": "OSTIARY_NPM_DOWNLOADS_URL", "pypi": "OSTIARY_PYPISTATS_URL"}
        hint = f"set {names[subject.type]}" if subject.type in names else ""
        reason = f"no download statistics of {subject.type} packages are set up"
        return unconfigured(subject, Downloads, "downloads", reason, hint)
    return await ask(
        subject, Downloads, source, request, lambda body: _read(body, subject.type, rank)
    )


def _read(body: bytes, kind: str, rank: int) -> Downloads:
    count = (
        decode(body, _Pypistats).data.last_month
        if kind == "pypi"
        else decode(body, _Point).downloads
    )
    if count < 0:
        raise ParseError(f"{count} downloads")
    return Downloads(count, rank)

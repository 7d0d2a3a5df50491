"""The sources over the real client and a real server."""

import asyncio
import json
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from ostiary.core.evidence import Cause, Evidence, Item, Unknown
from ostiary.core.subject import Subject
from ostiary.core.world import World
from ostiary.evidence.clients.settings import ClientSettings, Credential, Timeouts
from ostiary.evidence.http.client import HttpClient
from ostiary.evidence.sources import forge, osv, rdap
from world.index import Answer, FakeIndex

SUBJECT = Subject("pypi", "some-name", "1.0")
QUICK = Timeouts(
    connect=2, read=0.4, total=3, artifact_total=3, window=0.4, backoff=0.01, longest_wait=1
)


def ask(world: World, settings: ClientSettings, url: str) -> tuple[Item, Item]:
    async def main() -> tuple[Item, Item]:
        async with HttpClient(world, replace(settings, timeouts=QUICK)) as http:
            return await asyncio.gather(
                osv.collect(SUBJECT, http, base=url),
                forge.collect(SUBJECT, http, repository="o/n", github=url),
            )

    return asyncio.run(main())


def test_answers_and_the_token_that_goes_along(
    index: FakeIndex, make_world: Callable[..., World]
) -> None:
    index.extra["/v1/query"] = Answer(b'{"vulns": []}')
    index.extra["/repos/o/n"] = Answer(json.dumps({"html_url": "https://github.com/o/n"}).encode())
    token = Credential(f"{index.url}/repos", "Bearer word")
    known, repository = ask(make_world(), ClientSettings(credentials=(token,)), index.url)
    assert isinstance(known, Evidence)
    assert isinstance(repository, Evidence)
    sent = {path: headers.get("authorization", "") for _, path, headers in index.requests}
    assert sent == {"/v1/query": "", "/repos/o/n": "Bearer word"}


@pytest.mark.parametrize("offline", [True, False])
def test_nobody_there_or_not_asked(
    index: FakeIndex, make_world: Callable[..., World], offline: bool
) -> None:
    url = index.url if offline else "http://127.0.0.1:1"
    for item in ask(replace(make_world(), offline=offline), ClientSettings(), url):
        assert isinstance(item, Unknown)
        assert item.cause is (Cause.UNCONFIGURED if offline else Cause.TRANSIENT)
        assert item.reason
        assert item.hint


def test_only_the_bootstrap_service_says_no(
    index: FakeIndex, make_world: Callable[..., World]
) -> None:
    world = make_world()

    async def main() -> Item:
        async with HttpClient(world, ClientSettings(timeouts=QUICK)) as http:
            return await rdap.collect(
                SUBJECT,
                http,
                address="me@example.org",
                first_release=None,
                now=world.now,
                base=index.url,
            )

    item = asyncio.run(main())
    assert isinstance(item, Unknown)
    assert item.cause is Cause.OPAQUE

"""Who keeps a source from answering does not turn an old "nothing known" into a pass."""

import asyncio
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import BinaryIO

import pytest

from ostiary.core.digest import Digest
from ostiary.core.evidence import Evidence, Item, Unknown
from ostiary.core.ports import Reply
from ostiary.core.subject import Subject
from ostiary.evidence.sources import osv

NOW = datetime(2026, 6, 1, tzinfo=UTC)


class Kept:
    """A client that has only an old answer left."""

    def __init__(self, body: bytes, days: float) -> None:
        self.body, self.age = body, days * 86400

    async def get(self, url: str, *, accept: str = "*/*", limit: int = 0) -> Reply:
        """The old answer."""
        told = NOW - timedelta(seconds=self.age)
        return Reply(url, 200, self.body, told, "", {}, self.age)

    async def post(self, url: str, body: bytes, *, limit: int = 0) -> Reply:
        """The old answer."""
        return await self.get(url)

    async def artifact(self, url: str, digests: tuple[Digest, ...], *, size: int = 0) -> BinaryIO:
        """Nothing."""
        return BytesIO()


def ask(body: bytes, days: float) -> Item:
    subject = Subject("pypi", "pkg", "1.0")
    return asyncio.run(osv.collect(subject, Kept(body, days), base="https://example.invalid"))


@pytest.mark.parametrize("days", [7.5, 29.0])
def test_old_silence_is_unknown(days: float) -> None:
    assert isinstance(ask(b"{}", days), Unknown)


def test_yesterdays_silence_stands_in() -> None:
    assert isinstance(ask(b"{}", 1.0), Evidence)


def test_what_was_known_long_ago_still_counts() -> None:
    record = (
        b'{"vulns": [{"id": "MAL-1", "modified": "2026-01-01T00:00:00Z", "affected":'
        b' [{"package": {"ecosystem": "PyPI", "name": "pkg"}, "versions": ["1.0"]}]}]}'
    )
    assert isinstance(ask(record, 29.0), Evidence)

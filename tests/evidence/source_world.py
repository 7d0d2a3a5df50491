"""A network in memory that answers, and remembers what it was asked."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from ostiary.core.digest import Digest
from ostiary.core.errors import SourceError
from ostiary.core.ports import Reply

NOW = datetime(2026, 5, 1, tzinfo=UTC)
BASE = "https://source.example.invalid"
GARBAGE = (b"", b"<html>", b"null", b"[]", b"3", b'"x"', b"\xff\xfe", b"[" * 100_000)
"""Bodies that no JSON source would send."""


@dataclass
class Net:
    """Satisfies `core.ports.Http`. `pages` maps URLs to JSON values, bytes, errors or (URL, value)."""

    pages: dict[str, object] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    posted: list[dict[str, object]] = field(default_factory=list)
    age: float = 0.0

    async def get(self, url: str, *, accept: str = "*/*", limit: int = 0) -> Reply:
        self.asked.append(url)
        return self._reply(url, self.pages.get(url))

    async def post(self, url: str, body: bytes, *, limit: int = 0) -> Reply:
        self.asked.append(url)
        query = json.loads(body)
        self.posted.append(query)
        page = self.pages.get(url)
        if isinstance(page, dict) and "pages" in page:
            page = page["pages"].get(query.get("page_token", ""))
        return self._reply(url, page)

    async def artifact(self, url: str, digests: tuple[Digest, ...], *, size: int = 0) -> BinaryIO:
        raise AssertionError("no source fetches files")

    def _reply(self, url: str, page: object) -> Reply:
        if isinstance(page, SourceError):
            raise page
        if isinstance(page, tuple):
            url, page = page
        body = page if isinstance(page, bytes) else json.dumps(page).encode()
        status = 404 if page is None else 200
        body = b"" if page is None else body
        return Reply(url, status, body, NOW, hashlib.sha256(body).hexdigest(), {}, self.age)

"""The small parts of the HTTP client: waiting times, unpacking, bounds of the cache."""

import asyncio
import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ostiary.core.errors import SourceError
from ostiary.evidence.http import cache
from ostiary.evidence.http.cache import DiskCache, Entry
from ostiary.evidence.http.decode import Body
from ostiary.evidence.http.hosts import Host, Hosts, resolve
from ostiary.evidence.http.retry import limited, pause, retry_after

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("", 0),
        ("7", 7),
        ("Mon, 01 Jun 2026 00:00:30 GMT", 30),
        ("Mon, 01 Jun 2020 00:00:30 GMT", 0),
        ("soon", 0),
        ("-5", 0),
        ("9" * 50, 999999999),
    ],
)
def test_retry_after(value: str, seconds: float) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds


def test_pauses_grow_and_repeat() -> None:
    assert [pause(n, 0.5) for n in range(3)] == [0.5, 1.0, 2.0]


def test_what_a_rate_limit_looks_like() -> None:
    assert limited(429, {})
    assert limited(403, {"retry-after": "1"})
    assert not limited(403, {"x-ratelimit-remaining": "10"})


@pytest.mark.parametrize("cut", [0, 1, 10])
def test_gzip_that_ends_early_is_no_body(cut: int) -> None:
    body = Body(1 << 20)
    body.begin("u", "gzip")
    body.take(gzip.compress(b"x" * 1000)[:cut])
    with pytest.raises(SourceError, match="ends early"):
        body.end()


def test_what_is_no_gzip() -> None:
    body = Body(1 << 20)
    body.begin("u", "gzip")
    with pytest.raises(SourceError, match="broken gzip"):
        body.take(b"not gzip at all")
    with pytest.raises(SourceError, match="nobody asked for"):
        body.begin("u", "br")
    with pytest.raises(SourceError, match="nobody asked for"):
        body.begin("u", "gzip, gzip")


def test_a_second_try_starts_anew() -> None:
    body = Body(100)
    for _ in range(3):
        body.begin("u", "gzip")
        body.take(gzip.compress(b"y" * 90))
        assert body.end() == b"y" * 90


def test_the_oldest_leave_a_full_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_METADATA_BYTES", 5000)
    disk = DiskCache(tmp_path)
    for number in range(10):
        disk.store(f"key{number}", Entry("u", 200, b"z" * 900, 0.0))
        path = tmp_path / "pages" / "ke" / f"key{number}"
        os.utime(path, (number, number))
    disk.trim()
    assert disk.load("key0") is None
    kept = disk.load("key9")
    assert kept
    assert kept.body == b"z" * 900


@pytest.mark.parametrize(
    "text", [b"", b"{}\nbody", b"[]\n", b'{"sha256": 5}\n', b"\xff\n", b"{" * 10000]
)
def test_nonsense_in_the_cache_is_nothing(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "pages" / "ab" / "abc"
    path.parent.mkdir(parents=True)
    path.write_bytes(text)
    assert DiskCache(tmp_path).load("abc") is None
    assert not path.exists()


def test_a_cancelled_probe_lets_the_next_one_try() -> None:
    async def main() -> list[str]:
        hosts = Hosts()
        host = hosts.at("http://h.invalid:80")
        order: list[str] = []
        started = asyncio.Event()

        async def first() -> None:
            async with hosts.turn(host):
                started.set()
                await asyncio.sleep(60)

        async def later(name: str) -> None:
            async with hosts.turn(host):
                hosts.answered(host)
                order.append(name)

        task = asyncio.create_task(first())
        await started.wait()
        others = [asyncio.create_task(later(name)) for name in "ab"]
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(*others)
        return order

    assert asyncio.run(main()) == ["a", "b"]


def test_a_broken_host_keeps_its_first_reason() -> None:
    host = Host("h")
    assert str(host.fail("one")) == str(host.fail("two")) == "one"
    with pytest.raises(SourceError, match="one"):
        host.check()


def test_names_that_are_none_do_not_resolve() -> None:
    assert asyncio.run(resolve("a" * 70 + ".invalid", 80, 5))
    assert asyncio.run(resolve("127.0.0.1", 80, 5)) == ""

"""What the one HTTP client does when a source answers well, badly, slowly or not at all."""

import asyncio
import hashlib
import io
import socket
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from msgspec.structs import replace

from ostiary.core.digest import Digest
from ostiary.core.errors import IntegrityError, SourceError
from ostiary.core.evidence import Cause
from ostiary.core.world import World
from ostiary.evidence.clients.settings import ClientSettings, Credential, IndexPlace, Timeouts
from ostiary.evidence.http.client import HttpClient, _opened
from ostiary.evidence.http.wire import Head, Wire
from world.index import Answer, FakeIndex

T = TypeVar("T")
Ask = Callable[[HttpClient], Awaitable[T]]
QUICK = Timeouts(
    connect=2, read=0.4, total=3, artifact_total=3, window=0.4, backoff=0.01, longest_wait=1
)


def run(world: World, ask: Ask[T], settings: ClientSettings | None = None) -> T:
    async def main() -> T:
        async with HttpClient(world, settings or ClientSettings(timeouts=QUICK)) as http:
            return await ask(http)

    return asyncio.run(main())


def sha(body: bytes) -> tuple[Digest, ...]:
    return (Digest("sha256", hashlib.sha256(body).hexdigest()),)


@pytest.fixture
def page(index: FakeIndex) -> str:
    index.extra["/page"] = Answer(b'{"a": 1}')
    return f"{index.url}/page"


def test_a_reply_bears_body_digest_and_time(page: str, make_world: Callable[..., World]) -> None:
    world = make_world()
    reply = run(world, lambda http: http.get(page))
    assert (reply.status, reply.body, reply.age) == (200, b'{"a": 1}', 0.0)
    assert reply.digest == hashlib.sha256(reply.body).hexdigest()
    assert reply.collected_at == world.now


def test_missing_is_an_answer(index: FakeIndex, make_world: Callable[..., World]) -> None:
    reply = run(make_world(), lambda http: http.get(index.url + "/nothing"))
    assert not reply.found


def test_it_says_who_asks(index: FakeIndex, page: str, make_world: Callable[..., World]) -> None:
    run(make_world(), lambda http: http.get(page))
    assert index.requests[0][2]["user-agent"].startswith("ostiary/")
    assert "authorization" not in index.requests[0][2]


def test_fresh_answers_are_not_asked_again(
    index: FakeIndex, page: str, make_world: Callable[..., World]
) -> None:
    world = make_world()
    run(world, lambda http: http.get(page))
    later = replace(world, now=world.now + timedelta(minutes=5))
    assert run(later, lambda http: http.get(page)).age == 300
    assert index.asked() == 1


def test_one_question_at_a_time_is_asked_once(
    index: FakeIndex, page: str, make_world: Callable[..., World]
) -> None:
    async def many(http: HttpClient) -> set[bytes]:
        return {reply.body for reply in await asyncio.gather(*(http.get(page) for _ in range(30)))}

    assert run(make_world(), many) == {b'{"a": 1}'}
    assert index.asked() == 1


def test_many_processes_share_one_cache(index: FakeIndex, make_world: Callable[..., World]) -> None:
    """Writers that meet leave a whole entry behind, whoever was last."""
    world = make_world()
    body = bytes(range(256)) * 4000
    index.extra["/file"] = Answer(body)
    url = f"{index.url}/file"

    def one(_: int) -> bytes:
        with run(world, lambda http: http.artifact(url, sha(body))) as stream:
            return run(world, lambda http: http.get(url)).body + stream.read()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(one, range(12))) == {body + body}
    assert not list(Path(world.cache).rglob(".part-*"))


def test_old_answers_are_asked_for_with_their_validator(
    index: FakeIndex, page: str, make_world: Callable[..., World]
) -> None:
    world = make_world()
    run(world, lambda http: http.get(page))
    later = replace(world, now=world.now + timedelta(hours=1))
    reply = run(later, lambda http: http.get(page))
    assert (reply.age, reply.body) == (0.0, b'{"a": 1}')
    assert "if-none-match" in index.requests[1][2]


def test_a_stale_answer_stands_in_with_its_age(
    index: FakeIndex, page: str, make_world: Callable[..., World]
) -> None:
    world = make_world()
    run(world, lambda http: http.get(page))
    index.fail("/", "status", 500)
    later = replace(world, now=world.now + timedelta(hours=1))
    reply = run(later, lambda http: http.get(page))
    assert (reply.body, reply.age, reply.collected_at) == (b'{"a": 1}', 3600.0, world.now)


def test_a_stale_no_never_stands_in(index: FakeIndex, make_world: Callable[..., World]) -> None:
    world = make_world()
    run(world, lambda http: http.get(index.url + "/nothing"))
    index.fail("/", "status", 500)
    later = replace(world, now=world.now + timedelta(hours=1))
    with pytest.raises(SourceError):
        run(later, lambda http: http.get(index.url + "/nothing"))


def test_offline_uses_the_cache_alone(
    index: FakeIndex, page: str, make_world: Callable[..., World]
) -> None:
    world = make_world()
    run(world, lambda http: http.get(page))
    offline = replace(world, offline=True, now=world.now + timedelta(days=3))
    assert run(offline, lambda http: http.get(page)).age == 3 * 86400
    with pytest.raises(SourceError, match="not in the cache") as caught:
        run(offline, lambda http: http.get(index.url + "/other"))
    assert caught.value.cause is Cause.UNCONFIGURED
    assert "--offline" in caught.value.hint
    assert index.asked() == 1


def test_a_damaged_cache_entry_is_thrown_away(
    index: FakeIndex, page: str, make_world: Callable[..., World]
) -> None:
    world = make_world()
    run(world, lambda http: http.get(page))
    for path in Path(world.cache).rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert run(world, lambda http: http.get(page)).body == b'{"a": 1}'
    assert index.asked() == 2


def test_a_cache_that_cannot_be_written_costs_nothing(
    page: str, make_world: Callable[..., World], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    world = make_world(cache=tmp_path / "file")
    assert run(world, lambda http: http.get(page)).found


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_source_that_recovers_is_waited_for(
    index: FakeIndex, page: str, make_world: Callable[..., World], status: int
) -> None:
    index.fail("/", "status", status, times=2)
    assert run(make_world(), lambda http: http.get(page)).found
    assert index.asked() == 3


@pytest.mark.parametrize("status", [500, 429])
def test_a_source_that_does_not_recover_is_transient(
    index: FakeIndex, page: str, make_world: Callable[..., World], status: int
) -> None:
    index.fail("/", "status", status)
    with pytest.raises(SourceError, match=str(status)) as caught:
        run(make_world(), lambda http: http.get(page))
    assert caught.value.cause is Cause.TRANSIENT
    assert index.asked() == 3


def test_a_failing_source_is_given_up_after_some_calls(
    index: FakeIndex, make_world: Callable[..., World]
) -> None:
    index.fail("/", "status", 500)

    async def many(http: HttpClient) -> list[object]:
        asks = (http.get(f"{index.url}/{number}") for number in range(60))
        return await asyncio.gather(*asks, return_exceptions=True)

    assert all(isinstance(one, SourceError) for one in run(make_world(), many))
    assert index.asked() < 60


def test_retry_after_is_honoured_up_to_a_cap(
    index: FakeIndex, page: str, make_world: Callable[..., World]
) -> None:
    index.fail("/", "status", 429, retry_after="3600")
    with pytest.raises(SourceError, match="asks to wait 3600 s"):
        run(make_world(), lambda http: http.get(page))
    assert index.asked() == 1


@pytest.mark.parametrize("status", [401, 403])
def test_refused_access_hints_at_credentials(
    index: FakeIndex, page: str, make_world: Callable[..., World], status: int
) -> None:
    index.fail("/", "status", status)
    with pytest.raises(SourceError) as caught:
        run(make_world(), lambda http: http.get(page))
    assert caught.value.cause is Cause.UNCONFIGURED
    assert "credentials" in caught.value.hint


def test_a_rate_limit_dressed_as_403_is_transient(
    index: FakeIndex, page: str, make_world: Callable[..., World]
) -> None:
    index.fail("/", "status", 403, x_ratelimit_remaining="0")
    with pytest.raises(SourceError) as caught:
        run(make_world(), lambda http: http.get(page))
    assert caught.value.cause is Cause.TRANSIENT


def test_a_dead_host_is_asked_once_for_all_calls(make_world: Callable[..., World]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def many(http: HttpClient) -> set[str]:
        asks = (http.get(f"http://127.0.0.1:{port}/{number}") for number in range(50))
        return {str(one) for one in await asyncio.gather(*asks, return_exceptions=True)}

    assert run(make_world(), many) == {f"127.0.0.1:{port} refuses the connection"}


def test_a_host_that_only_hangs_up_gets_three_tries_in_all(
    index: FakeIndex, make_world: Callable[..., World]
) -> None:
    index.fail("/", "drop")

    async def many(http: HttpClient) -> int:
        asks = (http.get(f"{index.url}/{number}") for number in range(20))
        return len(await asyncio.gather(*asks, return_exceptions=True))

    assert run(make_world(), many) == 20
    assert index.asked() == 3


def test_a_name_that_does_not_resolve_ends_at_once(make_world: Callable[..., World]) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.invalid does not resolve") as caught:
        run(make_world(), lambda http: http.get("https://nowhere.invalid/x"))
    assert caught.value.cause is Cause.TRANSIENT


def test_one_time_out_breaks_the_host_for_the_run(
    index: FakeIndex, page: str, make_world: Callable[..., World]
) -> None:
    index.fail("/", "hang")

    async def twice(http: HttpClient) -> list[str]:
        first = await asyncio.gather(
            *(http.get(page + str(n)) for n in range(20)), return_exceptions=True
        )
        second = await asyncio.gather(http.get(page), return_exceptions=True)
        return [str(one) for one in (*first, *second)]

    (reason,) = set(run(make_world(), twice))
    assert "did not answer within 0.4 s" in reason
    assert index.asked() == 1


@pytest.mark.parametrize("mode", ["drip", "hang", "headers", "chunks"])
def test_slow_sources_end(
    index: FakeIndex, page: str, make_world: Callable[..., World], mode: str
) -> None:
    index.fail("/", mode)
    for ask in (
        lambda http: http.get(page),
        lambda http: http.artifact(page, sha(b"x")),
    ):
        with pytest.raises(SourceError) as caught:
            run(make_world(), ask)
        assert caught.value.cause is Cause.TRANSIENT


@pytest.mark.parametrize("mode", ["truncate", "drop"])
def test_broken_connections_are_retried_then_told(
    index: FakeIndex, page: str, make_world: Callable[..., World], mode: str
) -> None:
    index.fail("/", mode, times=2)
    assert run(make_world(), lambda http: http.get(page)).body == b'{"a": 1}'
    index.fail("/other", mode)
    with pytest.raises(SourceError, match="broke the connection off"):
        run(make_world(), lambda http: http.get(f"{index.url}/other"))


def test_a_body_over_the_limit_is_cut(index: FakeIndex, make_world: Callable[..., World]) -> None:
    index.extra["/big"] = Answer(b"x" * 2000)
    with pytest.raises(SourceError, match="more than 1000 bytes") as caught:
        run(make_world(), lambda http: http.get(index.url + "/big", limit=1000))
    assert caught.value.cause is Cause.LIMIT


def test_a_decompression_bomb_is_cut(
    index: FakeIndex, page: str, make_world: Callable[..., World]
) -> None:
    index.fail("/", "bomb")
    with pytest.raises(SourceError) as caught:
        run(make_world(), lambda http: http.get(page, limit=1 << 20))
    assert caught.value.cause is Cause.LIMIT


def test_honest_gzip_is_unpacked(
    index: FakeIndex, page: str, make_world: Callable[..., World]
) -> None:
    index.fail("/", "bomb")
    reply = run(make_world(), lambda http: http.get(page, limit=9 << 20))
    assert len(reply.body) == 8 << 20


def test_a_redirect_is_followed(
    index: FakeIndex, page: str, make_world: Callable[..., World]
) -> None:
    index.fail("/old", "status", 302, location="/page")
    assert run(make_world(), lambda http: http.get(index.url + "/old")).body == b'{"a": 1}'


@pytest.mark.parametrize(
    "target", ["file:///etc/hostname", "ftp://127.0.0.1/x", "", "gopher:x", "http://["]
)
def test_a_redirect_out_of_http_is_not_followed(
    index: FakeIndex, make_world: Callable[..., World], target: str
) -> None:
    index.fail("/old", "status", 302, location=target)
    with pytest.raises(SourceError, match=r"nobody should follow|cannot be asked"):
        run(make_world(), lambda http: http.get(index.url + "/old"))


def test_a_circle_of_redirects_ends(index: FakeIndex, make_world: Callable[..., World]) -> None:
    index.fail("/old", "status", 301, location="/old")
    with pytest.raises(SourceError, match="circle"):
        run(make_world(), lambda http: http.get(index.url + "/old"))


def test_credentials_stay_with_their_host(
    index: FakeIndex, make_world: Callable[..., World]
) -> None:
    with FakeIndex() as other:
        other.extra["/there"] = Answer(b"{}")
        index.fail("/old", "status", 302, location=f"{other.url}/there")
        secret = Credential(index.url + "/", "Basic c2VjcmV0", "test")
        settings = ClientSettings(timeouts=QUICK, credentials=(secret,))
        assert run(make_world(), lambda http: http.get(index.url + "/old"), settings).found
        assert index.requests[0][2]["authorization"] == "Basic c2VjcmV0"
        assert "authorization" not in other.requests[0][2]
    assert "c2VjcmV0" not in repr(settings)


def test_a_url_brings_no_credentials_of_its_own(
    index: FakeIndex, page: str, make_world: Callable[..., World]
) -> None:
    with_user = page.replace("://", "://user:word@")
    assert run(make_world(), lambda http: http.get(with_user)).found
    assert "authorization" not in index.requests[0][2]


def test_a_query_is_posted(index: FakeIndex, page: str, make_world: Callable[..., World]) -> None:
    reply = run(make_world(), lambda http: http.post(page, b"{}"))
    assert reply.found
    assert index.requests[0][0] == "POST"


@pytest.mark.parametrize(
    "url", ["nonsense", "ftp://example.invalid/", "https://", "http://[::1", "https://x:99999/"]
)
def test_what_is_no_url_is_refused(make_world: Callable[..., World], url: str) -> None:
    with pytest.raises(SourceError):
        run(make_world(), lambda http: http.get(url))


class TestArtifacts:
    BODY = bytes(range(256)) * 100

    @pytest.fixture
    def url(self, index: FakeIndex) -> str:
        index.extra["/file"] = Answer(self.BODY, "application/octet-stream")
        return f"{index.url}/file"

    def test_it_comes_whole_and_seekable(self, url: str, make_world: Callable[..., World]) -> None:
        with run(
            make_world(), lambda http: http.artifact(url, sha(self.BODY), size=25600)
        ) as stream:
            assert sha(stream.read()) == sha(self.BODY)
            stream.seek(-4, 2)
            assert stream.read() == self.BODY[-4:]

    def test_it_is_cached_by_digest(
        self, index: FakeIndex, url: str, make_world: Callable[..., World]
    ) -> None:
        world = make_world()
        run(world, lambda http: http.artifact(url, sha(self.BODY))).close()
        other = url.replace("/file", "/elsewhere")
        offline = replace(world, offline=True)
        with run(offline, lambda http: http.artifact(other, sha(self.BODY))) as stream:
            assert stream.read() == self.BODY
        assert index.asked() == 1

    def test_a_damaged_copy_is_fetched_again(
        self, index: FakeIndex, url: str, make_world: Callable[..., World]
    ) -> None:
        world = make_world()
        run(world, lambda http: http.artifact(url, sha(self.BODY))).close()
        (copy,) = (one for one in Path(world.cache).rglob("*") if one.is_file())
        copy.write_bytes(b"something else")
        with run(world, lambda http: http.artifact(url, sha(self.BODY))) as stream:
            assert stream.read() == self.BODY
        assert index.asked() == 2

    def test_other_bytes_are_refused(self, url: str, make_world: Callable[..., World]) -> None:
        with pytest.raises(IntegrityError) as caught:
            run(make_world(), lambda http: http.artifact(url, sha(b"promised")))
        assert caught.value.cause is Cause.CONTRADICTED

    def test_every_digest_must_hold(self, url: str, make_world: Callable[..., World]) -> None:
        both = (*sha(self.BODY), Digest("md5", "0" * 32))
        with pytest.raises(IntegrityError):
            run(make_world(), lambda http: http.artifact(url, both))

    @pytest.mark.parametrize("size", [25599, 25601])
    def test_another_size_is_refused(
        self, url: str, make_world: Callable[..., World], size: int
    ) -> None:
        with pytest.raises(IntegrityError):
            run(make_world(), lambda http: http.artifact(url, sha(self.BODY), size=size))

    def test_nothing_refused_is_kept(
        self, index: FakeIndex, url: str, make_world: Callable[..., World]
    ) -> None:
        world = make_world()
        with pytest.raises(IntegrityError):
            run(world, lambda http: http.artifact(url, sha(b"promised")))
        assert not [one for one in Path(world.cache).rglob("*") if one.is_file()]

    def test_without_a_digest_only_knowingly(
        self, url: str, make_world: Callable[..., World]
    ) -> None:
        with pytest.raises(SourceError, match="no digest"):
            run(make_world(), lambda http: http.artifact(url, ()))
        with run(make_world(), lambda http: http.artifact(url, (), unpinned=True)) as stream:
            assert stream.read() == self.BODY

    def test_sha1_alone_is_checked_and_not_cached(
        self, index: FakeIndex, url: str, make_world: Callable[..., World]
    ) -> None:
        weak = (Digest("sha1", hashlib.sha1(self.BODY).hexdigest()),)
        for _ in range(2):
            run(make_world(), lambda http: http.artifact(url, weak)).close()
        assert index.asked() == 2
        with pytest.raises(IntegrityError):
            run(make_world(), lambda http: http.artifact(url, (Digest("sha1", "0" * 40),)))

    def test_a_digest_never_becomes_a_path(
        self, url: str, make_world: Callable[..., World], tmp_path: Path
    ) -> None:
        with pytest.raises(IntegrityError):
            run(make_world(), lambda http: http.artifact(url, (Digest("sha256", "../" * 30),)))

    def test_an_unknown_algorithm_is_no_pass(
        self, url: str, make_world: Callable[..., World]
    ) -> None:
        with pytest.raises(SourceError, match="cannot be computed"):
            run(make_world(), lambda http: http.artifact(url, (Digest("sha999", "0" * 64),)))

    @pytest.mark.parametrize("mode", ["truncate", "drop", "garbage", "status", "drip"])
    def test_failures_give_no_file(
        self, index: FakeIndex, url: str, make_world: Callable[..., World], mode: str
    ) -> None:
        index.fail("/file", mode)
        with pytest.raises(SourceError):
            run(make_world(), lambda http: http.artifact(url, sha(self.BODY)))

    def test_a_listed_file_that_is_gone_is_no_absence(
        self, index: FakeIndex, make_world: Callable[..., World]
    ) -> None:
        with pytest.raises(SourceError, match="is gone"):
            run(make_world(), lambda http: http.artifact(index.url + "/no", sha(b"")))


class TestFiles:
    def test_a_folder_is_listed(self, tmp_path: Path, make_world: Callable[..., World]) -> None:
        (tmp_path / "idx").mkdir()
        (tmp_path / "idx" / "a b.whl").write_bytes(b"1")
        reply = run(make_world(), lambda http: http.get(f"file://{tmp_path}/idx/"))
        assert b'href="./a%20b.whl"' in reply.body
        assert reply.headers["content-type"] == "text/html"

    def test_what_is_not_there_is_absent(
        self, tmp_path: Path, make_world: Callable[..., World]
    ) -> None:
        assert not run(make_world(), lambda http: http.get(f"file://{tmp_path}/no/")).found

    def test_a_file_is_checked_too(self, tmp_path: Path, make_world: Callable[..., World]) -> None:
        (tmp_path / "x.whl").write_bytes(b"bytes")
        url = f"file://{tmp_path}/x.whl"
        with run(make_world(), lambda http: http.artifact(url, sha(b"bytes"))) as stream:
            assert stream.read() == b"bytes"
        with pytest.raises(IntegrityError):
            run(make_world(), lambda http: http.artifact(url, sha(b"other")))

    def test_a_device_does_not_block(self, make_world: Callable[..., World]) -> None:
        with pytest.raises(SourceError, match="not a regular file"):
            run(make_world(), lambda http: http.artifact("file:///dev/zero", sha(b"")))

    def test_another_host_is_refused(self, make_world: Callable[..., World]) -> None:
        with pytest.raises(SourceError):
            run(make_world(), lambda http: http.get("file://example.invalid/x"))


def test_the_users_own_time_out_holds_for_index_hosts_alone(
    index: FakeIndex, page: str, make_world: Callable[..., World]
) -> None:
    index.fail("/", "hang")
    settings = ClientSettings(
        pypi=(IndexPlace(index.simple),), timeouts=replace(QUICK, read=60), index_timeout=1.0
    )
    with pytest.raises(SourceError, match="within 1 s"):
        run(make_world(), lambda http: http.get(page), settings)


def test_who_is_called_off_leaves_no_stream_open() -> None:
    made: list[io.BytesIO] = []
    given = io.BytesIO(b"given")
    begun = threading.Event()

    def slow() -> io.BytesIO:
        begun.wait(10)
        made.append(io.BytesIO(b"made"))
        return made[0]

    async def main() -> None:
        task = asyncio.ensure_future(_opened(slow, given))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        begun.set()

    asyncio.run(main())
    assert made[0].closed
    assert given.closed


def test_an_interrupt_is_never_taken_for_a_source_that_fails(
    page: str, make_world: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transport that is cancelled while it connects may tell of a failed connection instead."""
    began = asyncio.Event()

    async def send(*_: object) -> Head:
        began.set()
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            raise httpx.ConnectError("all connection attempts failed") from None
        raise AssertionError

    monkeypatch.setattr(Wire, "_send", send)

    async def interrupted(http: HttpClient) -> bool:
        asking = asyncio.ensure_future(http.get(page))
        await began.wait()
        asking.cancel()
        try:
            await asking
        except asyncio.CancelledError:
            return True
        return False

    assert run(make_world(), interrupted)

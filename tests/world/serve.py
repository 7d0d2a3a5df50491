"""The HTTP side of the fake index: one request in, one answer or one failure out."""

import contextlib
import gzip
import hashlib
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from world.index import Answer, Failure, FakeIndex

GARBAGE = b"\x00\xff<<{{ this is neither JSON nor a page \xfe"
BOMB = gzip.compress(bytes(8 << 20), 9)


class Handler(BaseHTTPRequestHandler):
    """Answers for the index in `world`."""

    protocol_version = "HTTP/1.1"
    world: "FakeIndex"

    def do_GET(self) -> None:
        self._serve()

    def do_HEAD(self) -> None:
        self._serve(head=True)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self._serve()

    def log_message(self, *args: object) -> None:
        del args

    def _serve(self, *, head: bool = False) -> None:
        world = self.world
        with world.lock:
            headers = {key.lower(): value for key, value in self.headers.items()}
            world.requests.append((self.command, self.path, headers))
            failure = next(
                (one for one in world.failures if self.path.startswith(one.prefix) and one.times),
                None,
            )
            if failure and failure.times > 0:
                failure.times -= 1
        found = world.answer(self.path, self.headers.get("accept", ""))
        with contextlib.suppress(ConnectionError):  # the client hung up, as it may
            if failure:
                self._fail(failure, found)
            elif found is None:
                self._send(404, b"", "text/plain")
            else:
                self._found(found, head=head)

    def _found(self, found: "Answer", *, head: bool) -> None:
        etag = f'"{hashlib.sha256(found.body).hexdigest()[:16]}"'
        if self.headers.get("if-none-match") == etag:
            self._send(304, b"", found.kind, {"ETag": etag})
            return
        self._send(found.status, found.body, found.kind, {"ETag": etag}, head=head)

    def _fail(self, failure: "Failure", found: "Answer | None") -> None:
        body = found.body if found else b"x" * 1000
        kind = found.kind if found else "text/plain"
        match failure.mode:
            case "status":
                self._send(failure.status, b"no", "text/plain", dict(failure.headers))
            case "garbage":
                self._send(200, GARBAGE, kind)
            case "truncate":
                self._send(200, body[: len(body) // 2], kind, length=len(body))
                self.close_connection = True
            case "bomb":
                self._send(200, BOMB, kind, {"Content-Encoding": "gzip"})
            case "drip":
                self._send(200, b"", kind, length=max(len(body), 100_000))
                while not self.world.closing.wait(0.05):
                    self.wfile.write(b"x")
                    self.wfile.flush()
            case "headers" | "chunks":
                self._trickle(failure.mode)
            case "hang":
                self.world.closing.wait(60)
                self.close_connection = True
            case _:
                self.close_connection = True

    def _trickle(self, mode: str) -> None:
        """Header lines, or chunk extensions, that never come to an end."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        if mode == "chunks":
            self.wfile.write(b"Transfer-Encoding: chunked\r\n\r\n5;")
        while not self.world.closing.wait(0.05):
            self.wfile.write(b"X: y\r\n" if mode == "headers" else b"x")
            self.wfile.flush()

    def _send(
        self,
        status: int,
        body: bytes,
        kind: str,
        headers: dict[str, str] | None = None,
        *,
        length: int = -1,
        head: bool = False,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status != 304:
            self.send_header("Content-Length", str(len(body) if length < 0 else length))
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.end_headers()
        if not head:
            self.wfile.write(body)
            self.wfile.flush()

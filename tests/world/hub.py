"""A hub of models on 127.0.0.1 for tests: it speaks what the hub's own client asks, and fails on demand."""

import hashlib
import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, unquote, urlsplit

from msgspec import Struct, field

LONG_AGO = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
LARGE = (".bin", ".pt", ".safetensors", ".gguf", ".pkl")
"""Names of files that are kept by LFS."""


def blob(data: bytes) -> str:
    """The identifier of a git object."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class StoredModel(Struct):
    """A repository: `commits` are files by path, `branches` and `tags` commits by name."""

    name: str
    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    info: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    gated: bool = False
    served: dict[str, bytes] = field(default_factory=dict)
    """Bytes that are served in place of those that are listed, by path."""

    def commit(self, files: Mapping[str, bytes | str], branch: str = "main") -> str:
        """Publish files on a branch; the answer is the commit."""
        kept = {path: one.encode() if isinstance(one, str) else one for path, one in files.items()}
        told = repr((self.name, len(self.commits), sorted(kept.items())))
        sha = hashlib.sha1(told.encode()).hexdigest()
        self.commits[sha] = kept
        self.branches[branch] = sha
        return sha

    def resolve(self, revision: str) -> str:
        """The commit of a revision, empty if there is none."""
        if revision in self.commits:
            return revision
        return self.branches.get(revision) or self.tags.get(revision, "")


class FakeHub:
    """Use as a context manager; `url` is the endpoint.

    `mode` is how files are served: `ignore-ranges`, `wrong-range`, `truncate`, `endless`, `packed`,
    `other-commit`; empty for as it should be. `status` other than 200 is the answer to everything. `page` is
    the length of a page of the listing.
    """

    def __init__(self) -> None:
        self.models: dict[str, StoredModel] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.mode = ""
        self.status = 200
        self.page = 1_000
        self.garbage = ""
        self.lock = threading.Lock()
        self.closing = threading.Event()
        hub = self

        class Bound(_Handler):
            world = hub

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def model(self, name: str, files: Mapping[str, bytes | str] | None = None) -> StoredModel:
        """A new repository, with one commit where files are given."""
        made = self.models[name] = StoredModel(name)
        if files is not None:
            made.commit(files)
        return made

    def asked(self, part: str) -> list[dict[str, str]]:
        """The headers of requests whose path holds some words."""
        return [headers for _, path, headers in self.requests if part in path]


class _Handler(BaseHTTPRequestHandler):
    world: ClassVar[FakeHub]
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - of the library
        pass

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.world.lock:
            self.world.requests.append(("GET", self.path, headers))
        if self.world.status != 200:
            self._refuse(self.world.status, "")
            return
        parts = urlsplit(self.path)
        path = parts.path
        if path.startswith("/cdn/"):
            self._stored(path)
        elif path.startswith("/api/models/"):
            self._api(path.removeprefix("/api/models/"), parse_qs(parts.query))
        elif "/resolve/" in path:
            self._file(path.removeprefix("/"))
        else:
            self._refuse(404, "EntryNotFound")

    def _api(self, rest: str, query: dict[str, list[str]]) -> None:
        name, _, question = rest, "", ""
        for word in ("revision", "tree", "refs"):
            before, found, after = rest.partition(f"/{word}")
            if found:
                name, question, rest = before, word, after.removeprefix("/")
                break
        model = self._model(name)
        if model is None:
            return
        if question == "refs":
            named = {"branches": model.branches, "tags": model.tags}
            self._json(
                {
                    "converts": [],
                    **{
                        kind: [
                            {"name": one, "ref": f"refs/{one}", "targetCommit": sha}
                            for one, sha in refs.items()
                        ]
                        for kind, refs in named.items()
                    },
                }
            )
            return
        revision = unquote(rest.partition("/")[0]) if question else "main"
        sha = model.resolve(revision)
        if not sha:
            self._refuse(404, "RevisionNotFound")
        elif question == "tree":
            self._tree(model, sha, int(query.get("cursor", ["0"])[0]))
        else:
            self._info(model, sha)

    def _info(self, model: StoredModel, sha: str) -> None:
        if self.world.garbage:
            self._send(200, self.world.garbage.encode(), {})
            return
        self._json(
            {
                "id": model.name,
                "author": model.name.partition("/")[0],
                "sha": sha,
                "private": False,
                "gated": "manual" if model.gated else False,
                "disabled": False,
                "downloads": 1234,
                "likes": 56,
                "tags": ["license:mit"],
                "createdAt": LONG_AGO.isoformat().replace("+00:00", "Z"),
                "lastModified": LONG_AGO.isoformat().replace("+00:00", "Z"),
                "cardData": {"license": "mit", "base_model": "org/base", "tags": ["test"]},
                "securityRepoStatus": {"scansDone": True, "filesWithIssues": []},
                "siblings": [{"rfilename": path} for path in model.commits[sha]],
                **model.info,
            }
        )

    def _tree(self, model: StoredModel, sha: str, start: int) -> None:
        rows: list[dict[str, Any]] = []
        for path, data in sorted(model.commits[sha].items()):
            row: dict[str, Any] = {"type": "file", "path": path, "size": len(data)}
            if path.endswith(LARGE):
                digest = hashlib.sha256(data).hexdigest()
                text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(data)}\n"
                row["oid"] = blob(text.encode())
                row["lfs"] = {"oid": digest, "size": len(data), "pointerSize": len(text)}
            else:
                row["oid"] = blob(data)
            rows.append(row)
        folders = {path.rpartition("/")[0] for path in model.commits[sha] if "/" in path}
        rows += [
            {"type": "directory", "path": one, "size": 0, "oid": blob(b"")}
            for one in sorted(folders)
        ]
        end = start + self.world.page
        address = f"{self.world.url}{urlsplit(self.path).path}?recursive=True&cursor={end}"
        more = {"Link": f'<{address}>; rel="next"'} if end < len(rows) else {}
        self._json(rows[start:end], more)

    def _file(self, path: str) -> None:
        name, _, rest = path.partition("/resolve/")
        revision, _, inner = rest.partition("/")
        model = self._model(name)
        if model is None:
            return
        sha, inner = model.resolve(unquote(revision)), unquote(inner)
        if model.gated and self.headers.get("authorization") != f"Bearer {model.token}":
            self._refuse(403, "GatedRepo")
        elif not sha:
            self._refuse(404, "RevisionNotFound")
        elif inner not in model.commits[sha]:
            self._refuse(404, "EntryNotFound")
        else:
            data = model.commits[sha][inner]
            said = {"X-Repo-Commit": sha if self.world.mode != "other-commit" else "f" * 40}
            if not inner.endswith(LARGE):
                self._bytes(model.served.get(inner, data), {**said, "ETag": f'"{blob(data)}"'})
                return
            served = model.served.get(inner, data)
            digest = hashlib.sha256(served).hexdigest()
            place = f"http://localhost:{self.world.port}/cdn/{name}/{sha}/{inner}"
            self._send(
                302,
                b"",
                {
                    **said,
                    "Location": place,
                    "X-Linked-Etag": f'"{digest}"',
                    "X-Linked-Size": str(len(served)),
                },
            )

    def _stored(self, path: str) -> None:
        owner, name, sha, inner = path.removeprefix("/cdn/").split("/", 3)
        model = self.world.models[f"{owner}/{name}"]
        self._bytes(model.served.get(inner, model.commits[sha][inner]), {})

    def _bytes(self, data: bytes, headers: dict[str, str]) -> None:
        mode, asked = self.world.mode, self.headers.get("range", "")
        if mode == "packed":
            headers = {**headers, "Content-Encoding": "gzip"}
        if mode == "endless":
            self._endless(headers, len(data))
            return
        status = 200
        if asked and mode != "ignore-ranges":
            start, _, end = asked.removeprefix("bytes=").partition("-")
            first, last = int(start), min(int(end), len(data) - 1)
            status, total = 206, len(data)
            data = data[first : last + 1]
            first += 1 if mode == "wrong-range" else 0
            headers = {**headers, "Content-Range": f"bytes {first}-{last}/{total}"}
        if mode == "truncate":
            headers = {**headers, "Content-Length": str(len(data))}
            self._send(status, data[: len(data) // 2], headers)
            self.close_connection = True
            return
        self._send(status, data, headers)

    def _endless(self, headers: dict[str, str], size: int) -> None:
        self.send_response(206 if self.headers.get("range") else 200)
        for name, value in headers.items():
            self.send_header(name, value)
        asked = self.headers.get("range", "").removeprefix("bytes=")
        if asked:
            self.send_header("Content-Range", f"bytes {asked}/{size}")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        while not self.world.closing.is_set():
            try:
                self.wfile.write(b"\0" * 65536)
            except OSError:
                return

    def _model(self, name: str) -> StoredModel | None:
        model = self.world.models.get(unquote(name))
        if model is None or (
            model.token
            and not model.gated
            and self.headers.get("authorization") != f"Bearer {model.token}"
        ):
            self._refuse(401, "RepoNotFound")
            return None
        return model

    def _refuse(self, status: int, code: str) -> None:
        self._send(status, b'{"error": "refused"}', {"X-Error-Code": code} if code else {})

    def _json(self, value: object, headers: Mapping[str, str] | None = None) -> None:
        self._send(
            200, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})}
        )

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

"""A package index on 127.0.0.1 for tests: it speaks PyPI's and npm's protocols, and fails on demand."""

import ssl
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import unquote

from msgspec import Struct, field

from world import build
from world.serve import Handler
from world.shelf import SIMPLE, StoredFile, StoredPackage, StoredProject

LONG_AGO = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)


class Failure(Struct):
    """How requests below `prefix` fail; `times` counts down, -1 for ever.

    `mode` is `status` (with `status` and `headers`), `garbage`, `truncate`, `hang`, `drop` (the
    connection ends without an answer), `drip`, `headers` or `chunks` (a body, headers or chunk
    extensions that come byte by byte), or `bomb` (a small gzip body that unpacks to a huge one).
    """

    prefix: str
    mode: str
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    times: int = -1


class Answer(Struct):
    """One response."""

    body: bytes
    kind: str = "application/json"
    status: int = 200


class FakeIndex:
    """Use as a context manager. `simple` and `npm` are the URLs to configure in a client."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.projects: dict[str, StoredProject] = {}
        self.packages: dict[str, StoredPackage] = {}
        self.failures: list[Failure] = []
        self.extra: dict[str, Answer] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.html_only = False
        self.lock = threading.Lock()
        self.closing = threading.Event()
        index = self

        class Bound(Handler):
            world = index

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_address[1]}"
        self.simple = f"{self.url}/simple"
        self.npm = f"{self.url}/npm/"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.refuse()

    def refuse(self) -> None:
        """Stop listening: every later connection is refused."""
        if not self.closing.is_set():
            self.closing.set()
            self._server.shutdown()
            self._server.server_close()

    def publish(
        self,
        name: str,
        version: str,
        files: Iterable[tuple[str, bytes]] | None = None,
        *,
        uploaded: datetime | None = LONG_AGO,
        requires_python: str = "",
        info: Mapping[str, Any] | None = None,
    ) -> StoredProject:
        """Publish a Python release, by default one wheel and one sdist."""
        project = self.projects.setdefault(name, StoredProject(name))
        made = (
            files if files is not None else (build.wheel(name, version), build.sdist(name, version))
        )
        for filename, body in made:
            project.files.append(
                StoredFile(filename, version, body, body, uploaded, requires_python=requires_python)
            )
        if info is not None and project.info is not None:
            project.info.update(info)
        return project

    def publish_npm(
        self,
        name: str,
        version: str,
        package: Mapping[str, Any] | None = None,
        files: build.Files | None = None,
        *,
        published: datetime = LONG_AGO,
        user: str = "alice",
    ) -> StoredPackage:
        """Publish an npm release; `package` is merged into its package.json."""
        stored = self.packages.setdefault(name, StoredPackage(name))
        manifest = {"name": name, "version": version, "license": "MIT", **(package or {})}
        stored.add(version, manifest, build.npm_archive(manifest, files), published, user)
        return stored

    def file(self, filename: str) -> StoredFile:
        """A stored Python file by its name."""
        files = (file for project in self.projects.values() for file in project.files)
        return next(file for file in files if file.filename == filename)

    def tamper(self, filename: str, body: bytes | None = None) -> None:
        """Serve other bytes (of the same size, unless given) than those that the digest was made of."""
        for package in self.packages.values():
            if filename in package.archives:
                package.archives[filename] = body or _flipped(package.archives[filename])
                return
        file = self.file(filename)
        file.served = body if body is not None else _flipped(file.served)

    def yank(self, name: str, version: str, reason: str = "") -> None:
        """Yank every file of a Python release."""
        for file in self.projects[name].files:
            if file.version == version:
                file.yanked = reason

    def quarantine(self, name: str, reason: str = "under review") -> None:
        """Mark a Python project as quarantined (PEP 792)."""
        self.projects[name].status, self.projects[name].reason = "quarantined", reason

    def take_over(self, name: str, user: str) -> None:
        """All who could publish are replaced by `user`, as after an account was stolen."""
        if name in self.projects:
            self.projects[name].owners = [user]
        if name in self.packages:
            self.packages[name].maintainers = [user]

    def fail(
        self, prefix: str, mode: str, status: int = 500, times: int = -1, **headers: str
    ) -> None:
        """Let requests whose path starts with `prefix` fail; header names are given with `_` for `-`."""
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        self.failures.append(Failure(prefix, mode, status, named, times))

    def asked(self, prefix: str = "/") -> int:
        """How many requests came for paths that start with `prefix`."""
        with self.lock:
            return sum(1 for _, path, _ in self.requests if path.startswith(prefix))

    def answer(self, path: str, accept: str) -> Answer | None:
        """The answer to a GET, or None for 404."""
        path = unquote(path.partition("?")[0])
        if path in self.extra:
            return self.extra[path]
        parts = [part for part in path.split("/") if part]
        first = parts[0] if parts else ""
        if first == "simple" and len(parts) == 2 and parts[1] in self.projects:
            return self._simple(self.projects[parts[1]], accept)
        if first == "pypi" and len(parts) in {3, 4} and parts[1] in self.projects:
            body = self.projects[parts[1]].project_json(
                self.url, parts[2] if len(parts) == 4 else ""
            )
            return Answer(body) if body else None
        if first in {"files", "provenance"} and len(parts) == 2:
            return self._file(first, parts[1])
        return self._npm(path.removeprefix("/npm/")) if first == "npm" else None

    def _simple(self, project: StoredProject, accept: str) -> Answer:
        if SIMPLE in accept and not self.html_only:
            return Answer(project.simple_json(self.url), SIMPLE)
        return Answer(project.simple_html(self.url), "text/html; charset=utf-8")

    def _file(self, shelf: str, name: str) -> Answer | None:
        for project in self.projects.values():
            for file in project.files:
                if shelf == "provenance" and file.filename == name and file.provenance:
                    return Answer(file.provenance)
                if shelf == "files" and file.filename == name:
                    return Answer(file.served, "application/octet-stream")
                if name == f"{file.filename}.metadata" and file.metadata is not None:
                    return Answer(file.metadata, "text/plain")
        return None

    def _npm(self, path: str) -> Answer | None:
        if path in self.packages:
            return Answer(self.packages[path].packument(self.url))
        name, _, archive = path.partition("/-/")
        if name in self.packages and archive in self.packages[name].archives:
            return Answer(self.packages[name].archives[archive], "application/octet-stream")
        name, _, tag = path.rpartition("/")
        if name in self.packages and tag in self.packages[name].tags:
            return Answer(self.packages[name].record(self.packages[name].tags[tag]))
        name, at, version = path.removeprefix("-/npm/v1/attestations/").rpartition("@")
        if at and name in self.packages and version in self.packages[name].attestations:
            return Answer(self.packages[name].attestations[version])
        return None


def _flipped(body: bytes) -> bytes:
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]

"""The files of one commit: small ones whole, with their digests checked, large ones by ranges."""

import hashlib
import tempfile
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from msgspec import Struct, field

from ostiary.core.digest import blocks, weighed
from ostiary.core.errors import NotFoundError, SourceError
from ostiary.core.evidence import Cause
from ostiary.core.facts.hub import Disagreement, HubFile, ModelRepository, ServedFiles
from ostiary.evidence.far import Listed
from ostiary.evidence.hub.session import LIMIT, Session

WHOLE = 32 << 20
"""Bytes of a file up to which it is downloaded whole."""

MAX_WHOLE = 512 << 20
"""Bytes of all files that are downloaded whole; after that, ranges serve."""

MAX_RANGED = 1 << 30
"""Bytes of all ranges together."""

AT_ONCE = 4
TRIES = 2
PAUSE = 0.3
"""Seconds before a second try."""

STEP = 1 << 20


class Stock(Struct):
    """What was had of each file of one commit; a thread asks for the rest while a worker reads.

    `only` narrows it down to some paths.
    """

    session: Session
    repository: ModelRepository
    only: frozenset[str] | None = None
    held: dict[str, IO[bytes]] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    altered: list[Disagreement] = field(default_factory=list)
    ranged: set[str] = field(default_factory=set)
    fetched: int = 0
    _spent: int = 0
    _direct: dict[str, str] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def files(self) -> tuple[HubFile, ...]:
        """The files that are wanted, in order of path."""
        every = sorted(self.repository.files)
        return tuple(one for one in every if self.only is None or one.path in self.only)

    def fill(self) -> None:
        """Download what is small, several files at a time."""
        room, wanted = MAX_WHOLE, []
        for one in self.files:
            if one.size <= WHOLE and one.size <= room:
                room -= one.size
                wanted.append(one)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._download, wanted))

    def listed(self) -> tuple[Listed, ...]:
        """Each file for the worker that reads it."""
        return tuple(
            Listed(one.path, one.size, one.path in self.held, self.lost.get(one.path, ""))
            for one in self.files
        )

    def read(self, number: int, offset: int, count: int) -> bytes:
        """Some bytes of a file by its number in `listed`. Raises `SourceError`."""
        files = self.files
        if number >= len(files) or offset + count > files[number].size:
            raise SourceError("there is no such part", "", Cause.MALFORMED)
        file = files[number]
        if file.path in self.held:
            held = self.held[file.path]
            held.seek(offset)
            return held.read(count)
        if file.path in self.lost:
            raise SourceError(self.lost[file.path])
        self._spent += count
        if self._spent > MAX_RANGED:
            raise SourceError(
                f"more than {MAX_RANGED >> 20} MB would have to be fetched", "", Cause.LIMIT
            )
        self.ranged.add(file.path)
        data: bytes = self._tried(file, lambda: self._range(file, offset, count))
        self.fetched += len(data)
        return data

    def close(self) -> None:
        """Let go of what was downloaded."""
        for one in self.held.values():
            one.close()
        self.held.clear()

    def told(self) -> ServedFiles:
        """What came of it."""
        return ServedFiles(
            self.repository.name,
            self.repository.commit,
            len(self.held),
            tuple(sorted(self.ranged)),
            tuple(sorted(self.altered)),
            tuple(sorted(self.lost.items())),
            tuple(one.path for one in self.files if not one.blob and not one.sha256),
            self.fetched,
        )

    def digests(self) -> dict[str, str]:
        """SHA-256 by path: worked out where the bytes are here, else what the hub lists."""
        found = {one.path: one.sha256 for one in self.files if one.sha256}
        for path, stream in self.held.items():
            stream.seek(0)
            found[path] = weighed(blocks(stream))[0]
        return found

    def _download(self, file: HubFile) -> None:
        try:
            stream = self._cached(file) or self._tried(file, lambda: self._whole(file))
        except (SourceError, NotFoundError) as error:
            self.lost[file.path] = f"{error.message}{f' ({error.hint})' if error.hint else ''}"
            return
        if problem := differs(file, stream):
            stream.close()
            self.altered.append(Disagreement(file.path, problem))
            self.lost[file.path] = f"its bytes are not those that the hub lists: {problem}"
            return
        self.held[file.path] = stream

    def _cached(self, file: HubFile) -> IO[bytes] | None:
        """The user's own copy in the cache of the client, if it is what the hub lists."""
        place = import_module("huggingface_hub").try_to_load_from_cache(
            self.repository.name, file.path, revision=self.repository.commit
        )
        with suppress(OSError):
            if isinstance(place, str) and Path(place).stat().st_size == file.size:
                stream = Path(place).open("rb")  # noqa: SIM115 - `close` ends it
                if not differs(file, stream):
                    return stream
                stream.close()
        return None

    def _tried(self, file: HubFile, fetch: Any) -> Any:
        """Try again once where the network failed. Raises `SourceError`."""
        what = f"`{file.path}`"
        for last in (False, True):
            try:
                return self.session.asked(what, fetch)
            except NotFoundError as error:
                raise SourceError(error.message, error.hint, Cause.CONTRADICTED) from error
            except SourceError as error:
                if last or error.cause is not Cause.TRANSIENT:
                    raise
                time.sleep(PAUSE)
        raise AssertionError

    def _whole(self, file: HubFile) -> IO[bytes]:
        spool = tempfile.SpooledTemporaryFile(max_size=STEP)  # noqa: SIM115 - `close` ends it
        try:
            with self._opened(self._address(file), {}, file.size) as response:
                self._expected(response, 200, file)
                taken = 0
                for part in response.iter_raw(STEP):
                    taken += len(part)
                    spool.write(part)
                with self._turn:
                    self.fetched += taken
        except BaseException:
            spool.close()
            raise
        return spool

    def _range(self, file: HubFile, offset: int, count: int) -> bytes:
        """Exactly so many bytes. A place to which the hub led before is asked again without the detour."""
        known = self._direct.get(file.path)
        if known:
            data = self._part(file, known, offset, count, direct=True)
            if data is not None:
                return data
            del self._direct[file.path]
        data = self._part(file, self._address(file), offset, count, direct=False)
        if data is None:
            raise SourceError(f"`{file.path}` cannot be had", "", Cause.MALFORMED)
        return data

    def _part(
        self, file: HubFile, address: str, offset: int, count: int, *, direct: bool
    ) -> bytes | None:
        asked = {"range": f"bytes={offset}-{offset + count - 1}"}
        with self._opened(address, asked, count, direct=direct) as response:
            if direct and response.status_code != 206:
                return None  # the address was for a while only
            self._expected(response, 206, file)
            span = f"bytes {offset}-{offset + count - 1}/{file.size}"
            if response.headers.get("content-range", "").strip() != span:
                raise SourceError(
                    f"the hub answers another range of `{file.path}`", "", Cause.MALFORMED
                )
            data = b"".join(response.iter_raw(STEP))
            if len(data) != count:
                raise SourceError(f"`{file.path}` breaks off", "try again later")
            if not direct and response.history:
                self._direct[file.path] = str(response.url)
            return data

    def _opened(
        self, address: str, asked: dict[str, str], size: int, *, direct: bool = False
    ) -> Any:
        headers = {"accept-encoding": "identity"} if direct else self.session.headers()
        return self.session.web.stream(
            "GET",
            address,
            headers={**headers, **asked},
            follow_redirects=True,
            extensions={LIMIT: max(size, 1 << 16)},
        )

    def _address(self, file: HubFile) -> str:
        repository = self.repository
        endpoint = self.session.api.endpoint
        return str(
            import_module("huggingface_hub").hf_hub_url(
                repository.name, file.path, revision=repository.commit, endpoint=endpoint
            )
        )

    def _expected(self, response: Any, status: int, file: HubFile) -> None:
        """Raises what the client makes of a refusal, and `SourceError` where other bytes would come."""
        import_module("huggingface_hub.utils").hf_raise_for_status(response)
        if response.status_code != status:
            what = "does not answer ranges" if status == 206 else f"answers {response.status_code}"
            hint = "download the model and scan the folder"
            raise SourceError(f"the hub {what} for `{file.path}`", hint, Cause.OPAQUE)
        for one in (*response.history, response):
            served = one.headers.get("x-repo-commit", "").lower()
            if served and served != self.repository.commit:
                reason = f"the hub serves `{file.path}` of another commit, {served[:12]}"
                raise SourceError(reason, "do not use it", Cause.CONTRADICTED)
            tag = one.headers.get("x-linked-etag", "").strip('"').lower()
            if tag and file.sha256 and len(tag) == 64 and tag != file.sha256:
                problem = f"sha256 {file.sha256} is listed, {tag} is served"
                with self._turn:
                    self.altered.append(Disagreement(file.path, problem))
                raise SourceError(
                    f"the hub serves other bytes than it lists for `{file.path}`",
                    "do not use it",
                    Cause.CONTRADICTED,
                )


def differs(file: HubFile, stream: IO[bytes]) -> str:
    """In what the bytes differ from what is listed; empty if in nothing. The stream is left at its start.

    Source: Git, object identifiers of blobs; Git LFS, pointer files.
    """
    blob, plain = hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False), hashlib.sha256()
    stream.seek(0)
    size = 0
    for part in blocks(stream):
        size += len(part)
        blob.update(part)
        plain.update(part)
    stream.seek(0)
    if size != file.size:
        return f"{file.size} bytes are listed, {size} are served"
    if file.sha256 and plain.hexdigest() != file.sha256:
        return f"sha256 {file.sha256} is listed, {plain.hexdigest()} is served"
    if file.blob and not file.sha256 and blob.hexdigest() != file.blob:
        return f"git blob {file.blob} is listed, {blob.hexdigest()} is served"
    return ""


def paths(files: Iterable[HubFile]) -> frozenset[str]:
    """The paths of some files."""
    return frozenset(one.path for one in files)

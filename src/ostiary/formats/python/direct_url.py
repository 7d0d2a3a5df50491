"""Where was an installed distribution taken from, if not from an index?"""

import msgspec
from msgspec import Struct

from ostiary.core.digest import STRONG, Digest
from ostiary.core.errors import ParseError

MAX_BYTES = 1 << 20


class DirectUrl(Struct, frozen=True):
    """`kind` is `git` (any version control), `url` (an archive) or `path` (a folder).

    Source: PyPA specification of the direct URL data structure (PEP 610).
    """

    url: str
    kind: str
    commit: str = ""
    digests: tuple[Digest, ...] = ()
    editable: bool = False


class _Version(msgspec.Struct):
    commit_id: str = ""


class _Archive(msgspec.Struct):
    hash: str = ""
    hashes: dict[str, str] = {}


class _Folder(msgspec.Struct):
    editable: bool = False


class _Direct(msgspec.Struct):
    url: str
    vcs_info: _Version | None = None
    archive_info: _Archive | None = None
    dir_info: _Folder | None = None


_DECODER = msgspec.json.Decoder(_Direct)


def parse_direct_url(data: bytes) -> DirectUrl:
    """Read `direct_url.json`. Raises `ParseError`."""
    if len(data) > MAX_BYTES:
        raise ParseError(f"direct_url.json is longer than {MAX_BYTES} bytes")
    try:
        wire = _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ParseError(f"not a direct_url.json: {error}") from None
    if wire.vcs_info is not None:
        return DirectUrl(wire.url, "git", wire.vcs_info.commit_id)
    if wire.archive_info is not None:
        algorithm, _, value = wire.archive_info.hash.partition("=")
        every = {**({algorithm: value} if value else {}), **wire.archive_info.hashes}
        digests = tuple(Digest(name, every[name].lower()) for name in STRONG if name in every)
        return DirectUrl(wire.url, "url", digests=digests)
    return DirectUrl(wire.url, "path", editable=bool(wire.dir_info and wire.dir_info.editable))

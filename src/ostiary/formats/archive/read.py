"""What members does an archive hold, nested ones included, and what is wrong with it?"""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from ostiary.core.errors import ParseError
from ostiary.formats.archive import codecs, detect, zstd
from ostiary.formats.archive.feed import Feed
from ostiary.formats.archive.gather import gather
from ostiary.formats.archive.limits import Limits
from ostiary.formats.archive.member import Member
from ostiary.formats.archive.scope import BrokenError, Budget, ExhaustedError, Scope
from ostiary.formats.archive.tar.header import BLOCK
from ostiary.formats.archive.tar.read import read_tar
from ostiary.formats.archive.zip.read import has_index, read_zip
from ostiary.formats.contents import Fault, FaultKind

_CODECS = {
    "tar": codecs.plain,
    "gz": codecs.gunzip,
    "bz2": codecs.bunzip2,
    "xz": codecs.unxz,
    "zst": zstd.unzstd,
}
_ZIP_NAMES = (".whl", ".zip", ".egg", ".conda", ".jar")
_TAR_NAMES = (".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tbz2", ".txz")
DEFAULT = Limits()
_HINT = "Give a wheel, a source distribution, an npm tarball or a conda package."


def read(stream: BinaryIO, filename: str, limits: Limits = DEFAULT) -> Iterator[Member | Fault]:
    """All regular files of an archive and everything odd about it, in the archive's order.

    `stream` must be seekable and is read from its start; the container is recognised by its bytes, and
    `filename` only serves messages and the name of what a bare compressed file holds. Nested archives come
    as members and then with their own members under `path!/`. Raises `ParseError` at the first step when the
    stream is no archive at all; whatever else is wrong ends as a `Fault`.
    """
    budget = Budget(limits, stream.seek(0, 2))
    scope = Scope(filename, budget)
    try:
        yield from _top(stream, scope)
    except ExhaustedError as error:
        yield Fault(FaultKind.LIMIT, "", f"the rest was not read: {error.message}")


def opens(data: bytes) -> bool:
    """Whether the bytes are an archive that `read` looks into."""
    kind = detect.of_head(data[:BLOCK])
    if kind.startswith("other:"):
        return False
    return bool(kind) or (detect.ends_as_zip(data) and has_index(BytesIO(data)))


def inside(member: Member, limits: Limits = DEFAULT) -> Iterator[Member | Fault]:
    """What a file from elsewhere holds, if it is an archive, under its path and `!/`."""
    budget = Budget(limits, member.size)
    scope = Scope("", budget, depth=member.depth)
    try:
        nested = _deep(iter((member,)), scope)
        next(nested)  # the member itself
        yield from nested
    except ExhaustedError as error:
        yield Fault(FaultKind.LIMIT, member.path, f"the rest was not read: {error.message}")


def _top(stream: BinaryIO, scope: Scope) -> Iterator[Member | Fault]:
    stream.seek(0)
    kind = detect.of_head(stream.read(BLOCK))
    zipped = kind == "zip" or (detect.stream_ends_as_zip(stream, kind) and has_index(stream))
    if kind.startswith("other:"):
        raise ParseError(f"{scope.filename} is no archive that is read here ({kind[6:]})", _HINT)
    if not kind and not zipped:
        raise ParseError(f"{scope.filename} is no archive", _HINT)
    lower = scope.filename.lower()
    wrong = _TAR_NAMES if kind in ("zip", "") else _ZIP_NAMES
    if lower.endswith(wrong):
        message = f"the name says otherwise, but the bytes are {kind or 'zip'}"
        yield scope.fault(FaultKind.DISAGREE, "", message)
    if kind not in ("zip", ""):
        yield from _deep(_unpack(stream, scope, kind), scope)
        if zipped:
            message = "the file is also a zip: installers differ in which one they unpack"
            yield scope.fault(FaultKind.DISAGREE, "", message)
    if zipped:
        yield from _deep(read_zip(stream, scope), scope)


def _deep(items: Iterator[Member | Fault], scope: Scope) -> Iterator[Member | Fault]:
    """The items, each nested archive followed by what it holds."""
    for item in items:
        yield item
        if isinstance(item, Member):
            data = item.data
            kind = detect.of_head(data[:BLOCK])
            if kind or (detect.ends_as_zip(data) and not detect.by_chance(data)):
                yield from _nested(item, kind, scope)


def _nested(member: Member, kind: str, scope: Scope) -> Iterator[Member | Fault]:
    if kind.startswith("other:"):
        yield Fault(FaultKind.UNSUPPORTED, member.path, f"a {kind[6:]} archive is not read")
        return
    if not member.whole:
        message = f"an archive larger than {scope.limits.member_bytes} bytes is not opened"
        yield Fault(FaultKind.LIMIT, member.path, message)
        return
    if scope.depth >= scope.limits.depth:
        message = f"archives nested deeper than {scope.limits.depth} are not read"
        yield Fault(FaultKind.LIMIT, member.path, message)
        return
    inner = scope.inside(member.path, member.size)
    stream = BytesIO(member.data)
    if kind not in ("zip", ""):
        yield from _deep(_unpack(stream, inner, kind), inner)
    if kind == "zip" or (detect.ends_as_zip(member.data, kind) and has_index(stream)):
        yield from _deep(read_zip(stream, inner), inner)


def _unpack(stream: BinaryIO, scope: Scope, kind: str) -> Iterator[Member | Fault]:
    """A tar, compressed or not; or whatever else a compressed file holds, as its one member."""
    notes: list[Fault] = []

    def start(scope: Scope) -> Feed:
        stream.seek(0)
        return Feed(_CODECS[kind](stream, scope, notes.append))

    try:
        feed = start(scope)
        head = feed.take(BLOCK)
        feed.push(head)
        blank = len(head) == BLOCK and not head.strip(b"\0") and _promises_tar(scope)
        if kind == "tar" or blank or detect.of_head(head) == "tar":
            open_end = kind == "tar" and scope.depth == 0  # else what is around it says its length
            yield from read_tar(feed, scope, start, open_end=open_end)
        elif scope.depth == 0:
            raise ParseError(f"{scope.filename} is compressed, but holds no archive", _HINT)
        else:
            yield from _single(feed, scope)
    except BrokenError as error:
        yield scope.fault(error.kind, "", error.message)
    yield from dict.fromkeys(notes)


def _promises_tar(scope: Scope) -> bool:
    """Whether a stream that starts with zeros is an empty tar, and no data that starts with zeros."""
    return scope.depth == 0 or scope.filename.lower().endswith(_TAR_NAMES)


def _single(feed: Feed, scope: Scope) -> Iterator[Member | Fault]:
    data, cut = gather(feed.rest(), scope.limits.member_bytes)
    stem, dot, _ = scope.filename.rpartition(".")
    name = stem if dot and stem else "content"
    yield scope.member(name, data, cut=cut)

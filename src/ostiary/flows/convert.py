"""The tensors of a model file as safetensors, without loading it: nothing of it is called or imported.

A confined worker finds out where the numbers lie; this process copies them, and reads back what it wrote.
"""

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO

from msgspec import Struct

from ostiary.cluster.hand import Failure
from ostiary.cluster.local import run_all
from ostiary.core.digest import blocks, weighed
from ostiary.core.errors import ParseError, UsageError
from ostiary.core.ports import Progress
from ostiary.flows.apart import PLAN, Given, Named, broken, hand_over
from ostiary.formats.model.convert.table import Table, Tensor
from ostiary.formats.model.convert.writing import header, pieces
from ostiary.formats.model.extent import Opened

_TABULATE = Named("ostiary.flows.convert", "tabulate")


class Converted(Struct, frozen=True):
    """What was written: its path and digest, how many tensors and bytes, and what was left behind."""

    path: str
    sha256: str
    source_sha256: str
    format: str
    tensors: int
    size: int
    aliases: tuple[tuple[str, str], ...]
    dropped: tuple[tuple[str, str], ...]
    lost: int


Rows = tuple[
    str, tuple[tuple[str, Tensor], ...], tuple[tuple[str, str], ...], tuple[tuple[str, str], ...],
    tuple[tuple[str, str], ...], int, bool,
]  # fmt: skip


def tabulate(given: Given, place: BinaryIO) -> Rows:
    """In a worker: the format, the tensors, aliases, plain values, what is dropped, and the byte order."""
    from ostiary.formats.model.catalogue import FORMATS
    from ostiary.formats.model.convert.sources import table_of
    from ostiary.formats.model.desk import recognise

    extent = Opened(place)
    found = recognise(FORMATS, given.name, extent)
    if found is None:
        raise ParseError(f"{given.name} is no model file that is known here")
    table = table_of(found.name, extent)
    return (
        found.name,
        tuple(table.tensors.items()),
        tuple(table.aliases),
        tuple(table.plain.items()),
        tuple(table.dropped),
        table.lost,
        table.big,
    )


def convert(path: Path, target: Path, progress: Progress, *, force: bool = False) -> Converted:
    """Write the tensors of a file, and read them back. Raises `UsageError` or `ParseError`."""
    if target.exists() and not force:
        raise UsageError(f"{target} is there already", "name another file, or use --force")
    given, handed = hand_over(path)
    results = list(run_all([(path.name, _TABULATE, (given, handed))], 1, PLAN))
    rows = results[0][1]
    if isinstance(rows, Failure):
        raise ParseError(broken(rows), rows.hint)
    kind, tensors, aliases, plain, dropped, lost, big = rows
    table = Table(dict(tensors), list(aliases), dict(plain), list(dropped), lost, big)
    if not tensors:
        raise ParseError(f"{path.name} has no tensors that can be taken out", _first(dropped))
    with path.open("rb") as stream:
        origin, _ = weighed(blocks(stream))
        digest = _write(Opened(stream), table, target, f"sha256:{origin}", progress)
    size = target.stat().st_size
    return Converted(
        str(target), digest, origin, kind, len(tensors), size, tuple(aliases), tuple(dropped), lost
    )


def _first(dropped: tuple[tuple[str, str], ...]) -> str:
    return f"{dropped[0][0]}: {dropped[0][1]}" if dropped else ""


def _write(extent: Opened, table: Table, target: Path, origin: str, progress: Progress) -> str:
    """Write beside the target, compare, then rename; the answer is the digest of the whole."""
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as out:
        try:
            digest = _fill(out, extent, table, header(table, origin), progress)
            Path(out.name).replace(target)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise
    return digest


def _fill(out: IO[bytes], extent: Opened, table: Table, head: bytes, progress: Progress) -> str:
    sums: list[str] = []
    whole = hashlib.sha256(head)
    out.write(head)
    progress.start("converted", len(table.tensors))
    for name, tensor in table.tensors.items():
        one, count = hashlib.sha256(), 0
        for piece in pieces(extent, tensor, big=table.big):
            count += len(piece)
            one.update(piece)
            whole.update(piece)
            out.write(piece)
        if count != tensor.length:
            raise ParseError(f"`{name}` has {count} bytes, and {tensor.length} were promised")
        sums.append(one.hexdigest())
        progress.step("converted")
    out.flush()
    os.fsync(out.fileno())
    _compare(Path(out.name), len(head), table, sums)
    progress.stop("converted")
    return whole.hexdigest()


def _compare(path: Path, start: int, table: Table, sums: list[str]) -> None:
    """Each tensor as it is on disk against what was read of the source."""
    with path.open("rb") as stream:
        stream.seek(start)
        for (name, tensor), expected in zip(table.tensors.items(), sums, strict=True):
            if weighed(blocks(stream, tensor.length)) != (expected, tensor.length):
                raise ParseError(f"`{name}` on disk is not what was written", "check the disk")

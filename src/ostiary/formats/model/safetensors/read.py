"""Does a safetensors file keep every rule of its format?"""

import json
from collections import Counter

from ostiary.formats.model.beside.strays import strays
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.opaque import MAX_REGIONS, unowned
from ostiary.formats.model.opaque import sniff as sniff_bytes
from ostiary.formats.model.record import Carries, Topic
from ostiary.formats.model.safetensors.header import Entry, Header, parse
from ostiary.formats.model.safetensors.marks import MAX_HEADER
from ostiary.formats.model.sheet import Sheet

MAX_READ = 16 << 20
"""Bytes of the header that are read; real ones stay under a tenth of it."""
MAX_FAULTS = 50


def read(sheet: Sheet, desk: Desk) -> None:
    """Read the header, hold every tensor against it, and skip their bytes."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "safetensors"
    sheet.readers.append("safetensors header")
    extent = sheet.extent
    length = int.from_bytes(extent.at(0, 8), "little")
    start = 8 + length
    if start > extent.size:
        sheet.broken("header-length", f"a header of {length} bytes is longer than the file")
        return sheet.stop("the header is not whole")
    if length > MAX_HEADER:
        sheet.broken("header-length", f"a header of {length} bytes; {MAX_HEADER} are allowed")
    if length > MAX_READ:
        return sheet.stop(f"a header of {length} bytes; {MAX_READ} are read")
    data = extent.at(8, length)
    header = parse(data)
    sheet.own(0, start)
    _padding(sheet, data)
    for fault in header.faults[:MAX_FAULTS]:
        sheet.broken(fault.rule, fault.message)
    if len(header.faults) > MAX_FAULTS:
        sheet.stop(f"it breaks more than {MAX_FAULTS} rules")
    _metadata(sheet, header.metadata)
    _tensors(sheet, header, start)
    return None


def _padding(sheet: Sheet, data: bytes) -> None:
    """Only spaces may follow the object; the file has shown already that it is JSON white space."""
    rest = data[len(data.rstrip(b" ")) :]
    if data[: len(data) - len(rest)][-1:] != b"}":
        sheet.odd(Topic.STRUCTURE, "padding", "the header is filled up with other than spaces")


def _metadata(sheet: Sheet, metadata: dict[str, str]) -> None:
    for key, value in list(metadata.items())[:20]:
        sheet.detail(key, value)
    strays(sheet, metadata)
    if metadata.keys() - {"format"}:
        sheet.passed("__metadata__.json", json.dumps(metadata, ensure_ascii=False).encode())


def _tensors(sheet: Sheet, header: Header, start: int) -> None:
    extent = sheet.extent
    entries = sorted(header.entries, key=lambda one: (one.start, one.end))
    sheet.tensors = len(entries)
    sheet.tensor_bytes = sum(one.end - one.start for one in entries)
    kinds = Counter(one.dtype for one in entries)
    sheet.detail("types", ", ".join(f"{name} {count}" for name, count in kinds.most_common(8)))
    at = 0
    for one in entries:
        if one.start < at:
            message = f"`{one.name}` begins at {one.start}, before byte {at} where another ends"
            sheet.broken("overlap", message, start + one.start)
        elif one.start > at:
            unowned(sheet, start + at, min(start + one.start, extent.size), "hole")
        if start + one.end > extent.size:
            message = f"`{one.name}` ends at {start + one.end}, beyond the file"
            return sheet.broken("tensor-bounds", message, start + one.start)
        sheet.own(start + one.start, start + one.end)
        at = max(at, one.end)
    unowned(sheet, start + at, extent.size, "trailing-bytes")
    return _ends(sheet, entries, start)


def _ends(sheet: Sheet, entries: list[Entry], start: int) -> None:
    """Weights that begin or end as something else does: a few bytes of each are enough to see it."""
    for one in entries[:MAX_REGIONS]:
        sniff_bytes(sheet, sheet.extent, start + one.start, start + one.end, one.name)

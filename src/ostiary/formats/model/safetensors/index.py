"""The index of a model in several files: which file holds which tensor."""

import json
from typing import Any

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.places import leaves
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet

MAX_BYTES = 16 << 20
"""Bytes of an index; the largest models have indexes of some megabytes."""
MAX_FAULTS = 50

_PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl")


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with all its keys."""


def read(sheet: Sheet, desk: Desk) -> None:
    """Name the files; whether they are there is for those to say who see the folder."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "transformers"
    sheet.readers.append("index of shards")
    size = sheet.extent.size
    if size > MAX_BYTES:
        return sheet.stop(f"an index of {size} bytes; {MAX_BYTES} are read")
    document = _decoded(sheet.extent.at(0, size))
    sheet.own(0, size)
    _twice(sheet, document, "the index")
    fields = dict(document)
    shards = fields.get("weight_map")
    if not isinstance(shards, _Pairs):
        return sheet.broken("weight-map", "the index has no `weight_map` that is an object")
    _twice(sheet, shards, "`weight_map`")
    _shards(sheet, shards)
    metadata = fields.get("metadata")
    if isinstance(metadata, _Pairs):
        total = dict(metadata).get("total_size")
        if isinstance(total, int | float):
            sheet.detail("total size", total)
    return None


def _decoded(data: bytes) -> _Pairs:
    try:
        found = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_Pairs)
    except RecursionError:
        raise LimitError("the index is nested too deeply") from None
    except ValueError as error:
        raise ParseError(f"the index is no JSON: {str(error)[:200]}") from None
    if not isinstance(found, _Pairs):
        raise ParseError("the index is no JSON object")
    return found


def _twice(sheet: Sheet, pairs: _Pairs, where: str) -> None:
    if len(dict(pairs)) < len(pairs):
        sheet.broken("duplicate-key", f"a key stands in {where} twice")


def _shards(sheet: Sheet, shards: _Pairs) -> None:
    wrong = [name for name, shard in shards if not isinstance(shard, str) or not shard]
    for name in wrong[:MAX_FAULTS]:
        sheet.broken("weight-map", f"the file of `{name}` is no text")
    names = dict.fromkeys(shard for _, shard in shards if isinstance(shard, str) and shard)
    sheet.detail("tensors named", len(shards))
    sheet.detail("shards", len(names))
    for shard in names:
        why = leaves(shard)
        sheet.reach("file", shard, escapes=bool(why))
        if why:
            message = f"the weights are read from `{shard}`: {why}"
            sheet.odd(Topic.REACH, "shard-escapes", message, gravity=Gravity.HARMFUL)
        elif shard.endswith(_PICKLED):
            message = f"`{shard}` is a pickle by its name"
            sheet.odd(Topic.REACH, "pickled-shard", message, gravity=Gravity.NOTE)

"""By which member is an archive of skops, TorchServe or NeMo recognised?"""

import re
import zlib

from ostiary.core.regex import regex
from ostiary.formats.archive.scope import BrokenError
from ostiary.formats.archive.zip.entries import Entry, central
from ostiary.formats.archive.zip.extract import DEFLATED, STORED
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.tarred.marks import first_names, is_tar
from ostiary.formats.model.zipped.marks import directory, ends, is_zip, local_header

SCHEMA = "schema.json"
MANIFEST = "MAR-INF/MANIFEST.json"
CONFIG = "model_config.yaml"
MAX_SEARCHED = 1 << 20
"""Bytes of a schema in which the key is looked for by which it is known."""

_ROOT = regex(rb"PK\x01\x02.{42}schema\.json", re.DOTALL)
_LOADER = regex(rb'"__loader__"\s*:|\\u00')
"""The key of every node, or an escape, in which it may be written."""


def skops(head: bytes, extent: Extent, name: str) -> bool:
    """A zip with a schema in which nodes name their loaders, whatever else lies in it."""
    if not is_zip(head):
        return False
    listed = directory(extent)
    if not _ROOT.search(listed):
        return False
    if name.endswith(".skops"):
        return True
    shift = ends(extent)[0].shift
    try:
        for entry, _ in central(listed, shift):
            if entry.name == SCHEMA.encode() and _of_nodes(extent, entry):
                return True
    except BrokenError:  # told of when the zip is read
        pass
    return False


def _of_nodes(extent: Extent, entry: Entry) -> bool:
    """Whether a member is such a schema, as far as it can be seen; what is packed oddly may be one."""
    here = local_header(extent, entry)
    if here is None:
        return False
    data = extent.at(here[1], min(entry.packed, MAX_SEARCHED))
    if entry.method == DEFLATED:
        try:
            data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, MAX_SEARCHED)
        except zlib.error:
            return True
    elif entry.method != STORED:
        return True
    return _LOADER.search(data) is not None or len(data) >= MAX_SEARCHED


def mar(head: bytes, extent: Extent, name: str) -> bool:
    """A zip with the manifest, or of that name."""
    return is_zip(head) and (name.endswith(".mar") or MANIFEST.encode() in directory(extent))


def nemo(head: bytes, extent: Extent, name: str) -> bool:
    """A tar with the configuration among its first members, or of that name."""
    if not is_tar(head):
        return False
    return name.endswith(".nemo") or CONFIG in first_names(extent)

"""By what are the files of PyTorch recognised: archives, exported programs, streams and tars?"""

import re

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.tarred.marks import first_names, is_tar
from ostiary.formats.model.zipped.marks import directory, is_zip

_PICKLED = regex(rb"/(?:data|constants|bytecode)\.pkl", re.IGNORECASE)
_NUMBERS = (b"l\xfc\x9cF\xf9 j\xa8P\x19.", b"L119547037146038801333356L\n.")


def archive(head: bytes, extent: Extent, _name: str) -> bool:
    """A zip in whose directory a pickle stands where PyTorch looks for it."""
    return is_zip(head) and _PICKLED.search(directory(extent)) is not None


def export(head: bytes, extent: Extent, _name: str) -> bool:
    """A zip that says of itself what it is, with a folder of programs."""
    if not is_zip(head):
        return False
    listed = directory(extent)
    return b"/archive_format" in listed and b"/models/" in listed


def legacy(head: bytes, _extent: Extent, _name: str) -> bool:
    """By the magic number, as binary protocols write it and as the oldest one does."""
    return any(one in head[:48] for one in _NUMBERS)


def tar(head: bytes, extent: Extent, _name: str) -> bool:
    """A tar whose first members are those of PyTorch."""
    return is_tar(head) and {"pickle", "storages", "tensors"} <= set(first_names(extent))

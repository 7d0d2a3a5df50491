"""By what are archives and configurations of Keras recognised?"""

import re

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.zipped.marks import directory, is_zip

CONFIG, METADATA = "config.json", "metadata.json"
MAX_CONFIG = 64 << 20
"""Bytes of one configuration."""

_ROOT = regex(rb"PK\x01\x02.{42}config\.json", re.DOTALL)
"""An entry of a directory whose name begins so: a member that lies in no folder."""
_WEIGHTS = regex(rb"model[\w.-]{0,40}\.weights\.(?:h5|npz|json)")


def _key(word: str) -> bytes:
    """A key of JSON, each letter of which may be written as an escape."""
    letters = (f"(?:{re.escape(one)}|\\\\u00{ord(one):02x})" for one in word)
    return f'(?i:"{"".join(letters)}"\\s*:)'.encode()


_CLASS = regex(_key("class_name") + rb"\s*[\"\[]")
_CONFIG = regex(_key("config"))
_KERAS = regex(
    b"|".join(
        (*map(_key, ("keras_version", "registered_name")), _key("module") + rb"\s*(?:\"|null)")
    )
    + rb'|"class_name"\s*:\s*"(?:Sequential|Functional|Model|Lambda)"'
)


def archive(head: bytes, extent: Extent, name: str) -> bool:
    """A zip in whose directory a configuration stands beside metadata or weights; or one of that name."""
    if not is_zip(head):
        return False
    listed = directory(extent)
    known = METADATA.encode() in listed or _WEIGHTS.search(listed) is not None
    return name.endswith(".keras") or (_ROOT.search(listed) is not None and known)


def plain(head: bytes, extent: Extent, name: str) -> bool:
    """An object with the name of a class, a configuration, and what only Keras says, wherever it stands."""
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not name.endswith((".json", ".keras")) or not begin.startswith(b"{"):
        return False
    if extent.size > MAX_CONFIG and not _CLASS.search(head):
        return False
    text = head if extent.size <= len(head) else extent.at(0, MAX_CONFIG)
    return all(one.search(text) for one in (_CLASS, _CONFIG, _KERAS))

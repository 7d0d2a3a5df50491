"""Digests as a bill of materials writes them."""

from collections.abc import Iterable

from ostiary.core.digest import Digest
from ostiary.core.regex import regex

_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha384": 96, "sha512": 128}
_HEX = regex(r"[0-9a-f]+")


def digests_of(rows: Iterable[tuple[str, str]]) -> tuple[Digest, ...]:
    """The digests among (algorithm, hexadecimal) that are as long as they should be, each once."""
    found: dict[Digest, None] = {}
    for name, value in rows:
        algorithm = name.strip().lower().replace("-", "").replace("_", "")
        text = value.strip().lower()
        if _LENGTHS.get(algorithm) == len(text) and _HEX.fullmatch(text):
            found[Digest(algorithm, text)] = None
    return tuple(found)

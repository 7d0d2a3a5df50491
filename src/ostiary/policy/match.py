"""Whether a purl pattern or a digest of a policy, a waiver or an approval names a subject."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.digest import STRONG, Digest
from ostiary.core.subject import Subject

HEX_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128, "blake2b_256": 64}
"""Hexadecimal digits of each digest that may establish identity."""

MAX_PATTERN = 500
"""Characters of one purl pattern."""


class Pattern(Struct, frozen=True):
    """A purl in parts, decoded; `version` may hold `*`, and is empty for every version."""

    type: str
    name: str
    version: str = ""

    def names(self, subject: Subject) -> bool:
        """Whether the subject is one of those that the pattern means."""
        if self.type != subject.type or self.name != plain_name(subject.type, subject.name):
            return False
        return not self.version or _glob(self.version, subject.version)


def plain_name(type_: str, name: str) -> str:
    """A name in the form in which two spellings of one package are equal (PyPI folds case, `-`, `_`, `.`)."""
    return re.sub(r"[-_.]+", "-", name).lower() if type_ == "pypi" else name


def pattern(text: str) -> Pattern | None:
    """The parts of a purl pattern, or None if `text` is none. Qualifiers and subpaths are not allowed."""
    if len(text) > MAX_PATTERN or not text.startswith("pkg:") or "?" in text or "#" in text:
        return None
    type_, _, rest = text.removeprefix("pkg:").partition("/")
    cut = rest.rfind("@")
    name, version = (rest[:cut], rest[cut + 1 :]) if cut > 0 else (rest, "")
    if "/" in version:  # the @ of a scope, not of a version
        name, version, cut = rest, "", -1
    name, version = unquote(name), unquote(version)
    known = re.fullmatch(r"[a-z][a-z0-9.+-]*", type_)
    if not known or not name or name.endswith("/") or "*" in name:
        return None
    if cut > 0 and not version:
        return None
    return Pattern(type_, plain_name(type_, name), version)


def names(text: str, subject: Subject) -> bool:
    """Whether a purl pattern names the subject; what is no pattern names nothing."""
    found = pattern(text)
    return found is not None and found.names(subject)


def digest(text: str) -> Digest | None:
    """A digest written as `sha256:...`, or None if it is not one that establishes identity."""
    algorithm, _, value = text.partition(":")
    value = value.lower()
    if algorithm not in STRONG or len(value) != HEX_LENGTHS[algorithm]:
        return None
    return Digest(algorithm, value) if re.fullmatch(r"[0-9a-f]+", value) else None


def same_bytes(text: str, subject: Subject) -> bool | None:
    """Whether the digest is one of the subject's; None if the subject has none of that algorithm."""
    wanted = digest(text)
    if wanted is None:
        return False
    offered = [one for one in subject.digests if one.algorithm == wanted.algorithm]
    if not offered:
        return None
    return any(one.value.lower() == wanted.value for one in offered)


def _glob(wanted: str, version: str) -> bool:
    """Match `*` as any text. Splitting keeps it linear, so a hostile pattern cannot hang it."""
    parts = wanted.split("*")
    if len(parts) == 1:
        return wanted == version
    if not version.startswith(parts[0]) or not version.endswith(parts[-1]):
        return False
    at, end = len(parts[0]), len(version) - len(parts[-1])
    for part in parts[1:-1]:
        found = version.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return at <= end


def covers(texts: Iterable[str], subject: Subject) -> bool:
    """Whether digests as text name every file of the subject, of which there must be one."""
    bound = tuple(texts)
    files = [replace(subject, digests=(one,)) for one in subject.digests]
    return bool(files) and all(any(same_bytes(text, one) for text in bound) for one in files)

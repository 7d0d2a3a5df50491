"""Which files does the statement of a model's signature name, and are they those that are there?

Source: OpenSSF Model Signing, version 1.0, sections 5 to 8.
"""

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from ostiary.attest.bundle import STATEMENTS
from ostiary.attest.faults import BrokenError, UncheckedError
from ostiary.core.regex import regex

MAX_RESOURCES = 100_000
"""Files that one statement may name."""

IGNORED = (".git", ".gitignore", ".gitattributes", ".github")
"""Paths at the top of a model that no signature covers."""

_METHODS = ("files", "shards")
_SHARD = regex(r"(.+):(\d{1,18}):(\d{1,18})", re.DOTALL)
_SHA256 = regex(r"[0-9a-f]{64}")


class Manifest(Struct, frozen=True):
    """SHA-256 by path of what was signed, and the paths that were left out."""

    digests: Mapping[str, str]
    ignored: tuple[str, ...]


def read_manifest(statement: Mapping[str, Any], predicate_type: str, old: str) -> Manifest:
    """The files of a statement. Raises `BrokenError` or `UncheckedError`."""
    kind = statement.get("predicateType")
    if statement.get("_type") not in STATEMENTS:
        raise BrokenError("the envelope holds no in-toto statement")
    if kind == old:
        raise UncheckedError("a statement of a form that was given up")
    if kind != predicate_type:
        raise UncheckedError(f"a statement of the type {str(kind)[:80]}, which is about no model")
    predicate = statement.get("predicate")
    parts = predicate if isinstance(predicate, dict) else {}
    serialization, resources = parts.get("serialization"), parts.get("resources")
    if not isinstance(serialization, dict) or not isinstance(resources, list) or not resources:
        raise BrokenError("the statement names no files")
    if len(resources) > MAX_RESOURCES:
        raise UncheckedError(f"a statement over more than {MAX_RESOURCES} files")
    ignored = serialization.get("ignore_paths") or []
    if not isinstance(ignored, list):
        raise BrokenError("the paths that were left out are no list")
    digests = _digests(resources, sharded=_sharded(serialization))
    return Manifest(digests, tuple(str(one) for one in ignored if isinstance(one, str)))


def _sharded(serialization: Mapping[str, Any]) -> bool:
    if serialization.get("hash_type") != "sha256":
        raise UncheckedError(f"digests by {str(serialization.get('hash_type'))[:40]}")
    method = serialization.get("method")
    if method not in _METHODS:
        raise UncheckedError(f"files put together by {str(method)[:40]}")
    return bool(method == "shards")


def _digests(resources: list[Any], *, sharded: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in resources:
        name, digest = _resource(one, sharded=sharded)
        if name in found:
            raise BrokenError(f"the statement names {name[:100]} twice")
        found[name] = digest
    return found


def _resource(one: object, *, sharded: bool) -> tuple[str, str]:
    name, digest = (one.get("name"), one.get("digest")) if isinstance(one, dict) else (None, None)
    algorithm = one.get("algorithm") if isinstance(one, dict) else None
    if not isinstance(name, str) or not isinstance(digest, str):
        raise BrokenError("the statement names a file without its digest")
    if algorithm != "sha256" or not _SHA256.fullmatch(digest):
        raise BrokenError(f"no SHA-256 of {name[:100]}")
    if sharded:
        name = _whole(name)
    if name.startswith("/") or any(part in {"", ".", ".."} for part in name.split("/")):
        raise BrokenError(f"a name that leads astray: {name[:100]}")
    return name, digest


def _whole(name: str) -> str:
    """The file of a shard that is all of it, as far as its name tells; the digest decides."""
    match = _SHARD.fullmatch(name)
    if not match:
        raise BrokenError(f"no name of a shard: {name[:100]}")
    if int(match[2]):
        raise UncheckedError("a file in several shards, whose digests nobody worked out here")
    return match[1]


def covers(
    manifest: Manifest, digests: Mapping[str, str], own: str
) -> tuple[frozenset[str], frozenset[str]]:
    """The files that are as they were signed, and those that nobody signed; `own` is the signature itself.

    Raises `BrokenError` where a signed file is another one or is gone.
    """
    gone = sorted(name for name in manifest.digests if name not in digests)
    if gone:
        raise BrokenError(f"{gone[0][:100]} was signed and is not there")
    other = sorted(
        name
        for name, digest in manifest.digests.items()
        if digests[name] and digests[name] != digest
    )
    if other:
        raise BrokenError(f"{other[0][:100]} is another file than was signed")
    blind = sorted(name for name in manifest.digests if not digests[name])
    if blind:
        raise UncheckedError(f"the digest of {blind[0][:100]} is not known")
    left = frozenset(
        name
        for name in digests
        if name not in manifest.digests and name != own and not _left_out(name, manifest)
    )
    return frozenset(manifest.digests), left


def _left_out(name: str, manifest: Manifest) -> bool:
    ignored = (*IGNORED, *manifest.ignored)
    return any(name == one or name.startswith(f"{one.rstrip('/')}/") for one in ignored if one)

"""Any bytes as the statement of a model's signature: files below the model's own folder, or a refusal."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from ostiary.attest.faults import BrokenError, UncheckedError
from ostiary.attest.manifest import covers, read_manifest
from ostiary.attest.model import OLD_PREDICATE, PREDICATE

_PIECES = b"""5  []  {}  null  true  "x"  ""  [5]  {"a": 1}  "sha256"  "files"  "shards"  "../a"  "/a"
"name":  "digest":  "algorithm":  "resources":  "serialization":  "ignore_paths":  "method":  "a:0:9"
"predicateType":  "_type":  "hash_type":  "predicate":  ,  [  ]  {  }  "\\ud800"  "\\u0000"  "a:5:9" """
MANIFEST = tuple(one for line in _PIECES.splitlines() for one in line.split(b"  "))
"""Pieces of JSON for mutations."""
_OWN = "model.sig"
_STATEMENT: dict[str, Any] = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [{"name": "model", "digest": {"sha256": "ab" * 32}}],
    "predicateType": PREDICATE,
}


def manifest(data: bytes) -> Iterable[str]:
    """Names that stay in the folder, and an account of the files that leaves none out."""
    try:
        statement = json.loads(data)
    except (ValueError, RecursionError):
        return {"no JSON"}
    if not isinstance(statement, dict):
        return {"no object"}
    try:
        found = read_manifest(statement, PREDICATE, OLD_PREDICATE)
    except (BrokenError, UncheckedError) as error:
        return {f"{type(error).__name__} {str(error).split()[:1]}"}
    for name, digest in found.digests.items():
        assert not {"", ".", ".."} & set(name.split("/")), "it leads out of the folder"
        assert re.fullmatch("[0-9a-f]{64}", digest), "a digest that is none"
    features = {f"{len(found.digests) > 1} {bool(found.ignored)}"}
    there = dict(found.digests)
    for beside in ({}, {"other.py": "cd" * 32, _OWN: ""}, {".git/x": "", "a/b": ""}):
        features.add(_covered(found, {**beside, **there}))
    first = next(iter(there))
    for changed in ({first: "ef" * 32}, {first: ""}):
        if changed[first] != there[first]:
            told = _covered(found, {**there, **changed})
            assert told.endswith("Error"), "another file passes for the signed one"
            features.add(told)
    del there[first]
    assert _covered(found, there) == "BrokenError", "a signed file is gone, and nobody says so"
    return features


def _covered(found: Any, digests: dict[str, str]) -> str:
    try:
        signed, left = covers(found, digests, _OWN)
    except (BrokenError, UncheckedError) as error:
        return type(error).__name__
    assert signed == set(found.digests), "files that were signed and do not count"
    assert not signed & left, "signed and not signed"
    assert signed | left <= set(digests), "files that are not there"
    return f"left {len(left) > 0}"


def manifest_seeds() -> list[bytes]:
    """Statements over whole files and over shards, and such that are refused."""
    whole = {
        "method": "files",
        "hash_type": "sha256",
        "allow_symlinks": False,
        "ignore_paths": [".git", "a/"],
    }
    shards = {**whole, "method": "shards", "shard_size": 10}
    files = [
        {"name": name, "algorithm": "sha256", "digest": f"{number:064x}"}
        for number, name in enumerate(("config.json", "a/model.safetensors", "other.py"))
    ]
    cut = [{**one, "name": f"{one['name']}:0:10"} for one in files]
    later = [{**cut[0], "name": "config.json:10:20"}]
    made = [
        {**_STATEMENT, "predicate": {"serialization": form, "resources": rows}}
        for form, rows in (
            (whole, files), (shards, cut), (shards, later), (whole, files[:1] * 2), (whole, []),
            ({**whole, "hash_type": "blake2b"}, files), ({**whole, "method": []}, files),
            ({**whole, "ignore_paths": 5}, files), (whole, [{**files[0], "name": "../a"}]),
        )
    ]  # fmt: skip
    made += [{**_STATEMENT, "predicateType": OLD_PREDICATE}, {"_type": 1}]
    return [json.dumps(one).encode() for one in made]


TARGETS: dict[str, Callable[[bytes], Iterable[str]]] = {"model-signature": manifest}
SEEDS: dict[str, Callable[[], list[bytes]]] = {"model-signature": manifest_seeds}

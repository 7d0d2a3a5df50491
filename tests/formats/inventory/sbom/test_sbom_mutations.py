"""Broken bills of materials of every format end in a listing that holds together, or in `ParseError`."""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sbom_samples import SAMPLES

from ostiary.core.errors import ParseError
from ostiary.formats.inventory.catalogue import FORMATS, chosen

sys.path.insert(0, str(Path(__file__).parents[3] / "fuzz"))
import fuzz_listings

ROUNDS = 250
ODD: tuple[Any, ...] = (
    None, 5, -0.5, "", "x", [], {}, [[]], [None], {"a": []}, True, "pkg:", "pkg:pypi/a@1?b#c", "\x00\n",
    "pkg:npm/%2e%2e/a@%00", "pkg:pypi//@", "pkg:a/b/c@1?vcs_url=git", "9" * 99, 10**40,
)  # fmt: skip
PIECES = (
    b"<component>", b"</component>", b"<components>", b"<!--", b"]]>", b"&amp;", b"&#0;", b'"', b"{", b"}",
    b"[", b"]", b",", b"\n", b"\r", b"\x00", b"\xff", b"\xc2\x85", b"\xef\xbb\xbf", b"PackageName: ",
    b"SPDXID: SPDXRef-jinja\n", b"<text>", b"</text>", b"Relationship: a CONTAINS b\n", b"\\ud800", b": ",
)  # fmt: skip


def whole(name: str, data: bytes) -> bool:
    """Whether a document was read; what was read holds together."""
    form = chosen(name, data[:4096])
    forms = [form] if form else [one for one in FORMATS if one.module.startswith("sbom.")]
    read = False
    for one in forms:
        try:
            found = one.parse(name, data)
        except ParseError as error:
            error.message.encode()
            continue
        fuzz_listings._consistent(found, name, data)
        read = True
    return read


def swapped(value: Any, rng: random.Random) -> Any:
    """The value with one odd thing somewhere in it."""
    if isinstance(value, dict) and value and rng.random() < 0.88:
        key = rng.choice(list(value))
        return {**value, key: swapped(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.88:
        at = rng.randrange(len(value))
        return [*value[:at], swapped(value[at], rng), *value[at + 1 :]]
    return rng.choice(ODD)


def bent(name: str, data: bytes, rng: random.Random) -> Iterator[bytes]:
    """A document with odd values, one with damaged bytes, one that was cut, one with a part twice."""
    if name.endswith(".json"):
        value = json.loads(data)
        for _ in range(rng.randint(1, 4)):
            value = swapped(value, rng)
        yield json.dumps(value).encode()
    at, end = sorted((rng.randrange(len(data)), rng.randrange(len(data))))
    yield data[:at] + rng.choice(PIECES) + data[at + rng.randint(0, 12) :]
    yield data[:at] + rng.randbytes(rng.randint(0, 3)) + data[at + 1 :]
    yield data[:at]
    yield data[:end] + data[at:]


@pytest.mark.parametrize("name", SAMPLES)
def test_mutations(name: str) -> None:
    rng = random.Random(name)
    assert whole(name, SAMPLES[name])
    read = sum(whole(name, one) for _ in range(ROUNDS) for one in bent(name, SAMPLES[name], rng))
    assert read > ROUNDS // 10, "mutations that nobody reads test little"

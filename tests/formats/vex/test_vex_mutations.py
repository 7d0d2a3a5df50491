"""Broken VEX documents of every format end in a document that holds together, or in `ParseError`."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from vex_samples import SAMPLES

from ostiary.core.errors import ParseError
from ostiary.formats.vex.read import parse

ODD: tuple[Any, ...] = (
    None, 5, -1.5, "", "x", [], {}, [[]], [None], {"a": []}, True, "pkg:", "pkg:pypi/a@1?b#c", "\x00",
    "9" * 50, "0001-01-01T00:00:00+23:59", "pkg:generic/a?file_name=/x", 10**30,
)  # fmt: skip


def checked(data: bytes) -> bool:
    """Whether it was read; what was read holds together."""
    try:
        found = parse(data)
    except ParseError:
        return False
    repr(found).encode()
    for one in found.statements:
        assert one.vulnerability
        assert one.product.purl.startswith("pkg:")
        assert one.justification or one.impact or one.status.value != "not_affected"
    assert all(one.what and one.reason for one in found.unmapped)
    return True


def swapped(value: Any, rng: random.Random) -> Any:
    """The value with one odd thing somewhere in it."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        key = rng.choice(list(value))
        return {**value, key: swapped(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.85:
        at = rng.randrange(len(value))
        return [*value[:at], swapped(value[at], rng), *value[at + 1 :]]
    return rng.choice(ODD)


def bent(data: bytes, rng: random.Random) -> Iterator[bytes]:
    """A document with a value of another type, and one with damaged bytes."""
    value = json.loads(data)
    for _ in range(rng.randint(1, 3)):
        value = swapped(value, rng)
    yield json.dumps(value).encode()
    at = rng.randrange(len(data))
    yield data[:at] + rng.randbytes(rng.randint(0, 3)) + data[at + rng.randint(0, 9) :]
    yield data[:at]


@pytest.mark.parametrize("name", SAMPLES)
def test_mutations(name: str) -> None:
    rng = random.Random(name)
    assert checked(SAMPLES[name])
    read = sum(checked(one) for _ in range(1_500) for one in bent(SAMPLES[name], rng))
    assert read > 700  # most documents with one odd value are still read


def test_lone_surrogates_do_not_come_through() -> None:
    for data in SAMPLES.values():
        checked(data.replace(b"2026-1", b"\\ud800"))

"""A digest of what comes in pieces is that of the whole."""

import hashlib
import io

import pytest

from ostiary.core.digest import BLOCK, blocks, weighed


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
@pytest.mark.parametrize("algorithm", ["sha256", "sha512", "sha1", "md5"])
def test_pieces_and_the_whole(algorithm: str, size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    stream = io.BytesIO(data[:size])
    expected = hashlib.new(algorithm, data[:size]).hexdigest()
    assert weighed(blocks(stream), algorithm) == (expected, size)


@pytest.mark.parametrize("most", [0, 5, BLOCK, BLOCK + 5, 2 * BLOCK])
def test_no_more_than_was_asked_for_is_read(most: int) -> None:
    stream = io.BytesIO(bytes(2 * BLOCK + 10))
    assert sum(map(len, blocks(stream, most))) == most
    assert stream.tell() == most


def test_an_unknown_algorithm_is_refused() -> None:
    with pytest.raises(ValueError, match="unsupported"):
        weighed([b""], "no such")

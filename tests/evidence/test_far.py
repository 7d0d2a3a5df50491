"""A file far away is the same as one at hand, whatever is asked of it and in whatever order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import UnreachedError
from ostiary.evidence.far import BLOCK, KEPT, RUN, Far, Listed, far_members
from ostiary.formats.contents import Fault
from ostiary.formats.model.extent import Held

DATA = bytes(one * 7 % 251 for one in range(5 * BLOCK + 123))


@given(
    st.lists(st.tuples(st.integers(0, len(DATA) + 9), st.integers(0, 3 * BLOCK)), max_size=12),
    st.integers(0, len(DATA)),
)
def test_it_reads_as_if_it_were_held(asked: list[tuple[int, int]], size: int) -> None:
    data = DATA[:size]
    far = Far(lambda offset, count: data[offset : offset + count], size)
    for offset, count in asked:
        assert far.at(offset, count) == Held(data).at(offset, count)


def test_nothing_is_fetched_twice_in_a_row() -> None:
    fetched: list[tuple[int, int]] = []

    def fetch(offset: int, count: int) -> bytes:
        fetched.append((offset, count))
        return DATA[offset : offset + count]

    far = Far(fetch, len(DATA))
    for offset in range(0, len(DATA), 1000):
        far.at(offset, 10)
    assert len(fetched) == 5
    for _ in range(2):
        assert far.at(0, len(DATA)) == DATA
    assert len(fetched) == 6


def test_it_holds_so_many_blocks_and_no_more() -> None:
    size = (KEPT + 4 * RUN) * BLOCK
    far = Far(lambda _, count: bytes(count), size)
    assert len(far.at(0, size)) == size
    assert len(far._blocks) <= KEPT


def test_what_failed_once_is_not_asked_again() -> None:
    asked = []

    def fetch(offset: int, count: int) -> bytes:
        asked.append(offset)
        raise UnreachedError("gone")

    far = Far(fetch, len(DATA))
    for _ in range(3):
        with pytest.raises(UnreachedError, match="gone"):
            far.at(0, 1)
    assert far.lost == "gone"
    assert len(asked) == 1


def test_each_listed_file_is_accounted_for() -> None:
    files = (Listed("a.txt", 2, True), Listed("b.txt", 5, lost="gated"), Listed("c.txt", 4))

    def fetch(number: int, offset: int, count: int) -> bytes:
        if number == 2:
            raise UnreachedError("no ranges")
        return b"hi"[offset : offset + count]

    found = list(far_members(files, fetch))
    assert [one.path for one in found] == ["a.txt", "b.txt", "c.txt"]
    assert [one.message for one in found if isinstance(one, Fault)] == ["gated", "no ranges"]

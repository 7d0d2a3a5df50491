"""Pickles: whatever the bytes, a record comes out, and nothing that the real unpickler asks for is clean."""

import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "models"))
from desks import read_all
from pickle_streams import seeds
from test_pickle_readers import slips

from ostiary.core.errors import ParseError
from ostiary.formats.pickles import read_pickles


def pickled(data: bytes) -> Iterable[str]:
    """Features: the rules that were broken, how calls stand, and why it was left."""
    desk = read_all("fuzz.pkl", data)
    features = set() if desk.files else {"taken for nothing"}
    for file in desk.files:
        assert file.accounted <= file.size
        features.add(f"{file.format}: {file.opaque}"[:60])
        features |= {one.rule for one in file.oddities}
        features |= {f"{one.how} {one.standing}" for one in file.calls}
    assert not slips(data), "something unlisted is asked for, and the file is clean"
    try:
        features |= {one.opcode for found in read_pickles(data) for one in found.calls}
    except ParseError as error:
        features.add(error.message)
    return features


def pickle_seeds() -> list[bytes]:
    return seeds()

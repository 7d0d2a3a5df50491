"""Files of tensors and graphs that real libraries wrote are clean to the last byte."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("numpy")
sys.path.insert(0, str(Path(__file__).parent))
import layer_kinds
import tensor_kinds
from desks import read_all
from kinds import KINDS, Kind

from ostiary.formats.model.assurance import Assurance, assurance

MINE = [
    one for one in KINDS if one.make.__module__ in {tensor_kinds.__name__, layer_kinds.__name__}
]


@pytest.mark.parametrize("kind", MINE, ids=lambda kind: str(kind.name))
@pytest.mark.timeout(600)  # some libraries take a minute to be imported
@pytest.mark.filterwarnings("ignore")
def test_clean(kind: Kind) -> None:
    if not kind.here():
        pytest.skip(f"{', '.join(kind.needs)}: not all of them installed")
    made = list(kind.make())
    assert made
    for name, data in made:
        desk = read_all(name, data)
        assert desk.files, f"nobody recognises {name}"
        for one in desk.files:
            assert assurance(one) in (Assurance.SAFE_BY_FORMAT, Assurance.SAFE_BY_LIST), one
            assert one.accounted == one.size, one

"""Containers of models: any bytes end in records that keep their word; what a loader calls is never safe."""

import io
import pickle
import re
import sys
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

from ostiary.formats.model.assurance import Assurance, assurance
from ostiary.formats.model.catalogue import FORMATS
from ostiary.formats.model.desk import Bounds, Desk
from ostiary.formats.model.extent import Held
from ostiary.formats.model.sheet import MAX_CALLED, MAX_ODDITIES, MAX_REACHED, MAX_TEXT
from ostiary.program.loading.known import KNOWN

sys.path.insert(0, str(Path(__file__).parents[1] / "models"))
from test_model_pages import SAMPLES

PAGES = frozenset(
    (
        *(
            "closed",
            "joblib",
            "npy",
            "polyglot",
            "tar",
            "torch-export",
            "torch-legacy",
            "torch-tar",
        ),
        *("torch-zip", "wrapped", "zip"),
    )
)
BOUNDS = Bounds(depth=4, parts=200, held=4 << 20, passed=1 << 20)
MAX_SEED = 20_000
SAFE = (Assurance.SAFE_BY_FORMAT, Assurance.SAFE_BY_LIST)
PAYLOAD = "posix.getpid"
"""What the samples call where an attack would call something else."""
NAMES = ("model.pt", "model.joblib", "a.npy", "a.bin.gz", "weights")
_SHAPE = re.compile(r"`[^`]*`|\d+")


class PayloadError(Exception):
    """The payload was asked for."""


class Inert(pickle._Unpickler):
    """Finds nothing: raises at the payload, and at everything else in another way."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise PayloadError if f"{module}.{name}" == PAYLOAD else ValueError

    def persistent_load(self, asked: object) -> object:
        return 0


def reaches(data: bytes) -> bool:
    """Whether the first global that unpickling these bytes looks for is the payload."""
    try:
        Inert(io.BytesIO(data)).load()
    except PayloadError:
        return True
    except Exception:  # noqa: BLE001 - any other end is no payload
        return False
    return False


def loaders(data: bytes) -> bool:
    """Whether a loader of pickles, or one of zips with pickles in them, would reach the payload at once."""
    if reaches(data):
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = [one.file_size for one in archive.infolist()]
            if len(sizes) > 50 or sum(sizes) > 1 << 20:
                return False
            return any(reaches(archive.read(one)) for one in archive.namelist())
    except Exception:  # noqa: BLE001 - what it cannot read it does not load
        return False


def containers(data: bytes) -> Iterable[str]:
    """Every record within its limits; safe only where each byte is explained and no loader calls anything."""
    features: set[str] = set()
    called = loaders(data)
    for name in NAMES[: 2 if len(data) > 4000 else None]:
        desk = Desk(FORMATS, KNOWN, BOUNDS)
        desk.look(name, Held(data))
        states = [assurance(one) for one in desk.files]
        assert not (desk.files and called and set(states) <= set(SAFE)), "safe, and a loader calls"
        for state, one in zip(states, desk.files, strict=True):
            one.path.encode("utf-8")
            assert 0 <= one.accounted <= one.size, "more bytes than there are"
            assert state not in SAFE or (one.accounted == one.size and not one.opaque)
            assert len(one.calls) <= 2 * MAX_CALLED
            assert len(one.oddities) <= 2 * MAX_ODDITIES
            assert len(one.reaches) <= MAX_REACHED
            texts = [one.opaque, *(odd.message for odd in one.oddities)]
            assert all(len(text.encode("utf-8")) <= 12 * MAX_TEXT for text in texts)
            features |= {
                f"{one.format} {state.value}",
                f"{one.format} {_SHAPE.sub('#', one.opaque)[:50]}",
            }
            features |= {f"{one.format} {odd.rule}" for odd in one.oddities}
        assert sum(len(one.data) for one in desk.members) <= BOUNDS.passed
    return features or {"no model"}


def container_seeds() -> list[bytes]:
    """The samples of the pages, good and bad, that are short."""
    found = [one.data() for one in SAMPLES if one.page in PAGES and "omb" not in one.title]
    return [one for one in dict.fromkeys(found) if len(one) <= MAX_SEED]


TARGETS: dict[str, Callable[[bytes], Iterable[str]]] = {"model-containers": containers}
SEEDS: dict[str, Callable[[], list[bytes]]] = {"model-containers": container_seeds}

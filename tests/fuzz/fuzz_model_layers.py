"""Any bytes under the name of every format of layers, trees and engines: a record that holds together."""

import re
from collections.abc import Callable, Iterable

from ostiary.formats.model.assurance import assurance
from ostiary.formats.model.catalogue import FORMATS
from ostiary.formats.model.desk import HEAD, Bounds, Desk
from ostiary.formats.model.extent import Held
from ostiary.program.loading.known import KNOWN

NAMES = {
    "keras": "a.keras",
    "keras-json": "a.json",
    "hdf5": "a.h5",
    "tflite": "a.tflite",
    "executorch": "a.pte",
    "catboost": "a.cbm",
    "lightgbm": "a.txt",
    "xgboost": "a.json",
    "pmml": "a.pmml",
    "openvino": "a.xml",
    "skops": "a.skops",
    "mar": "a.mar",
    "nemo": "a.nemo",
    "flax": "a.msgpack",
    "machine-code": "a.engine",
    "unread": "a.t7",
}
"""The name under which each format is tried."""

_WORDS = re.compile(r"`[^`]*`|0x\w+|\d+|'[^']*'")


def layers(data: bytes) -> Iterable[str]:
    """Bytes accounted within the file, printable texts, and a verdict, from every reader that takes it."""
    features: set[str] = set()
    extent = Held(data)
    for form in FORMATS:
        name = NAMES.get(form.name)
        if name is None or not form.sniff(data[:HEAD], extent, name):
            continue
        desk = Desk(FORMATS, KNOWN, Bounds(depth=2, parts=50))
        desk.read(form, name, extent)
        for file in desk.files:
            repr(file).encode()
            assert 0 <= file.accounted <= file.size, "more accounted than there is"
            features.add(f"{form.name} {file.format} {assurance(file)} {file.carries}")
            features |= {f"{form.name} {one.rule}" for one in file.oddities}
            features |= {f"{form.name} {one.standing} {one.how}" for one in file.calls}
            features.add(f"{form.name} {_WORDS.sub('', file.opaque)[:50]}")
    return features or {"of none of these formats"}


def layer_seeds() -> list[bytes]:
    """The samples of the pages of these formats."""
    from test_model_pages import SAMPLES

    return [one.data() for one in SAMPLES if one.page in NAMES]


TARGETS: dict[str, Callable[[bytes], Iterable[str]]] = {"model-layers": layers}
SEEDS: dict[str, Callable[[], list[bytes]]] = {"model-layers": layer_seeds}

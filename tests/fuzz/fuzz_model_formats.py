"""Any bytes under the name of every format of tensors, graphs, layers and trees: a record comes out."""

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from ostiary.formats.model.assurance import assurance
from ostiary.formats.model.catalogue import FORMATS
from ostiary.formats.model.desk import HEAD, Bounds, Desk
from ostiary.formats.model.extent import Held
from ostiary.program.loading.known import KNOWN

sys.path.insert(0, str(Path(__file__).parents[1] / "models"))

LAYERS = {
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
TENSORS = {
    "safetensors": "a.safetensors",
    "safetensors-index": "a.safetensors.index.json",
    "gguf": "a.gguf",
    "onnx": "a.onnx",
    "keras-metadata": "keras_metadata.pb",
    "tensorflow": "saved_model.pb",
    "tensorflow-checkpoint": "a.index",
    "coreml": "a.mlmodel",
    "mlpackage": "manifest.json",
    "coreml-weights": "weight.bin",
}
"""The name under which each format is tried."""

_WORDS = re.compile(r"`[^`]*`|0x\w+|\d+|'[^']*'")


def read_as(names: Mapping[str, str], data: bytes) -> Iterable[str]:
    """Bytes accounted within the file, printable texts, and a verdict, from every reader that takes it."""
    features: set[str] = set()
    extent = Held(data)
    for form in FORMATS:
        name = names.get(form.name)
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


def samples(names: Mapping[str, str]) -> list[bytes]:
    """The samples of the pages of these formats."""
    from test_model_pages import SAMPLES

    return [one.data() for one in SAMPLES if one.page in names]


_SETS = {"model-layers": LAYERS, "model-tensors": TENSORS}
TARGETS: dict[str, Callable[[bytes], Iterable[str]]] = {
    target: partial(read_as, names) for target, names in _SETS.items()
}
SEEDS: dict[str, Callable[[], list[bytes]]] = {
    target: partial(samples, names) for target, names in _SETS.items()
}

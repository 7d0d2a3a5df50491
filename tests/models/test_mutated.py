"""Changed bytes of good and bad samples: a record comes out, whatever they say."""

import random
from functools import cache

import pytest
from desks import read_all
from test_model_pages import SAMPLES

from ostiary.formats.model.assurance import assurance

PAGES = (
    "keras", "keras-json", "hdf5", "tflite", "executorch", "catboost", "lightgbm", "xgboost", "pmml",
    "openvino", "skops", "mar", "nemo", "flax", "machine-code", "unread", "safetensors",
    "safetensors-index", "gguf", "onnx", "tensorflow", "keras-metadata", "tensorflow-checkpoint",
    "coreml", "mlpackage", "coreml-weights", "editor-config", "model-config", "chat-template", "target-yaml",
    "mlflow", "notebook", "model-card", "prompt",
)  # fmt: skip
ROUNDS = 350
_WORDS = (
    b"\xff" * 8,
    b"\0" * 8,
    b"\x7f",
    b"\x80",
    b"../",
    b"\x0a\x0a\x0a",
    b"[[[[",
    b'{"a":',
    b"\xff\xff\xff\x7f",
)


@cache
def seeds(page: str) -> list[tuple[str, bytes]]:
    return [(one.name, one.data()) for one in SAMPLES if one.page == page]


def mutated(data: bytes, others: list[tuple[str, bytes]], dice: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(dice.randrange(1, 5)):
        at = dice.randrange(len(out) + 1)
        match dice.randrange(6):
            case 0:
                out[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                del out[at : at + dice.randrange(1, 9)]
            case 2:
                del out[at:]
            case 3:
                out[at:at] = dice.choice(_WORDS)
            case 4:
                word = dice.choice(_WORDS)
                out[at : at + len(word)] = word
            case 5:
                other = dice.choice(others)[1]
                start = dice.randrange(len(other) + 1)
                out[at:at] = other[start : start + dice.randrange(64)]
    return bytes(out)


@pytest.mark.parametrize("page", PAGES)
def test_mutated(page: str) -> None:
    dice = random.Random(page)
    known = seeds(page)
    assert known
    for _ in range(ROUNDS):
        name, data = dice.choice(known)
        for file in read_all(name, mutated(data, known, dice)).files:
            assert assurance(file)
            assert 0 <= file.accounted <= file.size
            repr(file).encode()


@pytest.mark.parametrize("page", PAGES)
def test_cut_off(page: str) -> None:
    """No beginning of a file raises anything."""
    for name, data in seeds(page):
        for end in range(0, len(data), max(1, len(data) // 40)):
            read_all(name, data[:end])

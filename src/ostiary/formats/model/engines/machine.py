"""Machine code under the name of a model, or that is a model together with the program which runs it."""

from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.opaque import looks
from ostiary.formats.model.record import Carries, Topic
from ostiary.formats.model.sheet import Sheet

MAX_PASSED = 64 << 20
"""Bytes of a program that are handed on."""

_APE = (b"MZqFpD='", b"jartsr='")
"""Programs for several systems at once, as which llamafile packs weights with their program."""
_ENGINES = {b"ftrt": "a TensorRT engine", b"ptrt": "a TensorRT engine", b"RKNN": "an RKNN model"}
_NAMES = (
    *(".model", ".pt", ".pth", ".ckpt", ".gguf", ".onnx", ".h5", ".hdf5", ".safetensors"),
    *(
        ".tflite",
        ".engine",
        ".plan",
        ".trt",
        ".llamafile",
        ".mar",
        ".nemo",
        ".keras",
        ".pkl",
        ".pb",
    ),
    *(".joblib", ".npy", ".npz", ".weights", ".params", ".mlmodel", ".pte", ".ptl", ".msgpack"),
)
"""Names that models have, and programs have not."""
_WEIGHTS = regex(r"(?:model|weights|pytorch|adapter|ggml|tf_).*\.bin")


def sniff(head: bytes, extent: Extent, name: str) -> bool:  # noqa: ARG001 - one shape for all
    """By the marks of engines; a program only under the name of a model, as others see to programs."""
    if head.startswith(_APE) or head[:4] in _ENGINES:
        return len(head) >= 16
    named = name.endswith(_NAMES) or _WEIGHTS.search(name) is not None
    return named and looks(head).endswith("program")


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Say what it is; what it does cannot be told from its bytes."""
    sheet.carries = Carries.MACHINE
    head = sheet.extent.at(0, 4096)
    what = _ENGINES.get(head[:4]) or looks(head) or "a program for several systems"
    sheet.detail("kind", what)
    sheet.odd(Topic.MACHINE, "machine-code", f"it is {what}: loading it runs machine code")
    sheet.stop(f"{what} cannot be vetted by what it says")
    if head[:4] not in _ENGINES and sheet.extent.size <= MAX_PASSED:
        sheet.passed("program", sheet.extent.at(0, sheet.extent.size))

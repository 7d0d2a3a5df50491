"""By what are machine code and models recognised that nobody here reads?"""

import re

from ostiary.core.regex import regex
from ostiary.formats.content import is_text as is_plain
from ostiary.formats.model.engines.columns import unpickles
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.onnx.marks import is_text
from ostiary.formats.model.opaque import looks

ENGINES = {b"ftrt": "a TensorRT engine", b"ptrt": "a TensorRT engine", b"RKNN": "an RKNN model"}
_APE = (b"MZqFpD='", b"jartsr='")
"""Programs for several systems at once, as which llamafile packs weights with their program."""
_OF_MODELS = (
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

_MARKS = (
    (
        rb"RD[XAB][23]\n",
        "an R workspace",
        "it may hold functions and promises, which run when they are used",
    ),
    (
        rb"(?:X\n\0\0\0[\x02\x03]|A\n[23]\n\d{5,6}\n|B\n[\x02\x03]\0\0\0)",
        "an R object",
        "it may hold functions and promises, which run when they are used",
    ),
    (rb"\x12\x01\0\0\0\0\0\0", "parameters of MXNet", "its arrays are not read"),
    (
        rb"(?:\x04\0{3}\x01\0{3}\x03\0{3}V 1|4\n1\n3\nV 1\n)",
        "a file of Torch7",
        "it may hold functions as byte code of Lua",
    ),
    (
        rb"\xac\xed\0\x05[\x70-\x7e]",
        "objects of Java",
        "reading them calls what their classes define",
    ),
    (
        rb"\0\x01\0\0\0\xff{4}\x01\0\0\0\0{4}",
        "objects of .NET",
        "reading them builds whatever types they name",
    ),
    (rb"pst0[\x04-\x0b]", "objects of Perl", "reading them calls what their classes define"),
    (rb"7JL[\x01-\x7f]", "objects of Julia", "reading them may define and call functions"),
    (rb".{4}ORTM", "a model of ONNX Runtime", "its operators are read in the form of ONNX only"),
    (rb"B\0C\0N\0", "a model of CNTK", "its records are not read"),
    (rb"(?:lmgg|fmgg|tjgg|algg)", "a model of ggml from before GGUF", "its tensors are not read"),
    (rb"\xba\x16O/[\x0b\x0c]\0{3}", "a model of fastText", "its dictionary is not read"),
    (rb"7767517\r?\n", "a network of ncnn", "its layers are not read"),
)
_FORMS = tuple((regex(mark, re.DOTALL), what, why) for mark, what, why in _MARKS)
_LAYERS = regex(rb"CompositeFunction|primitive_functions")
_BINARY = rb".{0,200}\0"
_NAMED = (
    (".pdmodel", rb"\x0a", "a program of Paddle", "its operators are not read"),
    (".pdiparams", rb"\0{4}", "parameters of Paddle", "its tensors are not read"),
    (".caffemodel", rb"[\x0a\x12]", "a model of Caffe", "its layers are not read"),
    (
        ".t7",
        rb"[\x01-\x08]\0{3}|[1-8]\n",
        "a file of Torch7",
        "it may hold functions as byte code of Lua",
    ),
    (".mnn", rb".{3}\0", "a model of MNN", "its operators are not read"),
    (
        ".rknn",
        _BINARY,
        "an RKNN model",
        "it is made for an accelerator, machine code of it included",
    ),
    (".dnn", _BINARY, "a model of CNTK", "its records are not read"),
    *(
        (end, _BINARY, "a compiled model", "it is machine code, of a processor or an accelerator")
        for end in (".hef", ".vmfb", ".bmodel", ".kmodel", ".axmodel", ".dlc")
    ),
    (".engine", _BINARY, "an engine of an accelerator", "it is machine code of it"),
)
_BY_NAME = tuple((end, regex(mark, re.DOTALL), what, why) for end, mark, what, why in _NAMED)
_BY_THEIR_NAME = regex(r".*\.(?:pt|pth|pkl|pickle|pck|dill|joblib)|pytorch_model[\w.-]*\.bin")


def machine(head: bytes, _extent: Extent, name: str) -> bool:
    """By the marks of engines; a program only under the name of a model, as others see to programs."""
    if head.startswith(_APE) or head[:4] in ENGINES:
        return len(head) >= 16
    named = name.endswith(_OF_MODELS) or _WEIGHTS.search(name) is not None
    return named and looks(head).endswith("program")


def unread(head: bytes, extent: Extent, name: str) -> bool:
    """By marks of their own; by name and first bytes where there are none."""
    if extent.size == 0:
        return False
    known = bool(kind_of(head, name)[0]) or is_text(head, extent, name)
    return known or unpickles(head, extent, name) or nameless(head, name)


def nameless(head: bytes, name: str) -> bool:
    """Whether only its name says what a file is, and that is loaded by unpickling it."""
    return bool(_BY_THEIR_NAME.fullmatch(name)) and not is_plain(head)


def kind_of(head: bytes, name: str) -> tuple[str, str]:
    """What it is, and what it could bring; empty if it is none of them."""
    for form, what, why in _FORMS:
        if form.match(head):
            return what, why
    if head[:1] == b"\x08" and _LAYERS.search(head):
        return "a model of CNTK", "its records are not read"
    for end, form, what, why in _BY_NAME:
        if name.endswith(end) and head and form.match(head):
            return what, why
    return "", ""

"""Models in forms that nobody here reads: each is named, with what it could bring, and never called clean."""

import re

from ostiary.core.regex import regex
from ostiary.formats.content import is_text as is_plain
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.engines.columns import unpickles
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.onnx.text import is_text
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet

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


_AS_TEXT = (
    "an ONNX model as text",
    "its operators and the files that it names are read in its binary form only",
)


_BY_THEIR_NAME = regex(r".*\.(?:pt|pth|pkl|pickle|pck|dill|joblib)|pytorch_model[\w.-]*\.bin")
_NONE = (
    "a file under a name of pickles",
    "it is of no format that is known, and whoever goes by its name unpickles it",
)


_PICKLED = (
    "a table or an array with pickled types or values",
    "whoever reads it unpickles them",
)


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """By marks of their own; by name and first bytes where there are none."""
    if extent.size == 0:
        return False
    known = bool(_kind(head, name)[0]) or is_text(head, extent, name)
    return known or unpickles(head, extent, name) or _nameless(head, name)


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Say what it is, and that it was not read."""
    what, why = _kind(sheet.extent.at(0, 4096), sheet.path.rpartition("/")[2].lower())
    if not what:
        head, name = sheet.extent.at(0, 4096), sheet.path.rpartition("/")[2].lower()
        nameless = _NONE if _nameless(head, name) else _AS_TEXT
        what, why = _PICKLED if unpickles(head, sheet.extent, name) else nameless
    sheet.carries = Carries.UNKNOWN
    sheet.detail("kind", what)
    sheet.stop(f"{what} is not read here: {why}")


def _nameless(head: bytes, name: str) -> bool:
    """Whether only its name says what a file is, and that is loaded by unpickling it."""
    return bool(_BY_THEIR_NAME.fullmatch(name)) and not is_plain(head)


def _kind(head: bytes, name: str) -> tuple[str, str]:
    for form, what, why in _FORMS:
        if form.match(head):
            return what, why
    if head[:1] == b"\x08" and _LAYERS.search(head):
        return "a model of CNTK", "its records are not read"
    for end, form, what, why in _BY_NAME:
        if name.endswith(end) and head and form.match(head):
            return what, why
    return "", ""

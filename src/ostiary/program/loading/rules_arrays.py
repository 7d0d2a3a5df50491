"""Rules for numpy and pandas."""

from ostiary.core.regex import regex
from ostiary.formats.model.judge import Box, Made, Opaque, Symbol
from ostiary.program.loading.arguments import (
    Arguments,
    Asked,
    Rule,
    between,
    constant,
    harmless,
    items,
    listed_class,
    made,
    need,
    numbers,
    plain,
    symbol,
    text,
)
from ostiary.program.loading.fold import fold

_DTYPE = regex(
    r"[<>|=]?(?:[?bBhHiIlLqQpPefdgFDGSaUVOMm]|[biufcmMOSUV])\d{0,9}(?:\[\d*(?:[YMWDhms]|[munpfa]s)\])?"
    r"|bool|u?int(?:8|16|32|64|p|c)?|float(?:16|32|64|128)?|complex(?:64|128|256)?|object|str|bytes|T"
)
_GENERATORS = frozenset({"MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"})
_ARRAYS = frozenset(
    {
        "numpy.ndarray",
        "numpy.matrix",
        "numpy.memmap",
        "numpy.recarray",
        "numpy.char.chararray",
        "numpy._core.defchararray.chararray",
        "numpy.ma.core.MaskedArray",
        "numpy.ma.core.mrecords.MaskedRecords",
        "numpy.ma.mrecords.MaskedRecords",
        "joblib.memmap_reducer.memmap",
    }
)


def kind(value: object) -> None:
    """A literal text that describes a type of elements."""
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    need(_DTYPE.fullmatch(text(value)), "that is no type of elements")


def dtype(value: object) -> None:
    """A type of elements that a listed call made."""
    made(value, "numpy.dtype", "numpy._core._internal._convert_to_stringdtype_kwargs")


def _dtype(arguments: Arguments, asked: Asked) -> None:
    """`numpy.dtype`: its description, and whether to align and to copy."""
    between(arguments, 1, 3)
    first = arguments[0]
    if isinstance(first, Symbol):
        need(fold(first.dotted).startswith("numpy.") and asked.named(first.dotted), "no type")
    else:
        kind(first)
    for one in arguments[1:]:
        need(one in (0, 1), "neither true nor false")


def _array(arguments: Arguments, _asked: Asked) -> None:
    """`_reconstruct`: a class of arrays, an empty shape, the type of bytes."""
    between(arguments, 3, 3)
    need(fold(symbol(arguments[0])) in _ARRAYS, "the class is none of numpy's own arrays")
    need(items(arguments[1]) == (0,), "the shape is not (0,)")
    one = arguments[2]
    need(one in (b"b", "b") or isinstance(one, Made | Opaque), "the type is not b")


def _masked(arguments: Arguments, _asked: Asked) -> None:
    """`_mareconstruct`: a class of masked arrays, that of its data, an empty shape, the type of bytes."""
    between(arguments, 4, 4)
    for one in arguments[:2]:
        need(fold(symbol(one)) in _ARRAYS, "the class is none of numpy's own arrays")
    need(items(arguments[2]) == (0,), "the shape is not (0,)")
    plain(arguments[3])


def _scalar(arguments: Arguments, _asked: Asked) -> None:
    """`scalar`: a type and the bytes of one element."""
    between(arguments, 1, 2)
    dtype(arguments[0])
    for one in arguments[1:]:
        plain(one)


def _buffer(arguments: Arguments, _asked: Asked) -> None:
    """`_frombuffer`: bytes, a type, a shape, an order, and for newer ones an order of axes."""
    between(arguments, 4, 5)
    plain(arguments[0])
    dtype(arguments[1])
    numbers(arguments[2])
    need(arguments[3] in ("C", "F", "K", "A"), "no order")
    if len(arguments) == 5 and arguments[4] is not None:
        numbers(arguments[4])


def _generator(arguments: Arguments, _asked: Asked) -> None:
    """A generator of random numbers, by the name or class of its bits; the maker must be numpy's own."""
    between(arguments, 0, 2)
    for one in arguments[:1]:
        if isinstance(one, Symbol):
            last = one.dotted.rpartition(".")
            need(last[0].startswith("numpy.random.") and last[2] in _GENERATORS, "no generator")
        elif isinstance(one, str):
            need(one in _GENERATORS, "no generator")
        else:
            made(one, "numpy.random._pickle.__bit_generator_ctor")
    for one in arguments[1:]:
        name = symbol(one)
        need(name == "numpy.random._pickle.__bit_generator_ctor", "the maker is not numpy's own")


def _ufunc(arguments: Arguments, asked: Asked) -> None:
    """`_ufunc_reconstruct` imports a module by name: numpy's own, and one of its listed functions."""
    between(arguments, 2, 2)
    module, name = text(arguments[0]), text(arguments[1])
    need(name.isidentifier() and asked.named(f"{module}.{name}"), f"`{name}` is not on the list")


def _string_type(arguments: Arguments, _asked: Asked) -> None:
    between(arguments, 1, 2)
    for one in arguments:
        plain(one)


def _text_type(arguments: Arguments, asked: Asked) -> None:
    """`pandas.StringDtype`: how texts are stored, and the value for what is missing."""
    between(arguments, 0, 2)
    for one in arguments:
        if isinstance(one, Symbol):
            need(asked.named(one.dotted), "the value for what is missing is on no list")
        else:
            constant(one)


def _index(arguments: Arguments, asked: Asked) -> None:
    """`_new_Index` and the like: a class of indexes, and a dictionary of data."""
    between(arguments, 2, 2)
    name = fold(listed_class(arguments[0], asked))
    need(name.startswith("pandas.") and name.endswith("Index"), "the class is no index")
    need(isinstance(arguments[1], Box | Opaque), "no dictionary")
    harmless(arguments[1], asked)


def _moment(arguments: Arguments, _asked: Asked) -> None:
    """Numbers, texts, and a type, a zone or an offset that a listed call made."""
    for one in arguments:
        if not isinstance(one, Made):
            constant(one)


ARRAYS: dict[str, Rule] = {
    "dtype": _dtype,
    "array": _array,
    "masked-array": _masked,
    "scalar": _scalar,
    "buffer": _buffer,
    "generator": _generator,
    "ufunc": _ufunc,
    "string-type": _string_type,
    "text-type": _text_type,
    "index": _index,
    "moment": _moment,
}

"""Rules for PyTorch."""

import re

from ostiary.core.regex import regex
from ostiary.formats.model.judge import Box, Foreign, Made, Opaque, Symbol
from ostiary.program.loading.arguments import (
    Arguments,
    Asked,
    Rule,
    between,
    harmless,
    items,
    listed_class,
    need,
    numbers,
    plain,
    symbol,
    text,
    whole,
)

_DEVICE = regex(r"[a-z]{2,20}(?::\d{1,4})?")
_STORAGE = regex(
    r"torch\.(?:cuda\.|storage\.|sparse\.)?(?:[A-Z][A-Za-z0-9]{0,20})?(?:Typed|Untyped)?Storage"
)


def storage(value: object) -> None:
    """The bytes of a tensor: what a persistent id stands for, or a loader of them that is judged itself."""
    if isinstance(value, Foreign):
        asked = value.asked
        parts = asked.items if isinstance(asked, Box) else list[object]()
        good = (
            len(parts) >= 5 and parts[0] in ("storage", b"storage") and isinstance(parts[1], Symbol)
        )
        need(good and _STORAGE.fullmatch(symbol(parts[1])), "the persistent id names no storage")
    else:
        good = isinstance(value, Opaque) or (isinstance(value, Made) and value.by in _STORED)
        need(good, "no storage")


_STORED = frozenset(
    {
        "torch.storage._load_from_bytes",
        "torch.storage.TypedStorage",
        "torch.storage.UntypedStorage",
        "torch.jit._pickle.restore_type_tag",
    }
)


def tensor(value: object) -> None:
    """A tensor that a listed call made."""
    good = isinstance(value, Opaque) or (
        isinstance(value, Made)
        and value.by.startswith(("torch._utils._rebuild_", "torch._tensor._rebuild_"))
    )
    need(good, "no tensor")


def _tensor(arguments: Arguments, asked: Asked) -> None:
    """`_rebuild_tensor` and `_v2`: storage, offset, shape, strides, then whether it learns, hooks, more."""
    between(arguments, 4, 8)
    storage(arguments[0])
    whole(arguments[1], 0)
    numbers(arguments[2])
    numbers(arguments[3])
    for one in arguments[4:]:
        harmless(one, asked)


def _parameter(arguments: Arguments, asked: Asked) -> None:
    """`_rebuild_parameter`: a tensor, whether it learns, hooks, and a state of data."""
    between(arguments, 3, 4)
    tensor(arguments[0])
    for one in arguments[1:]:
        harmless(one, asked)


def _quantised(arguments: Arguments, asked: Asked) -> None:
    """`_rebuild_qtensor`: like a tensor, with a scheme of listed names and data."""
    between(arguments, 7, 7)
    storage(arguments[0])
    whole(arguments[1], 0)
    numbers(arguments[2])
    numbers(arguments[3])
    for one in arguments[4:]:
        harmless(one, asked)


def _sparse(arguments: Arguments, asked: Asked) -> None:
    """`_rebuild_sparse_tensor`: a layout by name, and its tensors and shape."""
    between(arguments, 2, 2)
    harmless(arguments[0], asked)
    for one in items(arguments[1]):
        harmless(one, asked)


def _data(arguments: Arguments, asked: Asked) -> None:
    """Tensors that listed calls made, numbers, and listed names."""
    between(arguments, 1, 12)
    for one in arguments:
        harmless(one, asked)


def _subclass(arguments: Arguments, asked: Asked) -> None:
    """`_rebuild_from_type_v2` calls its first argument with its third: that call is judged like any other."""
    between(arguments, 4, 4)
    function = symbol(arguments[0])
    need(asked.called(function, items(arguments[2])), f"`{function}` is not harmless with these")
    listed_class(arguments[1], asked)
    harmless(arguments[3], asked)


def _device(arguments: Arguments, _asked: Asked) -> None:
    between(arguments, 1, 2)
    need(_DEVICE.fullmatch(text(arguments[0])), "no device")
    for one in arguments[1:]:
        whole(one, 0, 9999)


def _size(arguments: Arguments, _asked: Asked) -> None:
    between(arguments, 0, 1)
    for one in arguments:
        if not isinstance(one, Opaque):
            plain(one)


def _layout(arguments: Arguments, _asked: Asked) -> None:
    """`_get_layout`: one of the layouts that torch has in a table."""
    between(arguments, 1, 1)
    need(re.fullmatch(r"torch\.(?:strided|jagged|sparse_\w{3})", text(arguments[0])), "no layout")


def _bytes(arguments: Arguments, _asked: Asked) -> None:
    """`_load_from_bytes`: the bytes are at hand, and are a file of their own."""
    between(arguments, 1, 1)
    first = arguments[0]
    encoded = isinstance(first, Made) and first.by == "_codecs.encode"
    need(encoded or isinstance(first, bytes | Opaque), "the bytes are not at hand")


def _storage(arguments: Arguments, _asked: Asked) -> None:
    """A storage that is made empty, or around another."""
    for one in arguments:
        plain(one)


def _enumerated(arguments: Arguments, _asked: Asked) -> None:
    """A member of one of torch's own enumerations, by number."""
    between(arguments, 1, 1)
    whole(arguments[0], 0, 1_000)


def _scripted(arguments: Arguments, asked: Asked) -> None:
    """`restore_type_tag` and its kind: a value and the text of its type."""
    between(arguments, 1, 2)
    harmless(arguments[0], asked)
    for one in arguments[1:]:
        text(one)


TORCH: dict[str, Rule] = {
    "tensor": _tensor,
    "parameter": _parameter,
    "quantised": _quantised,
    "sparse": _sparse,
    "tensors": _data,
    "tensor-subclass": _subclass,
    "device": _device,
    "size": _size,
    "layout": _layout,
    "bytes": _bytes,
    "storage": _storage,
    "number-of-enumeration": _enumerated,
    "type-tag": _scripted,
}

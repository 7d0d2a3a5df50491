"""Would `torch.load` take this file with `weights_only=True`?"""

from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.torch.storages import ITEM_SIZES

SETTING = "weights_only=True"

_REBUILD = (
    *("parameter", "parameter_with_state", "qtensor", "tensor", "tensor_v2", "tensor_v3"),
    *("sparse_tensor", "meta_tensor_no_storage", "nested_tensor", "wrapper_subclass"),
    *("device_tensor_from_numpy", "device_tensor_from_cpu_tensor"),
)
_DTYPES = (
    *("float", "float16", "float32", "float64", "bfloat16", "half", "double", "bool"),
    *("uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64"),
    *(f"{sign}int{bits}" for sign in ("", "u") for bits in range(1, 8)),
    *("complex32", "complex64", "complex128", "qint8", "quint8", "qint32", "quint4x2", "quint2x4"),
    *("float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu"),
    *("float4_e2m1fn_x2", "bits1x8", "bits2x4", "bits4x2", "bits8", "bits16"),
    *("per_tensor_affine", "per_tensor_symmetric", "per_channel_affine"),
    *("per_channel_symmetric", "per_channel_affine_float_qparams"),
    *("Size", "Tensor", "device"),
)
_TENSORS = ("Double", "Float", "BFloat16", "Half", "Long", "Int", "Short", "Char", "Byte", "Bool")
ALLOWED = frozenset(
    (
        *(f"torch._utils._rebuild_{one}" for one in _REBUILD),
        *(f"torch.{one}" for one in _DTYPES),
        *(f"torch.{one}Storage" for one in ITEM_SIZES),
        *(f"torch.{one}Tensor" for one in _TENSORS),
        *("torch.storage.UntypedStorage", "torch.storage.TypedStorage"),
        *("torch._tensor._rebuild_from_type_v2", "torch.serialization._get_layout"),
        *("torch.nn.parameter.Parameter", "_codecs.encode"),
        *("collections.OrderedDict", "collections.Counter"),
        *("builtins.bytearray", "builtins.set", "builtins.complex"),
    )
)
"""What the restricted unpickler of PyTorch 2.6 and later takes without being told."""


def plain_load(sheet: Sheet) -> str:
    """The setting, if all that the file names and calls so far is within it."""
    names = {
        one.name.removesuffix(".__setstate__")
        for one in sheet.result().calls
        if one.name != "persistent_load"
    }
    return SETTING if names <= ALLOWED else ""

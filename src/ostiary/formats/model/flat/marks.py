"""By what are models of TensorFlow Lite and programs of ExecuTorch recognised?"""

from ostiary.formats.model.extent import Extent

_TFLITE = b"TFL3"
_EXECUTORCH = (b"ET1", b"ET2")


def tflite(head: bytes, _extent: Extent, _name: str) -> bool:
    """By the identifier behind the first offset."""
    return head[4:8] == _TFLITE


def executorch(head: bytes, _extent: Extent, _name: str) -> bool:
    """By the identifier behind the first offset."""
    return head[4:7] in _EXECUTORCH and head[7:8].isdigit()

"""The messages of TensorFlow: which fields each may have (protocol buffers of TensorFlow 2.21).

Those by which a file is recognised stand in `marks`.
"""

from ostiary.formats.model.protobuf.wire import shape

SAVED_MODEL = shape("v1 b2")
META_INFO = shape("b1-6 v7 b8")
GRAPH = shape("b1-2 v3 b4-5")
LIBRARY = shape("b1-3")
FUNCTION = shape("b1 b3-8")
SIGNATURE = shape("b1-9 v16-19 b20 v21")
VALUE = shape("b1-2 v3 f4 v5-6 b7-10")
VALUES = shape("b2 n3 f4 n5-6 b7-9")
TENSOR = shape("v1 b2 v3 b4 f5 d6 n7 b8 f9 n10-11 d12 n13 b14-15 n16-17 b18")
ASSET = shape("b1-2")
TENSOR_INFO = shape("b1 v2 b3-5")
OBJECT_GRAPH = shape("b1-2")
OBJECT = shape("b1 b3-16")
USER_OBJECT = shape("b1-3")
KERAS_METADATA = shape("b1")
KERAS_OBJECT = shape("v2 b3-6")
HEADER = shape("v1-2 b3")
ENTRY = shape("v1 b2 v3-5 f6 b7")

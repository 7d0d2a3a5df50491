"""The messages of ONNX: which fields each may have (onnx.proto of IR version 14).

Those by which a file is recognised stand in `marks`.
"""

from ostiary.formats.model.protobuf.wire import shape

OPSET = shape("b1 v2")
GRAPH = shape("b1-2 b5 b10-16")
NODE = shape("b1-10")
ATTRIBUTE = shape("b1 f2 v3 b4-6 f7 n8 b9-11 b13-15 v20 b21-23")
TENSOR = shape("n1 v2 b3 f4 n5 b6 n7 b8-9 d10 n11 b12-13 v14 b16")
SPARSE = shape("b1-2 n3")
FUNCTION = shape("b1 b4-14")
TRAINING = shape("b1-4")

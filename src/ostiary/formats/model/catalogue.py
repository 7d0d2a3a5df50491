"""All formats of model files, those with the surest marks first."""

from ostiary.formats.model.coreml import blob, package
from ostiary.formats.model.coreml import read as coreml
from ostiary.formats.model.desk import Format
from ostiary.formats.model.gguf import read as gguf
from ostiary.formats.model.onnx import read as onnx
from ostiary.formats.model.safetensors import index as shards
from ostiary.formats.model.safetensors import read as safetensors
from ostiary.formats.model.tensorflow import checkpoint, keras
from ostiary.formats.model.tensorflow import read as tensorflow

FORMATS: tuple[Format, ...] = (
    # tensors and graphs
    Format("gguf", "GGUF", gguf.sniff, gguf.read),
    Format("safetensors", "safetensors", safetensors.sniff, safetensors.read),
    Format("safetensors-index", "index of shards", shards.sniff, shards.read),
    Format("mlpackage", "manifest of a CoreML package", package.sniff, package.read),
    Format("coreml", "CoreML", coreml.sniff, coreml.read),
    Format("coreml-weights", "CoreML weights", blob.sniff, blob.read),
    Format("onnx", "ONNX", onnx.sniff, onnx.read),
    Format("keras-metadata", "Keras metadata", keras.sniff, keras.read),
    Format("tensorflow", "TensorFlow graph", tensorflow.sniff, tensorflow.read),
    Format("tensorflow-checkpoint", "TensorFlow checkpoint", checkpoint.sniff, checkpoint.read),
    Format(
        "tensorflow-data", "TensorFlow checkpoint data", checkpoint.sniff_data, checkpoint.read_data
    ),
)

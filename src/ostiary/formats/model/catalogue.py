"""All formats of model files, those with the surest marks first.

Only what recognises them is loaded here, which stands in the `marks` of each room; readers are named.
"""

from ostiary.formats.model import marks
from ostiary.formats.model.beside import forms
from ostiary.formats.model.beside import marks as beside
from ostiary.formats.model.bundles import marks as bundles
from ostiary.formats.model.coreml import marks as coreml
from ostiary.formats.model.desk import Format
from ostiary.formats.model.engines import marks as engines
from ostiary.formats.model.flat import marks as flat
from ostiary.formats.model.flax import marks as flax
from ostiary.formats.model.gguf import marks as gguf
from ostiary.formats.model.hdf5 import marks as hdf5
from ostiary.formats.model.joblib import marks as joblib
from ostiary.formats.model.keras import marks as keras
from ostiary.formats.model.markup import marks as markup
from ostiary.formats.model.npy import marks as npy
from ostiary.formats.model.onnx import marks as onnx
from ostiary.formats.model.pickle import marks as pickle
from ostiary.formats.model.safetensors import marks as safetensors
from ostiary.formats.model.tarred import marks as tarred
from ostiary.formats.model.tensorflow import marks as tensorflow
from ostiary.formats.model.torch import marks as torch
from ostiary.formats.model.trees import marks as trees
from ostiary.formats.model.wrapped import marks as wrapped
from ostiary.formats.model.zipped import marks as zipped

PICKLE = Format("pickle", "pickle", pickle.sniff, "pickle.read")

FORMATS: tuple[Format, ...] = (
    Format("polyglot", "two files in one", marks.polyglot, "polyglot"),
    Format("npy", "numpy array", npy.sniff, "npy.read"),
    # tensors and graphs
    Format("gguf", "GGUF", gguf.sniff, "gguf.read"),
    Format("safetensors", "safetensors", safetensors.tensors, "safetensors.read"),
    Format("safetensors-index", "index of shards", safetensors.index, "safetensors.index"),
    Format("mlpackage", "manifest of a CoreML package", coreml.package, "coreml.package"),
    Format("coreml", "CoreML", coreml.model, "coreml.read"),
    Format("coreml-weights", "CoreML weights", coreml.weights, "coreml.blob"),
    Format("onnx", "ONNX", onnx.sniff, "onnx.read"),
    Format("keras-metadata", "Keras metadata", tensorflow.keras, "tensorflow.keras"),
    Format("tensorflow", "TensorFlow graph", tensorflow.graph, "tensorflow.read"),
    Format(
        "tensorflow-checkpoint",
        "TensorFlow checkpoint",
        tensorflow.checkpoint,
        "tensorflow.checkpoint",
    ),
    # configurations and graphs of other libraries
    Format("keras", "Keras archive", keras.archive, "keras.archive"),
    Format("keras-json", "Keras configuration", keras.plain, "keras.plain"),
    Format("tflite", "TensorFlow Lite", flat.tflite, "flat.tflite"),
    Format("executorch", "ExecuTorch", flat.executorch, "flat.executorch"),
    Format("hdf5", "HDF5", hdf5.sniff, "hdf5.read"),
    Format("catboost", "CatBoost", trees.catboost, "trees.catboost"),
    Format("lightgbm", "LightGBM", trees.lightgbm, "trees.lightgbm"),
    Format("xgboost", "XGBoost", trees.xgboost, "trees.xgboost"),
    Format("pmml", "PMML", markup.pmml, "markup.pmml"),
    Format("openvino", "OpenVINO", markup.openvino, "markup.openvino"),
    Format("skops", "skops file", bundles.skops, "bundles.skops"),
    Format("mar", "TorchServe archive", bundles.mar, "bundles.mar"),
    Format("nemo", "NeMo archive", bundles.nemo, "bundles.nemo"),
    # containers and pickles
    Format("wrapped", "compressed file", wrapped.sniff, "wrapped.read"),
    Format("torch-zip", "PyTorch archive", torch.archive, "torch.archive"),
    Format("torch-export", "exported program of PyTorch", torch.export, "torch.export"),
    Format("torch-legacy", "PyTorch stream", torch.legacy, "torch.legacy"),
    Format("torch-tar", "PyTorch tar", torch.tar, "torch.tar"),
    Format("zip", "zip", zipped.sniff, "zipped.read"),
    Format("tar", "tar", tarred.sniff, "tarred.read"),
    Format("joblib", "joblib file", joblib.sniff, "joblib.read"),
    PICKLE,
    Format("closed", "archive that cannot be opened", marks.closed, "closed"),
    Format("machine-code", "machine code", engines.machine, "engines.machine"),
    Format("flax", "Flax MessagePack", flax.sniff, "flax.read"),
    Format("unread", "model that is not read", engines.unread, "engines.unread"),
    # known by their names alone, where the content says nothing
    Format(
        "tensorflow-data",
        "TensorFlow checkpoint data",
        tensorflow.checkpoint_data,
        "tensorflow.checkpoint_data",
    ),
    # what travels along
    Format(
        "editor-config",
        "configuration of an editor or agent",
        forms.sniff,
        "beside.opened",
        text=True,
    ),
    Format("model-config", "configuration", beside.config, "beside.config"),
    Format("chat-template", "chat template", beside.jinja, "beside.jinja", text=True),
    Format("mlflow", "MLflow description", beside.mlflow, "beside.mlflow", text=True),
    Format("target-yaml", "YAML that calls", beside.hydra, "beside.hydra", text=True),
    Format("notebook", "notebook", beside.notebook, "beside.notebook"),
    Format("model-card", "model card", beside.card, "beside.card", text=True),
    Format("prompt", "text for models", beside.prompt, "beside.prompt", text=True),
)

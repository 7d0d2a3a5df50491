"""All formats of model files, those with the surest marks first."""

from ostiary.formats.model import closed, polyglot
from ostiary.formats.model.beside import (
    card,
    config,
    hydra,
    jinja,
    mlflow,
    notebook,
    opened,
    prompt,
)
from ostiary.formats.model.bundles import mar, nemo, skops
from ostiary.formats.model.coreml import blob, package
from ostiary.formats.model.coreml import read as coreml
from ostiary.formats.model.desk import Format
from ostiary.formats.model.engines import machine, unread
from ostiary.formats.model.flat import executorch, tflite
from ostiary.formats.model.flax import read as flax
from ostiary.formats.model.gguf import read as gguf
from ostiary.formats.model.hdf5 import read as hdf5
from ostiary.formats.model.joblib import read as joblib
from ostiary.formats.model.keras import archive as keras_archive
from ostiary.formats.model.keras import plain as keras_json
from ostiary.formats.model.markup import openvino, pmml
from ostiary.formats.model.npy import read as npy
from ostiary.formats.model.onnx import read as onnx
from ostiary.formats.model.pickle.read import FORMAT as PICKLE
from ostiary.formats.model.safetensors import index as shards
from ostiary.formats.model.safetensors import read as safetensors
from ostiary.formats.model.tarred import read as plain_tar
from ostiary.formats.model.tensorflow import checkpoint, keras
from ostiary.formats.model.tensorflow import read as tensorflow
from ostiary.formats.model.torch import archive as torch_zip
from ostiary.formats.model.torch import export as torch_export
from ostiary.formats.model.torch import legacy as torch_legacy
from ostiary.formats.model.torch import tar as torch_tar
from ostiary.formats.model.trees import catboost, lightgbm, xgboost
from ostiary.formats.model.wrapped import read as wrapped
from ostiary.formats.model.zipped import read as plain_zip

FORMATS: tuple[Format, ...] = (
    Format("polyglot", "two files in one", polyglot.sniff, polyglot.read),
    Format("npy", "numpy array", npy.sniff, npy.read),
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
    # configurations and graphs of other libraries
    Format("keras", "Keras archive", keras_archive.sniff, keras_archive.read),
    Format("keras-json", "Keras configuration", keras_json.sniff, keras_json.read),
    Format("tflite", "TensorFlow Lite", tflite.sniff, tflite.read),
    Format("executorch", "ExecuTorch", executorch.sniff, executorch.read),
    Format("hdf5", "HDF5", hdf5.sniff, hdf5.read),
    Format("catboost", "CatBoost", catboost.sniff, catboost.read),
    Format("lightgbm", "LightGBM", lightgbm.sniff, lightgbm.read),
    Format("xgboost", "XGBoost", xgboost.sniff, xgboost.read),
    Format("pmml", "PMML", pmml.sniff, pmml.read),
    Format("openvino", "OpenVINO", openvino.sniff, openvino.read),
    Format("skops", "skops file", skops.sniff, skops.read),
    Format("mar", "TorchServe archive", mar.sniff, mar.read),
    Format("nemo", "NeMo archive", nemo.sniff, nemo.read),
    # containers and pickles
    Format("wrapped", "compressed file", wrapped.sniff, wrapped.read),
    Format("torch-zip", "PyTorch archive", torch_zip.sniff, torch_zip.read),
    Format("torch-export", "exported program of PyTorch", torch_export.sniff, torch_export.read),
    Format("torch-legacy", "PyTorch stream", torch_legacy.sniff, torch_legacy.read),
    Format("torch-tar", "PyTorch tar", torch_tar.sniff, torch_tar.read),
    Format("zip", "zip", plain_zip.sniff, plain_zip.read),
    Format("tar", "tar", plain_tar.sniff, plain_tar.read),
    Format("joblib", "joblib file", joblib.sniff, joblib.read),
    PICKLE,
    Format("closed", "archive that cannot be opened", closed.sniff, closed.read),
    Format("machine-code", "machine code", machine.sniff, machine.read),
    Format("flax", "Flax MessagePack", flax.sniff, flax.read),
    Format("unread", "model that is not read", unread.sniff, unread.read),
    # known by their names alone, where the content says nothing
    Format(
        "tensorflow-data", "TensorFlow checkpoint data", checkpoint.sniff_data, checkpoint.read_data
    ),
    # what travels along
    Format(
        "editor-config", "configuration of an editor or agent", opened.sniff, opened.read, text=True
    ),
    Format("model-config", "configuration", config.sniff, config.read),
    Format("chat-template", "chat template", jinja.sniff, jinja.read, text=True),
    Format("mlflow", "MLflow description", mlflow.sniff, mlflow.read, text=True),
    Format("target-yaml", "YAML that calls", hydra.sniff, hydra.read, text=True),
    Format("notebook", "notebook", notebook.sniff, notebook.read),
    Format("model-card", "model card", card.sniff, card.read, text=True),
    Format("prompt", "text for models", prompt.sniff, prompt.read, text=True),
)

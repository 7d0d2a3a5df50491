"""Formats that hold tensors without pickles: safetensors, GGUF, ONNX, Keras."""

import os
import tempfile
from pathlib import Path

import numpy as np
from kinds import Files, kind

os.environ.setdefault("KERAS_BACKEND", "torch")


@kind("safetensors", "safetensors")
def safetensors() -> Files:
    from safetensors.numpy import save

    yield (
        "small.safetensors",
        save({"a": np.ones((2, 3), "f4"), "b": np.arange(4)}, {"format": "pt"}),
    )
    yield "empty.safetensors", save({"a": np.zeros((0, 3), "f4")})


@kind("GGUF", "gguf")
def gguf() -> Files:
    from gguf import GGUFWriter

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.gguf"
        writer = GGUFWriter(path, "llama")
        writer.add_block_count(1)
        writer.add_token_list(["<s>", "a", "b"])
        writer.add_chat_template(
            "{% for message in messages %}{{ message['content'] }}{% endfor %}"
        )
        writer.add_tensor("token_embd.weight", np.ones((4, 32), np.float32))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        yield "small.gguf", path.read_bytes()


@kind("ONNX", "onnx")
def onnx() -> Files:
    from onnx import TensorProto, helper, numpy_helper

    weight = numpy_helper.from_array(np.ones((4, 2), np.float32), "w")
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"]), helper.make_node("Relu", ["y"], ["z"])],
        "small",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 4])],
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, [None, 2])],
        [weight],
    )
    yield "small.onnx", helper.make_model(graph, producer_name="test").SerializeToString()


def keras_model() -> object:
    """A model of ordinary layers."""
    import keras

    given = keras.Input((8, 8, 3))
    value = keras.layers.Conv2D(4, 3, activation="relu")(given)
    value = keras.layers.BatchNormalization()(value)
    value = keras.layers.MaxPooling2D()(value)
    value = keras.layers.Flatten()(value)
    value = keras.layers.Dense(2, activation="softmax", kernel_regularizer="l2")(value)
    model = keras.Model(given, value)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


@kind("Keras", "keras", "torch")
def keras() -> Files:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("model.keras", "model.h5", "model.weights.h5"):
            path = f"{folder}/{name}"
            model = keras_model()
            getattr(model, "save_weights" if "weights" in name else "save")(path)
            yield name, Path(path).read_bytes()

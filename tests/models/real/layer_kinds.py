"""Formats of layers, trees and engines: Keras, HDF5, XGBoost, LightGBM, CatBoost, skops, Flax, TFLite."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from kinds import Files, kind

if TYPE_CHECKING:
    from collections.abc import Callable

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
DICE = np.random.default_rng(7)
GIVEN = DICE.random((60, 4))
WANTED = (GIVEN[:, 0] > 0.5).astype(int)


def saved(name: str, save: "Callable[[str], object]") -> tuple[str, bytes]:
    """What a library writes to a path of this name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        save(str(path))
        return name, path.read_bytes()


def recurrent() -> Any:
    """Layers that wrap others, a schedule, and a loss as an object."""
    import keras

    layers = keras.layers
    inner = layers.LSTM(3, return_sequences=True)
    spread = keras.initializers.RandomNormal(stddev=0.1)
    model = keras.Sequential(
        [
            keras.Input((5, 4)),
            layers.Bidirectional(inner),
            layers.TimeDistributed(layers.Dense(2, kernel_initializer=spread)),
        ]
    )
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    model.compile(optimizer=keras.optimizers.SGD(schedule), loss=keras.losses.Huber())
    return model


def attention() -> Any:
    """Operations on tensors and attention."""
    import keras

    given = keras.Input((4,))
    value = keras.ops.expand_dims(keras.ops.relu(given * 2 + 1), 1)
    return keras.Model(given, keras.layers.MultiHeadAttention(2, 2)(value, value))


def trained() -> Any:
    """A model that was trained for a moment, so that the optimizer has a state."""
    import keras

    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Normalization(mean=0.0, variance=1.0),
            keras.layers.PReLU(),
            keras.layers.Dense(
                3, activation=keras.activations.gelu, kernel_constraint=keras.constraints.MaxNorm(2)
            ),
        ]
    )
    model.compile("rmsprop", ["mse"], metrics=[keras.metrics.AUC()])
    model.fit(np.ones((4, 3)), np.ones((4, 3)), verbose=0)
    return model


@kind("Keras layers", "keras", "h5py")
def keras_layers() -> Files:
    for name, make in (("recurrent", recurrent), ("attention", attention), ("trained", trained)):
        model = make()
        yield saved(f"{name}.keras", model.save)
        yield saved(f"{name}.weights.h5", model.save_weights)
        if name != "attention":  # the older format has no names for operations
            yield saved(f"{name}.h5", model.save)


@kind("HDF5", "h5py")
def hdf5() -> Files:
    import h5py

    def plain(path: str) -> None:
        with h5py.File(path, "w") as file:
            file["a"] = np.arange(10)
            group = file.create_group("g")
            group.attrs["text"], group.attrs["numbers"] = "hello", [1, 2]
            group.create_dataset(
                "c", data=np.zeros((100, 100)), compression="gzip", chunks=(10, 100)
            )
            group.create_dataset("s", data=np.array(["a", "bb"], dtype=h5py.string_dtype()))
            group["soft"] = h5py.SoftLink("/a")

    def many(path: str) -> None:
        with h5py.File(path, "w") as file:
            for one in range(300):
                file[f"group{one // 20}/n{one}"] = np.ones(one % 7 + 1, "f4")
            file.attrs["long"] = "x" * 40_000

    def newest(path: str) -> None:
        with h5py.File(path, "w", libver="latest") as file:
            file["a"] = np.arange(10)
            file.create_group("g").attrs["text"] = "hello"

    for name, save in (("plain", plain), ("many", many), ("newest", newest)):
        yield saved(f"{name}.h5", save)


@kind("HDF5 layouts", "h5py")
def hdf5_layouts() -> Files:
    import h5py

    def ordered(path: str) -> None:
        with h5py.File(path, "w", track_order=True) as file:
            for one in range(1_500):
                file[f"node_number_{one}"] = one
            for one in range(200):
                file.attrs[f"attribute_{one}"] = "value" * (one % 9)

    def arrays(path: str) -> None:
        with h5py.File(path, "w", libver="latest") as file:
            for one in range(40):
                file.create_group(f"g{one}")
            file.create_dataset("few", data=np.arange(1_000.0), chunks=(10,))
            file.create_dataset(
                "packed", data=np.arange(30_000.0), chunks=(10,), compression="gzip"
            )

    def types(path: str) -> None:
        with h5py.File(path, "w") as file:
            file["record"] = np.zeros(3, dtype=[("a", "f4"), ("b", "S5")])
            rows = np.array([np.arange(3), np.arange(5)], dtype=object)
            file.create_dataset("rows", data=rows, dtype=h5py.vlen_dtype("i4"))
            file["text"], file["empty"], file["yes"] = "words", h5py.Empty("f"), np.array([True])
            file.attrs["place"], file.attrs["nothing"] = file["record"].ref, h5py.Empty("f")
            grown = file.create_dataset("grown", (0, 10), "f4", maxshape=(None, 10), chunks=(1, 10))
            for one in range(200):
                grown.resize((one + 1, 10))
                grown[one] = one

    for name, save in (("ordered", ordered), ("arrays", arrays), ("types", types)):
        yield saved(f"{name}.h5", save)


@kind("XGBoost documents", "xgboost")
def xgboost_documents() -> Files:
    import xgboost

    data = xgboost.DMatrix(GIVEN, WANTED, feature_names=list("abcd"))
    settings: dict[str, dict[str, object]] = {
        "tree": {"max_depth": 3},
        "linear": {"booster": "gblinear"},
        "dart": {"booster": "dart", "objective": "multi:softprob", "num_class": 2},
        "logistic": {"objective": "binary:logistic"},
    }
    for name, more in settings.items():
        model = xgboost.train({"verbosity": 0, **more}, data, 5)
        for ending in ("json", "ubj"):
            yield saved(f"{name}.{ending}", model.save_model)


@kind("LightGBM text", "lightgbm")
def lightgbm_text() -> Files:
    import lightgbm

    quiet = {"verbose": -1, "min_data_in_leaf": 2}
    yield saved("plain.txt", lightgbm.train(quiet, lightgbm.Dataset(GIVEN, WANTED), 5).save_model)
    many = {**quiet, "objective": "multiclass", "num_class": 3}
    three = lightgbm.Dataset(GIVEN, np.arange(60) % 3)
    yield saved("multi.txt", lightgbm.train(many, three, 3).save_model)


@kind("CatBoost", "catboost")
def catboost() -> Files:
    from catboost import CatBoostClassifier

    settings = {"iterations": 3, "depth": 2, "verbose": 0, "allow_writing_files": False}
    plain = CatBoostClassifier(**settings).fit(GIVEN, WANTED)
    yield saved("plain.cbm", plain.save_model)
    words = [[f"w{int(row[0] * 3)}", row[1]] for row in GIVEN]
    mixed = CatBoostClassifier(cat_features=[0], **settings).fit(words, WANTED)
    yield saved("categories.cbm", mixed.save_model)


@kind("skops", "skops", "sklearn")
def skops() -> Files:
    import skops.io
    from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler
    from sklearn.svm import SVC

    models = {
        "pipeline": make_pipeline(StandardScaler(), LogisticRegression()),
        "function": make_pipeline(FunctionTransformer(np.sqrt), LogisticRegression()),
        "forest": RandomForestClassifier(5),
        "boosting": GradientBoostingClassifier(n_estimators=3),
        "vectors": SVC(),
        "neighbors": KNeighborsClassifier(),
        "search": GridSearchCV(LogisticRegression(), {"C": [1, 2]}, cv=3),
    }
    for name, model in models.items():
        yield f"{name}.skops", skops.io.dumps(model.fit(GIVEN, WANTED))
    yield "packed.skops", skops.io.dumps(models["pipeline"], compression=8)


@kind("Flax MessagePack", "msgpack")
def flax() -> Files:
    """By the library that Flax uses, in the form in which it keeps arrays."""
    import msgpack

    def array(value: np.ndarray) -> object:
        return msgpack.ExtType(1, msgpack.packb((value.shape, value.dtype.name, value.tobytes())))

    layers = {f"layer{one}": {"kernel": array(np.ones((4, one), "f4"))} for one in range(20)}
    scalar = array(np.asarray(3.0))
    yield "flax_model.msgpack", msgpack.packb({"params": layers, "step": 7, "scale": scalar})


@kind("TensorFlow Lite", "tensorflow", "keras")
def tflite() -> Files:
    import keras
    import tensorflow as tf

    given = keras.Input((8, 8, 3), batch_size=1)
    value = keras.layers.Conv2D(4, 3, activation="relu")(given)
    value = keras.layers.Flatten()(keras.layers.MaxPooling2D()(value))
    value = keras.layers.Reshape((1, 2))(keras.layers.Dense(2, activation="softmax")(value))
    model = keras.Model(given, value)
    yield "plain.tflite", tf.lite.TFLiteConverter.from_keras_model(model).convert()
    small = tf.lite.TFLiteConverter.from_keras_model(model)
    small.optimizations = [tf.lite.Optimize.DEFAULT]
    small.representative_dataset = lambda: (
        [DICE.random((1, 8, 8, 3), dtype="f4")] for _ in range(3)
    )
    yield "small.tflite", small.convert()

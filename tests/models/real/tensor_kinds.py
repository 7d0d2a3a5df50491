"""More of the formats of tensors and graphs: types of GGUF and safetensors, ONNX, TensorFlow, CoreML."""

import os
import tempfile
from pathlib import Path

import numpy as np
from kinds import Files, kind

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
DICE = np.random.default_rng(5)


def written_in(folder: Path, *skip: str) -> Files:
    """All files below a folder, by names without folders where these say nothing."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in skip:
            yield "-".join(path.relative_to(folder).parts), path.read_bytes()


@kind("safetensors types", "safetensors")
def safetensors_types() -> Files:
    from safetensors.numpy import save

    names = (
        "bool uint8 int8 uint16 int16 float16 uint32 int32 float32 complex64 uint64 int64 float64"
    )
    yield "types.safetensors", save({one: np.ones((3, 5), one) for one in names.split()})
    weights = {f"layer.{one}.weight": np.ones((4, one + 1), "f2") for one in range(200)}
    yield "many.safetensors", save(weights, {"format": "pt", "modelspec.title": "small"})


@kind("GGUF types", "gguf")
def gguf_types() -> Files:
    import gguf
    from gguf import GGMLQuantizationType, GGUFEndian, GGUFWriter

    def write(name: str, endian: GGUFEndian, types: str) -> tuple[str, bytes]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            writer = GGUFWriter(path, "llama", endianess=endian)
            writer.add_name("small")
            writer.add_url("https://models.example.invalid/small")
            writer.add_token_list([f"t{one}" for one in range(32_000)])
            writer.add_token_scores([0.0] * 32_000)
            writer.add_token_types([1] * 32_000)
            writer.add_array("small.list", [1, 2, 3])
            writer.add_chat_template(
                [{"name": "default", "template": "a"}, {"name": "tool", "template": "b"}]
            )
            for one in types.split():
                kind = getattr(GGMLQuantizationType, one)
                data = gguf.quants.quantize(DICE.random((3, 256), dtype=np.float32), kind)
                writer.add_tensor(one, data, raw_dtype=kind)
            writer.add_tensor("odd", np.ones((5,), np.float32))
            writer.write_header_to_file()
            writer.write_kv_data_to_file()
            writer.write_tensors_to_file()
            writer.close()
            return name, path.read_bytes()

    types = "F16 BF16 Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 TQ1_0 TQ2_0 MXFP4"
    yield write("types.gguf", GGUFEndian.LITTLE, types)
    yield write("big-endian.gguf", GGUFEndian.BIG, "F32")


@kind("ONNX graphs", "onnx")
def onnx_graphs() -> Files:
    from onnx import TensorProto, helper, numpy_helper

    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 4])
    gives = helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 4])
    opset = helper.make_opsetid("", 17)

    def model(*nodes: object, **more: object) -> bytes:
        graph = helper.make_graph(list(nodes), "g", [given], [gives])
        made = helper.make_model(graph, **{"opset_imports": [opset], **more})
        return bytes(made.SerializeToString())

    twice = helper.make_function(
        "local", "Twice", ["a"], ["b"], [helper.make_node("Add", ["a", "a"], ["b"])], [opset]
    )
    local = helper.make_opsetid("local", 1)
    node = helper.make_node("Twice", ["x"], ["y"], domain="local")
    yield "function.onnx", model(node, functions=[twice], opset_imports=[opset, local])
    branches = {}
    for name, value in (("then_branch", 1.0), ("else_branch", 2.0)):
        constant = helper.make_node(
            "Constant", [], ["o"], value=numpy_helper.from_array(np.full(3, value, "f4"))
        )
        out = helper.make_tensor_value_info("o", TensorProto.FLOAT, [3])
        branches[name] = helper.make_graph([constant], name, [], [out])
    yield "branches.onnx", model(helper.make_node("If", ["x"], ["y"], **branches))
    count = 5_000
    forest = helper.make_node(
        "TreeEnsembleRegressor", ["x"], ["y"], domain="ai.onnx.ml", nodes_ids=list(range(count)),
        nodes_values=[0.5] * count, nodes_modes=["BRANCH_LEQ", "LEAF"] * (count // 2),
    )  # fmt: skip
    yield "forest.onnx", model(forest, opset_imports=[opset, helper.make_opsetid("ai.onnx.ml", 3)])
    packed = helper.make_tensor("t", TensorProto.INT4, [3], bytes(2), raw=True)
    yield "int4.onnx", model(helper.make_node("Constant", [], ["y"], value=packed))
    texts = helper.make_tensor("t", TensorProto.STRING, [2], [b"a", b"b"])
    yield "texts.onnx", model(helper.make_node("Constant", [], ["y"], value=texts))


@kind("scikit-learn in ONNX", "skl2onnx", "sklearn")
def onnx_estimators() -> Files:
    from skl2onnx import to_onnx
    from sklearn.cluster import KMeans
    from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    values = DICE.random((60, 4), dtype=np.float32)
    labels = (values[:, 0] > 0.5).astype(int)
    for one in (
        RandomForestClassifier(10), GradientBoostingRegressor(n_estimators=10), KNeighborsClassifier(), SVC(),
        make_pipeline(StandardScaler(), LogisticRegression()), KMeans(2, n_init=1),
    ):  # fmt: skip
        one.fit(values, labels)
        yield f"{type(one).__name__}.onnx", to_onnx(one, values[:1]).SerializeToString()


@kind("TensorFlow", "tensorflow")
def tensorflow() -> Files:
    import tensorflow as tf

    class Small(tf.Module):  # type: ignore[misc]  # untyped library
        def __init__(self, vocabulary: str) -> None:
            self.weight = tf.Variable(tf.ones((4, 4)))
            reader = tf.lookup.TextFileInitializer(
                vocabulary, tf.string, 0, tf.int64, 1, delimiter="\t"
            )
            self.table = tf.lookup.StaticHashTable(reader, -1)

        @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32)])  # type: ignore[untyped-decorator]  # the same
        def run(self, values: object) -> object:
            return tf.nn.relu(values @ self.weight)

        @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])  # type: ignore[untyped-decorator]  # the same
        def look(self, words: object) -> object:
            return self.table.lookup(words)

    with tempfile.TemporaryDirectory() as folder:
        vocabulary = Path(folder) / "vocabulary.txt"
        vocabulary.write_text("a\t0\nb\t1\n", "utf-8")
        module = Small(str(vocabulary))
        tf.saved_model.save(module, f"{folder}/module")
        tf.train.Checkpoint(module=module).write(f"{folder}/checkpoint/model")
        given = tf.keras.Input((10,))
        value = tf.keras.layers.LSTM(4)(tf.keras.layers.Embedding(20, 4)(given))
        model = tf.keras.Model(given, tf.keras.layers.Dense(2)(value))
        model.compile("adam", "mse")
        tf.saved_model.save(model, f"{folder}/keras")
        yield from written_in(Path(folder), "vocabulary.txt")


@kind("TensorFlow 1", "tensorflow")
def tensorflow_one() -> Files:
    import tensorflow as tf

    old = tf.compat.v1
    with (
        tempfile.TemporaryDirectory() as folder,
        old.Graph().as_default(),
        old.Session() as session,
    ):
        given = old.placeholder(tf.float32, [None, 4], "x")
        gives = tf.matmul(given, old.get_variable("w", [4, 2], use_resource=False), name="y")
        session.run(old.global_variables_initializer())
        old.train.Saver(sharded=True).save(session, f"{folder}/model")
        builder = old.saved_model.builder.SavedModelBuilder(f"{folder}/saved")
        signature = old.saved_model.predict_signature_def({"x": given}, {"y": gives})
        builder.add_meta_graph_and_variables(session, ["serve"], {"serving_default": signature})
        builder.save()
        frozen = old.graph_util.convert_variables_to_constants(session, session.graph_def, ["y"])
        yield "frozen.pb", frozen.SerializeToString()
        yield from written_in(Path(folder), "checkpoint")


@kind("CoreML", "coremltools")
def coreml() -> Files:
    import coremltools as ct
    from coremltools.converters.mil import Builder
    from coremltools.models import datatypes
    from coremltools.models.neural_network import NeuralNetworkBuilder

    builder = NeuralNetworkBuilder([("x", datatypes.Array(4))], [("y", datatypes.Array(3))])
    builder.add_inner_product("inner", np.ones((3, 4)), np.zeros(3), 4, 3, True, "x", "z")
    builder.add_activation("relu", "RELU", "z", "y")
    yield "network.mlmodel", builder.spec.SerializeToString()

    @Builder.program(input_specs=[Builder.TensorSpec(shape=(1, 64))])  # type: ignore[untyped-decorator]  # the same
    def program(x: object) -> object:
        weight = Builder.const(val=DICE.random((64, 64), dtype=np.float32))
        return Builder.relu(x=Builder.matmul(x=x, y=weight))

    with tempfile.TemporaryDirectory() as folder:
        made = ct.convert(program, convert_to="mlprogram", skip_model_load=True)
        made.save(f"{folder}/program.mlpackage")
        yield from written_in(Path(folder))

"""Names in configurations of Keras, under `_target_`, and in skops files."""

import pytest

from ostiary.formats.model.judge import Realm
from ostiary.formats.model.record import Standing
from ostiary.program.loading.known import KNOWN

GOOD = {
    Realm.KERAS: """
        keras.layers.Dense keras.src.layers.core.dense.Dense keras.layers.core.Dense Dense
        Sequential Functional keras.src.models.functional.Functional
        keras.src.engine.functional.Functional keras.models.Sequential keras.optimizers.Adam
        keras.src.optimizers.adam.Adam keras.initializers.GlorotUniform Zeros keras.regularizers.L2
        keras.losses.categorical_crossentropy keras.metrics.MeanMetricWrapper relu builtins.relu
        keras.activations.softmax tf_keras.layers.Conv2D tensorflow.keras.layers.LSTM InputLayer
        keras.dtype_policies.DTypePolicy keras.ops.add keras.src.ops.numpy.Add
    """,
    Realm.TARGET: """
        torch.nn.Linear torch.nn.modules.linear.Linear torch.optim.AdamW torch.optim.adamw.AdamW
        torch.optim.lr_scheduler.StepLR sklearn.linear_model.LogisticRegression
        pathlib.PurePosixPath datetime.timedelta builtins.int
    """,
    Realm.SKOPS: """
        sklearn.linear_model._logistic.LogisticRegression numpy.ndarray builtins.list
        collections.OrderedDict scipy.sparse._csr.csr_matrix functools.partial numpy.float64
        sklearn.tree._tree.Tree
    """,
}
BAD = {
    Realm.KERAS: """
        keras.layers.Lambda keras.src.layers.core.lambda_layer.Lambda Lambda keras.utils.get_file
        os.system builtins.eval keras.saving.load_model keras.models.load_model
        keras.config.enable_unsafe_deserialization keras.layers.TorchModuleWrapper
        keras.src.utils.torch_utils.TorchModuleWrapper keras.layers.TFSMLayer my.layers.Dense
        layers.Dense keras.os.Dense os.Dense keras.ops.map get_file Package>Mine subprocess.Dense
        builtins.os.Dense keras.layers.__class__.Dense numpy.Dense keras.utils.Dense
        keras.ops.vectorize
    """,
    Realm.TARGET: """
        os.system subprocess.Popen builtins.eval builtins.getattr functools.partial torch.load
        torch.nn.os.system torch.hub.load hydra.utils.instantiate nemo.utils.Anything numpy.load
        torch.storage._load_from_bytes copyreg._reconstructor
    """,
    Realm.SKOPS: """
        os.system builtins.eval builtins.getattr operator.methodcaller
        torch.storage._load_from_bytes joblib.load copyreg._reconstructor my.Own
    """,
}
EVERY_GOOD = [(realm, name) for realm, names in GOOD.items() for name in names.split()]
EVERY_BAD = [(realm, name) for realm, names in BAD.items() for name in names.split()]


@pytest.mark.parametrize(("realm", "name"), EVERY_GOOD)
def test_what_libraries_write_is_listed(realm: Realm, name: str) -> None:
    assert KNOWN.named(realm, name).standing is Standing.INERT
    assert KNOWN(realm, name, ()) == KNOWN.named(realm, name)


@pytest.mark.parametrize(("realm", "name"), EVERY_BAD)
def test_what_does_more_is_not(realm: Realm, name: str) -> None:
    assert KNOWN.named(realm, name).standing is not Standing.INERT

"""How do names stand that are no globals of a pickle: of Keras configurations, `_target_`, and skops?"""

from ostiary.core.regex import regex
from ostiary.formats.model.judge import Ruling
from ostiary.formats.model.record import Standing
from ostiary.program.loading.fold import fold
from ostiary.program.loading.harm import WALKED
from ostiary.program.loading.remembered import remembered
from ostiary.program.loading.shelf import (
    LIBRARIES,
    Entry,
    Tier,
    by_last,
    entry_of,
    short_names,
)

_FRONTS = ("tensorflow.python.keras.", "tensorflow.keras.", "tf.keras.", "tf_keras.", "keras.")
_INNER = ("src.", "api.", "_tf_keras.keras.")
_BACKEND = regex(r"backend\.(?:torch|tensorflow|jax|numpy|openvino)\.(?=optimizers\.)")
"""Where Keras keeps what is made for one backend: optimisers, under the name that they have anywhere."""
_MODULES = frozenset(
    {"engine", "legacy_tf_layers", "layers", "models", "optimizers", "losses", "metrics"}
)
_FREE = frozenset({"ops", "quantizers", "dtype_policies"})
"""Kinds that are named with their module only: bare, their names would say too little."""
_SKOPS = frozenset({"functools.partial", "collections.defaultdict", "numpy.dtype"})
"""Rebuilders for which skops has code of its own, which checks all that they are made of."""
_NEMO = regex(r"nemo\.collections(?:\.[a-z]\w*){2,}\.[A-Z]\w*")
"""Classes of NeMo's collections, which its own loader takes; they are made out of what the archive brings."""
_BUILT = ("torch.nn.", "torch.optim.", "torch.distributions.", "sklearn.", "transformers.")
"""Libraries whose listed classes take plain data, as a configuration has it."""


@remembered(4096)
def keras(name: str) -> Ruling | None:
    """A layer, a loss or the like of Keras's own, None if the name is none.

    Names come as `keras.layers.Dense`, by the module where it is defined in any version, as `keras.Model`, or
    bare, as the older format has them.
    """
    front = next((one for one in _FRONTS if name.startswith(one)), "")
    rest = name[len(front) :]
    for one in _INNER:
        rest = rest.removeprefix(one)
    rest = _BACKEND.sub("", rest)
    if not front:
        rest = rest.removeprefix("builtins.")
    *modules, last = rest.split(".")
    kinds = short_names().get(last, frozenset())
    if not kinds or not all(one.isidentifier() and not one.startswith("__") for one in modules):
        return None
    fits = not modules or modules[0] in kinds or modules[0] in _MODULES
    if fits if front else (not modules and kinds - _FREE):
        return Ruling(Standing.INERT, f"one of the {' or '.join(sorted(kinds))} of Keras's own")
    return None


@remembered(4096)
def target(name: str) -> Ruling | None:
    """A class that may be made out of a configuration's plain data, None if the name is none.

    It may be named by the public module in front of the one where it is defined.
    """
    for one in (fold(name), *behind(name)):
        entry = entry_of(one)
        if entry and entry.tier is Tier.CLASS and one.startswith(_BUILT):
            return Ruling(Standing.INERT, f"a listed class, out of plain data: {entry.reason}")
        if entry and entry.tier is Tier.INERT and entry.rule != "bare":
            return Ruling(Standing.INERT, entry.reason)
    if _NEMO.fullmatch(name) and not WALKED.intersection(name.split(".")):
        return Ruling(Standing.INERT, "a class of NeMo's own collections, out of plain data")
    return None


def behind(name: str) -> list[str]:
    """The names on the list that a public name may stand for: the same last part, deeper in the package."""
    module, _, last = name.rpartition(".")
    known = by_last(LIBRARIES.get(name.partition(".")[0], "python")).get(last, ())
    return [one for one in known if module and one.startswith(f"{module}.")]


@remembered(4096)
def skops(name: str) -> Ruling | None:
    """A type or a function in the schema of a skops file, None if it is not on the list."""
    entry: Entry | None = entry_of(fold(name))
    if entry is None or entry.tier is Tier.LOADER:
        return None
    if entry.tier is Tier.REBUILDER and entry.name not in _SKOPS:
        return None
    return Ruling(Standing.INERT, entry.reason)

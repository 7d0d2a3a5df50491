"""What is the one name of something that several names lead to?"""

from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING
from functools import lru_cache

_MODULES = {
    "_collections": "collections",
    "_datetime": "datetime",
    "_decimal": "decimal",
    "_functools": "functools",
    "_operator": "operator",
    "_pydatetime": "datetime",
    "_pydecimal": "decimal",
    "_random": "random",
    "_uuid": "uuid",
    "numpy.core": "numpy._core",
    "numpy.matrixlib.defmatrix": "numpy",
    "pathlib._local": "pathlib",
    "sklearn.externals.joblib": "joblib",
    "torch.nn.backends.thnn": "torch.nn",
}
"""Modules that moved with all that is in them, or that a public module is the front of."""

_NAMES = {
    "codecs.encode": "_codecs.encode",
    "numpy._core.multiarray.dtype": "numpy.dtype",
    "numpy._core.multiarray.ndarray": "numpy.ndarray",
    "numpy._core.multiarray._frombuffer": "numpy._core.numeric._frombuffer",
    "numpy._core.records.recarray": "numpy.recarray",
    "numpy._core.records.record": "numpy.record",
    "numpy.ma.MaskedArray": "numpy.ma.core.MaskedArray",
    "numpy.random.RandomState": "numpy.random.mtrand.RandomState",
    "pandas.DataFrame": "pandas.core.frame.DataFrame",
    "pandas.Index": "pandas.core.indexes.base.Index",
    "pandas.Series": "pandas.core.series.Series",
    "re.compile": "re._compile",
    "torch.Parameter": "torch.nn.parameter.Parameter",
    "torch.nn.Parameter": "torch.nn.parameter.Parameter",
    "torch.tensor._rebuild_from_type": "torch._tensor._rebuild_from_type",
    "torch.tensor._rebuild_from_type_v2": "torch._tensor._rebuild_from_type_v2",
    "types.NoneType": "builtins.NoneType",
}
"""Things that are known under two names."""


@lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """The name under which the list has it; a name of Python 2 becomes that of Python 3, as unpicklers do."""
    module, _, last = name.rpartition(".")
    pair = NAME_MAPPING.get((module, last))
    if pair:
        module, last = pair
    found = f"{_module(IMPORT_MAPPING.get(module, module))}.{last}"
    return _NAMES.get(found, found)


def _module(module: str) -> str:
    """The module after the moves, the longest of its beginnings first."""
    begin = module
    while begin:
        moved = _MODULES.get(begin)
        if moved:
            return moved + module[len(begin) :]
        begin = begin.rpartition(".")[0]
    return module

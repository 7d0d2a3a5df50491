"""What is the one name of something that several names lead to?"""

from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING

from ostiary.program.loading.remembered import remembered

_MODULES = {
    "_collections": "collections",
    "_datetime": "datetime",
    "_decimal": "decimal",
    "_functools": "functools",
    "_io": "io",
    "_operator": "operator",
    "_pydatetime": "datetime",
    "_pydecimal": "decimal",
    "_random": "random",
    "_uuid": "uuid",
    "numpy.core": "numpy._core",
    "numpy._core._multiarray_umath": "numpy",
    "numpy.core._multiarray_umath": "numpy",
    "numpy.matrixlib.defmatrix": "numpy",
    "pathlib._local": "pathlib",
    "sklearn.externals.joblib": "joblib",
    "sklearn.cluster.dbscan_": "sklearn.cluster._dbscan",
    "sklearn.cluster.hierarchical": "sklearn.cluster._agglomerative",
    "sklearn.cluster.k_means_": "sklearn.cluster._kmeans",
    "sklearn.decomposition.nmf": "sklearn.decomposition._nmf",
    "sklearn.decomposition.pca": "sklearn.decomposition._pca",
    "sklearn.decomposition.truncated_svd": "sklearn.decomposition._truncated_svd",
    "sklearn.ensemble.bagging": "sklearn.ensemble._bagging",
    "sklearn.ensemble.forest": "sklearn.ensemble._forest",
    "sklearn.ensemble.gradient_boosting": "sklearn.ensemble._gb",
    "sklearn.ensemble.iforest": "sklearn.ensemble._iforest",
    "sklearn.ensemble.voting": "sklearn.ensemble._voting",
    "sklearn.ensemble.weight_boosting": "sklearn.ensemble._weight_boosting",
    "sklearn.feature_extraction.dict_vectorizer": "sklearn.feature_extraction._dict_vectorizer",
    "sklearn.feature_selection.univariate_selection": "sklearn.feature_selection._univariate_selection",
    "sklearn.linear_model.base": "sklearn.linear_model._base",
    "sklearn.linear_model.coordinate_descent": "sklearn.linear_model._coordinate_descent",
    "sklearn.linear_model.logistic": "sklearn.linear_model._logistic",
    "sklearn.linear_model.ridge": "sklearn.linear_model._ridge",
    "sklearn.linear_model.sgd_fast": "sklearn.linear_model._sgd_fast",
    "sklearn.linear_model.stochastic_gradient": "sklearn.linear_model._stochastic_gradient",
    "sklearn.metrics.classification": "sklearn.metrics._classification",
    "sklearn.metrics.scorer": "sklearn.metrics._scorer",
    "sklearn.mixture.gaussian_mixture": "sklearn.mixture._gaussian_mixture",
    "sklearn.neighbors._dist_metrics": "sklearn.metrics._dist_metrics",
    "sklearn.neighbors.ball_tree": "sklearn.neighbors._ball_tree",
    "sklearn.neighbors.classification": "sklearn.neighbors._classification",
    "sklearn.neighbors.dist_metrics": "sklearn.metrics._dist_metrics",
    "sklearn.neighbors.kd_tree": "sklearn.neighbors._kd_tree",
    "sklearn.neighbors.regression": "sklearn.neighbors._regression",
    "sklearn.neighbors.unsupervised": "sklearn.neighbors._unsupervised",
    "sklearn.neural_network.multilayer_perceptron": "sklearn.neural_network._multilayer_perceptron",
    "sklearn.preprocessing.data": "sklearn.preprocessing._data",
    "sklearn.preprocessing.imputation": "sklearn.preprocessing._imputation",
    "sklearn.preprocessing.label": "sklearn.preprocessing._label",
    "sklearn.svm.classes": "sklearn.svm._classes",
    "sklearn.tree.tree": "sklearn.tree._classes",
    "torch.nn.backends.thnn": "torch.nn",
}
"""Modules that moved with all that is in them, or that a public module is the front of."""

_NAMES = {
    "codecs.encode": "_codecs.encode",
    "numpy._core.multiarray.dtype": "numpy.dtype",
    "numpy._core.multiarray.ndarray": "numpy.ndarray",
    "numpy._core.multiarray._frombuffer": "numpy._core.numeric._frombuffer",
    "numpy.rec.recarray": "numpy.recarray",
    "numpy.rec.record": "numpy.record",
    "numpy._core.records.recarray": "numpy.recarray",
    "numpy._core.records.record": "numpy.record",
    "numpy.ma.MaskedArray": "numpy.ma.core.MaskedArray",
    "numpy.random.RandomState": "numpy.random.mtrand.RandomState",
    "re.compile": "re._compile",
    "torch.Parameter": "torch.nn.parameter.Parameter",
    "torch.nn.Parameter": "torch.nn.parameter.Parameter",
    "torch.tensor._rebuild_from_type": "torch._tensor._rebuild_from_type",
    "torch.tensor._rebuild_from_type_v2": "torch._tensor._rebuild_from_type_v2",
    "types.NoneType": "builtins.NoneType",
}
"""Things that are known under two names."""


@remembered(8192)
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

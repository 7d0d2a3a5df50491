"""scikit-learn, joblib, and the libraries of boosted trees."""

import pickle
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from kinds import Files, kind, pickled, written

warnings.simplefilter("ignore")
_DICE = np.random.RandomState(0)
X = _DICE.rand(60, 4)
Y = (X.sum(1) > 2).astype(int)


def estimators(*names: str) -> Iterator[tuple[str, object]]:
    """Fitted estimators by their dotted names below `sklearn`."""
    from importlib import import_module

    for name in names:
        module, _, last = name.rpartition(".")
        made = getattr(import_module(f"sklearn.{module}"), last)()
        target = X if "NB" not in name else np.abs(X)
        yield last, made.fit(target, Y)


def fitted(*names: str) -> Files:
    """Such estimators, pickled in the protocols that are in use."""
    for name, value in estimators(*names):
        for protocol in (2, 4, 5):
            yield f"{name}-{protocol}.pkl", pickle.dumps(value, protocol)


@kind("scikit-learn linear models", "sklearn")
def linear() -> Files:
    one = "linear_model."
    names = "LinearRegression LogisticRegression Ridge Lasso ElasticNet SGDClassifier SGDRegressor Perceptron"
    more = "BayesianRidge RidgeCV LassoCV HuberRegressor PassiveAggressiveClassifier PoissonRegressor Lars"
    yield from fitted(*(one + name for name in f"{names} {more}".split()))


@kind("scikit-learn trees and forests", "sklearn")
def trees() -> Files:
    yield from fitted("tree.DecisionTreeClassifier", "tree.DecisionTreeRegressor")
    names = "RandomForestClassifier RandomForestRegressor ExtraTreesClassifier IsolationForest"
    yield from fitted(*("ensemble." + name for name in names.split()))


@kind("scikit-learn boosting", "sklearn")
def boosting() -> Files:
    names = "GradientBoostingClassifier GradientBoostingRegressor HistGradientBoostingClassifier"
    more = "HistGradientBoostingRegressor AdaBoostClassifier AdaBoostRegressor BaggingClassifier"
    yield from fitted(*("ensemble." + name for name in f"{names} {more}".split()))


@kind("scikit-learn support vectors", "sklearn")
def vectors() -> Files:
    yield from fitted(
        *("svm." + name for name in "SVC SVR LinearSVC LinearSVR NuSVC OneClassSVM".split())
    )


@kind("scikit-learn neighbours", "sklearn")
def neighbours() -> Files:
    from sklearn.neighbors import BallTree, KDTree, KNeighborsClassifier

    names = (
        "KNeighborsClassifier KNeighborsRegressor NearestNeighbors LocalOutlierFactor KernelDensity"
    )
    yield from fitted(*("neighbors." + name for name in f"{names} NearestCentroid".split()))
    for name in ("ball_tree", "kd_tree"):
        yield from pickled(KNeighborsClassifier(algorithm=name).fit(X, Y), name)
    yield from pickled([KDTree(X), BallTree(X)], "trees")


@kind("scikit-learn clusters", "sklearn")
def clusters() -> Files:
    names = "KMeans MiniBatchKMeans DBSCAN AgglomerativeClustering Birch SpectralClustering MeanShift HDBSCAN"
    yield from fitted(*("cluster." + name for name in names.split()))
    yield from fitted("mixture.GaussianMixture", "mixture.BayesianGaussianMixture")


@kind("scikit-learn scalers and encoders", "sklearn")
def scalers() -> Files:
    names = (
        "StandardScaler MinMaxScaler RobustScaler Normalizer QuantileTransformer PowerTransformer"
    )
    more = "PolynomialFeatures KBinsDiscretizer Binarizer OneHotEncoder OrdinalEncoder SplineTransformer"
    yield from fitted(*("preprocessing." + name for name in f"{names} {more} MaxAbsScaler".split()))
    from sklearn.preprocessing import FunctionTransformer, LabelBinarizer, LabelEncoder

    yield from pickled([LabelEncoder().fit(["a", "b"]), LabelBinarizer().fit([1, 2])], "labels")
    yield from pickled(FunctionTransformer(np.log1p, np.expm1).fit(X), "function")


@kind("scikit-learn decompositions", "sklearn")
def decompositions() -> Files:
    names = "PCA TruncatedSVD NMF FastICA KernelPCA IncrementalPCA LatentDirichletAllocation FactorAnalysis"
    yield from fitted(*("decomposition." + name for name in names.split()))
    yield from fitted(
        "manifold.TSNE", "manifold.Isomap", "discriminant_analysis.LinearDiscriminantAnalysis"
    )


@kind("scikit-learn naive Bayes and neural networks", "sklearn")
def bayes() -> Files:
    yield from fitted(
        *(
            "naive_bayes." + name
            for name in "GaussianNB MultinomialNB BernoulliNB ComplementNB".split()
        )
    )
    yield from fitted("neural_network.MLPClassifier", "neural_network.MLPRegressor")


@kind("scikit-learn Gaussian processes and dummies", "sklearn")
def processes() -> Files:
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    kernel = ConstantKernel() * RBF() + WhiteKernel()
    yield from pickled(GaussianProcessRegressor(kernel).fit(X, Y), "process")
    yield from fitted("dummy.DummyClassifier", "dummy.DummyRegressor")


@kind("scikit-learn imputers and selection", "sklearn")
def imputers() -> Files:
    from sklearn.feature_selection import SelectFromModel
    from sklearn.linear_model import LogisticRegression

    yield from fitted(
        "impute.SimpleImputer", "impute.KNNImputer", "feature_selection.VarianceThreshold"
    )
    yield from fitted("feature_selection.SelectPercentile")
    yield from pickled(SelectFromModel(LogisticRegression()).fit(X, Y), "from-model")


@kind("scikit-learn texts", "sklearn")
def texts() -> Files:
    from sklearn.feature_extraction import DictVectorizer, text

    lines = ["one two three", "two three four"]
    makers = (text.CountVectorizer, text.TfidfVectorizer, text.HashingVectorizer)
    yield from pickled([one().fit(lines) for one in makers], "vectors")
    yield from pickled(DictVectorizer().fit([{"a": 1}]), "dictionary")


@kind("scikit-learn pipelines", "sklearn")
def pipelines() -> Files:
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import FeatureUnion, make_pipeline
    from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

    columns = ColumnTransformer(
        [("a", StandardScaler(), [0, 1]), ("b", "passthrough", [2]), ("c", OneHotEncoder(), [3])]
    )
    yield from pickled(make_pipeline(columns, LogisticRegression()).fit(X, Y), "columns")
    union = FeatureUnion([("a", StandardScaler()), ("b", MinMaxScaler())])
    yield from pickled(make_pipeline(union, RandomForestClassifier(5)).fit(X, Y), "union")


@kind("scikit-learn searches and stacks", "sklearn")
def searches() -> Files:
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.ensemble import StackingClassifier, VotingClassifier
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.model_selection import GridSearchCV
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.multioutput import MultiOutputRegressor
    from sklearn.tree import DecisionTreeClassifier

    pair = [("a", LogisticRegression()), ("b", DecisionTreeClassifier())]
    yield from pickled(
        GridSearchCV(LogisticRegression(), {"C": [0.1, 1]}, scoring="f1").fit(X, Y), "grid"
    )
    yield from pickled(StackingClassifier(pair).fit(X, Y), "stack")
    yield from pickled(VotingClassifier(pair).fit(X, Y), "vote")
    yield from pickled(CalibratedClassifierCV(LogisticRegression()).fit(X, Y), "calibrated")
    yield from pickled(OneVsRestClassifier(LogisticRegression()).fit(X, Y), "rest")
    yield from pickled(MultiOutputRegressor(Ridge()).fit(X, X), "outputs")


def dumped(value: object, compress: object) -> bytes:
    """What joblib writes."""
    import joblib

    return written(lambda out: joblib.dump(value, out, compress=compress))


@kind("joblib", "joblib", "sklearn")
def plain_joblib() -> Files:
    from sklearn.ensemble import RandomForestClassifier

    forest = RandomForestClassifier(5).fit(X, Y)
    values = {
        "array": X,
        "forest": forest,
        "mixed": {"a": X, "b": [1, Y], "o": np.array(["a", 1], object)},
    }
    for name, value in values.items():
        yield f"{name}.joblib", dumped(value, 0)


@kind("joblib compressed", "joblib", "sklearn")
def packed_joblib() -> Files:
    from sklearn.linear_model import LogisticRegression

    model = {"m": LogisticRegression().fit(X, Y), "x": X}
    for method in ("zlib", "gzip", "bz2", "xz", "lzma"):
        yield f"{method}.joblib", dumped(model, (method, 3))


@kind("xgboost", "xgboost", "sklearn")
def xgboost() -> Files:
    import xgboost

    model = xgboost.XGBClassifier(n_estimators=3).fit(X, Y)
    yield from pickled(model, "classifier")
    yield from pickled(xgboost.XGBRegressor(n_estimators=3).fit(X, Y), "regressor")
    yield from pickled(model.get_booster(), "booster")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("model.json", "model.ubj"):
            model.save_model(f"{folder}/{name}")
            yield name, (Path(folder) / name).read_bytes()


@kind("LightGBM", "lightgbm", "sklearn")
def lightgbm() -> Files:
    import lightgbm

    model = lightgbm.LGBMClassifier(n_estimators=3, verbose=-1).fit(X, Y)
    yield from pickled(model, "classifier")
    yield from pickled(model.booster_, "booster")
    yield "model.txt", model.booster_.model_to_string().encode()


@kind("skops", "skops", "sklearn")
def skops() -> Files:
    from skops.io import dumps

    yield "forest.skops", dumps(dict(estimators("ensemble.RandomForestClassifier")))

"""numpy, scipy and pandas."""

import io

import numpy as np
from kinds import Files, kind, pickled, written


def frame_of_all() -> object:
    """A frame with columns of many types."""
    import pandas as pd

    return pd.DataFrame(
        {
            "i": [1, 2, 3],
            "f": [1.5, None, 3.0],
            "s": ["a", "b", None],
            "b": [True, False, True],
            "d": pd.date_range("2024-01-01", periods=3),
            "z": pd.date_range("2024-01-01", periods=3, tz="UTC"),
            "t": pd.to_timedelta([1, 2, 3], unit="s"),
            "c": pd.Categorical(["x", "y", "x"]),
            "n": pd.array([1, None, 3], dtype="Int64"),
            "g": pd.array([True, None, False], dtype="boolean"),
        }
    )


@kind("numpy arrays", "numpy")
def arrays() -> Files:
    for name, value in {
        "float": np.arange(12.0).reshape(3, 4),
        "fortran": np.asfortranarray(np.ones((3, 4), "f4")),
        "int": np.arange(3),
        "empty": np.zeros((0, 3)),
        "bool": np.array([True, False]),
        "complex": np.array([1j]),
        "text": np.array(["a", "bcd"]),
        "bytes": np.array([b"a", b"bcd"]),
        "objects": np.array([1, "a", None, [1, 2]], dtype=object),
        "dates": np.array(["2024-01-01", "NaT"], dtype="M8[ns]"),
        "spans": np.array([1, 2], dtype="m8[s]"),
        "big-endian": np.arange(3, dtype=">i4"),
        "half": np.ones(2, np.float16),
        "read-only": np.broadcast_to(np.arange(3.0), (2, 3)),
        "large": np.zeros((500, 500)),
    }.items():
        yield from pickled(value, name)


@kind("numpy structured arrays", "numpy")
def structured() -> Files:
    pair = np.dtype([("a", "<i4"), ("b", "<f8", (2,)), ("c", "S3")])
    value = np.zeros(3, pair)
    yield from pickled(
        [value, value[0], pair, np.dtype({"names": ["x"], "formats": ["f4"], "offsets": [4]})]
    )
    yield from pickled(value.view(np.recarray), "records")


@kind("numpy scalars and types", "numpy")
def scalars() -> Files:
    yield from pickled(
        [
            *(
                np.float64(1.5),
                np.float32(2.5),
                np.int64(3),
                np.bool_(True),
                np.str_("a"),
                np.bytes_(b"b"),
            ),
            *(
                np.datetime64("2024-01-01"),
                np.timedelta64(3, "s"),
                np.complex64(1j),
                np.longdouble(1),
            ),
            *(np.float32, np.int64, np.dtype("f8"), np.dtype("O"), np.nan, np.pi),
        ]
    )


@kind("numpy masked arrays and matrices", "numpy")
def masked() -> Files:
    yield from pickled(
        [np.ma.array([1.0, 2.0], mask=[0, 1]), np.ma.masked, np.matrix([[1, 2]]), np.poly1d([1, 2])]
    )


@kind("numpy random state", "numpy")
def randoms() -> Files:
    yield from pickled([np.random.RandomState(1), np.random.RandomState(1).get_state()], "old")
    bits = (
        np.random.PCG64,
        np.random.MT19937,
        np.random.Philox,
        np.random.SFC64,
        np.random.PCG64DXSM,
    )
    yield from pickled([np.random.Generator(one(1)) for one in bits], "new")
    yield from pickled(np.random.SeedSequence(5), "seeds")


@kind("numpy functions by name", "numpy")
def ufuncs() -> Files:
    yield from pickled([np.log1p, np.mean, np.exp, np.linalg.norm, np.maximum, np.float64])


@kind("numpy texts of any length", "numpy")
def texts() -> Files:
    yield from pickled(np.array(["a", "longer"], dtype=np.dtypes.StringDType()))


@kind("numpy polynomials", "numpy")
def polynomials() -> Files:
    yield from pickled([np.polynomial.Polynomial([1, 2, 3]), np.polynomial.Chebyshev([1, 2])])


@kind("npy", "numpy")
def npy() -> Files:
    for name, value in {
        "float": np.arange(6.0).reshape(2, 3),
        "fortran": np.asfortranarray(np.ones((3, 4))),
        "structured": np.zeros(2, [("a", "i4"), ("b", "f8")]),
        "objects": np.array([1, "a", None], dtype=object),
        "empty": np.zeros((0,)),
        "zero": np.array(5.0),
    }.items():
        out = io.BytesIO()
        np.save(out, value, allow_pickle=True)
        yield f"{name}.npy", out.getvalue()
    for major in (1, 2, 3):
        out = io.BytesIO()
        np.lib.format.write_array(out, np.arange(3), version=(major, 0))
        yield f"version-{major}.npy", out.getvalue()


@kind("npz", "numpy")
def npz() -> Files:
    yield "plain.npz", written(lambda out: np.savez(out, a=np.arange(3), b=np.ones((2, 2))))
    yield "compressed.npz", written(lambda out: np.savez_compressed(out, a=np.arange(3)))


@kind("scipy sparse matrices", "scipy")
def sparse() -> Files:
    from scipy import sparse

    dense = np.array([[0, 1.0], [2.0, 0]])
    makers = (
        "csr_matrix",
        "csc_matrix",
        "coo_matrix",
        "lil_matrix",
        "dok_matrix",
        "bsr_matrix",
        "dia_matrix",
    )
    yield from pickled([getattr(sparse, one)(dense) for one in makers], "matrix")
    yield from pickled([sparse.csr_array(dense), sparse.coo_array(dense)], "array")


@kind("scipy interpolation and trees", "scipy")
def interpolation() -> Files:
    from scipy import interpolate, spatial

    x = np.linspace(0, 1, 8)
    yield from pickled(
        [interpolate.CubicSpline(x, x**2), interpolate.BSpline(np.arange(9.0), np.ones(5), 3)],
        "spline",
        least=2,
    )
    yield from pickled(spatial.cKDTree(np.random.RandomState(0).rand(20, 2)), "tree", least=2)


@kind("pandas frames", "pandas")
def frames() -> Files:
    yield from pickled(frame_of_all())


@kind("pandas series and indexes", "pandas")
def series() -> Files:
    import pandas as pd

    yield from pickled(
        [
            pd.Series([1, 2], name="x"),
            pd.Series(["a"], index=["k"]),
            pd.RangeIndex(3),
            pd.Index([1, 2]),
            pd.MultiIndex.from_product([[1, 2], ["a", "b"]]),
            pd.date_range("2024-01-01", periods=2, freq="D"),
            pd.period_range("2024-01", periods=2, freq="M"),
            pd.IntervalIndex.from_breaks([0, 1, 2]),
            pd.CategoricalIndex(["a", "b"]),
            pd.timedelta_range("1s", periods=2),
        ]
    )


@kind("pandas scalars", "pandas")
def moments() -> Files:
    import pandas as pd

    yield from pickled(
        [
            pd.Timestamp("2024-01-01"),
            pd.Timestamp("2024-01-01", tz="Europe/Berlin"),
            pd.Timedelta("1s"),
            pd.NaT,
            pd.NA,
            pd.Period("2024-01"),
            pd.Interval(0, 1),
            pd.offsets.MonthEnd(2),
            pd.CategoricalDtype(["a"]),
        ]
    )

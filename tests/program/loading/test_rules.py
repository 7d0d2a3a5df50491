"""Each rule, with arguments of honest writers and with others."""

import pytest

from ostiary.formats.model.judge import DATA, Box, Foreign, Made, Realm, Symbol
from ostiary.formats.model.record import Standing
from ostiary.program.loading.known import KNOWN
from ostiary.program.loading.rules import RULES
from ostiary.program.loading.shelf import entries, files


def tup(*items: object) -> Box:
    return Box("tuple", list(items))


def sym(dotted: str) -> Symbol:
    module, _, name = dotted.rpartition(".")
    return Symbol(module, name)


def bag(*items: object) -> Box:
    return Box("dict", list(items))


EVIL = sym("os.system")
OWN = sym("mine.Own")
NONE = Made("builtins.object")
DTYPE = Made("numpy.dtype")
LATIN = Made("_codecs.encode")
STORED = Foreign(tup("storage", sym("torch.FloatStorage"), "0", "cpu", 4))
TENSOR = Made("torch._utils._rebuild_tensor_v2")
HOOKS = Made("collections.OrderedDict")
ARRAY = Made("numpy._core.multiarray._reconstruct")
V2 = (STORED, 0, tup(2), tup(1), False, HOOKS)

GOOD: list[tuple[str, str, tuple[object, ...]]] = [
    ("any", "sklearn.linear_model._logistic.LogisticRegression", ()),
    ("bare", "numpy.ndarray", ()),
    ("plain", "builtins.ValueError", ("bad", 1, tup(1, NONE))),
    ("constants", "builtins.slice", (1, None, 2)),
    ("texts", "logging.getLogger", ("a.b",)),
    ("plain-call", "pandas._libs.internals._unpickle_block", (ARRAY, Made("builtins.slice"), 2)),
    ("latin", "_codecs.encode", ("\x80", "latin1")),
    ("latin", "codecs.encode", (DATA, "latin-1")),
    ("reconstructor", "copyreg._reconstructor", (sym("uuid.UUID"), sym("builtins.object"), None)),
    ("reconstructor", "copy_reg._reconstructor", (sym("builtins.int"), sym("__builtin__.int"), 3)),
    ("new", "copyreg.__newobj__", (sym("collections.OrderedDict"),)),
    (
        "new-with-keywords",
        "copyreg.__newobj_ex__",
        (sym("datetime.date"), tup(b"\x07\xe8\x02\x1d"), bag()),
    ),
    ("partial", "functools.partial", (sym("builtins.int"),)),
    ("partial", "functools.partial", (sym("numpy.mean"), 1)),
    ("attribute", "builtins.getattr", (sym("re.RegexFlag"), "IGNORECASE")),
    ("attribute", "__builtin__.getattr", (sym("zoneinfo.ZoneInfo"), "_unpickle")),
    (
        "attribute",
        "builtins.getattr",
        (sym("transformers.trainer_utils.IntervalStrategy"), "STEPS"),
    ),
    ("factory", "collections.defaultdict", (sym("builtins.list"),)),
    ("factory", "collections.defaultdict", (None, bag("a", 1))),
    ("factory", "collections.defaultdict", (Made("functools.partial"),)),
    ("type-of", "builtins.type", (None,)),
    ("filled", "builtins.set", (Box("list", [1, 2]),)),
    ("filled", "collections.Counter", (bag("a", 1),)),
    ("number", "decimal.Decimal", ("1.5",)),
    ("pattern", "re._compile", ("a+", 2)),
    ("pattern", "re.compile", (LATIN, 0)),
    ("zone", "zoneinfo.ZoneInfo._unpickle", ("America/Argentina/Buenos_Aires", 1)),
    ("python-array", "array._array_reconstructor", (sym("array.array"), "d", 14, b"12345678")),
    ("python-array-of", "array.array", ("d", Box("list", [1.0]))),
    ("path", "pathlib.PosixPath", ("/", "tmp", "x")),
    ("member", "http.HTTPStatus", (200,)),
    ("member", "uuid.SafeUUID", (tup(0),)),
    (
        "moment",
        "datetime.datetime",
        (b"\x07\xe8\x02\x1d\x00\x00\x00\x00\x00\x00", Made("datetime.timezone")),
    ),
    ("instance", "sklearn.neighbors._kd_tree.newObj", (sym("sklearn.neighbors._kd_tree.KDTree"),)),
    ("dtype", "numpy.dtype", ("f8", False, True)),
    ("dtype", "numpy.dtype", ("V12", 0, 1)),
    ("dtype", "numpy.dtype", ("<M8[25s]",)),
    ("array", "numpy.core.multiarray._reconstruct", (sym("numpy.ndarray"), tup(0), b"b")),
    ("array", "numpy._core.multiarray._reconstruct", (sym("numpy.recarray"), tup(0), LATIN)),
    (
        "masked-array",
        "numpy.ma.core._mareconstruct",
        (sym("numpy.ma.core.MaskedArray"), sym("numpy.ndarray"), tup(0), b"b"),
    ),
    ("scalar", "numpy._core.multiarray.scalar", (DTYPE, b"12345678")),
    (
        "buffer",
        "numpy._core.numeric._frombuffer",
        (Made("builtins.bytearray"), DTYPE, tup(2, 2), "C"),
    ),
    (
        "generator",
        "numpy.random._pickle.__generator_ctor",
        ("PCG64", sym("numpy.random._pickle.__bit_generator_ctor")),
    ),
    ("generator", "numpy.random._pickle.__bit_generator_ctor", (sym("numpy.random._pcg64.PCG64"),)),
    ("ufunc", "numpy.core._ufunc_reconstruct", ("numpy", "log1p")),
    ("string-type", "numpy._core._internal._convert_to_stringdtype_kwargs", (True, None)),
    ("text-type", "pandas.StringDtype", ("python", sym("pandas.NA"))),
    ("index", "pandas.core.indexes.base._new_Index", (sym("pandas.Index"), bag("data", ARRAY))),
    ("tensor", "torch._utils._rebuild_tensor_v2", V2),
    ("parameter", "torch._utils._rebuild_parameter", (TENSOR, True, HOOKS)),
    (
        "quantised",
        "torch._utils._rebuild_qtensor",
        (*V2[:4], tup(sym("torch.per_tensor_affine"), 0.1, 0), False, HOOKS),
    ),
    (
        "sparse",
        "torch._utils._rebuild_sparse_tensor",
        (sym("torch.sparse_coo"), tup(TENSOR, TENSOR, Made("torch.Size"))),
    ),
    (
        "tensors",
        "torch._utils._rebuild_meta_tensor_no_storage",
        (sym("torch.float32"), tup(2), tup(1), False),
    ),
    (
        "tensor-subclass",
        "torch._tensor._rebuild_from_type_v2",
        (sym("torch._utils._rebuild_tensor_v2"), sym("torch.nn.parameter.Buffer"), tup(*V2), bag()),
    ),
    ("device", "torch.device", ("cuda", 1)),
    ("size", "torch.Size", (tup(1, 2),)),
    ("layout", "torch.serialization._get_layout", ("torch.sparse_csr",)),
    ("bytes", "torch.storage._load_from_bytes", (b"PK",)),
    ("storage", "torch.storage.TypedStorage", ()),
    ("number-of-enumeration", "torch.nn._reduction._Reduction", (1,)),
    ("type-tag", "torch.jit._pickle.restore_type_tag", (Box("list", []), "List[int]")),
]

BAD: list[tuple[str, str, tuple[object, ...]]] = [
    ("any", "sklearn.preprocessing._function_transformer.FunctionTransformer", (EVIL,)),
    ("any", "sklearn.linear_model._logistic.LogisticRegression", (tup(Box("list", [OWN])),)),
    ("named", "numpy.mean", ()),
    ("named", "builtins.sorted", (Box("list", []), EVIL)),
    ("bare", "numpy.ndarray", (tup(0),)),
    ("plain", "builtins.ValueError", (sym("builtins.int"),)),
    ("constants", "builtins.slice", (tup(1), None, 2)),
    ("texts", "logging.getLogger", (1,)),
    ("plain-call", "pandas._libs.internals._unpickle_block", (EVIL, 1, 2)),
    ("latin", "_codecs.encode", ("x", "zip")),
    ("latin", "_codecs.encode", ("x", LATIN)),
    ("latin", "_codecs.encode", ("x",)),
    ("reconstructor", "copyreg._reconstructor", (OWN, sym("builtins.object"), None)),
    ("reconstructor", "copyreg._reconstructor", (sym("uuid.UUID"), EVIL, None)),
    ("reconstructor", "copyreg._reconstructor", (sym("uuid.UUID"), sym("builtins.object"), EVIL)),
    (
        "reconstructor",
        "copyreg._reconstructor",
        (sym("builtins.getattr"), sym("builtins.object"), None),
    ),
    ("new", "copyreg.__newobj__", (OWN,)),
    ("new", "copyreg.__newobj__", ()),
    ("new", "copyreg.__newobj__", (sym("numpy.ndarray"), tup(1 << 40))),
    ("new-with-keywords", "copyreg.__newobj_ex__", (sym("datetime.date"), tup(), bag("a", EVIL))),
    ("partial", "functools.partial", (EVIL, "id")),
    ("partial", "functools.partial", (sym("builtins.getattr"), sym("re.RegexFlag"))),
    ("partial", "functools.partial", (sym("builtins.int"), EVIL)),
    ("partial", "functools.partial", (NONE,)),
    ("attribute", "builtins.getattr", (sym("re.RegexFlag"), "__class__")),
    ("attribute", "builtins.getattr", (sym("re.RegexFlag"), "a.b")),
    ("attribute", "builtins.getattr", (sym("builtins.dict"), "get")),
    ("attribute", "builtins.getattr", (NONE, "real")),
    ("attribute", "builtins.getattr", (sym("re.RegexFlag"), LATIN)),
    ("attribute", "builtins.getattr", (sym("re.RegexFlag"), "A", None)),
    ("factory", "collections.defaultdict", (EVIL,)),
    ("factory", "collections.defaultdict", (NONE,)),
    ("factory", "collections.defaultdict", (sym("numpy.mean"),)),
    ("type-of", "builtins.type", ("X", tup(), bag())),
    ("type-of", "builtins.type", (NONE,)),
    ("filled", "builtins.bytearray", (1 << 40,)),
    ("filled", "builtins.list", (EVIL,)),
    ("number", "decimal.Decimal", ("9" * 200_000,)),
    ("pattern", "re._compile", ("a" * 20_000, 0)),
    ("pattern", "re._compile", (sym("builtins.int"), 0)),
    ("zone", "zoneinfo.ZoneInfo", ("../../etc/passwd",)),
    ("zone", "zoneinfo.ZoneInfo", ("/etc/localtime",)),
    ("python-array", "array._array_reconstructor", (EVIL, "d", 14, b"")),
    ("python-array-of", "array.array", ("d", 1 << 40)),
    ("path", "pathlib.PosixPath", (EVIL,)),
    ("member", "http.HTTPStatus", (EVIL,)),
    ("member", "http.HTTPStatus", ("X", "A B")),
    ("moment", "datetime.datetime", (EVIL,)),
    ("instance", "sklearn.neighbors._kd_tree.newObj", (OWN,)),
    ("dtype", "numpy.dtype", ("f8; x",)),
    ("dtype", "numpy.dtype", (OWN,)),
    ("dtype", "numpy.dtype", (Box("list", []),)),
    ("array", "numpy._core.multiarray._reconstruct", (OWN, tup(0), b"b")),
    ("array", "numpy._core.multiarray._reconstruct", (sym("numpy.ndarray"), tup(1 << 40), b"b")),
    ("array", "numpy._core.multiarray._reconstruct", (sym("numpy.ndarray"), tup(0), "O")),
    (
        "masked-array",
        "numpy.ma.core._mareconstruct",
        (sym("numpy.ma.core.MaskedArray"), OWN, tup(0), b"b"),
    ),
    ("scalar", "numpy._core.multiarray.scalar", (sym("numpy.float64"), b"")),
    ("scalar", "numpy._core.multiarray.scalar", (DTYPE, EVIL)),
    ("buffer", "numpy._core.numeric._frombuffer", (EVIL, DTYPE, tup(2), "C")),
    ("generator", "numpy.random._pickle.__generator_ctor", ("id", EVIL)),
    ("generator", "numpy.random._pickle.__bit_generator_ctor", (EVIL,)),
    ("ufunc", "numpy.core._ufunc_reconstruct", ("os", "system")),
    ("ufunc", "numpy.core._ufunc_reconstruct", ("numpy.f2py", "compile")),
    ("string-type", "numpy._core._internal._convert_to_stringdtype_kwargs", (EVIL, None)),
    ("text-type", "pandas.StringDtype", ("python", EVIL)),
    ("index", "pandas.core.indexes.base._new_Index", (sym("pandas.DataFrame"), bag())),
    ("index", "pandas.core.indexes.base._new_Index", (sym("pandas.Index"), bag("data", EVIL))),
    ("tensor", "torch._utils._rebuild_tensor_v2", (NONE, *V2[1:])),
    ("tensor", "torch._utils._rebuild_tensor_v2", (Foreign("x"), *V2[1:])),
    ("tensor", "torch._utils._rebuild_tensor_v2", (*V2[:5], EVIL)),
    ("parameter", "torch._utils._rebuild_parameter", (EVIL, True, HOOKS)),
    ("quantised", "torch._utils._rebuild_qtensor", (*V2[:4], tup(EVIL), False, HOOKS)),
    ("sparse", "torch._utils._rebuild_sparse_tensor", (EVIL, tup())),
    ("tensors", "torch._utils._rebuild_wrapper_subclass", (EVIL,)),
    (
        "tensor-subclass",
        "torch._tensor._rebuild_from_type_v2",
        (EVIL, sym("torch.Tensor"), tup("id"), bag()),
    ),
    (
        "tensor-subclass",
        "torch._tensor._rebuild_from_type_v2",
        (sym("builtins.getattr"), sym("torch.Tensor"), tup(sym("builtins.dict"), "get"), bag()),
    ),
    (
        "tensor-subclass",
        "torch._tensor._rebuild_from_type_v2",
        (sym("torch._utils._rebuild_tensor_v2"), OWN, tup(*V2), bag()),
    ),
    ("device", "torch.device", ("cuda; x",)),
    ("size", "torch.Size", (EVIL,)),
    ("layout", "torch.serialization._get_layout", ("os.system",)),
    ("bytes", "torch.storage._load_from_bytes", (NONE,)),
    ("storage", "torch.storage.TypedStorage", (EVIL,)),
    ("number-of-enumeration", "torch.nn._reduction._Reduction", (EVIL,)),
    ("type-tag", "torch.jit._pickle.restore_type_tag", (EVIL, "int")),
]


def _ids(rows: list[tuple[str, str, tuple[object, ...]]]) -> list[str]:
    return [f"{rule}-{number}" for number, (rule, _, _) in enumerate(rows)]


@pytest.mark.parametrize(("rule", "name", "arguments"), GOOD, ids=_ids(GOOD))
def test_what_honest_writers_write(rule: str, name: str, arguments: tuple[object, ...]) -> None:
    ruling = KNOWN(Realm.PICKLE, name, arguments)
    expected = Standing.LOADER if rule == "bytes" else Standing.INERT
    assert ruling.standing is expected, ruling


@pytest.mark.parametrize(("rule", "name", "arguments"), BAD, ids=_ids(BAD))
def test_what_they_do_not(rule: str, name: str, arguments: tuple[object, ...]) -> None:
    ruling = KNOWN(Realm.PICKLE, name, arguments)
    assert ruling.standing in {Standing.ODD, Standing.SINK}, ruling
    assert "other arguments" in ruling.reason or "is handed" in ruling.reason


def test_every_rule_has_both_and_is_used() -> None:
    used = {one.rule for file in files() for one in entries(file).values()}
    assert {rule for rule, _, _ in GOOD} | {"named"} == used
    assert {rule for rule, _, _ in BAD} == used == set(RULES)


def test_rows_are_of_the_rule_that_they_name() -> None:
    from ostiary.program.loading.fold import fold
    from ostiary.program.loading.shelf import entry_of

    for rule, name, _ in (*GOOD, *BAD):
        entry = entry_of(fold(name))
        assert entry
        assert entry.rule == rule, name


def test_getattr_gives_the_member() -> None:
    ruling = KNOWN(Realm.PICKLE, "builtins.getattr", (sym("re.RegexFlag"), "IGNORECASE"))
    assert ruling.gives == "re.RegexFlag.IGNORECASE"
    assert KNOWN.named(Realm.PICKLE, ruling.gives).standing is Standing.INERT
    assert KNOWN(Realm.PICKLE, ruling.gives, ()).standing is Standing.UNLISTED


@pytest.mark.parametrize("last", ["save_model", "load_model", "__init__", "from_pretrained", "a b"])
def test_methods_that_could_do_more_are_not_named(last: str) -> None:
    owner = sym("xgboost.core.Booster")
    name = f"{owner.dotted}.{last}"
    assert KNOWN.named(Realm.PICKLE, f"{owner.dotted}.predict").standing is Standing.INERT
    assert KNOWN.named(Realm.PICKLE, name).standing is Standing.UNLISTED
    assert KNOWN(Realm.PICKLE, "builtins.getattr", (owner, last)).standing is Standing.ODD


def test_depth_ends() -> None:
    deep: object = sym("os.system")
    for _ in range(100):
        deep = tup(deep)
    name = "sklearn.linear_model._logistic.LogisticRegression"
    assert KNOWN(Realm.PICKLE, name, (deep,)).standing is Standing.ODD
    made: tuple[object, ...] = (sym("collections.OrderedDict"),)
    for _ in range(50):
        made = (sym("copyreg.__newobj__"), *made)
    assert KNOWN(Realm.PICKLE, "copyreg.__newobj__", made).standing is not Standing.INERT

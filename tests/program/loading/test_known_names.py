"""What the list says of names: harmless, harmful, or nothing at all."""

import pytest

from ostiary.formats.model.judge import Realm
from ostiary.formats.model.record import Standing
from ostiary.program.loading.fold import fold
from ostiary.program.loading.harm import harmful
from ostiary.program.loading.known import KNOWN
from ostiary.program.loading.rules import RULES
from ostiary.program.loading.shelf import Tier, entries, files, harm

ENTRIES = [one for file in files() for one in entries(file).values()]

BYPASSES = [
    "pip.main",
    "asyncio.unix_events._UnixSubprocessTransport",
    "asyncio.base_subprocess.BaseSubprocessTransport",
    "types.CodeType",
    "cloudpickle.cloudpickle._make_function",
    "logging.FileHandler",
    "_io.FileIO",
    "urllib.request.urlopen",
    "torch.utils.bottleneck.__main__.run_cprofile",
    "torch._dynamo.guards.GuardBuilder.get",
    "torch.utils.collect_env.run",
    "torch.utils.collect_env.run_and_read_all",
    "torch.fx.experimental.symbolic_shapes.ShapeEnv.evaluate_guards_expression",
    "torch.utils.data.datapipes.utils.decoder.basichandlers",
    "torch.jit.unsupported_tensor_ops.execWrapper",
    "torch.utils._config_module.ConfigModule.load_config",
    "trace.Trace.run",
    "trace.Trace.runctx",
    "profile.Profile.run",
    "profile.Profile.runctx",
    "profile.run",
    "lib2to3.pgen2.grammar.Grammar.loads",
    "idlelib.debugobj.ObjectTreeItem",
    "idlelib.autocomplete.AutoComplete.get_entity",
    "idlelib.autocomplete.AutoComplete.fetch_completions",
    "code.InteractiveInterpreter.runcode",
    "idlelib.calltip.get_entity",
    "idlelib.calltip.Calltip.fetch_tip",
    "torch.utils.bottleneck.__main__.run_autograd_prof",
    "ensurepip._run_pip",
    "lib2to3.pgen2.pgen.ParserGenerator.make_label",
    "idlelib.run.Executive.runcode",
    "idlelib.pyshell.ModifiedInterpreter.runcode",
    "doctest.debug_script",
    "cProfile.run",
    "cProfile.runctx",
    "distutils.file_util.write_file",
    "ctypes.CDLL",
    "pydoc.locate",
    "operator.methodcaller",
    "_operator.methodcaller",
    "_operator.attrgetter",
    "pty.spawn",
    "numpy.f2py.crackfortran.getlincoef",
    "pkgutil.resolve_name",
    "uuid._get_command_stdout",
    "imaplib.IMAP4_stream",
    "_osx_support._read_output",
    "_aix_support._read_cmd_output",
    "_pyrepl.pager.pipe_pager",
    "test.support.script_helper.assert_python_ok",
    "importlib.import_module",
    "marshal.loads",
    "types.FunctionType",
    "builtins.__import__",
    "logging.config._resolve",
    "dataclasses._create_fn",
    "typing.ForwardRef._evaluate",
    "site.addpackage",
    "_interpreters.create",
    "sqlite3.connect",
    "torch.load",
    "joblib.load",
    "pandas.read_pickle",
    "pathlib.Path.write_text",
    "importlib.machinery.SourceFileLoader.load_module",
    "numpy.ctypeslib.load_library",
    "builtins.vars",
    "operator.getitem",
    "multiprocessing.util.spawnv_passfds",
    "mlflow.projects._run_entry_point",
    "pandas.read_csv",
    "runpy.run_path",
    "platform.popen",
    "linecache.getlines",
    "difflib.context_diff",
    "gc.get_objects",
    "_interpreters.run_string",
    "copyreg.add_extension",
    "os.system",
    "posix.getpid",
    "nt.system",
    "subprocess.Popen",
    "builtins.eval",
    "builtins.exec",
    "glob.os.getpid",
    "torch.serialization.os.system",
    "cPickle.loads",
    "__builtin__.eval",
    "commands.getoutput",
]


@pytest.mark.parametrize("name", BYPASSES)
def test_no_published_bypass_is_on_the_list(name: str) -> None:
    for ruling in (KNOWN.named(Realm.PICKLE, name), KNOWN(Realm.PICKLE, name, ("x",))):
        assert ruling.standing in {Standing.SINK, Standing.UNLISTED}
        assert ruling.reason


def test_nearly_all_of_them_are_told_what_harm_they_do() -> None:
    untold = [name for name in BYPASSES if not harmful(name) and not harmful(fold(name))]
    assert untold == ["operator.getitem"]


def test_no_entry_without_reason_rule_and_version() -> None:
    assert len(ENTRIES) > 400
    for one in ENTRIES:
        assert len(one.reason) > 10, one
        assert one.checked, one
        assert one.rule in RULES, one


def test_no_entry_is_harmful_by_name() -> None:
    known = harm()
    assert not [one.name for one in ENTRIES if one.name in known.names]


def test_an_entry_in_a_module_that_does_harm_stands_there_for_a_reason() -> None:
    """The list wins over whole modules: such entries are few, and named here."""
    known = harm()
    inside = {
        one.name.partition(".")[0] for one in ENTRIES if one.name.split(".")[0] in known.modules
    }
    assert inside <= {"http", "io", "pathlib"}


def test_every_entry_stands_under_its_folded_name() -> None:
    assert not [one.name for one in ENTRIES if fold(one.name) != one.name]


def test_no_loader_or_rebuilder_takes_anything() -> None:
    assert not [one for one in ENTRIES if one.tier is Tier.REBUILDER and one.rule == "any"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct"),
        ("__builtin__.set", "builtins.set"),
        ("copy_reg._reconstructor", "copyreg._reconstructor"),
        ("_collections.OrderedDict", "collections.OrderedDict"),
        ("pathlib._local.PosixPath", "pathlib.PosixPath"),
        ("__builtin__.xrange", "builtins.range"),
        ("UserDict.UserDict", "collections.UserDict"),
    ],
)
def test_aliases_are_one(one: str, other: str) -> None:
    assert fold(one) == other
    assert KNOWN.named(Realm.PICKLE, one) == KNOWN.named(Realm.PICKLE, other)


def test_a_walk_through_a_module_is_no_honest_name() -> None:
    assert KNOWN.named(Realm.PICKLE, "mylib.os.environ").standing is Standing.ODD
    assert KNOWN.named(Realm.PICKLE, "mylib.os.system").standing is Standing.SINK
    assert KNOWN.named(Realm.PICKLE, "glob.os.getpid").reason == "runs a program"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a", "a" * 100_000, "\ud800.x", "builtins.", ".builtins"]
)
def test_any_text_is_answered(name: str) -> None:
    assert KNOWN.named(Realm.PICKLE, name).standing is Standing.UNLISTED


@pytest.mark.parametrize(
    "name",
    [
        "transformers.training_args.TrainingArguments",
        "transformers.training_args.OptimizerNames",
        "transformers.trainer_utils.SchedulerType",
        "transformers.trainer_pt_utils.AcceleratorConfig",
        "transformers.trainer_callback.TrainerState",
        "accelerate.state.PartialState",
        "accelerate.utils.dataclasses.DistributedType",
        "ultralytics.nn.tasks.DetectionModel",
        "ultralytics.nn.modules.conv.Conv",
        "ultralytics.utils.IterableSimpleNamespace",
        "sklearn.ensemble.forest.RandomForestClassifier",
        "xgboost.sklearn.XGBClassifier",
        "torch.nn.modules.linear.Linear",
        "torch.optim.adamw.AdamW",
    ],
)
def test_classes_that_training_leaves_behind_are_listed(name: str) -> None:
    assert KNOWN.named(Realm.PICKLE, name).standing is Standing.INERT

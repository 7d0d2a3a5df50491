"""Calls that have let attackers in, each with the arguments that make it safe."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping

from ostiary.core.facts.own_code import Habit
from ostiary.core.regex import regex
from ostiary.program.own.names import Names

Found = tuple[Habit, int, str]
"""Habit, line, sentence."""

_COMMIT = regex(r"[0-9a-f]{40}")

_LOADERS = {
    "pickle.load": "pickle", "pickle.loads": "pickle", "pickle.Unpickler": "pickle",
    "_pickle.load": "pickle", "_pickle.loads": "pickle", "cPickle.load": "pickle", "cPickle.loads": "pickle",
    "dill.load": "dill", "dill.loads": "dill", "cloudpickle.load": "pickle", "cloudpickle.loads": "pickle",
    "joblib.load": "joblib", "pandas.read_pickle": "pickle", "shelve.open": "pickle",
    "marshal.load": "marshal", "marshal.loads": "marshal", "jsonpickle.decode": "jsonpickle",
    "sklearn.externals.joblib.load": "joblib",
}  # fmt: skip
_HUB = (
    "huggingface_hub.hf_hub_download", "huggingface_hub.snapshot_download", "datasets.load_dataset",
    "transformers.pipeline", "torch.hub.load", "sentence_transformers.SentenceTransformer",
)  # fmt: skip
_REMOTE = regex(r".*\.from_pretrained|.*\.from_single_file")
_CLIENTS = regex(
    r"(?:requests|httpx|niquests)(?:\.[A-Za-z]+)*(?:\(\))?\.(?:get|post|put|patch|delete|head|options|request|"
    r"stream|Client|AsyncClient|Session)|aiohttp\..*|httpx\.(?:Async)?Client"
)


def habits(call: ast.Call, names: Names) -> Iterator[Found]:
    """What is wrong with one call."""
    name = names.of(call.func)
    if not name:
        return
    given = {one.arg: one.value for one in call.keywords if one.arg}
    for ask in _QUESTIONS:
        for habit, what in ask(name, call, given):
            yield habit, call.lineno, what


Answer = Iterator[tuple[Habit, str]]


def _unsafe_load(name: str, call: ast.Call, given: Mapping[str, ast.expr]) -> Answer:
    if name in _LOADERS:
        yield Habit.UNSAFE_LOAD, f"`{name}` runs what the file tells it to run"
    elif name == "torch.load" and not _is(given.get("weights_only"), value=True):
        yield (
            Habit.UNSAFE_LOAD,
            "`torch.load` without `weights_only=True` runs what the file tells it to run",
        )
    elif name in {"numpy.load", "np.load"} and _is(given.get("allow_pickle"), value=True):
        yield (
            Habit.UNSAFE_LOAD,
            "`numpy.load` with `allow_pickle=True` runs what the file tells it to run",
        )
    elif name in {"yaml.load", "yaml.load_all"} and not _safe_yaml(call, given):
        yield Habit.UNSAFE_LOAD, f"`{name}` without a safe loader makes any object"
    elif name.endswith("load_model") and _is(given.get("safe_mode"), value=False):
        yield Habit.UNSAFE_LOAD, f"`{name}` with `safe_mode=False` runs the model's own code"


def _safe_yaml(call: ast.Call, given: Mapping[str, ast.expr]) -> bool:
    loader = given.get("Loader") or (call.args[1] if len(call.args) > 1 else None)
    words = ast.unparse(loader) if loader is not None else ""
    return "Safe" in words or "BaseLoader" in words


def _remote_code(name: str, call: ast.Call, given: Mapping[str, ast.expr]) -> Answer:
    del call
    if _is(given.get("trust_remote_code"), value=True):
        pinned = "" if _pinned(given.get("revision")) else ", of whatever revision is newest"
        yield (
            Habit.REMOTE_CODE,
            f"`{name}` with `trust_remote_code=True` runs the repository's code{pinned}",
        )


def _unpinned(name: str, call: ast.Call, given: Mapping[str, ast.expr]) -> Answer:
    if not (name in _HUB or _REMOTE.fullmatch(name)):
        return
    first = (
        call.args[0]
        if call.args
        else given.get("repo_id", given.get("pretrained_model_name_or_path"))
    )
    if name in {"torch.hub.load", "transformers.pipeline"} and not _of_hub(name, call, given):
        return
    if isinstance(first, ast.Constant) and isinstance(first.value, str) and _local(first.value):
        return
    if not _pinned(given.get("revision")) and name != "torch.hub.load":
        what = (
            "without `revision`" if "revision" not in given else "with a `revision` that can move"
        )
        yield Habit.UNPINNED_MODEL, f"`{name}` {what}: name the full commit"
    elif (
        name == "torch.hub.load"
        and isinstance(first, ast.Constant)
        and not _COMMIT.search(str(first.value))
    ):
        yield (
            Habit.UNPINNED_MODEL,
            "`torch.hub.load` of a branch or tag runs whatever is there today",
        )


def _of_hub(name: str, call: ast.Call, given: Mapping[str, ast.expr]) -> bool:
    if name == "torch.hub.load":
        return not (
            isinstance(given.get("source"), ast.Constant)
            and ast.unparse(given["source"]) == "'local'"
        )
    return "model" in given or len(call.args) > 1


def _local(text: str) -> bool:
    return text.startswith(("/", "./", "../", "~"))


def _tls(name: str, call: ast.Call, given: Mapping[str, ast.expr]) -> Answer:
    del call
    if name == "ssl._create_unverified_context":
        yield Habit.TLS_OFF, f"`{name}` verifies no certificate"
    elif _is(given.get("verify"), value=False) and _CLIENTS.fullmatch(name):
        yield Habit.TLS_OFF, f"`{name}` with `verify=False` talks to anybody"
    elif (_is(given.get("ssl"), value=False) or _is(given.get("verify_ssl"), value=False)) and (
        name.startswith("aiohttp.") or name.endswith((".get", ".post", ".request", ".ws_connect"))
    ):
        yield Habit.TLS_OFF, f"`{name}` with TLS verification switched off talks to anybody"


_TEMPLATES = frozenset({"jinja2.Template", "jinja2.Environment().from_string"})
_FROM_MODEL = regex(r"chat_template|tokenizer_config|prompt_template", re.IGNORECASE)


def _template(name: str, call: ast.Call, given: Mapping[str, ast.expr]) -> Answer:
    del given
    renders = name in _TEMPLATES or (name.endswith(".from_string") and "Sandbox" not in name)
    if renders and call.args and _FROM_MODEL.search(ast.unparse(call.args[0])):
        yield (
            Habit.MODEL_TEMPLATE,
            (f"`{name}` renders a template that came with a model, outside of a sandbox"),
        )


def _is(node: ast.expr | None, *, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _pinned(node: ast.expr | None) -> bool:
    """A full commit, or a name that is one by configuration: only a plain text can be seen to move."""
    if node is None:
        return False
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and _COMMIT.fullmatch(node.value) is not None
    return True


_QUESTIONS: tuple[Callable[[str, ast.Call, Mapping[str, ast.expr]], Answer], ...] = (
    _unsafe_load,
    _remote_code,
    _unpinned,
    _tls,
    _template,
)

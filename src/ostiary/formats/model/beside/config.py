"""Configurations beside weights: what they make a loader import, fetch, render or start."""

import json
import re
from collections.abc import Callable

import msgspec

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.formats.model.beside import loaded
from ostiary.formats.model.beside.agent import hooks, servers
from ostiary.formats.model.beside.loaded import ORDINARY
from ostiary.formats.model.beside.marks import MAX_CONFIG
from ostiary.formats.model.beside.pipeline import pipeline
from ostiary.formats.model.beside.secret import note_secrets
from ostiary.formats.model.beside.strays import hidden, stray
from ostiary.formats.model.beside.templates import read_template
from ostiary.formats.model.beside.values import Found, values
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.judge import Realm
from ostiary.formats.model.record import Called, Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet

MAX_VALUES = 5_000_000
"""Values of one configuration that are looked at."""

_REMOTE = regex(r"(?:https?|s3|gs|ftp|ssh|git\+\w+)://[^\s\"'<>]+", re.IGNORECASE)


def read(sheet: Sheet, desk: Desk) -> None:
    """Every value by its key."""
    sheet.carries = Carries.NOTHING
    sheet.readers.append("configuration")
    size = sheet.extent.size
    if size > MAX_CONFIG:
        sheet.stop(f"a configuration of more than {MAX_CONFIG} bytes")
        return
    data = sheet.extent.at(0, size)
    whole = _decoded(data)
    sheet.own(0, size)
    _twice(sheet, data)
    pipeline(sheet, whole)
    for count, found in enumerate(values(whole)):
        if count > MAX_VALUES:
            sheet.stop(f"more than {MAX_VALUES} values")
            return
        _look(sheet, desk, found)
    note_secrets(sheet, data)


def _decoded(data: bytes) -> object:
    """The values, as Python's own reader takes them: `NaN` and `Infinity` are numbers to it."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        pass
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ParseError(f"no JSON: {error}") from None


def _twice(sheet: Sheet, data: bytes) -> None:
    """A key that stands twice is read in two ways by two readers."""
    for key in (b'"auto_map"', b'"mcpServers"'):
        if data.count(key) > 1:
            said = f"the key {key.decode()} stands {data.count(key)} times"
            sheet.odd(Topic.STRUCTURE, "repeated-key", said)


def _look(sheet: Sheet, desk: Desk, found: Found) -> None:
    key, value = found.key, found.value
    ask = _QUESTIONS.get(key)
    if isinstance(value, dict) and "template_format" in value:
        _prompt_template(sheet, desk, found)
    if isinstance(value, str) and key not in _TEMPLATES and "chat_template" not in found.path:
        stray(sheet, key, value)
        if not sheet.path.endswith("tokenizer.json"):  # vocabularies have every character there is
            hidden(sheet, value)
    if ask:
        ask(sheet, desk, found)
    if isinstance(value, str) and len(value) < 4096 and _REMOTE.match(value) and key not in _LINKS:
        sheet.reach("url", value)
    if key in _SHOWN and isinstance(value, str | int | float) and not found.path:
        sheet.detail(key, value)


_TEMPLATES = frozenset(("chat_template", "template"))
"""Keys of which the templates are parsed where these keys are asked about."""
_LINKS = frozenset(("license_link", "homepage", "url", "license", "citation", "documentation"))
_SHOWN = frozenset(
    (
        *(
            "model_type",
            "transformers_version",
            "torch_dtype",
            "peft_type",
            "base_model_name_or_path",
        ),
        *("tokenizer_class", "_name_or_path", "_class_name", "_diffusers_version"),
    )
)


def _auto_map(sheet: Sheet, desk: Desk, found: Found) -> None:
    """`auto_map` of transformers: names of classes in files of the repository, or of another one.

    Older tokenizers have a list of names in place of the object.
    """
    del desk
    given = found.value if isinstance(found.value, dict) else {"auto_map": found.value}
    for label, names in given.items():
        for name in names if isinstance(names, list) else [names]:
            if not isinstance(name, str):
                continue
            sheet.carries = Carries.CODE
            sheet.loader, sheet.plain_load = "transformers", "trust_remote_code=False"
            repository, _, local = name.rpartition("--")
            module = local.rpartition(".")[0].replace(".", "/") + ".py"
            if repository:
                said = f"`{label}` is loaded from code of another repository, `{repository}`: `{local}`"
                sheet.odd(Topic.CODE, "auto-map-elsewhere", said, gravity=Gravity.UNUSUAL)
                sheet.reach("url", f"{repository}/{module}")
            else:
                said = f"`{label}` is loaded from `{module}` with trust_remote_code"
                sheet.odd(Topic.CODE, "auto-map", said, gravity=Gravity.UNUSUAL)
                sheet.reach("module", module)


def _auto_mapping(sheet: Sheet, desk: Desk, found: Found) -> None:
    """`auto_mapping` of PEFT: a library that is imported by its name."""
    del desk
    if isinstance(found.value, dict):
        library = found.value.get("parent_library")
        if isinstance(library, str) and not f"{library}.".startswith(ORDINARY):
            said = f"loading the adapter imports `{library}`"
            sheet.odd(Topic.CODE, "adapter-imports", said, gravity=Gravity.UNUSUAL)
            sheet.carries = Carries.CODE


def _trust(sheet: Sheet, desk: Desk, found: Found) -> None:
    del desk
    if found.value not in (False, None, 0, ""):
        said = "it asks its loader to trust code of the repository (`trust_remote_code`)"
        sheet.odd(Topic.CODE, "trust-remote-code", said, gravity=Gravity.UNUSUAL)


def target(sheet: Sheet, desk: Desk, name: str, at: int = 0, how: str = "_target_") -> None:
    """`_target_` of Hydra: anything that can be imported, called with what stands beside it."""
    sheet.carries = Carries.CALLS
    ruling = desk.judge(Realm.TARGET, name, ())
    sheet.call(Called(name, "…", how, at, ruling.standing, ruling.reason))


def _target(sheet: Sheet, desk: Desk, found: Found) -> None:
    if isinstance(found.value, str):
        target(sheet, desk, found.value)


def _chat_template(sheet: Sheet, desk: Desk, found: Found) -> None:
    """One template, a list of objects with `name` and `template`, or an object of templates by name."""
    del desk
    given = found.value if isinstance(found.value, dict) else {"template": found.value}
    for name, text in given.items():
        if isinstance(text, str) and name != "name":
            sheet.carries = Carries.CODE if sheet.carries is Carries.NOTHING else sheet.carries
            label = "chat_template" if name == "template" else f"chat_template {name}"
            read_template(sheet, text, label)


def _prompt_template(sheet: Sheet, desk: Desk, found: Found) -> None:
    """A prompt of LangChain that says it is a template of Jinja; the template stands beside that word."""
    del desk
    if not isinstance(found.value, dict) or found.value.get("template_format") != "jinja2":
        return
    text = found.value.get("template")
    if isinstance(text, str):
        sheet.carries = Carries.CODE if sheet.carries is Carries.NOTHING else sheet.carries
        read_template(sheet, text, "template")


def _pipelines(sheet: Sheet, desk: Desk, found: Found) -> None:
    """`custom_pipelines`: a class in a file of the repository."""
    del desk
    for one in values(found.value):
        if one.key == "impl" and isinstance(one.value, str):
            module = one.value.rpartition(".")[0].replace(".", "/") + ".py"
            said = f"its pipeline is loaded from `{module}` with trust_remote_code"
            sheet.odd(Topic.CODE, "auto-map", said, gravity=Gravity.UNUSUAL)
            sheet.reach("module", module)
            sheet.carries = Carries.CODE


def _servers(sheet: Sheet, desk: Desk, found: Found) -> None:
    del desk
    servers(sheet, found.value)


def _other_servers(sheet: Sheet, desk: Desk, found: Found) -> None:
    """`servers` is what some editors call them, in a file that has nothing else, or below `mcp`."""
    if sheet.path.lower().endswith("mcp.json") or found.path[-1:] == ("mcp",):
        _servers(sheet, desk, found)


def _hooks(sheet: Sheet, desk: Desk, found: Found) -> None:
    del desk
    hooks(sheet, found.value)


_QUESTIONS: dict[str, Callable[[Sheet, Desk, Found], None]] = {
    "auto_map": _auto_map,
    "auto_mapping": _auto_mapping,
    "trust_remote_code": _trust,
    "_target_": _target,
    "chat_template": _chat_template,
    "mcpServers": _servers,
    "servers": _other_servers,
    "hooks": _hooks,
    "type": loaded.module_type,
    "path": loaded.module_path,
    "activation_function": loaded.activation,
    "activation_fn": loaded.activation,
    "sbert_ce_default_activation_function": loaded.activation,
    "types": loaded.types,
    "custom_pipelines": _pipelines,
    "base_model_name_or_path": loaded.base_model,
    **dict.fromkeys(
        ("attn_implementation", "_attn_implementation", "experts_implementation"), loaded.kernel
    ),
    **dict.fromkeys(("_attn_implementation_internal", "_experts_implementation"), loaded.kernel),
}

"""Configurations beside weights: what they make a loader import, fetch, render or start."""

import re
from collections.abc import Callable

import msgspec

from ostiary.core.errors import ParseError
from ostiary.formats.model.beside.agent import hooks, servers
from ostiary.formats.model.beside.pipeline import pipeline
from ostiary.formats.model.beside.secret import note_secrets
from ostiary.formats.model.beside.strays import stray
from ostiary.formats.model.beside.template import read_template
from ostiary.formats.model.beside.values import Found, values
from ostiary.formats.model.desk import HEAD, Desk
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.judge import Realm
from ostiary.formats.model.places import leaves
from ostiary.formats.model.record import Called, Carries, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet

MAX_CONFIG = 64 << 20
"""Bytes of one configuration; vocabularies of tokenizers have some ten million."""
MAX_VALUES = 5_000_000
"""Values of one configuration that are looked at."""
MAX_SEARCHED = 1 << 20
"""Bytes in which the keys are looked for by which a configuration is known."""

_KEYS = re.compile(
    rb'"(?:auto_map|auto_mapping|chat_template|tokenizer_class|model_type|architectures|peft_type|_target_|mcpServers'
    rb"|transformers_version|trust_remote_code|_class_name|custom_pipelines|idx|processor_class|bos_token"
    rb'|added_tokens_decoder|hooks|_?attn_implementation|do_sample|max_new_tokens|activation_function|activation_fn|sbert_ce_default_activation_function|types)"\s*:'
)
_SURE = re.compile(
    rb'"(?:auto_map|auto_mapping|chat_template|_target_|mcpServers|template_format)"\s*:'
)
"""Keys by which a configuration of any name is known."""
_ESCAPED = re.compile(
    rb'"[^"\\\s]{0,64}\\u00(?:5f|5F|[46][1-9a-fA-F]|[57][0-9aA])[^"\s]{0,64}"\s*:'
)
"""A key with a plain letter that is written as an escape, which nobody does who means no harm."""
_NAMED = """
adapter_config.json chat_template.json claude_desktop_config.json config.json
config_sentence_transformers.json generation_config.json .mcp.json mcp.json model_index.json modules.json
preprocessor_config.json processor_config.json router_config.json sentence_bert_config.json settings.json
settings.local.json special_tokens_map.json tokenizer_config.json
"""
_NAMES = frozenset(_NAMED.split())
_REMOTE = re.compile(r"(?:https?|s3|gs|ftp|ssh|git\+\w+)://[^\s\"'<>]+", re.IGNORECASE)
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_ORDINARY = ("transformers.", "sentence_transformers.", "diffusers.", "peft.", "torch.nn.", "timm.")
"""Libraries whose own classes a configuration may name."""


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """A JSON object with keys that only configurations of models and agents have."""
    if not name.endswith(".json"):
        return False
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not begin.startswith((b"{", b"[")) and (begin or extent.size <= len(head)):
        return False
    if extent.size > MAX_SEARCHED and name in _NAMES:
        return True
    searched = head if extent.size <= HEAD else extent.at(0, MAX_SEARCHED)
    if _ESCAPED.search(searched) and (name in _NAMES or extent.size <= MAX_SEARCHED):
        return True
    if name in _NAMES:
        return _KEYS.search(searched) is not None or b'"command"' in searched
    return extent.size <= MAX_CONFIG and _SURE.search(searched) is not None


def read(sheet: Sheet, desk: Desk) -> None:
    """Every value by its key."""
    sheet.carries = Carries.NOTHING
    sheet.readers.append("configuration")
    size = sheet.extent.size
    if size > MAX_CONFIG:
        sheet.stop(f"a configuration of more than {MAX_CONFIG} bytes")
        return
    data = sheet.extent.at(0, size)
    try:
        whole = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ParseError(f"no JSON: {error}") from None
    sheet.own(0, size)
    _twice(sheet, data)
    pipeline(sheet, whole)
    for count, found in enumerate(values(whole)):
        if count > MAX_VALUES:
            sheet.stop(f"more than {MAX_VALUES} values")
            return
        _look(sheet, desk, found)
    note_secrets(sheet, data)


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
        if isinstance(library, str) and not f"{library}.".startswith(_ORDINARY):
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


def _module_type(sheet: Sheet, desk: Desk, found: Found) -> None:
    """`type` in `modules.json` of sentence-transformers: a class that is imported by its name."""
    del desk
    value = found.value
    named = sheet.path.endswith("modules.json")
    if (
        named
        and isinstance(value, str)
        and _DOTTED.fullmatch(value)
        and not value.startswith(_ORDINARY)
    ):
        said = f"loading imports `{value}`"
        sheet.odd(Topic.CODE, "module-imports", said, gravity=Gravity.UNUSUAL)
        sheet.carries = Carries.CODE


def _activation(sheet: Sheet, desk: Desk, found: Found) -> None:
    """A function of sentence-transformers by its dotted name: it is imported, and called once."""
    value = found.value
    if not isinstance(value, str) or not _DOTTED.fullmatch(value):
        return
    ruling = desk.judge(Realm.TARGET, value, ())
    if ruling.standing is Standing.SINK:
        sheet.call(Called(value, "", found.key, 0, ruling.standing, ruling.reason))
    elif not value.startswith(_ORDINARY):
        said = f"loading imports `{value}` and calls it"
        sheet.odd(Topic.CODE, "module-imports", said, gravity=Gravity.UNUSUAL)
        sheet.carries = Carries.CODE


_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+(?:@[\w./-]+)?(?::\w+)?")


def _kernel(sheet: Sheet, desk: Desk, found: Found) -> None:
    """`_attn_implementation` and the like: a name of the loader's own, or a repository of compiled code."""
    del desk
    for value in found.value.values() if isinstance(found.value, dict) else [found.value]:
        if isinstance(value, str) and _REPOSITORY.fullmatch(value.rpartition("|")[2]):
            said = f"`{found.key}` has its loader fetch and run compiled code of `{value}`"
            sheet.odd(Topic.CODE, "kernel-elsewhere", said, gravity=Gravity.UNUSUAL)
            sheet.reach("url", value)
            sheet.carries = Carries.CODE


def _base_model(sheet: Sheet, desk: Desk, found: Found) -> None:
    """`base_model_name_or_path` of an adapter: a model that is loaded from there.

    Where it was trained, the base lay somewhere: an absolute path says nothing more.
    """
    del desk
    value = found.value
    if isinstance(value, str) and (why := leaves(value)):
        sheet.reach("url" if "://" in value else "file", value, escapes=True)
        said = f"the base of the adapter is loaded from `{value[:200]}`: {why}"
        plain = why == "an absolute path"
        gravity = Gravity.NOTE if plain else Gravity.UNUSUAL
        sheet.odd(Topic.REACH, "base-elsewhere", said, gravity=gravity)


def _types(sheet: Sheet, desk: Desk, found: Found) -> None:
    """`types` of a router of sentence-transformers: by each part its class, which is imported."""
    if isinstance(found.value, dict):
        for value in found.value.values():
            _activation(sheet, desk, found._replace(value=value))


def _prompt_template(sheet: Sheet, desk: Desk, found: Found) -> None:
    """A prompt of LangChain that says it is a template of Jinja; the template stands beside that word."""
    del desk
    if not isinstance(found.value, dict) or found.value.get("template_format") != "jinja2":
        return
    text = found.value.get("template")
    if isinstance(text, str):
        sheet.carries = Carries.CODE if sheet.carries is Carries.NOTHING else sheet.carries
        read_template(sheet, text, "template")


def _module_path(sheet: Sheet, desk: Desk, found: Found) -> None:
    """`path` in `modules.json`: the folder with the files of a module."""
    del desk
    if not sheet.path.endswith("modules.json") or not isinstance(found.value, str):
        return
    if why := leaves(found.value):
        sheet.reach("file", found.value, escapes=True)
        said = f"a module is loaded from `{found.value}`: {why}"
        sheet.odd(Topic.REACH, "module-escapes", said, gravity=Gravity.HARMFUL)


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
    "type": _module_type,
    "path": _module_path,
    "activation_function": _activation,
    "activation_fn": _activation,
    "sbert_ce_default_activation_function": _activation,
    "types": _types,
    "custom_pipelines": _pipelines,
    "base_model_name_or_path": _base_model,
    **dict.fromkeys(
        ("attn_implementation", "_attn_implementation", "experts_implementation"), _kernel
    ),
    **dict.fromkeys(("_attn_implementation_internal", "_experts_implementation"), _kernel),
}

"""By what are the texts recognised that lie beside weights: configurations, templates, cards and prompts?"""

from ostiary.core.regex import regex
from ostiary.formats.content import is_text
from ostiary.formats.model.desk import HEAD
from ostiary.formats.model.extent import Extent

MAX_CONFIG = 64 << 20
"""Bytes of one configuration; vocabularies of tokenizers have some ten million."""
MAX_SEARCHED = 1 << 20
"""Bytes in which the keys are looked for by which a configuration is known."""
MAX_TEMPLATE = 4 << 20
"""Bytes of one file: as many characters as are read may take, four bytes each."""
MAX_DESCRIPTION = 4 << 20
"""Bytes of one description."""
MAX_PROMPT = 8 << 20
"""Bytes of one text."""

MODEL = "model_config.yaml"
"""The file in which `target` is a class wherever it stands: NeMo makes parts by it without parameters."""
LOADED = ("chat_template", "tokenizer.chat_template")
"""How the names begin under which loaders look for one."""

_CARD = regex(
    rb"(?m)^(?:license|base_model|datasets|library_name|pipeline_tag|model-index|model_name|language|tags)\s*:"
)
_CONFIG_KEYS = regex(
    rb'"(?:auto_map|auto_mapping|chat_template|tokenizer_class|model_type|architectures|peft_type|_target_|mcpServers'
    rb"|transformers_version|trust_remote_code|_class_name|custom_pipelines|idx|processor_class|bos_token"
    rb'|added_tokens_decoder|hooks|_?attn_implementation|do_sample|max_new_tokens|activation_function|activation_fn|sbert_ce_default_activation_function|types)"\s*:'
)
_CONFIG_SURE = regex(
    rb'"(?:auto_map|auto_mapping|chat_template|_target_|mcpServers|template_format)"\s*:'
)
"""Keys by which a configuration of any name is known."""
_ESCAPED = regex(rb'"[^"\\\s]{0,64}\\u00(?:5f|5F|[46][1-9a-fA-F]|[57][0-9aA])[^"\s]{0,64}"\s*:')
"""A key with a plain letter that is written as an escape, which nobody does who means no harm."""
_CONFIGS = """
adapter_config.json chat_template.json claude_desktop_config.json config.json
config_sentence_transformers.json generation_config.json .mcp.json mcp.json model_index.json modules.json
preprocessor_config.json processor_config.json router_config.json sentence_bert_config.json settings.json
settings.local.json special_tokens_map.json tokenizer_config.json
"""
_CONFIG_NAMES = frozenset(_CONFIGS.split())
_SURELY = (
    rb"(?m)(?:^|[\s{,\-])[\"']?_target_[\"']?\s*:|!!python/|tag:yaml\.org,2002:python/"
    rb"|(?:^|[\s\[{,])!(?:new|name|module|apply|applyref|include):"
)
SURE = regex(_SURELY)
"""What only files have that have their loader make objects."""
_CALLS = regex(
    _SURELY
    + rb"|(?:^|[\s{,\-])[\"']?class_path[\"']?\s*:\s*[\"']?[A-Za-z_]\w*(?:\.\w+)+|\binit_parameters\b"
    + rb"|\btemplate_format[\"']?\s*:\s*[\"']?jinja2"
)
_HINT = regex(
    rb"_target_|python/|class_path|init_parameters|template_format|!(?:new|name|module|apply|include)"
)
"""One of these stands in each mark: they are found sooner."""
_TARGETED = regex(rb"\btarget[\"']?\s*:\s*[\"']?[A-Za-z_]\w*(?:\.\w+)+")
_PARAMS = regex(rb"\bparams[\"']?\s*:")
"""What many files have, and only together speaks of classes that are made."""
SPELLED = regex(
    rb"(?m)^%TAG\s|(?:^|[\s\[{,])![^\s%]{0,80}%[0-9A-Fa-f]{2}"
    rb"|\"[^\"\\\n]{0,64}\\(?:x|u00|U000000)(?:5f|5F|[46][1-9a-fA-F]|[57][0-9aA])[^\"\n]{0,64}\"\s*:"
)
"""Tags and keys that say something else than what stands there, until YAML has been read."""
_STEP, _OVER = 1 << 20, 256
_OPENS = regex(rb"\{[%{#]")
_TALK = regex(
    rb"\b(?:messages|message|bos_token|eos_token|add_generation_prompt|prompt|content)\b"
    rb"|__(?:class|globals|init|mro|bases?|subclasses|builtins|import|dict)__"
)
_FLAVOURS = regex(rb"(?m)^[\"']?flavors[\"']?\s*:")
_PROMPTS = frozenset(
    (
        *(
            "skill.md",
            "agents.md",
            "claude.md",
            "gemini.md",
            "copilot-instructions.md",
            ".cursorrules",
        ),
        *(
            ".windsurfrules",
            ".clinerules",
            "system_prompt.txt",
            "system_prompt.md",
            "prompt.txt",
            "prompt.md",
        ),
        *("modelfile", "rules.mdc"),
    )
)
_PROMPT_ENDINGS = (".prompt", ".prompty", ".mdc")
TAGS = regex("[\U000e0020-\U000e007e]+")
_FLAG = regex("\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f")
"""Flags of regions are written with the same characters."""
_PROSE = (".md", ".mdx", ".markdown", ".txt", ".rst")
TOOLS = regex(rb"\s*---\r?\n(?:[^\n]*\n){0,40}?allowed-tools\s*:")
"""A command of an agent says in its head which tools it may use."""


def config(head: bytes, extent: Extent, name: str) -> bool:
    """A JSON object with keys that only configurations of models and agents have."""
    if not name.endswith(".json"):
        return False
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not begin.startswith((b"{", b"[")) and (begin or extent.size <= len(head)):
        return False
    if extent.size > MAX_SEARCHED and name in _CONFIG_NAMES:
        return True
    searched = head if extent.size <= HEAD else extent.at(0, MAX_SEARCHED)
    if _ESCAPED.search(searched) and (name in _CONFIG_NAMES or extent.size <= MAX_SEARCHED):
        return True
    if name in _CONFIG_NAMES:
        return _CONFIG_KEYS.search(searched) is not None or b'"command"' in searched
    return extent.size <= MAX_CONFIG and _CONFIG_SURE.search(searched) is not None


def jinja(head: bytes, extent: Extent, name: str) -> bool:
    """A template by its name that speaks of messages, or one under the very name that loaders look for.

    One that reaches into objects is one too: in some folders loaders take templates of any name.
    """
    ending = name.endswith((".jinja", ".jinja2", ".j2"))
    if name.startswith(LOADED):
        return ending or (b"{" in head and not name.endswith(".json"))
    if not ending:
        return False
    text = head if extent.size <= len(head) else extent.at(0, MAX_TEMPLATE)
    opens = _OPENS.search(text)
    return opens is not None and _TALK.search(text, opens.end()) is not None


def mlflow(head: bytes, extent: Extent, name: str) -> bool:
    """By the one name that the loader looks for, and its flavours."""
    if name != "mlmodel":
        return False
    return (
        _FLAVOURS.search(head if extent.size <= len(head) else extent.at(0, MAX_DESCRIPTION))
        is not None
    )


def hydra(head: bytes, extent: Extent, name: str) -> bool:
    """YAML by its name in which something is called."""
    del head
    if not name.endswith((".yaml", ".yml")):
        return False
    targeted = given = name == MODEL
    for at in range(0, extent.size, _STEP):
        piece = extent.at(at, _STEP + _OVER)
        targeted = targeted or _TARGETED.search(piece) is not None
        given = given or _PARAMS.search(piece) is not None
        if (targeted and given) or (_HINT.search(piece) and _CALLS.search(piece)):
            return True
        if (b"%" in piece or b"\\" in piece) and SPELLED.search(piece):
            return True
    return False


def notebook(head: bytes, _extent: Extent, name: str) -> bool:
    """By its name; its keys may stand in any order, behind much else."""
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return name.endswith(".ipynb") and begin.startswith(b"{")


def card(head: bytes, _extent: Extent, name: str) -> bool:
    """A readme that begins with metadata of a model."""
    return (
        name in {"readme.md", "model_card.md", "modelcard.md"}
        and head.startswith(b"---")
        and bool(_CARD.search(head))
    )


def prompt(head: bytes, extent: Extent, name: str) -> bool:
    """By the names under which programs look for such texts; any text by what only models see in it."""
    if name in _PROMPTS or name.endswith(_PROMPT_ENDINGS):
        return is_text(head)
    if not name.endswith(_PROSE) or not is_text(head):
        return False
    if TOOLS.match(head):
        return True
    if extent.size > MAX_PROMPT:
        return False
    data = extent.at(0, extent.size)
    return b"\xf3\xa0" in data and bool(TAGS.search(unflagged(data.decode("utf-8", "replace"))))


def unflagged(text: str) -> str:
    """A text without the flags of regions in it."""
    return _FLAG.sub("", text)

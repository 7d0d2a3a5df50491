"""Which variables does a program set by which others, or what it starts later, are told what to do?"""

from typing import Any

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.changes import bound
from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.orders import ordered_from
from ostiary.program.engine.value import Value, text_of, unknown
from ostiary.program.flow import Act

MAX_SET = 200  # variables that one call sets

ROUTES = regex(
    r"(?i)^(?:(?:https?|all|ftp|pip|npm_config|npm_config_https)_proxy"
    r"|(?:pip|uv)_(?:extra_)?(?:index_url|index|default_index)|uv_(?:extra_)?index_url|uv_default_index"
    r"|npm_config_registry|yarn_(?:npm_)?registry(?:_server)?|goproxy|bundle_mirror\S*|conda_channels"
    r"|aws_endpoint_url\w*|(?:openai|anthropic|azure_openai|groq|mistral|cohere|gemini)_(?:api_)?(?:base|base_url|endpoint)"
    r"|docker_host|kubernetes_service_host)$"
)
"""Variables by which other programs, and other packages of this one, find where to send and to fetch from."""
RUNS = regex(
    r"(?i)^(?:bash_env|env|pythonstartup|pythonbreakpoint|git_(?:ssh|ssh_command|askpass|external_diff|pager"
    r"|editor|sequence_editor|proxy_command|template_dir|exec_path)|ssh_askpass|(?:man|git_)?pager|editor|visual"
    r"|browser|prompt_command|lessopen|lessclose|ld_preload|ld_audit|dyld_insert_libraries|node_options|perl5opt"
    r"|rubyopt|(?:java_tool|_java|jdk_java)_options|rustc_(?:workspace_)?wrapper|npm_config_(?:script_shell|node_options)"
    r"|(?:requests|curl)_ca_bundle|ssl_cert_(?:file|dir)|node_extra_ca_certs)$"
)
"""Variables that name what other programs run, load or trust."""

_UNCHECKED = regex(
    r"(?i)^(?:pythonhttpsverify|node_tls_reject_unauthorized|git_ssl_no_verify|npm_config_strict_ssl|ssl_no_verify"
    r"|hf_hub_disable_ssl\w*|uv_insecure_host|pip_trusted_host|aws_no_verify_ssl|conda_ssl_verify|gosumdb|gonosumcheck"
    r"|(?:requests|curl)_ca_bundle)$"
)
_CHECKED = regex(
    r"(?i)^(?:pythonhttpsverify|node_tls_reject_unauthorized|npm_config_strict_ssl|conda_ssl_verify)$"
)
_NO = frozenset({"0", "off", "false", "no", ""})


def unchecked(name: str, text: str) -> bool:
    """Whether a variable of this text tells other programs not to check whom they talk to."""
    if not _UNCHECKED.match(name):
        return False
    if _CHECKED.match(name):
        return text.lower() in _NO
    if name.lower().endswith("_ca_bundle"):
        return not text
    return bool(text.strip("0\ufffc"))


def steered(m: Machine, name: str, value: Value, node: Any, frame: Frame) -> None:
    """Note that a variable is set by which other programs are told something."""
    if not (ROUTES.search(name) or RUNS.search(name) or unchecked(name, text_of(value))):
        return
    m.act(
        Act.SET,
        "os.environ",
        node,
        frame,
        value.marks,
        text=text_of(value),
        target=f"variable {name}",
    )
    ordered_from(m, unknown(), [value], {}, (node, frame))


@model("os.putenv os.environ.__setitem__ posix.putenv")
def _put(asked: Asked) -> Value:
    _set(asked, asked.text(0, "key", "name"), asked.arg(1, "value"))
    return Value(None)


@model("os.environ.update environ.update")
def _updated(asked: Asked) -> Value:
    """Several variables at once."""
    given = asked.arg(0).items
    several = {str(key): one for key, one in given.items()} if isinstance(given, dict) else {}
    several |= asked.named
    for name, value in list(several.items())[:MAX_SET]:
        _set(asked, name, value)
    if len(several) > MAX_SET:
        asked.m.cut(asked.frame, "it sets more variables in one call than are looked at")
    return Value(None)


def _set(asked: Asked, name: str, value: Value) -> None:
    bound(asked.m, asked.frame.file(), f"%environ.{name}", value)
    asked.frame.file().names[f"%environ.{name}"] = value
    steered(asked.m, name, value, asked.node, asked.frame)

"""Does it talk to an address of the kind that collects what is stolen?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, constant, early, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.engine.letters import COPY
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program

_HOOK = regex(
    r"(?i)discord(?:app)?\.com/api/(?:v\d+/)?webhooks/|api\.telegram\.org/bot"
    r"|hooks\.slack\.com/services/T|api\.pushover\.net(?:/\d+/messages\.json)?"
)
_OWNED = regex(
    r"(?i)discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d{15,}/[\w-]{30,}"
    r"|api\.telegram\.org/bot\d{7,}:[\w-]{30,}"
    r"|hooks\.slack\.com/services/T\w{6,}/B\w{6,}/\w{20,}"
)
"""Hooks with the token of their owner in the code."""

_FETCHES = regex(
    r"(?i)\b(?:curl|wget|nc|ncat|ping|nslookup|dig|invoke-\w+|iwr|irm|certutil|bitsadmin|ssh|scp)\b"
)
_COLLECTOR = regex(
    r"(?i)webhook\.site|\boast(?:ify)?\.|\binteract\.sh|interactsh|burpcollaborator"
    r"|pipedream\.net|requestbin|requestcatcher"
    r"|beeceptor|canarytokens|dnslog\.cn|ceye\.io|\bngrok|serveo\.net|localhost\.run"
    r"|trycloudflare|loca\.lt|\.onion\b"
    r"|ptsv\d?\.com|webhookinbox|hookbin|mockbin|grabify|iplogger|\bpyvac\."
)
"""Services that show whoever owns a bin what arrived in it."""

_BIN = regex(
    r"(?i)\b[a-z0-9][a-z0-9-]{5,}\.(?:[a-z0-9-]+\.)?(?:ngrok(?:-free)?\.(?:app|io|dev)|oast(?:ify)?\.[a-z]+"
    r"|interact\.sh|burpcollaborator\.net|pipedream\.net|requestcatcher\.com|beeceptor\.com"
    r"|trycloudflare\.com|serveo\.net|loca\.lt)\b|webhook\.site/[0-9a-f]{8}-[0-9a-f-]{20,}"
)
"""The bin or tunnel of one person, by the name that the service gave it."""

_CATCHER = regex(
    r"(?i)transfer\.sh|file\.io\b|gofile\.io|anonfiles|bashupload|termbin|0x0\.st|catbox\.moe"
    r"|rentry\.co|ghostbin"
    r"|paste(?:bin\.com|\.ee|\.rs|code|sio)|hastebin|controlc\.com|temp\.sh|ix\.io|dpaste"
    r"|store1?\.gofile|discord\.gg/"
)
"""Places where anybody leaves anything under no name."""

_NUMERIC = regex(r"^(?:\w+://)?(?:[^@/]*@)?((?:\d{1,3}\.){3}\d{1,3})\b")
_PRIVATE = regex(
    r"^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.|169\.254\.|2(?:2[4-9]|[345]\d)\."
    r"|8\.8\.|1\.1\.1\.1|1\.0\.0\.1)"
)


@check(
    "exfiltration-address",
    "it talks to a collector of stolen data",
    Severity.HIGH,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Find out who reads what arrives there; honest services have an address of their own.",
    refs=("T1567", "T1102", "T1071"),
)
def exfiltration_address(program: Program) -> Iterator[Hit | Gap]:
    """A messenger's hook with its token, a throw-away catcher or a bare number has no owner to ask."""
    for flow in acts(program, Act.SEND, Act.RUN):
        browser = flow.name.startswith("webbrowser.")
        if flow.act is Act.RUN and not browser and not _FETCHES.search(flow.text):
            continue
        if flow.target.startswith(COPY):
            what = f"gives what a caller writes a hidden reader, {quote(flow.target)},"
            yield hit(flow, what, Severity.HIGH, Confidence.MEDIUM)
            continue
        kind, early_weight, call_weight = _kind(flow.target or flow.text)
        if not kind and _relayed(flow):
            kind, early_weight, call_weight = _RELAY
        if not kind:
            continue
        severity = early_weight if early(flow) else call_weight
        if _asks_with_token(flow):
            severity = Severity.LOW
        elif (
            flow.has(*_LOOT)
            or _found(flow)
            or (flow.reach is Reach.INSTALL and severity is Severity.HIGH)
        ):
            severity = Severity.CRITICAL
        elif _brings(flow) and not (severity is Severity.LOW and _handed_file(flow)):
            strong = severity >= Severity.HIGH or "collector" in kind
            severity = Severity.CRITICAL if strong else Severity.HIGH
        yield hit(
            flow,
            f"talks to {kind}, {quote(flow.target or flow.text)},",
            severity,
            Confidence.MEDIUM,
        )


_RELAY = ("whoever waits for messages behind it", Severity.CRITICAL, Severity.CRITICAL)
_CALLS_ALL = regex(r"@(?:everyone|here)\b")


def _relayed(flow: Flow) -> bool:
    """Whether a message that calls everybody of a chat, with something put into it, goes to another host."""
    if flow.act is not Act.SEND or not constant(flow) or "discord" in flow.target:
        return False
    return bool(_CALLS_ALL.search(flow.text)) and "\ufffc" in flow.text and _brings_any(flow)


def _brings_any(flow: Flow) -> bool:
    return any(one.kind != Taint.NETWORK for one in flow.carries)


_TOLD = regex(r"^(?:\$\{?\w+\}?|%\w+%)")
"""A token that stands in the environment of whoever runs the code: it is his own messenger."""


def _kind(text: str) -> tuple[str, Severity, Severity]:
    if _OWNED.search(text):
        return "somebody's own messenger", Severity.CRITICAL, Severity.CRITICAL
    if hook := _HOOK.search(text):
        # Whose hook it is says what follows the address; where that is not known, a caller may give it.
        rest = text[hook.end() :]
        known = len(rest.strip("/ ")) > 0 and not _TOLD.match(rest)
        return "a messenger's hook", Severity.CRITICAL, Severity.HIGH if known else Severity.LOW
    if _BIN.search(text):
        return "a collector of whatever arrives", Severity.CRITICAL, Severity.HIGH
    if _COLLECTOR.search(text):
        return "a collector of whatever arrives", Severity.CRITICAL, Severity.LOW
    if _CATCHER.search(text):
        return "a throw-away address", Severity.HIGH, Severity.LOW
    numeric = _NUMERIC.match(text)
    if numeric and not _PRIVATE.match(numeric[1]):
        return "a machine without a name", Severity.HIGH, Severity.LOW
    return "", Severity.INFO, Severity.INFO


def _found(flow: Flow) -> bool:
    """Whether files go there that were looked for."""
    return flow.has(Taint.LISTING) and flow.has(Taint.FILE)


def _asks_with_token(flow: Flow) -> bool:
    """Whether a messenger is asked something with the token that a caller gives, and told nothing else."""
    hook = _HOOK.search(flow.target)
    if hook is None or early(flow) or not flow.has(Taint.ARGUMENT):
        return False
    asked = _ASKS.match(flow.text[hook.end() :]) is not None
    return asked and all(one.kind in _GIVEN for one in flow.carries)


_ASKS = regex(r"\ufffc/get\w+$")
_GIVEN = frozenset({Taint.ARGUMENT, Taint.KEY, Taint.TOKEN, Taint.VARIABLE})


def _handed_file(flow: Flow) -> bool:
    """Whether all that goes there is a file that a caller names, by a token that a caller has.

    So clients of messengers attach what they are told to.
    """
    read = flow.first(Taint.FILE)
    if read is None or read.spot.what.strip("\ufffc") or not flow.has(Taint.ARGUMENT):
        return False
    return all(one.kind in {*_HARMLESS, Taint.FILE} for one in flow.carries)


def _brings(flow: Flow) -> bool:
    kinds = [one for one in Taint if one not in _HARMLESS]
    hook = _HOOK.search(flow.target)
    if hook is not None and _TOLD.match(flow.target[hook.end() :]):
        kinds.remove(Taint.TOKEN)  # the messenger's own
    return flow.has(*kinds)


_LOOT = (
    Taint.SECRET,
    Taint.BROWSER,
    Taint.WALLET,
    Taint.ENVIRONMENT,
    Taint.METADATA,
    Taint.MEMORY,
    Taint.KEYSTROKES,
    Taint.CLIPBOARD,
    Taint.SCREEN,
    Taint.KEY,
)
_HARMLESS = frozenset(
    {
        Taint.ARGUMENT,
        Taint.UNVEILED,
        Taint.PLATFORM,
        Taint.VARIABLE,
        Taint.RANDOM,
        Taint.ENCODED,
        Taint.COMPUTED,
        Taint.NETWORK,
        Taint.SOCKET,
    }
)

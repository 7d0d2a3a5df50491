"""Does it send secrets away that nobody gave it?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import NAMES, acts, constant, early, goal, hit, layered, local
from ostiary.checks.behaviour.keepers import KEEPERS
from ostiary.checks.behaviour.own_service import bears_name
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.engine.places import address_marks
from ostiary.program.flow import AS_PATH, AS_TEXT, CALLER, OF_SERVICE, PART, Act, Flow, Taint
from ostiary.program.model import Program

_LOOT = (
    Taint.METADATA,
    Taint.MEMORY,
    Taint.WALLET,
    Taint.BROWSER,
    Taint.SECRET,
    Taint.ENVIRONMENT,
)


@check(
    "stealer",
    "secrets are collected and sent away",
    Severity.CRITICAL,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it. If it ran: treat every secret of that machine as taken, and replace them.",
    refs=("T1552.001", "T1555.003", "T1041"),
)
def stealer(program: Program) -> Iterator[Hit | Gap]:
    """Credential files, browsers, wallets and whole environments have no business in a request."""
    home = {one.at for one in acts(program, Act.SEND) if _goes_home(one)}
    for flow in acts(program, Act.SEND):
        carried = flow.first(*_LOOT)
        if carried is None and _found(flow):
            called = Severity.HIGH if _of_home(flow) else Severity.LOW
            severity = Severity.CRITICAL if early(flow) else called
            listed = flow.first(Taint.LISTING)
            yield hit(
                flow,
                f"sends the files that it finds{goal(flow)}",
                severity,
                Confidence.MEDIUM,
                listed,
            )
        if carried is None or local(flow) or _own(flow, carried.kind):
            continue
        part = carried.kind == Taint.ENVIRONMENT and carried.spot.what.startswith(PART)
        named = "a part of what holds the environment" if part else NAMES[Taint(carried.kind)]
        what = f"sends {named}{goal(flow)}"
        severity = _severity(flow, carried.kind)
        if flow.at in home and (_goes_home(flow) or not constant(flow)):
            severity = Severity.LOW
        if part and _asks_keeper(flow):
            severity = Severity.MEDIUM  # as whom it asks; nobody but the keeper reads that
        if part and severity is Severity.MEDIUM and bears_name(flow.target, program):
            severity = Severity.LOW
        yield hit(flow, what, severity, Confidence.HIGH, carried)
    for flow in acts(program, Act.HAND):
        carried = flow.first(*_LOOT, Taint.KEYSTROKES, Taint.TOKEN)
        if carried is not None:
            path = "the path of " if flow.target == AS_PATH else ""
            what = f"hands {path}{NAMES[Taint(carried.kind)]} to a library that nobody here knows"
            severity = _HANDED.get(flow.target, Severity.MEDIUM)
            yield hit(flow, what, severity, Confidence.MEDIUM, carried)


_HANDED = {AS_TEXT: Severity.HIGH, AS_PATH: Severity.LOW}


def _asks_keeper(flow: Flow) -> bool:
    """Whether those who keep source code and releases are asked for something, in plain view."""
    asked = flow.name.rpartition(".")[2] in {"get", "urlopen"} and not layered(flow)
    return asked and constant(flow) and bool(KEEPERS.search(flow.target))


def _of_home(flow: Flow) -> bool:
    """Whether the files are those of whoever runs it, and no caller named them."""
    read = flow.first(Taint.FILE)
    return read is not None and bool(_HOME.match(read.spot.what)) and not flow.has(Taint.ARGUMENT)


_HOME = regex(
    r"(?i)^(?:~|/home\b|/root\b|/Users\b|%USERPROFILE%|%HOME%|[A-Z]:[\\/]|/sdcard\b|/storage\b)"
)


def _found(flow: Flow) -> bool:
    """Whether files go out that were looked for, other than to where people keep their own."""
    if not (flow.has(Taint.LISTING) and flow.has(Taint.FILE)) or local(flow):
        return False
    return constant(flow) and not KEEPERS.search(flow.target)


def _own_cookie(flow: Flow, kind: str) -> bool:
    """Whether a page sends its own cookies to its own site, or where the code that uses it says."""
    carried = flow.first(kind)
    if carried is None or carried.spot.what != "document.cookie" or flow.has(*_OTHERS):
        return False
    return flow.target == CALLER or bool(_PATH.match(flow.target))


_OTHERS = frozenset(_LOOT) - {Taint.BROWSER}
_PATH = regex(r"\.{1,2}/|/(?:[\w.~%-]|$)")
"""An address of the page's own site."""

_CLOUDS = regex(
    r"(?i)amazonaws\.com|googleapis\.com|azure\.com|microsoftonline\.com|windows\.net"
    r"|cloud\.google\.com|aliyuncs\.com|\baws\b"
    r"|graph\.microsoft\.com"
)
_REGION = regex(
    r"(?i)https://(?:[\w-]+\.)*[\w-]*\ufffc[\w-]*\.(?:[\w-]+\.)*(?:amazonaws\.com|googleapis\.com|azure\.com)[:/]"
)
"""A host of a cloud with the name of a region in it, which settings say."""

_FOREIGN = regex(
    r"(?i)\.ssh[\\/]|\bid_(?:rsa|dsa|ed25519|ecdsa)\b|\.aws[\\/]cred|\.gnupg|\.kube[\\/]config|/etc/shadow"
    r"|\btdata\b|\.git-credentials|login\.keychain|\.(?:bash|zsh|python)_history|/etc/passwd|netsh wlan"
    r"|serviceaccount[\\/]token|\.aws[\\/]?$|\.docker[\\/]config"
)
"""Credentials for other machines than the one that a request goes to."""


_CLUSTER = regex(
    r"(?i)^(?:https?://)?(?:\$\{?KUBERNETES_SERVICE_HOST|kubernetes\.default(?:\.svc[\w.]*)?(?:[:/]|$))"
)


def _own(flow: Flow, kind: str) -> bool:
    """Whether credentials of a cloud or a cluster go to it: what signed requests are for."""
    carried = flow.first(kind)
    if carried is not None and _of_service(flow, carried.spot.what):
        return True
    if carried is not None and "kubernetes.io/serviceaccount" in carried.spot.what:
        open_still = not constant(flow) and not early(
            flow
        )  # clients learn from their caller which cluster
        return open_still or bool(_CLUSTER.match(flow.target))
    if kind == Taint.METADATA and Taint.METADATA in address_marks(flow.target):
        return True  # the token of that service is for asking it again
    return kind == Taint.METADATA and bool(_CLOUDS.search(flow.target)) and not early(flow)


def _of_service(flow: Flow, what: str) -> bool:
    """Whether a password goes to the service under whose name the store of the system keeps it."""
    service = what.partition(OF_SERVICE)[2]
    found = _HOSTED.match(flow.target)
    return bool(service) and found is not None and not early(flow) and found[1] in service


_HOSTED = regex(r"(?i)\w+://([\w-]+(?:\.[\w-]+)*\.[a-z]{2,})(?:[:/]|$)")


_COOKIES = ("browser_cookie3.", "rookiepy.", "browsercookie.", "pycookiecheat.")
"""Libraries that are there to read a browser's cookies, and say so by their name."""


def _goes_home(flow: Flow) -> bool:
    """Whether what the settings of one service hold goes to that service: `.abcrc`, over TLS, to abc.org."""
    carried = flow.first(*_LOOT)
    named = _SETTINGS.search(carried.spot.what) if carried is not None else None
    site = _HOSTED.match(flow.target) if flow.target.lower().startswith("https:") else None
    if named is None or site is None or early(flow) or layered(flow):
        return False
    return f".{site[1].lower()}".endswith(f".{named[1].lower()}.org")


_SETTINGS = regex(r"(?:^|[\\/])\.([a-z]{3,12})rc$")


def _severity(flow: Flow, kind: str) -> Severity:
    if early(flow) or layered(flow):
        return Severity.CRITICAL
    if _own_cookie(flow, kind):
        return Severity.LOW
    carried = flow.first(kind)
    if carried is not None and carried.spot.what.startswith(_COOKIES):
        return Severity.HIGH  # a caller logs in by his own, and a person can tell to where
    if kind in {Taint.BROWSER, Taint.WALLET, Taint.METADATA} and constant(flow):
        return Severity.CRITICAL
    if kind == Taint.METADATA:
        return Severity.LOW
    if kind == Taint.ENVIRONMENT:
        # of which variables nobody knows where each is asked for by a name that is worked out
        guessed = carried is not None and carried.spot.what.endswith(", one by one")
        told = Severity.HIGH if guessed else Severity.CRITICAL
        if carried is not None and carried.spot.what.startswith(PART):
            told = Severity.MEDIUM  # of settings that were merged with it: most likely another one
        return told if constant(flow) else Severity.LOW
    if carried is not None and constant(flow) and _FOREIGN.search(carried.spot.what):
        own = _CLOUDS.search(flow.target) or _REGION.search(flow.text)
        return Severity.MEDIUM if own else Severity.CRITICAL
    return Severity.HIGH if constant(flow) else Severity.MEDIUM

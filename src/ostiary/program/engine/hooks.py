"""What is put in the place of a function, or into what a caller handed in?"""

from typing import Any

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.chosen import WALLET
from ostiary.program.engine.code import Closure, Frame, Partial
from ostiary.program.engine.handovers import early
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.names import KEYED
from ostiary.program.engine.script.messages import assigned
from ostiary.program.engine.served import serve
from ostiary.program.engine.stand_ins import CACHE, anything, stand_ins, takes_names, ways
from ostiary.program.engine.value import Value, unknown
from ostiary.program.flow import Act, Taint
from ostiary.program.wordlist import wordlist

MAX_HOOKING = 3  # functions in the places of others that replace functions themselves

LOADER = wordlist("_load _resolveFilename _extensions _compile _findPath wrap createRequire")
"""Parts of Node's loader through which every module goes."""

_BROKERS = ("paho.mqtt.", "websocket.", "discord.", "socketio.", "stomp.")
"""Clients that call what is assigned to their `on_...` with what comes in."""

_CLIENTS = regex(
    r"(?:requests|urllib3|httpx|aiohttp|http\.client|urllib\.request|getpass|paramiko|smtplib"
    r"|telethon|pyrogram|botocore|ccxt|keyring)\b"
)
"""Libraries through whose functions secrets of everybody go: who replaces one sees them."""

_INSTALLERS = ("setuptools.", "distutils.", "wheel.bdist_wheel.", "pip.")
"""Whose functions an installer calls: what is put in their place runs then."""

_OF_WALLETS = frozenset(
    {"request", "send", "sendAsync", "signTransaction", "signAndSendTransaction"}
)


def loads(base: Value, key: object) -> bool:
    """Whether an assignment changes how modules are loaded: `module` is the loader, too."""
    return base.symbol == "module" and key in LOADER


def patched(m: Machine, base: Value, key: object, value: Value, *, node: Any, frame: Frame) -> None:
    """A function outside is replaced, or an address is put into what a caller handed in."""
    if base.symbol:
        if frame.module.language != "python" and (several := stand_ins(base, key, value)):
            cached = base.symbol.startswith(CACHE)
            name = CACHE if cached else f"{base.symbol}.{key}"
            _standing(m, name, several, node=node, frame=frame)
        if isinstance(value.code, (Closure, Partial)) or base.symbol.startswith(
            ("Module", "module")
        ):
            name = f"{base.symbol}.{key}"
            m.act(Act.WRITE, name, node, frame, value.marks, target=name)
            if KEYED.match(base.symbol) and frame.module.language == "python":
                key_given = m.mark(Taint.KEY, node, frame, f"a key handed to {name}")
                m.call(value, [unknown(key_given)], {}, node, frame)
            if base.symbol.startswith(_INSTALLERS) and frame.module.language == "python":
                m.call(value, [unknown()], {}, node, frame)
            _listens(m, base, str(key), value, node=node, frame=frame)
            if frame.module.language != "python" or _CLIENTS.match(base.symbol) or early(m):
                m.standing.append(name)
                try:
                    _called(m, value, node, frame)
                finally:
                    m.standing.pop()
        return
    const = value.const
    if isinstance(const, str) and Taint.ARGUMENT in base.marks and WALLET.fullmatch(const):
        m.act(Act.WRITE, f"?.{key}", node, frame, base.marks, text=const, target="payment")
    elif isinstance(value.code, Closure) and Taint.ARGUMENT in base.marks:
        m.act(Act.WRITE, f"?.{key}", node, frame, base.marks, target=f"?.{key}")
        if m.hooking or key in _OF_WALLETS:
            _called(m, value, node, frame)


def _listens(m: Machine, base: Value, key: str, value: Value, *, node: Any, frame: Frame) -> None:
    """Call what waits, under a name that tells so, for what somebody sends."""
    if frame.module.language != "python":
        assigned(m, base, key, value, node=node, frame=frame)
    elif key.startswith("on_") and base.symbol.startswith(_BROKERS):
        serve(m, value, node, frame, base.symbol)


def _standing(m: Machine, name: str, several: list[Value], *, node: Any, frame: Frame) -> None:
    """Whoever called what stood there calls the methods of what stands there now."""
    m.act(Act.WRITE, name, node, frame, target=name)
    m.standing.append(name)
    try:
        for one in several:
            _called(m, one, node, frame)
    finally:
        m.standing.pop()


def _called(m: Machine, value: Value, node: Any, frame: Frame) -> None:
    """Whoever called the old function calls the new one."""
    script = frame.module.language != "python"
    if not isinstance(value.code, Closure) and not script:
        return
    if m.hooking >= MAX_HOOKING:
        m.cut(
            frame,
            "it puts functions into the places of others, inside each other, deeper than is followed",
        )
        return
    m.hooking += 1
    marks = m.mark(Taint.ARGUMENT, node, frame, "what a caller hands in")
    try:
        for function, given, gives in ways(value, marks):
            rest = {"%rest": unknown(marks)} if takes_names(function) else {}
            made = m.call(function, given, rest, node, frame)
            if script and gives and isinstance(made.code, Closure):
                m.call(made, anything(made, marks), {}, node, frame)
    finally:
        m.hooking -= 1


TRACERS = wordlist(
    "sys.addaudithook sys.settrace sys.setprofile threading.settrace threading.setprofile"
    " threading.settrace_all_threads threading.setprofile_all_threads"
)
"""Functions that are handed a function which the interpreter calls for whatever happens."""


def traced(asked: Asked) -> None:
    """A function is called from now on for all that happens, and handed what that was."""
    root, _, last = asked.name.rpartition(".")
    base, one = Value(symbol=root), asked.arg(0, "func", "hook", "function")
    patched(asked.m, base, last, one, node=asked.node, frame=asked.frame)

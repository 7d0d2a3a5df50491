"""What does a name lead to that no frame knows: a built-in, a module, a variable of the environment?"""

import string
from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from ostiary.core.regex import regex
from ostiary.program.behaviours.python import bare, known_modules
from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.script.threads import ALONE
from ostiary.program.engine.sources import source, starred
from ostiary.program.engine.value import (
    CLEAN,
    HOLE,
    NOTHING,
    Marks,
    Value,
    joined,
    text_of,
    unknown,
)
from ostiary.program.flow import Taint
from ostiary.program.wordlist import wordlist

MAX_NAME = (
    1024  # characters of a dotted name: a loop from node to node must not grow it without end
)

PYTHON_BUILTINS = wordlist(
    "eval exec execfile compile __import__ open getattr setattr delattr hasattr globals locals"
    " vars map filter zip chr ord bytes bytearray str int float bool list tuple dict set frozenset"
    " len range xrange reversed sorted enumerate sum min max any all abs hex oct bin repr ascii"
    " format input raw_input print type super isinstance issubclass iter next callable object"
    " property staticmethod classmethod memoryview unichr unicode round pow divmod slice hash id"
    " dir __builtins__ builtins __file__ __name__ __doc__ __spec__ __loader__ __package__ breakpoint exit"
    " quit reduce copyright credits license __pyarmor__ __table_left_out__ __build_step__"
    # classes that programs make exceptions of, and take their arguments out of again (`raised.py`)
    " Exception BaseException ValueError TypeError RuntimeError KeyError IndexError StopIteration SystemExit"
    " OSError IOError ImportError NameError AttributeError NotImplementedError LookupError AssertionError"
    " KeyboardInterrupt ArithmeticError UnicodeError EnvironmentError ZeroDivisionError EOFError"
)
SCRIPT_GLOBALS = wordlist(
    "require module exports process Buffer console global globalThis window self document fetch"
    " eval Function atob btoa XMLHttpRequest WebSocket navigator location localStorage"
    " sessionStorage setTimeout setInterval setImmediate queueMicrotask String Number Array Object"
    " JSON Math Date RegExp Promise Symbol Proxy Reflect Map Set parseInt parseFloat isNaN"
    " unescape escape decodeURIComponent decodeURI encodeURIComponent encodeURI Uint8Array"
    " TextDecoder TextEncoder WebAssembly Worker importScripts __dirname __filename arguments"
    " SharedWorker webkitURL MessageChannel BroadcastChannel super super.above"
    " Error typeof instanceof %keys %others %ushr BigInt URL URLSearchParams FormData Blob ethereum chrome"
    " browser Deno Bun crypto performance EventSource EventTarget CustomEvent Event ReadableStream"
    " WritableStream TransformStream CompressionStream DecompressionStream TextEncoderStream"
    " TextDecoderStream Image regeneratorRuntime FinalizationRegistry DataView Response"
    " Uint16Array Uint32Array Int8Array Int16Array Int32Array Uint8ClampedArray ArrayBuffer"
    " SharedArrayBuffer Atomics structuredClone WeakRef TypeError RangeError SyntaxError EvalError"
    " ReferenceError Audio FontFace RTCPeerConnection addEventListener %settle %refuse %happens $ jQuery"
)
_INNER = regex(
    r"^[a-z_]+\._(?=(?:os|sys|io|subprocess|shutil|socket|ctypes|importlib|builtins|pickle)\b)"
)
"""A module that the library imports under a name of its own: `random._os` is `os`."""
_HOMES = frozenset(
    {"global", "globalThis", "window", "self", "top", "parent", "frames", "global.global", "root"}
)
_FOLDERS = {
    one: f"%{one}%"
    for one in (
        *(
            "APPDATA",
            "LOCALAPPDATA",
            "TEMP",
            "TMP",
            "HOME",
            "USERPROFILE",
            "PROGRAMDATA",
            "HOMEPATH",
        ),
        *(
            "ProgramFiles",
            "SYSTEMROOT",
            "WINDIR",
            "XDG_CONFIG_HOME",
            "TMPDIR",
            "PUBLIC",
            "HOMEDRIVE",
        ),
    )
}
_CONSTANT = regex(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_TOKENS = regex(
    r"TOKEN|SECRET|PASSW|API_?KEY|ACCESS_?KEY|CREDENTIAL|PRIVATE|AUTH|_KEY$|_PAT$|^AWS_"
    r"|^NPM_(?!CONFIG_|PACKAGE_)|MNEMONIC|WEBHOOK"
)
_NAMED_HOST = wordlist("USERNAME USER LOGNAME COMPUTERNAME HOSTNAME USERDOMAIN SUDO_USER")
COPIED = wordlist("requests urllib3 httpx aiohttp paramiko websocket websockets httplib2 tornado")
"""Libraries whose functions are known by name; a copy that came along does what they do."""

ENVIRONMENTS = frozenset(
    {
        "os.environ",
        "os.environb",
        "posix.environ",
        "nt.environ",
        "process.env",
        "environ",
        "Deno.env",
        "Bun.env",
    }
)
"""Names of all variables of the environment together."""

_HANDED = frozenset({"sys.argv", "sys.stdin", "process.argv", "process.stdin"})
"""What a program is handed by the one that starts it."""

_CLASSES = wordlist("str int float bool bytes list tuple dict set range map filter zip type object")
_NUMBERS = {"Infinity": float("inf"), "NaN": float("nan")}


def named(m: Machine, name: str, node: Any, frame: Frame) -> Value:
    """A name that no frame knows: a built-in, a module that somebody forgot to import, or nothing known."""
    module = frame.module
    if module.language != "python":
        if name in _NUMBERS:
            return Value(_NUMBERS[name])
        return symbol(m, name, CLEAN, node, frame) if name in SCRIPT_GLOBALS else unknown()
    if name in {"__file__", "__name__"}:
        said = name == "__name__" and module.program
        return Value("__main__") if said else Value(symbol=name, text=name)
    if name in PYTHON_BUILTINS:
        return Value(symbol="builtins" if name == "__builtins__" else name)
    for star in module.stars:
        inner = m.package.exported(star, name)
        if inner is not None:
            return inner
    if module.stars and (found := starred(module.stars, name)):
        return symbol(m, found, CLEAN, node, frame)
    if name in known_modules() or name in {"os", "sys", "json", "re", "base64", "requests"}:
        return Value(symbol=name)
    made_known = m.placed.get(f"builtins.{name}")  # by another file, to all
    return made_known or unknown()


_CONSTANTS = {
    f"string.{name}": getattr(string, name)
    for name in (
        *(
            "ascii_letters",
            "ascii_lowercase",
            "ascii_uppercase",
            "digits",
            "hexdigits",
            "octdigits",
        ),
        *("punctuation", "printable", "whitespace"),
    )
}
"""Alphabets of the standard library."""

_CONSTANTS |= {
    "os.sep": "/",
    "os.path.sep": "/",
    "os.linesep": "\n",
    "os.curdir": ".",
    "os.pardir": "..",
}
_CONSTANTS |= {"os.extsep": ".", "os.pathsep": ":"}
_CONSTANTS |= {"mmap.PROT_READ": 1, "mmap.PROT_WRITE": 2, "mmap.PROT_EXEC": 4, "zlib.MAX_WBITS": 15}


_SENT = frozenset({"regenerator.context.sent", "regenerator.context.v"})
_HELD = frozenset({"worker_threads.workerData"})
"""Names outside behind which one part of a program puts what another one gets."""


def symbol(m: Machine, name: str, marks: Marks, node: Any, frame: Frame) -> Value:
    """Something outside by its dotted name, with what reading it brings in."""
    if len(name) > MAX_NAME:
        return unknown(marks)
    if frame.module.language == "python":
        name = bare(_INNER.sub("", name.removeprefix("builtins."), count=1))
    else:
        head, _, rest = name.partition(".")
        while head in _HOMES and rest:
            name = rest
            head, _, rest = name.partition(".")
        name = name.removeprefix("node:").removesuffix(".default")
        if name in _SENT and frame.returns:  # of a step that a compiler made of a function
            return frame.returns[-1]
        if m.alone and name in ALONE:
            return Value(ALONE[name])
        if name in _HELD:
            return m.held.setdefault(name, Value(symbol=name))
    if frame.module.language == "python" and (told := _known(m, name)) is not None:
        return told
    kind, text = source(name)
    if kind is not None:
        marks = joined(marks, m.mark(kind, node, frame, name))
    if m.handed and name in _HANDED:
        marks = joined(marks, m.handed)
    return Value(symbol=name, marks=shared(name, marks), text=text)


def _known(m: Machine, name: str) -> Value | None:
    """A constant of Python's library, or the one that the program put behind a name outside."""
    if name in _CONSTANTS:
        return Value(_CONSTANTS[name])
    put = m.held.get(f"%{name}") if m.held else None
    return put if put is not None and put.known else None


KEYED = regex(
    r"(?:solders|solana|web3|eth_account|eth_keys|bip\w*|hdwallet|mnemonic|bitcoinlib|ecdsa|nacl)\."
)
"""Libraries whose functions take private keys: what is put in their place is handed them."""

MADE_OF = regex(
    r"(?:^|[._])from_?(?i:seed|mnemonic|phrase|entropy|private_?key|secret_?key|wif|xpriv)(?:\.|$)"
)
"""Functions that make a wallet of what they are handed, whatever they call it."""

_PUBLIC = wordlist(
    "address public_key verify_key pubkey publicKey sign sign_message sign_transaction sign_typed_data"
    " sign_hash signHash sign_digest sign_recoverable signMessage signTransaction"
)
"""What is made of a key in order to be shown, by the names that these libraries give to it."""


def shared(name: str, marks: Marks) -> Marks:
    """What something outside still carries: an address or a signature not the key that it was made with."""
    if Taint.KEY not in marks or name.rpartition(".")[2] not in _PUBLIC or not KEYED.match(name):
        return marks
    return {kind: spot for kind, spot in marks.items() if kind != Taint.KEY}


def shown(name: str) -> str:
    """How Python prints one of its built-ins; obfuscators cut names out of such texts."""
    if name == "copyright":
        return "Copyright (c) 2001-2024 Python Software Foundation.\nAll Rights Reserved."
    return f"<class '{name}'>" if name in _CLASSES else f"<built-in function {name}>"


def variable(m: Machine, key: Value, node: Any, frame: Frame) -> Value:
    """One variable of the environment: what its name makes of it, all of them where no name is known."""
    if isinstance(key.const, bytes):
        key = Value(key.const.decode("latin-1"))
    if key.const is NOTHING and _CONSTANT.fullmatch(last := key.symbol.rpartition(".")[2]):
        key = Value(last)  # a library's constant is called like the variable that it names
    if not isinstance(key.const, str) and (
        Taint.ARGUMENT in key.marks or text_of(key).strip(HOLE) or key.code is not None
    ):
        return unknown(m.mark(Taint.VARIABLE, node, frame, "a variable of the environment"))
    if not isinstance(key.const, str):
        return unknown(
            m.mark(Taint.ENVIRONMENT, node, frame, "variables of the environment, one by one")
        )
    name = key.const
    own = frame.file().names.get(f"%environ.{name}")
    if own is not None:
        return own  # it was put there by the file itself
    if name in _FOLDERS:
        return unknown(text=_FOLDERS[name])
    if name.upper() in _NAMED_HOST:
        kind = Taint.HOST
    else:
        kind = Taint.TOKEN if _TOKENS.search(name.upper()) else Taint.VARIABLE
    return unknown(m.mark(kind, node, frame, f"the variable {name}"), f"${name}")


def all_of(value: Value) -> Value:
    """What is spread over the arguments: all of the environment, which nobody asks for one variable."""
    return replace(value, symbol="") if value.symbol in ENVIRONMENTS else value


def looked_up(marks: Marks, given: Iterable[Value]) -> Marks:
    """What a function gives back that is handed the environment itself: one variable, if it is told which.

    What is told no name may as well copy, wrap or write out all of them.
    """
    several = list(given)
    told = any(isinstance(one.const, str) for one in several)
    if told and Taint.ENVIRONMENT in marks and any(one.symbol in ENVIRONMENTS for one in several):
        return {kind: spot for kind, spot in marks.items() if kind != Taint.ENVIRONMENT}
    return marks


_PART = regex(r"[(\[?]")
"""In the name of a result or of an element, of which nobody knows what kind of thing it is."""


def is_function(name: str) -> bool:
    """Whether a dotted name is most likely that of a built-in function, and of no module or table."""
    part = _PART.search(name) or name == "sys.modules"
    return not part and ("." in name or name in PYTHON_BUILTINS)

"""What is a parameter of a function, where it is handed something and where it is not?"""

import ast

from ostiary.core.regex import regex
from ostiary.program.engine.code import Frame
from ostiary.program.engine.names import MADE_OF
from ostiary.program.engine.value import Value, marked, unknown
from ostiary.program.flow import Spot, Taint

MAX_BARE = 2  # letters of a name that says nothing

_SECRETS = regex(
    "passw|passphrase|private_key|privatekey|privkey|mnem|seed|secret"
    "|api_key|apikey|credential|keypair|wallet|otp_code|pin_code"
    "|priv_key|pvt_key|prv_key|privhex|priv_hex|recovery_|xprv|keystore"
)


def received(value: Value, node: ast.arg, frame: Frame) -> Value:
    """What a caller handed in and one function hands to another is what any of them calls it."""
    if Taint.ARGUMENT not in value.marks or Taint.KEY in value.marks:
        return value
    told = parameter(node.arg, node, frame)
    return marked(value, told.marks) if Taint.KEY in told.marks else value


def defaulted(default: Value | None, node: ast.arg, frame: Frame, *, loose: bool) -> Value:
    """What a parameter is that nobody gave: its default, which says little where nobody called at all."""
    if default is None or (
        loose and (not default.telling or isinstance(default.const, (bool, int)))
    ):
        return parameter(node.arg, node, frame)
    return default


def loading(value: Value, node: ast.arg, frame: Frame) -> Value:
    """What loads modules is handed to those of a bundle under the name that it has in Node."""
    if node.arg != "require" or frame.module.language == "python" or value.code is not None:
        return value
    return value if value.symbol or value.known else Value(symbol="require", marks=value.marks)


def parameter(name: str, node: ast.AST, frame: Frame) -> Value:
    """What a caller hands in, as far as its name tells."""
    module = frame.module
    line = module.line if module.layers else getattr(node, "lineno", 0)
    spot = Spot(module.path, line, name)
    if (len(name) <= MAX_BARE or _SECRETS.search(name.lower())) and MADE_OF.search(frame.inside):
        key = Spot(module.path, line, f"a key handed to {frame.inside[-80:]}")
        return unknown({Taint.KEY: key, Taint.ARGUMENT: spot})
    if _SECRETS.search(name.lower()):
        return unknown({Taint.KEY: spot, Taint.ARGUMENT: spot})
    return unknown({Taint.ARGUMENT: spot})

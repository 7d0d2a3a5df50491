"""At how many of the arguments that JavaScript hands over does a function look?"""

from ostiary.program.engine.code import Bound, Class, Closure
from ostiary.program.engine.value import Value
from ostiary.program.wordlist import wordlist

_ONE = wordlist(
    "Number String Boolean BigInt parseFloat atob btoa escape unescape decodeURI decodeURIComponent"
    " encodeURI encodeURIComponent"
)
"""Functions that look at one argument, however many they are handed."""


def takes(function: Value) -> int:
    """How many arguments are worth handing over."""
    code = function.code.closure if isinstance(function.code, Bound) else function.code
    if isinstance(code, Closure):
        return max(1, len(code.node.args.args) + (3 if code.node.args.vararg else 0))
    if function.symbol in _ONE:
        return 1
    return 1 if isinstance(code, Class) else 2 if function.symbol == "parseInt" else 3

"""What is said of a function outside, by its name?"""

from functools import cache, lru_cache

from ostiary.program.behaviours import javascript, python
from ostiary.program.decode.catalogue import DECODERS, known
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.sources import result
from ostiary.program.engine.value import Value
from ostiary.program.model import Behaviour

_PROGRAMS_BY_NAME = ("sh.", "plumbum.cmd.")
"""Modules whose every function is the program of that name."""


@lru_cache(maxsize=2000)
def is_told(name: str, script: bool) -> bool:
    """Whether anything is said here of a function; of most it is not, and they are called again and again."""
    behaviour = javascript.table().get(name) if script else python.behaviour_of(name)
    if behaviour is not None or name in makers():
        return True
    return known(name) or result(name) is not None


@cache
def makers() -> frozenset[str]:
    """Names whose result has methods that can be foretold: ciphers, hashes, decoders of text."""
    named = {
        name.rpartition(".")[0]
        for name in DECODERS
        if name.rpartition(".")[2] in {"decrypt", "digest", "hexdigest", "unpad"}
    }
    return frozenset(named | {"zlib.decompressobj", "struct.Struct"})


def behaviour_of(asked: Asked) -> Behaviour | None:
    """What a function does to the world; None where nothing is said of it."""
    if asked.script:
        return javascript.table().get(asked.name)
    if asked.name.startswith(_PROGRAMS_BY_NAME):
        asked.given = [Value(items=[Value(asked.name.rpartition(".")[2]), *asked.given])]
        return Behaviour.PROCESS
    return python.behaviour_of(asked.name)

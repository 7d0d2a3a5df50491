"""The tree of a file of any language, in the one form that is evaluated."""

import ast

from ostiary.core.errors import ParseError
from ostiary.program.lower import lower

_DAMAGED = "a part of it is no JavaScript to the parser here, and may be some to a runtime"
"""One damaged spot is enough to take what stands behind it for a text between quotes."""


def tree_of(
    path: str, language: str, source: bytes, marks: tuple[int, ...] | None
) -> tuple[ast.Module, str, bool]:
    """The tree of a file of any language, why something is missing in it, and whether it is torn.

    In a script that is read in pieces or past its damage, what ends a function may stand outside of
    any: what comes after it still runs.
    """
    if language != "bytecode":
        found = lower(language, source, marks)
        damaged = language == "javascript" and not found.exact
        return (
            found.tree,
            found.cut or (_DAMAGED if damaged else ""),
            language != "python" and not found.exact,
        )
    from ostiary.program.bytecode.lower import read_bytecode

    try:
        return read_bytecode(path, source)[0], "", False
    except ParseError:
        # its reader says so: it counts as bytecode that nobody reads
        return ast.Module([], []), "", False

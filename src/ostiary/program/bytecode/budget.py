"""How much may the lowering of one file cost, and how much of the file did it understand?"""

from ostiary.formats.python.code_object import Code

MAX_BYTECODE = 1 << 20
"""Bytes of instructions in one file; a few hundred kilobytes are already rare."""
MAX_NODES = 400_000
"""Expressions that instructions may make by the dozen: out of constants, as targets."""
MAX_DEPTH = 20
"""Functions within functions that are followed."""


class Budget:
    """Counts that all code objects of one file share."""

    def __init__(self, code: Code) -> None:
        size, values = _measured(code)
        self.bytes_left = min(4 * size + 4096, MAX_BYTECODE)
        self.nodes_left = min(size + 2 * values, MAX_NODES) + 4096
        self.reach_left = 8 * size + 4096
        self.instructions = 0
        self.unknown = 0
        self.faults = 0

    def unread(self, code: Code) -> None:
        """A code object is passed over: all of it counts as not understood."""
        skipped = len(code.bytecode) // 2 + 1
        self.instructions += skipped
        self.unknown += skipped


def _measured(code: Code) -> tuple[int, int]:
    """Bytes of instructions in a code object and those within it, each once, and how many constants."""
    seen = {id(code)}
    size, values = len(code.bytecode), 0
    waiting: list[object] = list(code.constants)
    while waiting:
        one = waiting.pop()
        values += 1
        if isinstance(one, tuple):
            waiting += one
        elif isinstance(one, Code) and id(one) not in seen:
            seen.add(id(one))
            size += len(one.bytecode)
            waiting += one.constants
    return size, values

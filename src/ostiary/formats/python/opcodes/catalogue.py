"""Which versions of Python have a table of their bytecode here?"""

from ostiary.formats.python.opcodes import (
    v2_7,
    v3_6,
    v3_7,
    v3_8,
    v3_9,
    v3_10,
    v3_11,
    v3_12,
    v3_13,
    v3_14,
    v3_15,
)
from ostiary.formats.python.opcodes.table import Opcodes

VERSIONS: dict[tuple[int, int], Opcodes] = {
    one.OPCODES.version: one.OPCODES
    for one in (v2_7, v3_6, v3_7, v3_8, v3_9, v3_10, v3_11, v3_12, v3_13, v3_14, v3_15)
}

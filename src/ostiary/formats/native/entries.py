"""By which functions does an interpreter enter a module of machine code?"""

import re

from ostiary.core.regex import regex

MAX_ENTRIES = 256

_ENTRY = regex(
    rb"\0_?((?:PyInit|PyInitU|PyModExport)_\w{1,200}|init\w{1,100}|napi_register_module_v\d+"
    rb"|node_register_module_v\d+|node_api_module_get_api_version_v\d+)(?=\0)",
    re.ASCII,
)
PYTHON = ("PyInit_", "PyInitU_", "PyModExport_")
NODE = ("napi_register_module_v", "node_register_module_v")


def entries(data: bytes, start: int, size: int) -> tuple[str, ...]:
    """The names of such functions in a table of names; a table may be too long to be read in full."""
    found: dict[str, None] = {}
    low = min(max(start, 0), len(data))
    for match in _ENTRY.finditer(data, low, min(low + size, len(data))):
        found[match[1].decode("ascii")] = None
        if len(found) >= MAX_ENTRIES:
            break
    return tuple(found)

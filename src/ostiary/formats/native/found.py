"""Which machine code does one artifact hold, and what would a caller expect of each file by its name?"""

from msgspec import Struct

from ostiary.core.regex import regex
from ostiary.formats.contents import Contents
from ostiary.formats.native.entries import NODE, PYTHON
from ostiary.formats.native.record import NativeFile, Role

_MODULE = regex(
    r"(?:\.cpython-\d+[\w-]*|\.pypy\d+[\w-]*|\.abi3(?:-[\w-]+)?|\.cp\d+[\w-]*|\.graalpy[\w-]*)\.(?:so|pyd)\Z"
    r"|\.(?:pyd|node)\Z"
)
"""How names end that an interpreter imports: a tag of its binary interface, or an ending of its own."""


class NativeCode(Struct, frozen=True):
    """Every file of machine code whose tables could be read, in one artifact.

    `commands` whether its metadata declares any command.
    """

    contents: Contents
    files: tuple[NativeFile, ...]
    commands: bool = False


def is_module(path: str) -> bool:
    """Whether Python or Node imports a file of this name."""
    name = path.rpartition("/")[2].lower()
    return bool(_MODULE.search(name[name.find(".") :] if "." in name else ""))


def loads(file: NativeFile) -> bool:
    """Whether the file is a module for an interpreter, by its name or by the function that starts it."""
    if file.role is not Role.LIBRARY:
        return False
    return is_module(file.path) or any(one.startswith((*PYTHON, *NODE)) for one in file.exports)

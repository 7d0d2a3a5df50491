"""Which files may this process read from now on? Landlock holds it to them; it can write none.

Source: Linux, Documentation/userspace-api/landlock.rst.
"""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

from ostiary.cluster.kernel import call, no_new_powers

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same number on every architecture
_VERSION = 1  # flag of _CREATE: only say the version
_BENEATH = 1

_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_FILES_BY_VERSION = ((1, 0x1FFF), (2, 0x3FFF), (3, 0x7FFF), (5, 0xFFFF))
_NETWORK_SINCE, _NETWORK = 4, 0b11  # bind and connect by TCP
_SCOPE_SINCE, _SCOPE = 6, 0b11  # abstract sockets and signals stay within


def version() -> int:
    """The version of Landlock in this kernel. Raises `OSError` where there is none or it is off."""
    return call(_CREATE, None, 0, _VERSION)


def restrict(readable: Iterable[str]) -> int:
    """From now on only what lies at or below `readable` can be opened, and only to be read.

    What does not exist is left out. Returns the version that holds. Raises `OSError` where nothing holds.
    """
    known = version()
    ruleset = _ruleset(known)
    try:
        for path in readable:
            _allow(ruleset, path)
        no_new_powers()
        call(_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)
    return known


def _ruleset(known: int) -> int:
    files = max(bits for since, bits in _FILES_BY_VERSION if since <= known)
    words = [files]
    if known >= _NETWORK_SINCE:
        words.append(_NETWORK)
    if known >= _SCOPE_SINCE:
        words.append(_SCOPE)
    packed = struct.pack(f"={len(words)}Q", *words)
    return call(_CREATE, ctypes.create_string_buffer(packed, len(packed)), len(packed), 0)


def _allow(ruleset: int, path: str) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # not there: nothing to read
    try:
        folder = stat.S_ISDIR(os.fstat(place).st_mode)
        rights = _READ_FILE | _READ_FOLDER if folder else _READ_FILE
        packed = struct.pack("=Qi", rights, place)
        call(_ADD, ruleset, _BENEATH, ctypes.create_string_buffer(packed, len(packed)), 0)
    finally:
        os.close(place)

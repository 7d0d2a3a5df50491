"""How a process asks Linux for what Python has no function for."""

import ctypes
import errno
import os
import platform
import sys
from functools import cache


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def call(number: int, *arguments: "int | ctypes.Array[ctypes.c_char] | None") -> int:
    """Ask the kernel by number. Raises `OSError`, with ENOSYS where there is no Linux."""
    if not sys.platform.startswith("linux"):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    words = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    answer = int(_libc().syscall(ctypes.c_long(number), *words))
    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return answer


def machine() -> str:
    """The architecture for which system calls are numbered, empty if they are not known here."""
    wide = sys.maxsize > 2**32
    name = platform.machine()
    return name if wide and name in ("x86_64", "aarch64") else ""


_PRCTL = {"x86_64": 157, "aarch64": 167}
_NO_NEW_PRIVILEGES = 38


def no_new_powers() -> None:
    """No program that this process starts can have more power than it; the layers ask for that first."""
    if number := _PRCTL.get(machine()):
        call(number, _NO_NEW_PRIVILEGES, 1, 0, 0, 0)

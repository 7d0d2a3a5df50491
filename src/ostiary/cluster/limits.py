"""How much may one worker use: memory, processor time, open files, and nothing on disk."""

import sys

from msgspec import Struct


class Limits(Struct, frozen=True):
    """Bounds of one worker process.

    `memory` is bytes of address space; `seconds` of processor time over its whole life, a backstop behind
    the patience of whoever waits for it.
    """

    memory: int = 4 << 30
    seconds: int = 4 * 3600
    files: int = 256


def bound(limits: Limits) -> dict[str, str]:
    """Bound this process for good. Returns what could not be bounded, with the reason."""
    import resource  # not there on every system, and then nobody calls this

    missing = {}
    parts = (
        ("memory", resource.RLIMIT_AS, limits.memory),
        ("cpu", resource.RLIMIT_CPU, limits.seconds),
        ("", resource.RLIMIT_NOFILE, limits.files),
        ("", resource.RLIMIT_FSIZE, 0),
        ("", resource.RLIMIT_CORE, 0),
        ("", resource.RLIMIT_NPROC, 0),
    )
    for part, kind, value in parts:
        fault = _set(kind, value)
        if part and fault:
            missing[part] = fault
    if sys.platform == "darwin":
        missing["memory"] = "macOS does not hold a process to its memory limit"
    return missing


def _set(kind: int, value: int) -> str:
    import resource

    try:
        hard = resource.getrlimit(kind)[1]
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (least, least))
    except (OSError, ValueError) as error:
        return f"the limit is refused: {error}"
    return ""

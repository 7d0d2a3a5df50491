"""Give up, for good, what reading untrusted bytes does not need; and say what could not be given up."""

import ctypes
import os
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from ostiary.cluster import kernel, landlock, seccomp
from ostiary.cluster.limits import bound
from ostiary.cluster.plan import PARTS, Confinement, Plan, current, hold


def confine(plan: Plan, keep: int) -> Confinement:
    """Confine this process for good, to the descriptor `keep` and what the plan gives; never raises."""
    readable = tuple(_readable(plan))
    _let_go(keep)
    missing: dict[str, str] = {}
    if "limits" in plan.without:
        missing |= dict.fromkeys(("memory", "cpu"), "left out")
    else:
        missing |= bound(plan.limits)
    _drop_powers()
    if reason := _refused("landlock", plan, lambda: landlock.restrict(readable)):
        missing["files"] = f"what the user may read can be read: Landlock: {reason}"
    if reason := _refused("seccomp", plan, seccomp.restrict):
        missing["network"] = f"connections can be made: seccomp: {reason}"
        missing["processes"] = f"programs can be started: seccomp: {reason}"
    hold(Confinement(tuple((one, missing[one]) for one in PARTS if one in missing)))
    return current()


def _refused(layer: str, plan: Plan, restrict: Callable[[], object]) -> str:
    if layer in plan.without:
        return "left out"
    try:
        restrict()
    except OSError as error:
        return (error.strerror or "refused").lower()
    return ""


def _let_go(keep: int) -> None:
    """Neither secrets of the environment, nor the terminal, nor what the parent had open."""
    os.environ.clear()
    empty = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(empty, standard)
    top = os.sysconf("SC_OPEN_MAX")
    os.closerange(3, keep)
    os.closerange(keep + 1, max(top, keep + 2))


def _readable(plan: Plan) -> Iterator[str]:
    """Our own code and Python's library, for what is loaded late, and what the plan names."""
    yield str(Path(__file__).resolve().parents[1])
    yield from (str(Path(sys.base_prefix) / "lib"), str(Path(os.__file__).parent))
    yield from (one for one in sys.path if Path(one).name in _INSTALLED)
    yield from ("/usr/lib", "/usr/lib64", "/lib", "/lib64")
    yield "/etc/ld.so.cache"
    yield from plan.readable


_INSTALLED = {"site-packages", "dist-packages"}
"""Names of the folders that Python's installers put packages into."""

_POWERS = {"x86_64": (125, 126), "aarch64": (90, 91)}  # capget, capset
_READING = (
    0b110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: a folder of somebody else's can still be read
)
_THIRD = 0x20080522


def _drop_powers() -> None:
    """Of root's powers only that of reading is left; an ordinary user has none to lose."""
    numbers = _POWERS.get(kernel.machine())
    if numbers is None or not sys.platform.startswith("linux"):
        return
    head = ctypes.create_string_buffer(struct.pack("=Ii", _THIRD, 0), 8)
    body = ctypes.create_string_buffer(24)
    try:
        kernel.call(numbers[0], head, body)
        kept = struct.unpack("=6I", body.raw)[1] & _READING
        powers = struct.pack("=6I", kept, kept, 0, 0, 0, 0)
        kernel.call(numbers[1], head, ctypes.create_string_buffer(powers, 24))
    except OSError:
        return  # what the process may do is bounded by the other layers all the same

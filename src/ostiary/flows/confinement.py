"""Whether what is untrusted can be read here without a way out."""

from collections.abc import Iterator

from ostiary.cluster.hand import Failure
from ostiary.cluster.plan import PARTS, Confinement
from ostiary.cluster.steady import Steady
from ostiary.flows.apart import PLAN
from ostiary.flows.equipment import Line

_HOLDS = {
    "network": "whoever reads an artifact can open no connection",
    "files": "it can open no file of yours, and write none at all",
    "processes": "it can start no program, and touch no other process",
    "memory": f"it gets {PLAN.limits.memory >> 30} GiB at most",
    "cpu": f"it is ended after {PLAN.patience / 60:.0f} minutes with one artifact, more for a large one",
}
_COST = "a file that exploits a mistake in our readers gets further; policies that require it never allow"
_HINT = "run on Linux 5.13 or later with Landlock and seccomp, on x86-64 or 64-bit ARM"


def confinement() -> Iterator[Line]:
    """Start a worker as every run does, and ask how it is confined."""
    worker = Steady(PLAN)
    try:
        found = worker.ask(abs, 0)
        held = worker.confinement or Confinement(tuple((part, "unknown") for part in PARTS))
    finally:
        worker.end()
    if isinstance(found, Failure):
        yield Line("confinement", "worker", "broken", found.message, "nothing can be examined")
        return
    missing = dict(held.missing)
    for part in PARTS:
        if part in missing:
            yield Line("confinement", part, "missing", missing[part], _COST, _HINT)
        else:
            yield Line("confinement", part, "ok", _HOLDS[part])

"""Examine local archives, folders and files, without asking any registry."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ostiary.cluster.confine import Plan
from ostiary.cluster.frames import Handed
from ostiary.cluster.hand import Failure, warm
from ostiary.cluster.local import Task, run_all
from ostiary.core.errors import ParseError
from ostiary.core.evidence import Cause
from ostiary.core.run import Run
from ostiary.core.world import World
from ostiary.flows.apart import PLAN, Asked, Named, hand_over
from ostiary.policy.model import Policy
from ostiary.store.known_files import KNOWN

_SCANNED = Named("ostiary.flows.local", "scanned")
_UNREAD = Named("ostiary.flows.local", "unread")


def scan(
    paths: Iterable[str],
    policy: Policy,
    world: World,
    *,
    workers: int = 1,
    plan: Plan = PLAN,
) -> Iterator[tuple[str, Run]]:
    """One run for each path, as each ends. Nothing that is examined is executed or unpacked.

    Each path is read by a confined worker process; the run says where that could not be.
    """
    warm(plan)
    bounded = replace(world, environ={})
    listed = Path(world.data) / KNOWN
    tasks = (_task(path, policy, bounded, listed) for path in paths)
    for path, result in run_all(tasks, workers, plan):
        if isinstance(result, Failure):
            reason = f"the examination broke off: {result.message}"
            yield path, _UNREAD(Asked(path, policy, bounded), Cause.OPAQUE, reason, result.hint)
        else:
            yield path, result


def _task(path: str, policy: Policy, world: World, listed: Path) -> Task[str, Run]:
    asked, beside = _with_list(Asked(path, policy, world), listed)
    try:
        return path, _SCANNED, (asked, *hand_over(Path(path)), *beside)
    except ParseError as error:
        return path, _UNREAD, (asked, Cause.OPAQUE, error.message, error.hint)
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        hint = "check the path and its permissions"
        return path, _UNREAD, (asked, Cause.OPAQUE, reason, hint)


def _with_list(asked: Asked, listed: Path) -> tuple[Asked, tuple[Handed, ...]]:
    """The list of known-bad files as an open file for the worker, or why it cannot be had."""
    try:
        return asked, (Handed(listed.open("rb")),)
    except FileNotFoundError:
        return asked, ()
    except OSError as error:
        return replace(asked, list_fault=f"{listed} cannot be read: {error.strerror}"), ()

"""Asynchronous work, started by a flow that waits for it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Done = TypeVar("Done")


def run(work: Coroutine[Any, Any, Done]) -> Done:
    """What comes of the work. Raises `KeyboardInterrupt` if somebody interrupted it, whatever came of it.

    An interrupt is a cancellation. A library on the way may take that for a failure of its own, and a flow
    would then go on with a source that seems to be silent.
    """
    return asyncio.run(_interruptible(work))


async def _interruptible(work: Coroutine[Any, Any, Done]) -> Done:
    try:
        return await work
    finally:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise asyncio.CancelledError

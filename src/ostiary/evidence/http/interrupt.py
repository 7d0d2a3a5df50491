"""An interrupt stays one, whatever the client that it reaches makes of it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interruptible() -> Iterator[None]:
    """Cancelled while it connects, a client may tell of a failed connection: raise the cancellation then."""
    try:
        yield
    except Exception as error:  # any fault of the client: raised again, or made by the interrupt
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise asyncio.CancelledError from error
        raise

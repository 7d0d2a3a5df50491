"""An interrupt ends a run, whatever the work makes of its cancellation."""

import asyncio
import os
import signal

import pytest

from ostiary.flows.running import run


async def _swallows() -> str:
    try:
        await asyncio.sleep(30)
    except asyncio.CancelledError:
        return "a source that failed"
    return "slept"


async def _fails() -> str:
    try:
        await asyncio.sleep(30)
    except asyncio.CancelledError as error:
        raise OSError("a connection that failed") from error
    return "slept"


async def _interrupted(swallowing: bool) -> str:
    asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGINT)
    (said,) = await asyncio.gather(_swallows() if swallowing else _fails())
    return said


@pytest.mark.parametrize("swallowing", [True, False])
def test_an_interrupt_is_no_result(swallowing: bool) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(_interrupted(swallowing))


def test_a_deadline_that_was_met_is_no_interrupt() -> None:
    async def late() -> str:
        try:
            async with asyncio.timeout(0.01):
                await asyncio.sleep(30)
        except TimeoutError:
            return "late"
        return "slept"

    assert run(late()) == "late"

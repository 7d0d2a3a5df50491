"""A confined worker gets ranges of what it is to read by asking its parent, and can ask for nothing else."""

import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from msgspec.structs import replace

from ostiary.cluster.frames import Line
from ostiary.cluster.hand import Failure
from ostiary.cluster.plan import Confinement, Plan
from ostiary.cluster.ranges import MAX_COUNT, Ended, RefusedError, ask, serve
from ostiary.cluster.steady import Steady

PLAN = Plan(modules=(__name__,))
DATA = bytes(range(256)) * 64


def read(number: int, offset: int, count: int) -> bytes:
    if number:
        raise RefusedError(f"there is no file {number}")
    return DATA[offset : offset + count]


@contextmanager
def served(given: Callable[[int, int, int], bytes] = read) -> Iterator[socket.socket]:
    ours, theirs = socket.socketpair()
    answering = threading.Thread(target=serve, args=(ours, given), daemon=True)
    answering.start()
    try:
        yield theirs
    finally:
        theirs.close()
        ours.shutdown(socket.SHUT_RDWR)
        answering.join(5)
        assert not answering.is_alive()
        ours.close()


def parts(line: Ended) -> bytes:
    return ask(line, 0, 10, 5) + ask(line, 0, len(DATA) - 1, 1)


def refused(line: Ended) -> str:
    with pytest.raises(RefusedError) as error:
        ask(line, 7, 0, 1)
    return str(error.value)


def connecting(line: Ended) -> bytes:
    found = ask(line, 0, 0, 1)
    socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    return found


def dying(line: Ended) -> None:
    os.write(line.fileno(), struct.pack("<I", 0))
    os._exit(1)


def in_worker(work: Callable[..., Any], plan: Plan = PLAN) -> tuple[Any, Confinement | None]:
    worker = Steady(plan)
    with served() as theirs:
        try:
            return worker.ask(work, Line(theirs)), worker.confinement
        finally:
            worker.end()


def test_a_confined_worker_reads_ranges() -> None:
    found, confinement = in_worker(parts)
    assert found == DATA[10:15] + DATA[-1:]
    assert confinement is not None
    assert confinement.whole or confinement.lines()


def test_where_there_is_no_worker_it_is_the_same() -> None:
    assert in_worker(parts, replace(PLAN, apart=False))[0] == DATA[10:15] + DATA[-1:]


def test_what_is_refused_is_said() -> None:
    assert in_worker(refused)[0] == "there is no file 7"


def test_the_line_opens_no_other_way_out() -> None:
    found, confinement = in_worker(connecting)
    held = {part for part, _ in confinement.missing} if confinement else set()
    assert isinstance(found, Failure) or "network" in held


def test_a_worker_that_dies_half_way_blocks_nobody() -> None:
    found, _ = in_worker(dying)
    assert isinstance(found, Failure)
    assert found.died


def test_nobody_gets_more_at_once_than_is_given() -> None:
    counts: list[int] = []

    def counted(number: int, offset: int, count: int) -> bytes:
        counts.append(count)
        return b"x"

    with served(counted) as theirs:
        ask(theirs, 0, 0, 0xFFFFFFFF)
    assert counts == [MAX_COUNT]


@pytest.mark.parametrize("sent", [b"", b"\0", b"\xff" * 15])
def test_words_that_are_no_question_end_it(sent: bytes) -> None:
    with served() as theirs:
        theirs.sendall(sent)


def test_when_nobody_answers_any_more() -> None:
    ours, theirs = socket.socketpair()
    ours.close()
    with theirs, pytest.raises((RefusedError, OSError)):
        ask(theirs, 0, 0, 1)

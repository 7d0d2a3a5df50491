"""A worker can read what it is handed, and do nothing else; what cannot be held is said."""

import ctypes
import errno
import os
import socket
import struct
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from msgspec.structs import replace

from ostiary.cluster import confine, kernel, landlock, seccomp
from ostiary.cluster.frames import Handed
from ostiary.cluster.hand import Failure, Hand
from ostiary.cluster.limits import Limits
from ostiary.cluster.local import run_all
from ostiary.cluster.plan import NONE, PARTS, Confinement, Plan, current
from ostiary.cluster.syscalls import CALLS, Calls

PLAN = Plan(modules=(__name__,))
ANSWER = "answer"


def asked(plan: Plan, work: Callable[..., Any], *arguments: Any) -> tuple[Any, Confinement]:
    """What a fresh worker answers, and how it is confined."""
    hand = Hand(plan)
    try:
        found = hand.ask(work, *arguments)
        assert hand.confinement is not None
        return found, hand.confinement
    finally:
        hand.end()


def connect(family: int, kind: int) -> None:
    socket.socket(family, kind)


def pair() -> None:
    socket.socketpair()


def content(path: str) -> bytes:
    return Path(path).read_bytes()


def listing(path: str) -> int:
    return len([*Path(path).iterdir()])


def change(name: str, path: str) -> None:
    target = Path(path)
    ways: dict[str, Callable[[], object]] = {
        "write": lambda: target.write_bytes(b"changed"),
        "append": lambda: os.open(path, os.O_WRONLY | os.O_APPEND),
        "create": lambda: target.with_name("new").touch(),
        "folder": lambda: target.with_name("new").mkdir(),
        "remove": target.unlink,
        "rename": lambda: target.rename(target.with_name("new")),
        "mode": lambda: target.chmod(0o777),
        "link": lambda: target.with_name("new").symlink_to(path),
        "length": lambda: os.truncate(path, 0),
    }
    ways[name]()


def overwrite(stream: BinaryIO) -> None:
    os.write(stream.fileno(), b"changed")


def process(name: str) -> None:
    ways: dict[str, Callable[[], object]] = {
        "fork": os.fork,
        "thread": lambda: threading.Thread(target=int).start(),
        "signal": lambda: os.kill(os.getppid(), 0),
        "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    }
    ways[name]()


def execute() -> None:
    os.execv("/bin/true", ["true"])


def by_number(number: int) -> int:
    return ctypes.CDLL(None).syscall(ctypes.c_long(number), 0, 0, 0, 0, 0, 0)  # type: ignore[no-any-return]


def bulk(size: int) -> int:
    return len(bytearray(size))


def late_modules() -> str:
    import colorsys  # noqa: F401 - nothing that we load needs it

    return b"\x81".decode("cp037")


def starts_bare() -> bool:
    return sys.flags.no_site == 1


def environment() -> int:
    return len(os.environ)


def descriptors() -> int:
    found = 0
    for one in range(200):
        try:
            os.fstat(one)
        except OSError:
            continue
        found += 1
    return found


def said(words: bytes) -> str:
    """A worker that was taken over says what it likes."""
    for one in range(3, 200):
        try:
            os.write(one, words)
        except OSError:
            continue
    while True:
        threading.Event().wait(0.05)


def fails(found: object, *kinds: str) -> None:
    assert isinstance(found, Failure)
    assert found.kind in (kinds or ("PermissionError",)), found


def test_nothing_that_packages_start_runs_in_a_worker() -> None:
    assert asked(PLAN, starts_bare)[0] is True


def test_every_part_holds_here() -> None:
    found, confinement = asked(PLAN, bulk, 3)
    assert found == 3
    assert confinement == Confinement()
    assert confinement.whole


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX])
@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_no_network(family: int, kind: int) -> None:
    fails(asked(PLAN, connect, family, kind)[0])
    fails(asked(PLAN, pair)[0])


def test_files_outside_cannot_be_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("token")
    paths = (str(secret), "/etc/passwd", "/proc/self/environ", f"/proc/{os.getpid()}/environ")
    for path in paths:
        assert Path(path).read_bytes() is not None
        fails(asked(PLAN, content, path)[0])
    fails(asked(PLAN, listing, str(tmp_path))[0])
    allowed = replace(PLAN, readable=(str(tmp_path),))
    assert asked(allowed, content, str(secret))[0] == b"token"


@pytest.mark.parametrize(
    "name", ["write", "append", "create", "folder", "remove", "rename", "mode", "link", "length"]
)
@pytest.mark.parametrize("without", [frozenset[str](), frozenset({"landlock"})])
def test_nothing_can_be_changed(tmp_path: Path, name: str, without: frozenset[str]) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"as it was")
    plan = replace(PLAN, readable=(str(tmp_path),), without=without)
    fails(asked(plan, change, name, str(path))[0])
    assert path.read_bytes() == b"as it was"
    assert [*tmp_path.iterdir()] == [path]


def test_what_is_handed_over_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"as it was")
    with path.open("r+b") as stream:
        fails(asked(PLAN, overwrite, Handed(stream))[0], "OSError")
    assert path.read_bytes() == b"as it was"


@pytest.mark.parametrize("name", ["fork", "thread", "signal", "spawn"])
def test_no_other_process(name: str) -> None:
    fails(asked(PLAN, process, name)[0], "PermissionError", "RuntimeError")


def test_who_starts_a_program_is_ended() -> None:
    found = asked(PLAN, execute)[0]
    assert isinstance(found, Failure)
    assert found.died


@pytest.mark.parametrize("name", ["ending", "other numbers"])
def test_calls_of_intruders_end_the_worker(name: str) -> None:
    calls = CALLS[kernel.machine()]
    numbers = calls.ending[1:] if name == "ending" else (0x40000000, 0x40000001)
    for number in numbers:
        found = asked(PLAN, by_number, number)[0]
        assert isinstance(found, Failure), number
        assert found.died, number


def test_late_modules_and_codecs_can_still_be_loaded() -> None:
    assert asked(PLAN, late_modules)[0] == "a"


def test_neither_environment_nor_descriptors_come_along() -> None:
    os.environ["OSTIARY_TEST_TOKEN"] = "secret"
    try:
        assert asked(PLAN, environment)[0] == 0
    finally:
        del os.environ["OSTIARY_TEST_TOKEN"]
    assert asked(PLAN, descriptors)[0] == 4, "three standard ones, of nothing, and the channel"


def test_who_needs_too_much_memory_fails_and_the_others_go_on() -> None:
    plan = replace(PLAN, limits=Limits(memory=1 << 30))
    sizes = (10, 2 << 30, 20, 3 << 30, 30)
    found = dict(run_all([(size, bulk, (size,)) for size in sizes], 2, plan))
    for size, result in found.items():
        if size > plan.limits.memory:
            assert isinstance(result, Failure)
            assert (result.kind, result.died) == ("MemoryError", False)
            assert "memory" in result.message
        else:
            assert result == size
    assert set(found) == set(sizes)


def test_who_computes_too_long_is_ended_by_the_system() -> None:
    plan = replace(PLAN, limits=Limits(seconds=1))
    found = asked(plan, spin)[0]
    assert isinstance(found, Failure)
    assert found.died


def spin() -> None:
    while True:
        pass


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (b"\x10", "TimeoutError"),
        (struct.pack("<Q", 1 << 60), "WorkerDied"),
        (struct.pack("<Q", 2) + b"[]", "WireError"),
        (struct.pack("<Q", 16) + b"cos\nsystem\n(S'x'", "WireError"),
    ],
)
def test_whatever_a_worker_says_the_parent_goes_on(words: bytes, kind: str) -> None:
    tasks: list[tuple[str, Callable[..., Any], tuple[Any, ...]]] = [
        ("bad", said, (words,)),
        ("good", bulk, (5,)),
    ]
    found = dict(run_all(tasks, 1, PLAN, patience=1.0))
    assert found["good"] == 5
    fails(found["bad"], kind)


@pytest.mark.parametrize(
    ("layer", "parts"),
    [
        ("landlock", {"files"}),
        ("seccomp", {"network", "processes"}),
        ("limits", {"memory", "cpu"}),
    ],
)
def test_a_layer_that_is_not_there_is_said(layer: str, parts: set[str]) -> None:
    found, confinement = asked(replace(PLAN, without=frozenset({layer})), bulk, 3)
    assert found == 3
    assert {part for part, _ in confinement.missing} == parts
    assert not confinement.whole
    assert all(line.partition(":")[0] in parts for line in confinement.lines())


def test_without_landlock_files_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("token")
    plan = replace(PLAN, without=frozenset({"landlock"}))
    assert asked(plan, content, str(tmp_path / "secret"))[0] == b"token"


def test_no_process_of_its_own_is_no_confinement() -> None:
    assert current() == NONE
    assert [part for part, _ in NONE.missing] == list(PARTS)


@pytest.fixture
def old_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    for module in (landlock, seccomp, kernel):
        monkeypatch.setattr(module, "call", refuse)


@pytest.mark.usefixtures("old_kernel")
def test_a_kernel_that_has_neither_is_named_as_the_reason() -> None:
    for restrict in (lambda: landlock.restrict(()), seccomp.restrict):
        reason = confine._refused("any", PLAN, restrict)
        assert reason == os.strerror(errno.ENOSYS).lower()


def test_an_architecture_whose_calls_are_unknown_has_no_filter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(seccomp, "machine", lambda: "")
    with pytest.raises(OSError, match="architecture"):
        seccomp.restrict()


ALLOW, END, REFUSE = 0x7FFF0000, 0x80000000, 0x00050001


def answer(calls: Calls, number: int, arguments: tuple[int, ...] = (), audit: int = 0) -> int:
    """What the filter answers: the six operations of classic BPF that it uses."""
    data = struct.pack("=iIQ6Q", number, audit or calls.audit, 0, *(*arguments, *[0] * 6)[:6])
    steps = seccomp.program(calls)
    value = at = 0
    while True:
        operation, yes, no, operand = steps[at]
        at += 1
        if operation == 0x20:
            value = struct.unpack_from("=I", data, operand)[0]
        elif operation == 0x06:
            return operand
        else:
            held = {
                0x15: value == operand,
                0x35: value >= operand,
                0x45: bool(value & operand),
            }[operation]
            at += yes if held else no


@pytest.fixture(params=sorted(CALLS))
def calls(request: pytest.FixtureRequest) -> Calls:
    return CALLS[request.param]


def test_the_filter_lets_through_what_is_needed_and_nothing_else(calls: Calls) -> None:
    special = {number for number, _ in calls.opening} | {calls.control}
    for number in range(600):
        expected = REFUSE
        expected = ALLOW if number in calls.needed else expected
        expected = END if number in calls.ending else expected
        if number not in special:
            assert answer(calls, number) == expected, number
    assert not set(calls.needed) & set(calls.ending)


def test_the_filter_knows_its_architecture(calls: Calls) -> None:
    assert answer(calls, calls.needed[0], audit=0x40000003) == END
    assert answer(calls, 0x40000000 + calls.needed[0]) == END


def test_files_are_opened_to_be_read_alone(calls: Calls) -> None:
    for number, at in calls.opening:
        for flags in (os.O_RDONLY, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY):
            assert answer(calls, number, (*[0] * at, flags)) == ALLOW
        for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_TMPFILE | os.O_RDWR):
            assert answer(calls, number, (*[0] * at, flags)) == REFUSE


def test_a_descriptor_cannot_be_told_whom_to_signal(calls: Calls) -> None:
    import fcntl

    assert answer(calls, calls.control, (3, fcntl.F_GETFL)) == ALLOW
    assert answer(calls, calls.control, (3, fcntl.F_SETOWN)) == REFUSE
    assert answer(calls, calls.control, (3, fcntl.F_SETSIG)) == REFUSE

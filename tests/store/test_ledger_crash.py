"""Killed and concurrent processes lose no committed entry and leave a log that verifies."""

import random
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from ostiary.store.ledger import Ledger
from ostiary.store.rows import EntryKind

NOW = datetime(2027, 1, 2, tzinfo=UTC)
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from ostiary.store.ledger import Ledger
from ostiary.store.rows import EntryKind

path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Ledger(path) as ledger:
    for number in range(count):
        body = f"{name} {number} ".encode() * 50
        entry = ledger.append(EntryKind.RUN, ("pkg:pypi/sample@1",), body, datetime.now(UTC))
        print(entry.seq, entry.hash, flush=True)
"""


def start(path: Path, name: str, count: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_kill_nine_loses_nothing_that_was_reported_as_written(tmp_path: Path) -> None:
    path = tmp_path / "ostiary.db"
    dice = random.Random(7)
    reported: dict[int, str] = {}
    for turn in range(8):
        writer = start(path, f"turn {turn}", 100_000)
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(dice.randrange(1, 12))]
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        for line in [*lines, *rest.splitlines(keepends=True)]:
            if line.endswith("\n"):
                seq, hashed = line.split()
                reported[int(seq)] = hashed
        with Ledger(path) as ledger:
            verification = ledger.verify()
            assert verification.ok, verification
            kept = {entry.seq: entry.hash for entry in ledger.history(limit=1_000_000)}
        assert reported.items() <= kept.items()
    assert len(reported) >= 8


def test_processes_append_at_once_without_loss(tmp_path: Path) -> None:
    path = tmp_path / "ostiary.db"
    writers = [start(path, f"writer {number}", 15) for number in range(4)]
    outputs = [writer.communicate()[0] for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0, 0, 0]
    seqs = sorted(int(line.split()[0]) for text in outputs for line in text.splitlines())
    assert seqs == list(range(1, 61))
    with Ledger(path) as ledger:
        assert ledger.verify().ok
        assert ledger.head().seq == 60
        ledger.append(EntryKind.NOTE, (), b"", NOW)
        assert ledger.verify().count == 61

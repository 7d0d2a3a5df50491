"""Start one of the user's own tools, bounded in time and output, and never through a shell."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause

MAX_OUTPUT = 64 << 20  # bytes of standard output that are read
MAX_COMPLAINT = 64 << 10  # bytes of standard error that are read


class Answer(Struct, frozen=True):
    """How a tool ended: its exit status, the bytes that it printed, and what it complained about."""

    status: int
    data: bytes
    complaint: str

    @property
    def output(self) -> str:
        """What it printed, as text."""
        return self.data.decode("utf-8", "replace")


def find_tool(name: str, environ: Mapping[str, str]) -> Path | None:
    """Where a tool is: beside our own interpreter's scripts, or on the user's PATH."""
    found = shutil.which(name, path=environ.get("PATH", os.defpath))
    return Path(found) if found else None


def run_tool(
    argv: Sequence[str],
    environ: Mapping[str, str],
    cwd: Path,
    *,
    text: str = "",
    seconds: float,
    limit: int = MAX_OUTPUT,
) -> Answer:
    """Run to the end. Raises `SourceError` when the tool cannot start, takes too long, or prints too much.

    `limit` is in bytes of standard output.
    """
    name = Path(argv[0]).name
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            done = subprocess.run(
                list(argv),
                input=text.encode("utf-8"),
                stdout=out,
                stderr=err,
                env=dict(environ),
                cwd=cwd,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SourceError(f"{name} did not end within {seconds:.0f} s") from error
        except OSError as error:
            raise SourceError(
                f"{name} does not start: {error.strerror}",
                f"is {name} installed? `ostiary doctor` tells",
                Cause.UNCONFIGURED,
            ) from error
        out.seek(0)
        err.seek(0)
        output, complaint = out.read(limit + 1), err.read(MAX_COMPLAINT)
    if len(output) > limit:
        raise SourceError(f"{name} printed more than {limit} bytes", cause=Cause.LIMIT)
    return Answer(done.returncode, output, complaint.decode("utf-8", "replace"))

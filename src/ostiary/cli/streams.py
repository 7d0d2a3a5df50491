"""How text leaves the process whatever the terminal, the locale or the reader at the other end can take."""

import codecs
import io
import os
import sys

from ostiary.core.errors import UsageError

ESCAPES = "ostiary-escapes"
"""The name of our error handler: what an encoding lacks is written as `\\uXXXX`, valid in JSON too."""


def prepare() -> None:
    """Let no locale end a run: what it cannot show is spelled out."""
    codecs.register_error(ESCAPES, _spelled)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ESCAPES)


def put(text: str) -> None:
    """Write to standard output, now. A reader who left is no fault, and changes no exit code.

    Raises `UsageError` where nothing can be written, such as on a full disk.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        discard()
    except OSError as error:
        discard()
        raise UsageError(f"cannot write the result: {error.strerror}") from error


def discard() -> None:
    """From here on standard output goes nowhere, so that the interpreter's own last flush succeeds."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _spelled(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    pairs = range(0, len(units), 2)
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in pairs), error.end

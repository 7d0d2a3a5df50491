"""Which reader takes which language, and how code inside other code is read."""

from functools import partial

from ostiary.core.errors import ParseError
from ostiary.program.record import Source

MAX_NESTED = 3  # scripts inside scripts: `sh -c "python -c '...'"`


def read(path: str, language: str, data: bytes, nested: int = 0) -> Source:
    """Read a file of a known language; one that nobody reads, or that no parser ends, says so."""
    try:
        return _read(path, language, data, nested)
    except ParseError as error:
        return Source(path, language, data.count(b"\n") + 1, False, reason=error.message)


def _read(path: str, language: str, data: bytes, nested: int) -> Source:
    inline = partial(_inline, nested + 1)
    if language == "python":
        from ostiary.program.python.reader import read_python

        return read_python(path, data, inline)
    if language in {"javascript", "typescript"}:
        from ostiary.program.javascript.reader import read_javascript

        return read_javascript(path, language, data, inline)
    if language == "shell":
        from ostiary.program.shell.reader import read_shell

        return read_shell(path, data, inline)
    if language in {"batch", "powershell"}:
        from ostiary.program.batch.reader import read_batch

        return read_batch(path, language, data, inline)
    lines = data.count(b"\n") + 1
    return Source(path, language, lines, False, reason=f"nobody here reads {language} code")


def _inline(nested: int, path: str, language: str, text: str) -> Source:
    """Code in an argument of a command; below the limit nothing more is said about it."""
    name = {"node": "javascript"}.get(language, language)
    if nested > MAX_NESTED:
        return Source(path, name, 1, False, reason="scripts inside scripts inside scripts")
    return read(path, name, text.encode("utf-8", "replace"), nested)

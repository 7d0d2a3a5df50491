"""Which reader takes which language."""

from ostiary.program.source import Source


def read(path: str, language: str, data: bytes) -> Source:
    """Read a file of a known language; Windows scripts have no reader yet, and say so."""
    if language == "python":
        from ostiary.program.python.reader import read_python

        return read_python(path, data)
    if language in {"javascript", "typescript"}:
        from ostiary.program.javascript.reader import read_javascript

        return read_javascript(path, language, data)
    if language == "shell":
        from ostiary.program.shell.reader import read_shell

        return read_shell(path, data)
    lines = data.count(b"\n") + 1
    return Source(path, language, lines, False, reason=f"nobody here reads {language} code")

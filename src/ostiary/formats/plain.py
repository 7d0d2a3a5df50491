"""What text do the bytes of a small manifest hold?"""

from ostiary.core.errors import LimitError, ParseError


def plain_text(data: bytes, limit: int, what: str) -> str:
    """Decode UTF-8, else Latin-1 as older tools wrote it; a byte order mark is dropped.

    Raises `LimitError` above `limit` bytes, and `ParseError` for NUL bytes: readers in C stop there
    and others do not.
    """
    if len(data) > limit:
        raise LimitError(f"{what} has {len(data)} bytes, and only {limit} are read")
    if b"\0" in data:
        raise ParseError(f"{what} holds NUL bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")

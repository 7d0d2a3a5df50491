"""Secrets in a text that travels with a model."""

from ostiary.formats.model.record import Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.secrets import secrets

MAX_SEARCHED = 16 << 20
"""Bytes of a text in which secrets are looked for."""


def note_secrets(sheet: Sheet, data: bytes) -> None:
    """Write down each secret with its line; a text that is too long for that stops the sheet."""
    if len(data) > MAX_SEARCHED:
        sheet.stop(f"secrets are looked for in its first {MAX_SEARCHED} bytes only")
    text = data[:MAX_SEARCHED].decode("utf-8", "replace")
    for line, kind in secrets(text):
        said = f"{kind} stands in line {line}"
        sheet.odd(Topic.SECRET, "secret", said, at=line, gravity=Gravity.UNUSUAL)

"""What lies in the files whose paths a request is given, and which it sends by itself?"""

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.places import path_marks
from ostiary.program.engine.value import CLEAN, Marks, Value, joined, text_of

_UPLOADS = frozenset({"upload_file", "put", "fput_object", "putfo"})
"""Functions that open the file whose path they are given, and send what it holds."""


_MAILS = frozenset({"sendMail"})


def by_path(asked: Asked) -> Marks:
    """What lies at the paths that are uploaded."""
    if asked.name.rpartition(".")[2] not in (_MAILS if asked.script else _UPLOADS):
        return CLEAN
    found: Marks = CLEAN
    for one in _attached(asked.arg(0)) if asked.script else asked.given[:2]:
        for kind in path_marks(text_of(one)):
            found = joined(found, asked.mark(kind, text_of(one)))
    return found


def _attached(mail: Value) -> list[Value]:
    """The paths of the files that go along with a mail."""
    several = mail.items.get("attachments") if isinstance(mail.items, dict) else None
    pairs = several.items if several is not None and isinstance(several.items, list) else []
    return [
        one.items["path"] for one in pairs if isinstance(one.items, dict) and "path" in one.items
    ]

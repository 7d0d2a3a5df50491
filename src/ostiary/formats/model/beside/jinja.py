"""A file that is a template by itself: of a conversation, or of the package's own."""

from ostiary.core.regex import regex
from ostiary.formats.model.beside.templates import read_template
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet

MAX_BYTES = 4 << 20
"""Bytes of one file: as many characters as are read may take, four bytes each."""

_LOADED = ("chat_template", "tokenizer.chat_template")
"""How the names begin under which loaders look for one."""
_OPENS = regex(rb"\{[%{#]")
_TALK = regex(
    rb"\b(?:messages|message|bos_token|eos_token|add_generation_prompt|prompt|content)\b"
    rb"|__(?:class|globals|init|mro|bases?|subclasses|builtins|import|dict)__"
)


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """A template by its name that speaks of messages, or one under the very name that loaders look for.

    One that reaches into objects is one too: in some folders loaders take templates of any name.
    """
    ending = name.endswith((".jinja", ".jinja2", ".j2"))
    if name.startswith(_LOADED):
        return ending or (b"{" in head and not name.endswith(".json"))
    if not ending:
        return False
    text = head if extent.size <= len(head) else extent.at(0, MAX_BYTES)
    opens = _OPENS.search(text)
    return opens is not None and _TALK.search(text, opens.end()) is not None


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Parse it, and say what it would do."""
    sheet.carries = Carries.CODE
    sheet.readers.append("template")
    size = sheet.extent.size
    if size > MAX_BYTES:
        sheet.stop(f"a template of more than {MAX_BYTES} bytes")
        return
    sheet.own(0, size)
    name = sheet.path.rpartition("/")[2].lower()
    own = "" if name.startswith(_LOADED) else name
    read_template(sheet, sheet.extent.at(0, size).decode("utf-8", "replace"), own=own)

"""A file that is a chat template by itself."""

import re

from ostiary.formats.model.beside.template import MAX_TEMPLATE, read_template
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet

_TALK = re.compile(
    rb"\{[%{#].*?\b(?:messages|message|bos_token|eos_token|add_generation_prompt|prompt|content)\b",
    re.DOTALL,
)


def sniff(head: bytes, extent: Extent, name: str) -> bool:  # noqa: ARG001 - one shape for all
    """A template by its name that speaks of messages, or one under the very name that loaders look for."""
    if name.startswith(("chat_template", "tokenizer.chat_template")) and b"{" in head:
        return not name.endswith(".json")
    return name.endswith((".jinja", ".jinja2", ".j2")) and _TALK.search(head) is not None


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Parse it, and say what it would do."""
    sheet.carries = Carries.CODE
    sheet.readers.append("template")
    size = sheet.extent.size
    if size > 4 * MAX_TEMPLATE:
        sheet.stop(f"a template of more than {4 * MAX_TEMPLATE} bytes")
        return
    sheet.own(0, size)
    read_template(sheet, sheet.extent.at(0, size).decode("utf-8", "replace"))

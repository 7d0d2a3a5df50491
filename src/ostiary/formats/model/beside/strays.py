"""Templates and secrets in texts of which nobody knows what becomes of them: metadata, other keys."""

from collections.abc import Mapping

from ostiary.formats.model.beside.secret import note_secrets
from ostiary.formats.model.beside.template import read_template
from ostiary.formats.model.sheet import Sheet

MAX_TEMPLATES = 50
"""Texts of one file that are parsed as templates."""


def stray(sheet: Sheet, key: str, text: str) -> None:
    """A text that could be a template: what leaves its sandbox counts, whatever its name is."""
    if "{{" in text or "{%" in text:
        read_template(sheet, text, key, own=key)


def strays(sheet: Sheet, texts: Mapping[str, str]) -> None:
    """The same of keys and values that a model brings along; tokens and keys in them are told of, too."""
    count = 0
    for key, value in texts.items():
        if "{{" in value or "{%" in value:
            count += 1
            if count > MAX_TEMPLATES:
                sheet.stop(f"more than {MAX_TEMPLATES} texts in it may be templates")
                break
            stray(sheet, key, value)
    note_secrets(sheet, "\n".join(texts.values()).encode("utf-8", "replace"))

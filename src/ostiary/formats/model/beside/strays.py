"""Templates and secrets in texts of which nobody knows what becomes of them: metadata, other keys."""

from collections.abc import Mapping

from ostiary.core.regex import regex
from ostiary.formats.model.beside.secret import note_secrets
from ostiary.formats.model.beside.templates import read_template
from ostiary.formats.model.record import Gravity, Topic
from ostiary.formats.model.sheet import Sheet

_TAGS = regex("[\U000e0020-\U000e007e]{4,}")
_FLAG = regex("\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f")
MAX_TEMPLATES = 50
"""Texts of one file that are parsed as templates."""


def stray(sheet: Sheet, key: str, text: str) -> None:
    """A text that could be a template: what leaves its sandbox counts, whatever its name is."""
    if "{{" in text or "{%" in text:
        read_template(sheet, text, key, own=key)


def hidden(sheet: Sheet, text: str) -> None:
    """Words that only a model sees; flags of regions are written with a few of the same characters."""
    found = _TAGS.search(_FLAG.sub("", text)) if not text.isascii() else None
    if found:
        words = "".join(chr(ord(one) - 0xE0000) for one in found[0])
        said = f"{len(words)} characters that only a model sees spell `{words[:160]}`"
        sheet.odd(Topic.ORDER, "hidden-characters", said, gravity=Gravity.HARMFUL)


def strays(sheet: Sheet, texts: Mapping[str, str]) -> None:
    """The same of keys and values that a model brings along; tokens and keys in them are told of, too."""
    count = 0
    for key, value in texts.items():
        hidden(sheet, value)
        if "{{" in value or "{%" in value:
            count += 1
            if count > MAX_TEMPLATES:
                sheet.stop(f"more than {MAX_TEMPLATES} texts in it may be templates")
                break
            stray(sheet, key, value)
    note_secrets(sheet, "\n".join(texts.values()).encode("utf-8", "replace"))

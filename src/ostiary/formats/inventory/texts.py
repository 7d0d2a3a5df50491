"""How does text of strangers become fit for a record?"""

from ostiary.core.regex import regex

_SECRET = regex(r"(://)(?!git@)[^/@\s]{1,500}@")


def without_secrets(text: str) -> str:
    """The text with passwords and tokens taken out of its URLs."""
    return _SECRET.sub(r"\1", text)


def printable(text: str) -> str:
    """The text with halves of surrogate pairs, which JSON may hold, spelled out."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()

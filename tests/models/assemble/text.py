"""Text as it stands."""


def assemble(text: str) -> bytes:
    """The bytes of a text."""
    return text.encode("utf-8")

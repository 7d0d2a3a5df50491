"""JSON is its own text."""


def assemble(text: str) -> bytes:
    return text.encode()

"""Sets of names, written as running text so that they can be read and changed easily."""


def wordlist(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())

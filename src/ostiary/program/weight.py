"""How much memory would the tree of a text take? Its length says little: its signs say it."""

_OTHERS = bytes(one for one in range(256) if one not in b",.()[]{}=:+-*/%<>\n")


def heavier(data: bytes, most: int) -> bool:
    """Whether a text has more than `most` signs and line ends; each stands for two nodes or so of a tree.

    The tree of a grammar takes 400 to 500 bytes for each, that of Python's own parser 900 to 1300.
    """
    return len(data) > most and len(data.translate(None, _OTHERS)) > most

"""Does Python's own parser take a text?"""

import ast
import warnings


def tree_of(data: bytes) -> ast.Module | None:
    """The tree of a text, whose size the caller bounds; None where the parser does not take it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # what a stranger's text looks like is not for the screen
            return ast.parse(data)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None

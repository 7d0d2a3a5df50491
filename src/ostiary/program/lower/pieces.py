"""How does Python's own parser take a large text without taking room for all of it twice?

It makes a tree of its own first and objects out of that, both as large as each other. Statements of a
module's own level can be parsed a few at a time, so that the first tree never is of more than a piece.
"""

import ast
from collections.abc import Iterator

from ostiary.core.regex import regex
from ostiary.program.weight import denser

PIECE = 1 << 16
"""Characters of one piece at least."""

MAX_STATEMENT = 90_000
"""Signs of the largest statement of a module: two trees of it take a kilobyte and more for each."""

_BEGINS = regex(r"\n(?=(?!(?:else|elif|except|finally)\b)[A-Za-z_@])")
"""Where a line may begin a statement: at its left edge, with a word that continues none."""


class TooHeavyError(ValueError):
    """One statement is more than is parsed in one piece."""


def parse(text: str) -> ast.Module:
    """The tree of a text. Raises `SyntaxError` and its kin as `ast.parse`, and `TooHeavyError`.

    Two texts that Python takes, one after the other, are a text that it takes and whose statements are
    theirs: nothing that the second begins with goes on with what the first ends with. A text that it does not
    take may end inside of a statement, and is tried again with what follows.
    """
    if len(text) <= 2 * PIECE or "\r" in text or "\f" in text:
        return ast.parse(text)
    body: list[ast.stmt] = []
    places = [0, *_places(text), len(text)]
    begin, lines, more = 0, 0, 1
    while begin < len(places) - 1:
        end = min(begin + more, len(places) - 1)
        piece = text[places[begin] : places[end]]
        if len(piece) > 2 * PIECE and denser(piece.encode("utf-8", "replace"), MAX_STATEMENT):
            raise TooHeavyError
        try:
            found = ast.parse("\n" * lines + piece)
        except SyntaxError:
            if end == len(places) - 1:
                raise
            more *= 2
            continue
        body += found.body
        lines += piece.count("\n")
        begin, more = end, 1
    return ast.Module(body, [])


def _places(text: str) -> Iterator[int]:
    """Where a text is cut: at the first line of a piece's length that may begin a statement."""
    last = 0
    while (found := _BEGINS.search(text, last + PIECE)) is not None:
        last = found.end()
        yield last

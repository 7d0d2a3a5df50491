"""How hostile text becomes harmless in Markdown: what is not a plain word stands in a code span."""

import re

from ostiary.core.regex import regex
from ostiary.report.safe import MAX_TEXT, visible

# Letters, digits and punctuation that no Markdown dialect gives a meaning inside a line. What forges
# turn into links and mentions (`@`, `#`, `://`, `www.`, `:name:`) is not among it.
_PLAIN = regex(r"(?!www\.|GH-)[(\"']?[^\W_](?:[^\W_]|[.,'();%+=?/\"-])*:?|[·.,;:%-]+")
_COMMIT = regex(r"(?=[a-f]*\d)[0-9a-f]{7,40}[.,;:)]*", re.IGNORECASE)
_QUOTED = regex(r"`([^`]*)`")


def code(text: str, limit: int = MAX_TEXT) -> str:
    """A code span: no forge looks for links, mentions or HTML in it, and nothing can end it early."""
    shown = visible(text, limit).replace("`", "\\u0060").replace("|", "\\u007c").strip()
    return f"`{shown}`" if shown else "(empty)"


def sentence(text: str, limit: int = MAX_TEXT) -> str:
    """A line of prose in which every word that is not plain stands in a code span."""
    pieces = _QUOTED.split(visible(text, limit))
    line = ""
    for at, piece in enumerate(pieces):
        marked = code(piece) if at % 2 else _words(piece)
        # two spans that touch would be read as one with other ends
        line += f" {marked}" if line.endswith("`") and marked.startswith("`") else marked
    return line.strip()


def _words(text: str) -> str:
    out: list[str] = []
    odd: list[str] = []
    for word in text.split():
        if _PLAIN.fullmatch(word) and not _COMMIT.fullmatch(word):
            out += [code(" ".join(odd))] if odd else []
            out.append(word)
            odd = []
        else:
            odd.append(word)
    line = " ".join([*out, code(" ".join(odd))] if odd else out)
    before = " " if text[:1].isspace() else ""
    after = " " if line and text[-1:].isspace() else ""
    return before + line + after

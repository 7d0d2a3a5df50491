"""What is a word of a shell script worth: the text that it comes to, as far as that is known?"""

from collections.abc import Iterable

from msgspec import Struct

from ostiary.core.regex import regex

MAX_VALUE = 1 << 16  # characters of one value
MAX_PIECES = 512  # of one value
BLANKS = " \t\n"
LONG = "$(...)"
"""The source of what is too long to be looked at."""


class Piece(Struct, frozen=True):
    """A part of a word: a text that is known, or the source of what is not (`$(curl ...)`, `$HOME`)."""

    text: str
    known: bool = True
    splits: bool = False
    """Whether it came out of an expansion without quotes, so that blanks in it part words."""


class Value(Struct, frozen=True):
    """A word, or what a variable holds."""

    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str | None:
        """The whole text, None if any part of it is unknown."""
        if all(one.known for one in self.pieces):
            return "".join(one.text for one in self.pieces)
        return None

    def source(self, *, quoted: bool = False) -> str:
        """The word as it would be written in a script that has nothing to expand but what is unknown."""
        text = self.text
        if text is not None:
            return written(text)
        if len(self.pieces) == 1 and not quoted:
            return self.pieces[0].text
        return f'"{"".join(_within(one) for one in self.pieces)}"'


def written(text: str) -> str:
    """A text as one word: in quotes only where a sign in it would mean something else."""
    if text and not _SIGNS.search(text):
        return text
    return "'" + text.replace("'", "'\"'\"'") + "'"


_SIGNS = regex(r"[\s'\"`$\\;|&<>()]")
_SPECIAL = regex(r"([\"\\`$])")


def _within(one: Piece) -> str:
    return _SPECIAL.sub(r"\\\1", one.text) if one.known else one.text


def known(text: str, *, splits: bool = False) -> Value:
    """A text that is known; one that is longer than what is looked at is not."""
    if len(text) > MAX_VALUE:
        return unknown(LONG)
    return Value((Piece(text, True, splits),))


def unknown(source: str) -> Value:
    """What only its source tells."""
    return Value((Piece(source, False),))


def joined(several: Iterable[Value], between: str = "") -> Value:
    """Values one after the other."""
    pieces: list[Piece] = []
    for place, one in enumerate(several):
        if place and between:
            pieces.append(Piece(between))
        for piece in one.pieces:
            last = pieces[-1] if pieces else None
            if last is not None and last.known and piece.known and last.splits is piece.splits:
                pieces[-1] = Piece(last.text + piece.text, True, piece.splits)
            else:
                pieces.append(piece)
    if len(pieces) > MAX_PIECES or sum(len(one.text) for one in pieces) > MAX_VALUE:
        return unknown(LONG)
    return Value(tuple(pieces))


def lined(value: Value) -> Value:
    """A value as a line, where it is known."""
    return joined([value, known("\n")]) if value.text is not None else value


def unquoted(value: Value) -> Value:
    """What a variable holds where it is expanded without quotes."""
    return Value(tuple(Piece(one.text, one.known, one.known) for one in value.pieces))


def quoted(value: Value) -> Value:
    """What a variable holds where it is expanded between quotes."""
    return Value(tuple(Piece(one.text, one.known) for one in value.pieces))


def fields(value: Value, blanks: str = BLANKS) -> list[Value]:
    """The words that one word becomes, since what was expanded without quotes is parted at blanks."""
    if not any(one.splits for one in value.pieces):
        return [value]
    words: list[list[Piece]] = [[]]
    for piece in value.pieces:
        if not piece.splits:
            words[-1].append(piece)
            continue
        parts = _parted(piece.text, blanks)
        for place, part in enumerate(parts):
            if place:
                words.append([])
            if part:
                words[-1].append(Piece(part))
    return [Value(tuple(one)) for one in words if one]


def _parted(text: str, blanks: str) -> list[str]:
    for one in blanks:
        text = text.replace(one, "\0")
    parts = text.split("\0")
    return parts if not all(one in BLANKS for one in blanks) else _outer(parts)


def _outer(parts: list[str]) -> list[str]:
    """The parts without empty ones, but for those that say that the text began or ended with a blank."""
    inner = [one for one in parts[1:-1] if one]
    return [parts[0], *inner, *parts[-1:]] if len(parts) > 1 else parts

"""Is a line with direction controls shown in the order in which it runs? Source: UAX 9."""

from ostiary.core.regex import regex

MIN_ROW = 5  # characters without a picture side by side: a class of characters, and no word

_ROW = regex(
    f"[\u0080-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]{{{MIN_ROW},}}+"
)
_OPENS = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
_BACKWARDS = frozenset("\u202b\u202e\u2067\u2068")  # the last one goes by what follows: the worse
_ISOLATES = frozenset("\u2066\u2067\u2068")
_PIECE = regex("[\u202a-\u202e\u2066-\u2069]|[^\u202a-\u202e\u2066-\u2069]+")


class _Stretch:
    """What stands between a control and the one that closes it; `texts` counts its readable parts."""

    def __init__(self, sign: str) -> None:
        self.backwards = sign in _BACKWARDS
        self.isolate = sign in _ISOLATES
        self.texts = 0


def in_order(line: str) -> bool:
    """Whether all controls stand in rows of such characters, and no readable part changes its place.

    A part stays where it is if no stretch around it runs backwards, or if it is alone in each
    that does: turned round as a whole, and turned back inside.
    """
    if any(one in _OPENS for one in _ROW.sub("", line)):
        return False
    around: list[_Stretch] = []
    isolates = 0
    for match in _PIECE.finditer(line):
        piece = match[0]
        if piece in _OPENS:
            around.append(_Stretch(piece))
            isolates += around[-1].isolate
        elif piece == "\u202c":
            if around and not around[-1].isolate:
                around.pop()
        elif piece == "\u2069":
            if isolates:  # its end ends everything that was opened in it
                while not around.pop().isolate:
                    pass
                isolates -= 1
        elif _readable(piece) and _moved(around):
            return False
    return True


def _readable(piece: str) -> bool:
    return any(one.isprintable() and not one.isspace() for one in piece)


def _moved(around: list[_Stretch]) -> bool:
    """Whether a readable part at this place is shown elsewhere; counts it in the stretches around."""
    if around and around[-1].backwards:
        return True
    for one in reversed(around):
        one.texts += 1
        if one.backwards and one.texts > 1:
            return True
        if one.texts > 1:
            break  # the stretches further out have counted this one already
    return False

"""Which words of note were found before in the files of one artifact?"""

from ostiary.program.engine.words import Hits, folded, hits

MAX_REMEMBERED = 32 << 20  # bytes of texts of one artifact of which it is remembered what they hold


class Remembered:
    """The words of note in the Python files of one artifact; each text is looked through once."""

    def __init__(self) -> None:
        self._found: dict[bytes, Hits] = {}
        self._left = MAX_REMEMBERED

    def python(self, data: bytes) -> Hits:
        """The words of note in the text of a Python file, with its names as Python takes them."""
        found = self._found.get(data)
        if found is None:
            found = hits(folded(data), script=False)
            if len(data) <= self._left:
                self._left -= len(data)
                self._found[data] = found
        return found

"""At which line of a document does each entry stand?"""

import re
from bisect import bisect_right
from collections.abc import Iterable


class Lines:
    """Places of texts in a document that is read in order; an entry's line is where its text first stands."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._starts = [0, *(found.end() for found in re.finditer(rb"\n", data))]

    def of(self, *texts: str) -> int:
        """The line of the first text that is found, from 1; 0 if none is."""
        for text in texts:
            at = self._data.find(text.encode("utf-8", "surrogatepass")) if text else -1
            if at >= 0:
                return bisect_right(self._starts, at)
        return 0

    def all_of(self, texts: Iterable[str]) -> dict[str, int]:
        """The lines of many texts that stand between quotes, in one pass."""
        wanted = {text.encode("utf-8", "surrogatepass"): text for text in texts}
        found: dict[str, int] = {}
        for match in re.finditer(rb'"((?:[^"\\]|\\.)*)"', self._data):
            text = wanted.get(match[1].replace(rb"\/", b"/"))
            if text is not None and text not in found:
                found[text] = bisect_right(self._starts, match.start())
        return found

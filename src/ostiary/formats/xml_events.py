"""XML from strangers as a stream of elements: no document types, no entities, bounded depth and text."""

from collections.abc import Callable
from xml.parsers import expat

from msgspec import Struct, field

from ostiary.core.errors import LimitError, ParseError

MAX_DEPTH = 200
MAX_TEXT = 1 << 20
"""Characters of one element's own text."""
MAX_ELEMENTS = 10_000_000


class Element(Struct):
    """One element: its local name, attributes without namespaces, line from 1, and, at its end, its text."""

    name: str
    given: dict[str, str]
    line: int
    pieces: list[str] = field(default_factory=list)
    size: int = 0

    @property
    def text(self) -> str:
        """Its own text, that of inner elements left out."""
        return "".join(self.pieces)


Take = Callable[[Element], None]


class XmlEvents:
    """Calls `start` and `end` for each element. Source: XML 1.0, fifth edition."""

    def __init__(self, start: Take, end: Take) -> None:
        self._start = start
        self._end = end
        self._open: list[Element] = []
        self._count = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._finish
        self._parser.CharacterDataHandler = self._words
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse

    def read(self, data: bytes) -> None:
        """Read a whole document. Raises `ParseError`, and whatever the two functions raise."""
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            raise ParseError(f"not well-formed XML: {error}") from None
        except (UnicodeError, ValueError) as error:
            raise ParseError(f"no XML that can be read: {error}") from None
        except LookupError as error:
            if type(error) is not LookupError:
                raise  # a fault of ours; the parser itself says only that nobody knows an encoding
            raise ParseError(f"no XML that can be read: {error}") from None

    def _begin(self, name: str, given: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise LimitError(
                f"XML deeper than {MAX_DEPTH}, or of more than {MAX_ELEMENTS} elements"
            )
        plain = {key.rpartition(" ")[2]: value for key, value in given.items()}
        one = Element(name.rpartition(" ")[2], plain, self._parser.CurrentLineNumber)
        self._open.append(one)
        self._start(one)

    def _finish(self, name: str) -> None:
        del name
        self._end(self._open.pop())

    def _words(self, text: str) -> None:
        if self._open:
            one = self._open[-1]
            one.size += len(text)
            if one.size > MAX_TEXT:
                raise LimitError(f"an element with more than {MAX_TEXT} characters")
            one.pieces.append(text)

    def _refuse(self, *_: object) -> None:
        raise ParseError("XML with a document type or entities is not read")

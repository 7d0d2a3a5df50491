"""May a file be passed over because not one word of note stands in it, and what does it import?"""

import re
from collections.abc import Iterator
from itertools import islice

from ostiary.core.regex import regex
from ostiary.program.engine.noted import Word
from ostiary.program.engine.remembered import Remembered
from ostiary.program.engine.words import folded, hides
from ostiary.program.hidden import oddities
from ostiary.program.model import OddityKind
from ostiary.program.record import Import, Source

MIN_SIZE = 1500  # bytes: reading less than that costs nothing
MAX_IMPORTS = 5_000

_ALWAYS = ("__init__.py", "__main__.py", "setup.py", "sitecustomize.py", "usercustomize.py")
"""Files that run by themselves, or lead to others by calling them, are read in full."""

_IMPORT = regex(
    rb"^[ \t]*(?:"
    rb"from[ \t]+([.\w]+)[ \t]+import[ \t]*(?:\(([^)]{0,4000})|([^\n#;]+))"  # from module import names
    rb"|import[ \t]+([^\n#;]+)"  # import modules
    rb")",
    re.MULTILINE,
)
_NAME = regex(rb"[A-Za-z_][\w.]*")


def glance(
    path: str, data: bytes, words: Remembered | None = None, *, aside: bool = False
) -> Source | None:
    """What a file of plain Python imports, if it holds no word of what ends a chain or hides a name.

    None where it must be read: it is short, runs by itself, holds such a word, or is in an
    encoding in which words could look different. A choice of where to look: what it imports is
    followed all the same. `aside` says that nobody is known to run it: it must then both decode and
    execute to be read. `words` keeps what was found for whoever evaluates the file.
    """
    name = path.rpartition("/")[2]
    if not name.endswith(".py") or len(data) < MIN_SIZE or b"\0" in data:
        return None
    if name in _ALWAYS and not aside:
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"#!")) or b"coding" in data[:400]:
        return None
    kinds = (words or Remembered()).python(data).kinds
    if hides(kinds) if aside else kinds & (Word.SINK | Word.DECODE | Word.EXECUTE):
        return None
    imports = tuple(islice(_imports(folded(data)), MAX_IMPORTS + 1))
    if len(imports) > MAX_IMPORTS:
        return None
    odd = oddities(data)
    if any(one.kind is OddityKind.BIDI and not one.listed for one in odd):
        return None  # whether they stand in code is not told by a glance
    return Source(
        path=path,
        language="python",
        lines=data.count(b"\n") + 1,
        parsed=True,
        imports=imports,
        oddities=odd,
        glanced=True,
    )


def _statements(text: bytes) -> Iterator[re.Match[bytes]]:
    """The import statements of a text: the pattern is slow, so only lines with that word are asked."""
    last = -1
    place = text.find(b"import")
    while place >= 0:
        start = text.rfind(b"\n", 0, place) + 1
        found = _IMPORT.match(text, start) if start > last else None
        last = max(last, start)
        if found is not None:
            last = max(last, found.end() - 1)  # what a bracket holds is no statement
            yield found
        place = text.find(b"import", max(place, last) + 1)


def _imports(text: bytes) -> Iterator[Import]:
    """Every import of the file, as if all of them stood at its top."""
    for match in _statements(text):
        if match[4]:
            for part in match[4].split(b","):
                name = _NAME.match(part.strip())
                if name:
                    yield Import("", name[0].decode())
            continue
        module = match[1].decode()
        yield Import("", module)
        for part in (match[2] or match[3] or b"").split(b","):
            name = _NAME.match(part.strip())
            if name:
                glue = "" if module.endswith(".") else "."
                yield Import("", f"{module}{glue}{name[0].decode()}")

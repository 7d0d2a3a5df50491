"""What does a script import that needs no reading, since it holds no word of note or is a large bundle?"""

from collections.abc import Iterator
from functools import cache
from itertools import islice

from ostiary.core.regex import regex
from ostiary.program.behaviours.javascript import table
from ostiary.program.blobs import runs
from ostiary.program.engine.noted import Word
from ostiary.program.engine.words import hits
from ostiary.program.hidden import oddities
from ostiary.program.record import Import, RawBlob, Source
from ostiary.program.text import as_utf8
from ostiary.program.weight import heavier

MIN_SIZE = 3_000  # bytes: reading less than that costs nothing
MAX_SERVED = 300_000  # bytes of a script in a Python package, which serves it to browsers
MAX_READ = 1_500_000  # bytes of any script: the tree of a larger one takes hundreds of megabytes
MAX_SIGNS = 300_000  # of any script: the same, where a text consists of little else
MAX_IMPORTS = 5_000

_SUFFIXES = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_ALWAYS = regex(r"(?:index|main|cli|[\w.-]*install[\w.-]*|setup|binding)\.\w+")
"""Files that run by themselves, or lead to others by calling them, are read in full."""

_IMPORT = regex(
    rb"\b(?:from|import|require)(?:\s{0,20}\(?\s{0,20})(?:'([^'\n]{1,300})'|\"([^\"\n]{1,300})\")"
)
_COMPUTED = regex(rb"\b(?:require|import)\s{0,20}\(\s{0,20}[^\s'\")]")
_ASIDE = regex(rb"\b(?:EventSource|Bun|Deno|_linkedBinding)\b")


def glance(path: str, language: str, data: bytes, *, served: bool) -> Source | None:
    """What a script imports, if it holds no word of what ends a chain, or is too large to be read whole.

    None where it must be read. `served` says that nothing but a browser is meant to run it. A choice of
    where to look: what it imports is followed all the same, and the evaluator looks at what is hot in it.
    """
    large = len(data) > (MAX_SERVED if served else MAX_READ) or heavier(data, MAX_SIGNS)
    name = path.rpartition("/")[2]
    if not name.endswith(_SUFFIXES) or len(data) < MIN_SIZE:
        return None
    if not large and (_ALWAYS.fullmatch(name) or data.startswith(b"#!") or b"\0" in data):
        return None
    text, reason = as_utf8(data)
    several = list(_imports(text))
    if len(several) > MAX_IMPORTS:
        reason = reason or "it has more imports than are kept"
    imports = tuple(dict.fromkeys(several[:MAX_IMPORTS]))
    if not large and (reason or _tells(text, imports)):
        return None
    return Source(
        path=path,
        language=language,
        lines=text.count(b"\n") + 1,
        parsed=not reason,
        reason=reason,
        imports=imports,
        blobs=tuple(_blobs(text)) if large else (),
        oddities=oddities(text),
        glanced=True,
    )


def _tells(text: bytes, imports: tuple[Import, ...]) -> bool:
    """Whether anything in a script does something to the world, or could hide that it does."""
    if any(one.module.partition("/")[0] in _modules() for one in imports):
        return True
    if _COMPUTED.search(text) or _ASIDE.search(text):
        return True
    return bool(hits(text).kinds & (Word.SINK | Word.DECODE | Word.EXECUTE))


@cache
def _modules() -> frozenset[str]:
    """The modules whose functions do something to the world."""
    return frozenset(one.partition(".")[0] for one in table())


def _imports(text: bytes) -> Iterator[Import]:
    """Every import of the script, as if all of them stood at its top."""
    for match in islice(_IMPORT.finditer(text), MAX_IMPORTS + 1):
        name = (match[1] or match[2]).decode("utf-8", "replace")
        yield Import("", name.removeprefix("node:"))


def _blobs(text: bytes) -> Iterator[RawBlob]:
    line, last = 1, 0
    for encoding, start, end in runs(text):
        line += text.count(b"\n", last, start)
        last = start
        yield RawBlob(encoding, end - start, line, "")

"""What does one file of code say, read just as its interpreter would read the bytes?"""

import codecs
import re
from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from ostiary.core.regex import regex
from ostiary.formats.content import extension
from ostiary.formats.contents import Kind
from ostiary.program.engine.remembered import Remembered
from ostiary.program.javascript.glance import glance as glance_script
from ostiary.program.python.glance import glance
from ostiary.program.python.placeholders import filled
from ostiary.program.record import Source
from ostiary.program.source import LANGUAGES, read_source

Record = TypeVar("Record")

SOURCES = frozenset({Kind.PYTHON, Kind.JAVASCRIPT, Kind.TYPESCRIPT, Kind.SHELL, Kind.BATCH})
_SCRIPTS = frozenset({Kind.JAVASCRIPT, Kind.TYPESCRIPT})
CODE_SUFFIXES = frozenset(
    {".py", ".pyw", ".pth", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"}
    | {".sh", ".bash", ".bat", ".cmd", ".ps1", ".psm1", ".vbs"}
)
"""Names under which something would run a file; a file of such a name that does not parse is unread.

Completions for other shells (`.fish`, `.zsh`) are not among them: nothing runs those but their user.
"""
_TEMPLATES = frozenset({".template", ".tmpl", ".tpl", ".j2", ".jinja", ".jinja2", ".mako", ".in"})
"""Names of texts with gaps, which somebody fills before anything runs them."""
_FISH = regex(rb"#![^\n]{0,80}\bfish\b")
"""A shell that only its own user starts, and that ours do not read."""
CYTHON = frozenset({".pyx", ".pxd", ".pxi"})
NO_CODE = "most of it is not "
"""How the readers' reason starts for a text in another language, as against one that is too much for them."""

_UTF8 = codecs.BOM_UTF8
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_COOKIE = regex(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII | re.DOTALL)
_BLANK = regex(rb"[ \t\f]*(?:#.*)?", re.DOTALL)
_LINE_END = regex(rb"\r\n|\r|\n")
_PLAIN = ("utf-8", "latin-1", "iso-8859-1", "iso-latin-1")
"""Names that CPython takes with any suffix, such as `utf-8-unix`."""
_SLOW = frozenset({"idna", "punycode", "undefined"})
_DISGUISES = frozenset(
    {"utf-7", "unicode-escape", "raw-unicode-escape", "unicodeescape", "rawunicodeescape", "hz"}
)
"""Encodings in which readable bytes mean other text; no honest project writes source in them."""


Known = dict[tuple[str, Kind, str], Source]
"""What was read before, by the digest of the bytes, their kind and the ending of the name."""


def read_once(
    path: str,
    kind: Kind,
    data: bytes,
    digest: str,
    known: Known,
    *,
    words: Remembered | None = None,
    served: bool = False,
) -> Source:
    """Read one file of code, or remember what the same bytes said in another artifact.

    `served` says that scripts in this artifact are for browsers: no installer and no import runs them.
    """
    key = (digest, kind, extension(path))
    if key not in known:
        known[key] = read_code(path, kind, data, words=words, served=served)
    found = known[key]
    return found if found.path == path else replace(found, path=path)


def read_code(
    path: str,
    kind: Kind,
    data: bytes,
    *,
    words: Remembered | None = None,
    served: bool = False,
) -> Source:
    """Read one file of code; where our reading is not certain to be the interpreter's, it is unread."""
    doubt = ""
    if kind in _SCRIPTS:
        seen = glance_script(path, LANGUAGES[kind], data, served=served)
        if seen is not None:
            return seen
    if kind is Kind.PYTHON:
        if (seen := glance(path, data, words)) is not None:
            return seen
        data, doubt = as_python(data)
    source = read_source(path, kind, data)
    return replace(source, parsed=False, reason=doubt) if doubt else source


def as_template(
    source: Source, kind: Kind, data: bytes, words: Remembered | None = None
) -> tuple[Source, bytes]:
    """What a file says, and its bytes, with the gaps filled of a template that is no Python as it stands."""
    if kind is not Kind.PYTHON or source.parsed or not source.reason.startswith(NO_CODE):
        return source, data
    text = filled(as_python(data)[0])
    return (read_code(source.path, kind, text, words=words), text) if text else (source, data)


def is_code(source: Source, ending: str, kind: Kind, data: bytes) -> bool:
    """Whether anything could run a file that was taken for code by its text alone.

    What parses as none, and neither its name (`ending`) nor its first line claims to be, is no code. A file
    that was too much for its reader stays code, and unread.
    """
    if ending in CYTHON:
        return source.parsed  # compiled, never run; some start like a script all the same
    if source.parsed or kind is Kind.BATCH or ending in CODE_SUFFIXES:
        return True
    if not source.reason.startswith(NO_CODE):
        return True
    return data.startswith(b"#!") and ending not in _TEMPLATES and not _FISH.match(data)


def as_python(data: bytes) -> tuple[bytes, str]:
    """The bytes of a module as CPython decodes them, in UTF-8, and why that may not be the whole truth.

    Line ends are translated and a declared encoding counts only where CPython looks for it. Sources: PEP 263;
    CPython, `Parser/tokenizer`, `translate_newlines` and `get_coding_spec`.
    """
    if data.startswith(_WIDE):
        return data, ""  # CPython takes neither for source
    nul = (
        "NUL bytes in Python source: interpreters differ in what they read" if b"\0" in data else ""
    )
    marked = data.startswith(_UTF8)
    head = _LINE_END.split(data[:4096], 2)
    short = len(head) == 3 or len(data) <= 4096
    if marked or (short and not any(b"coding" in line for line in head[:2])):
        return _lines(data), nul
    encoding = _declared(data)
    return (_UTF8 + _lines(data), nul) if encoding == "utf-8" else _decoded(data, encoding, nul)


def _lines(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def _declared(data: bytes) -> str:
    """The encoding named in the first line, or in the second if the first is blank or a comment."""
    for line in _LINE_END.split(data, 2)[:2]:
        found = _COOKIE.match(line)
        if found:
            name = found[1].decode("ascii").lower().replace("_", "-")
            known = (one for one in _PLAIN if name == one or name.startswith(one + "-"))
            return next(known, name)
        if not _BLANK.fullmatch(line):
            break
    return "utf-8"


def _decoded(data: bytes, encoding: str, nul: str) -> tuple[bytes, str]:
    named = encoding[:40]
    if encoding in _SLOW:
        return _UTF8 + _lines(_latin(data)), f"nobody writes source in `{named}`"
    try:
        text = data.decode(encoding)
        canonical = codecs.lookup(encoding).name
    except LookupError:
        return _UTF8 + _lines(_latin(data)), f"its declared encoding `{named}` is not known"
    except (UnicodeError, ValueError):  # CPython refuses it too
        return _UTF8 + _lines(_latin(data)), nul
    doubt = nul
    if canonical.replace("_", "-") in _DISGUISES:
        doubt = f"its declared encoding `{named}` hides what it says from readers"
    return _UTF8 + _lines(text.encode("utf-8", "replace")), doubt


def _latin(data: bytes) -> bytes:
    return data.decode("latin-1").encode("utf-8")


def merged(sources: Iterable[Source]) -> list[Source]:
    """One source for each path: where several files bear one name, all that any of them does.

    Extractors differ in which of them they leave on disk.
    """
    kept: dict[str, Source] = {}
    for source in sources:
        first = kept.get(source.path)
        kept[source.path] = source if first is None else _both(first, source)
    return list(kept.values())


def _both(one: Source, other: Source) -> Source:
    reason = one.reason or other.reason
    if one.language != other.language:
        reason = reason or "two files of this name are in different languages"
    return replace(
        one,
        lines=max(one.lines, other.lines),
        parsed=not reason,
        faults=max(one.faults, other.faults),
        reason=reason,
        imports=_joined(one.imports, other.imports),
        definitions=_joined(one.definitions, other.definitions),
        calls=_joined(one.calls, other.calls),
        edges=_joined(one.edges, other.edges),
        blobs=_joined(one.blobs, other.blobs),
        oddities=_joined(one.oddities, other.oddities),
        runs=_joined(one.runs, other.runs),
    )


def _joined(ones: tuple[Record, ...], others: tuple[Record, ...]) -> tuple[Record, ...]:
    return tuple(dict.fromkeys((*ones, *others)))

"""yarn.lock of yarn 1: which packages does it pin?"""

from collections.abc import Iterator

from msgspec import Struct, field

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin
from ostiary.core.regex import regex
from ostiary.formats.inventory.draft import NO_VERSION, Draft
from ostiary.formats.inventory.node.drafting import digests_in, draft_of
from ostiary.formats.inventory.node.integrity import hexadecimal
from ostiary.formats.inventory.node.spec import ASKED_AS, Asked, read_spec
from ostiary.formats.plain import plain_text

MAX_BYTES = 64 << 20
MAX_LINES = 2_000_000
MAX_LINE = 100_000

_WORD = regex(r'"((?:[^"\\]|\\.)*)"|([^\s",:]+(?::(?!\s|$)[^\s",:]*)*)')
_ESCAPE = regex(r"\\(.)")
_TABLES = ("dependencies", "optionalDependencies")


class _Entry(Struct):
    line: int
    descriptors: list[str]
    fields: dict[str, str] = field(default_factory=dict)
    asks: list[str] = field(default_factory=list)
    key: str = ""
    parents: dict[str, None] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)


def parse(path: str, data: bytes) -> Listing:
    """Read a lockfile of yarn 1. Raises `ParseError`.

    The file does not say what the project itself asks for: a descriptor that no entry asks for must be the
    project's, so `direct` is certain where it is set, and may be missing. It says nothing of dev
    either: see `scoped`.
    Source: yarn 1, lockfile grammar.
    """
    text = plain_text(data, MAX_BYTES, "yarn.lock")
    draft = draft_of("yarn.lock", path, ListingKind.LOCK)
    entries = list(_entries(text))
    by_descriptor: dict[str, _Entry] = {}
    for entry in entries:
        entry.key = draft.unique(f"{_asked(entry).name}@{entry.fields.get('version', '')}")
        by_descriptor.update(dict.fromkeys(entry.descriptors, entry))
    for entry in entries:
        for descriptor in entry.asks:
            found = by_descriptor.get(descriptor)
            if found is not None:
                found.parents[entry.key] = None
                found.asked.add(descriptor)
    for entry in entries:
        _add(entry, draft)
    return draft.listing()


def _entries(text: str) -> Iterator[_Entry]:
    entry: _Entry | None = None
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        if number > MAX_LINES or len(line) > MAX_LINE:
            raise LimitError(f"yarn.lock has more than {MAX_LINES} lines, or one too long")
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        indent = len(line) - len(line.lstrip(" "))
        words = _words(bare)
        if words is None or (indent and entry is None):
            raise ParseError(f"yarn.lock, line {number}: this is not how yarn writes it")
        if indent == 0:
            if entry is not None:
                yield entry
            if not bare.endswith(":"):
                raise ParseError(f"yarn.lock, line {number}: an entry without a colon")
            entry, table = _Entry(number, words), ""
        elif entry is not None:
            table = _field(entry, table, indent, words, bare)
    if entry is not None:
        yield entry


def _field(entry: _Entry, table: str, indent: int, words: list[str], bare: str) -> str:
    """Take one line inside of an entry; the name of the table that lines below belong to comes back."""
    if indent <= 2:
        if len(words) == 1 and bare.endswith(":"):
            return words[0]
        entry.fields[words[0]] = words[1] if len(words) > 1 else ""
        return ""
    if table in _TABLES and len(words) > 1:
        entry.asks.append(f"{words[0]}@{words[1]}")
    return table


def _words(bare: str) -> list[str] | None:
    """Words of a line, quoted or not, with a colon or commas behind them; None for anything else."""
    words: list[str] = []
    at = 0
    while at < len(bare):
        match = _WORD.match(bare, at)
        if match is None:
            return None
        quoted = match[1]
        words.append(match[2] if quoted is None else _ESCAPE.sub(r"\1", quoted))
        at = match.end()
        while at < len(bare) and bare[at] in " ,:":
            at += 1
    return words


def _asked(entry: _Entry) -> Asked:
    """What the first descriptor asks for: it holds the real name behind an alias, and the place."""
    name, _, spec = entry.descriptors[0][1:].partition("@")
    return read_spec(entry.descriptors[0][:1] + name, spec)


def _add(entry: _Entry, draft: Draft) -> None:
    asked = _asked(entry)
    version, resolved = entry.fields.get("version", ""), entry.fields.get("resolved", "")
    url, _, digest = resolved.partition("#")
    digests = digests_in(draft, entry.fields.get("integrity"), entry.line, asked.name)
    if asked.origin is not Origin.GIT:
        weak = hexadecimal("sha1", digest)
        digests += tuple(one for one in weak if one not in digests)
    origin = asked.origin
    if origin is Origin.REGISTRY and resolved and not url.startswith(("http://", "https://")):
        origin = read_spec("x", resolved).origin
    alias = (("alias", asked.alias),) if asked.alias else ()
    draft.add(
        Component(
            "npm",
            asked.name,
            version,
            draft.at(entry.line),
            entry.key,
            digests,
            direct=any(one not in entry.asked for one in entry.descriptors),
            parents=tuple(entry.parents),
            origin=origin,
            source=resolved if origin is Origin.GIT else url or asked.source,
            properties=(*alias, (ASKED_AS, " ".join(sorted(entry.descriptors)))),
        )
    )
    if not version and origin is Origin.REGISTRY:
        draft.miss(asked.name, entry.line, NO_VERSION, "create the lockfile anew")

"""Which words make a file worth an evaluation? A choice of where to look, never a verdict."""

import re
from bisect import bisect_right
from functools import cache
from itertools import islice
from unicodedata import normalize

from ahocorasick_rs import BytesAhoCorasick, Implementation
from msgspec import Struct

from ostiary.core.regex import regex
from ostiary.program.behaviours.python import table
from ostiary.program.engine.noted import COMMON, CONFIRMED, PLAIN, PYTHON, SCRIPT, SHARED, Word
from ostiary.program.engine.prose import Own, simple, speaks
from ostiary.program.engine.sliding import matches
from ostiary.program.model import Behaviour

MAX_HITS = 200_000  # looked at in one file
FEW_FORMS = 200  # letters in other forms that are replaced one after the other


_WORDS = tuple(map(Word, range(sum(Word) + 1)))
"""Every mixture of signs by its number: to make one anew for each word found is slow."""


class Hits(Struct, frozen=True):
    """All that a text shows: the kinds of its words together, and the places of each hit."""

    kinds: Word
    places: tuple[tuple[int, Word], ...]


def hides(kinds: Word) -> bool:
    """Whether something is decoded and something is executed: what tests and examples are looked at for."""
    return bool(kinds & Word.DECODE and kinds & Word.EXECUTE)


def _known() -> frozenset[bytes]:
    """The modules, or where everybody has those the functions, that do something to the world."""
    found: set[str] = set()
    for name, behaviour in table().items():
        first, _, rest = name.partition(".")
        if behaviour in {Behaviour.DECODE, Behaviour.FILE_WRITE}:
            continue
        found.add(first if rest and first not in SHARED else name.rpartition(".")[2])
    return frozenset(one.encode() for one in found - COMMON)


@cache
def _engine() -> tuple[BytesAhoCorasick, tuple[tuple[int, bytes], ...]]:
    """The automaton of all words, and the kind of each, as a plain number: flags are slow to join."""
    words: dict[bytes, Word] = {}
    for kind, text in PLAIN.items():
        for word in text.split():
            key = word.encode()
            words[key] = words.get(key, Word(0)) | kind
    for key in _known() - {b"exec", b"eval", b"compile"}:
        words[key] = words.get(key, Word(0)) | Word.SINK
    table = [(int(kind), word) for word, kind in words.items()]
    table += [(0, word) for _, word, _ in CONFIRMED if word not in words]
    automaton = BytesAhoCorasick(
        [word for _, word in table], implementation=Implementation.DFA
    )  # built once, and more than twice as fast as the smaller forms
    return automaton, tuple(table)


_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


_ESCAPE = regex(rb"\\(?:u00([2-7][0-9a-fA-F])|x([2-7][0-9a-fA-F])|u\{0{0,4}([2-7][0-9a-fA-F])\})")
"""A character that anybody could have typed, in an escape."""


def folded(data: bytes) -> bytes:
    """The text with the names that Python takes for the same (PEP 3131): letters in compatibility forms."""
    if data.isascii():
        return data
    text = data.decode("utf-8", "replace")
    # sign by sign, since marks upon letters are put in order in a time that grows with the square of a text
    forms = {one: normalize("NFKC", one) for one in set(text) if not one.isascii()}
    others = {one: form for one, form in forms.items() if form != one}
    if len(others) > FEW_FORMS:
        text = text.translate({ord(one): form for one, form in others.items()})
    else:
        for one, form in others.items():
            text = text.replace(one, form)  # a form is plain letters or what is no other's form
    return text.encode("utf-8", "replace")


def hits(data: bytes, *, script: bool = True) -> Hits:
    """The words of note in a text; linear in its length.

    Without `script` those of JavaScript alone do not count.
    """
    found = _scan(data, script=script)
    escapes = list(islice(_ESCAPE.finditer(data), MAX_HITS))
    if not escapes:
        return found
    pieces: list[bytes] = []
    starts, moved = [0], [0]
    last = length = 0
    for one in escapes:
        pieces += [data[last : one.start()], bytes.fromhex(one[one.lastindex or 0].decode())]
        length += one.start() - last + 1
        last = one.end()
        starts.append(length)
        moved.append(last - length)
    plain = _scan(b"".join([*pieces, data[last:]]), script=script)
    places = {
        *found.places,
        *((one + moved[bisect_right(starts, one) - 1], kind) for one, kind in plain.places),
    }
    return Hits(found.kinds | plain.kinds, tuple(sorted(places)))


def _scan(data: bytes, *, script: bool) -> Hits:
    engine, table = _engine()
    kinds = 0
    places: list[tuple[int, Word]] = []
    size = len(data)
    plain = not script and simple(data)
    own = Own(data)
    for number, start, end in islice(matches(engine, data), MAX_HITS):
        kind, word = table[number]
        if kind and (
            (start and word[0] in _LETTERS and data[start - 1] in _LETTERS)
            or (end < size and word[-1] in _LETTERS and data[end] in _LETTERS)
        ):
            kind = 0
        if word in _BY_WORD:
            kind |= _confirmed(word, data, start)
        if not kind or word in (_OF_PYTHON if script else _OF_SCRIPT):
            continue
        if plain and (speaks(data, start, end, word) or own.is_own(word, start, end)):
            continue
        kinds |= kind
        places.append((start, _WORDS[kind]))
    return Hits(Word(kinds), tuple(places))


def _confirmed(word: bytes, data: bytes, start: int) -> int:
    found = 0
    for kind, pattern, back in _BY_WORD[word]:
        where = max(start - back, 0)
        if pattern.search(data, where, start + 80) if back else pattern.match(data, start):
            found |= kind
    return found


_OF_SCRIPT = frozenset(one.encode() for one in SCRIPT) | {b"Function(", b"require("}
_OF_PYTHON = frozenset(one.encode() for one in PYTHON)

_BACK = 24  # bytes before a word in which what makes it telling may start

_BY_WORD: dict[bytes, tuple[tuple[int, "re.Pattern[bytes]", int], ...]] = {
    word: tuple(
        (int(kind), pattern, _BACK if word == b"chr(" else 0)
        for kind, one, pattern in CONFIRMED
        if one == word
    )
    for _, word, _ in CONFIRMED
}

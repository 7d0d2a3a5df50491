"""Decoders in Python, put together at random out of pieces, each with what undoes it."""

import base64
import bz2
import codecs
import gzip
import json
import random
import urllib.parse
import zlib

from decoder_pieces import Made, Piece, b64, codes, composed, fixed, keyed, reversing


def _shuffled(text: str, dice: random.Random) -> Made:
    places = list(range(len(text)))
    dice.shuffle(places)
    back = [places.index(one) for one in range(len(text))]
    return "".join(text[one] for one in places), "", f"(lambda t: ''.join(t[i] for i in {back}))(@)"


def _sorted(text: str, dice: random.Random) -> Made:
    parts = [f"{place}:{ord(one)}" for place, one in enumerate(text)]
    dice.shuffle(parts)
    each = "sorted((p.split(':') for p in @.split(',')), key=lambda z: int(z[0]))"
    return ",".join(parts), "", f"''.join(chr(int(b)) for a, b in {each})"


def _table(text: str, dice: random.Random) -> Made:
    signs = sorted(set(text))
    dice.shuffle(signs)
    coded = "".join(f"{signs.index(one):02d}" for one in text)
    table = {f"{place:02d}": one for place, one in enumerate(signs)}
    back = "(lambda t: ''.join(t#[t[i:i + 2]] for i in range(0, len(t), 2)))(@)"
    return coded, f"t# = {table!r}", back


def _named(text: str, dice: random.Random) -> Made:
    width = max(len(text) // 4, 1)
    parts = [text[at : at + width] for at in range(0, len(text), width)]
    names = [f"{dice.choice('abcdef')}{place}" for place in range(len(parts))]
    pairs = list(zip(names, parts, strict=True))
    dice.shuffle(pairs)
    coded = "\x02".join(f"{name}={part}" for name, part in pairs)
    before = (
        "def n#(t):\n    d = dict(p.split('=', 1) for p in t.split('\\x02'))\n"
        f"    return ''.join(d[k] for k in {names})"
    )
    return coded, before, "n#(@)"


def _turned(text: str, dice: random.Random) -> Made:
    by = dice.randrange(1, len(text))
    made = _function(f"d = deque(t); d.rotate({by}); return ''.join(d)")
    return text[by:] + text[:by], f"from collections import deque\n{made}", "f#(@)"


def _halves(text: str) -> str:
    half = len(text) // 2
    return f"{text[half:]}\0{text[:half]}"


def _function(body: str, head: str = "f#(t)") -> str:
    """A function of the lines of its body."""
    return f"def {head}:\n" + "\n".join(f"    {one}" for one in body.split("; "))


PIECES: dict[str, Piece] = {
    "shuffled": _shuffled,
    "sorted": _sorted,
    "table": _table,
    "named": _named,
    "turned": _turned,
    "base64": fixed(
        lambda text: b64(text.encode()), "base64.b64decode(@).decode()", "import base64"
    ),
    "base85": fixed(
        lambda text: base64.b85encode(text.encode()).decode(),
        "str(b85decode(@), 'utf-8')",
        "from base64 import b85decode",
    ),
    "hex": fixed(lambda text: text.encode().hex(), "bytes.fromhex(@).decode()"),
    "rot13": fixed(
        lambda text: codecs.encode(text, "rot13"), "codecs.decode(@, 'rot13')", "import codecs"
    ),
    "inflated": fixed(
        lambda text: zlib.compress(text.encode()).hex(),
        "zlib.decompressobj().decompress(bytes.fromhex(@)).decode()",
        "import zlib",
    ),
    "unzipped": fixed(
        lambda text: b64(gzip.compress(text.encode(), mtime=0)),
        "gzip.GzipFile(fileobj=io.BytesIO(base64.b64decode(@))).read().decode()",
        "import base64, gzip, io",
    ),
    "bunzipped": fixed(
        lambda text: bz2.compress(text.encode()).hex(),
        "bz2.decompress(bytes.fromhex(@)).decode()",
        "import bz2",
    ),
    "numbers": fixed(codes, "''.join(map(chr, map(int, @.split(','))))"),
    "xor": keyed(
        lambda text, key: codes(text, lambda one: one ^ key),
        "''.join(chr(int(c) ^ %) for c in @.split(','))",
    ),
    "xor in place": keyed(
        lambda text, key: bytes(ord(one) ^ key for one in text).hex(),
        "f#(@)",
        _function(
            "b = bytearray.fromhex(t); for i in range(len(b)):;     b[i] ^= %; return b.decode()"
        ),
    ),
    "xor by an operator": keyed(
        lambda text, key: codes(text, lambda one: one ^ key),
        "''.join(map(chr, map(operator.xor, map(int, @.split(',')), itertools.repeat(%))))",
        "import itertools, operator",
    ),
    "shifted": keyed(
        lambda text, key: "".join(chr(ord(one) + key) for one in text),
        "f#(@)",
        _function("o = ''; for c in t:;     o += chr(ord(c) - %); return o"),
    ),
    "by matches": keyed(
        lambda text, key: "".join(f"{ord(one) + key:03d}" for one in text),
        "re.sub(r'...', lambda m: chr(int(m.group()) - %), @)",
        "import re",
    ),
    "found": fixed(
        lambda text: "".join(f"{one}7;" for one in text),
        "''.join(m[1] for m in re.finditer(r'(.)7;', @))",
        "import re",
    ),
    "a group": fixed(
        lambda text: f"<<{text}>>", "re.search('<<(?P<t>.*)>>', @).group('t')", "import re"
    ),
    "quoted": fixed(
        lambda text: urllib.parse.quote(text, safe=""),
        "urllib.parse.unquote(@)",
        "import urllib.parse",
    ),
    "json": fixed(
        lambda text: json.dumps({"k": [text]}),
        "json.load(io.StringIO(@))['k'][0]",
        "import io, json",
    ),
    "a format": fixed(_halves, "(lambda p: '{1}{0}'.format(*p))(@.split('\\0'))"),
    "a template": fixed(
        _halves,
        "(lambda p: Template('$b$a').substitute(a=p[0], b=p[1]))(@.split('\\0'))",
        "from string import Template",
    ),
    "a tuple with names": fixed(
        _halves,
        "(lambda p: p.b + p.a)(p#(*@.split('\\0')))",
        "from collections import namedtuple\np# = namedtuple('p#', 'a b')",
    ),
    "one number": fixed(
        lambda text: str(int.from_bytes(text.encode(), "big")),
        "(lambda n: n.to_bytes((n.bit_length() + 7) // 8, 'big').decode())(int(@))",
    ),
    "packed": fixed(
        codes,
        "(lambda l: struct.pack('%dB' % len(l), *l).decode())([int(x) for x in @.split(',')])",
        "import struct",
    ),
    "sifted": fixed("~".join, "''.join(filter(lambda c: c != '~', @))"),
    "one of two": fixed(lambda text: "".join(f"{one}x" for one in text), "@[slice(0, None, 2)]"),
    "deleted": fixed(
        lambda text: f"xx{text}",
        "f#(@)",
        _function("l = list(t); del l[:1]; del l[0]; return ''.join(l)"),
    ),
    "a table with defaults": reversing(
        "from collections import defaultdict\n"
        + _function(
            "d = defaultdict(list); for c in t:;     d[0].insert(0, c); return ''.join(d[0])"
        ),
        "f#(@)",
    ),
    "an exception": reversing(
        _function(
            "try:;     raise ValueError(t[::-1]); except ValueError as e:;     return e.args[0]"
        ),
        "f#(@)",
    ),
    "by a while": reversing(
        _function(
            "i, r = len(t) - 1, []; while i >= 0:;     r.append(t[i]);     i -= 1; return ''.join(r)"
        ),
        "f#(@)",
    ),
    "by a stack": reversing(
        _function("l, r = list(t), ''; while l:;     r += l.pop(); return r"), "f#(@)"
    ),
    "by a generator": reversing(_function("yield from reversed(t)"), "''.join(f#(@))"),
    "by a class": reversing(
        "class C#:\n    def __init__(self, t): self.t = t\n"
        "    def __str__(self): return ''.join(reversed(self.t))",
        "str(C#(@))",
    ),
    "by a decorator": reversing(
        "def w#(f): return lambda t: f(t)[::-1]\n@w#\ndef f#(t): return t", "f#(@)"
    ),
    "by a context": reversing(
        "from contextlib import contextmanager\n@contextmanager\ndef c#(t): yield t[::-1]\n"
        + _function("with c#(t) as x:;     return x"),
        "f#(@)",
    ),
    "by code": reversing("", "eval('t[::-1]', {'t': @})"),
    "by a task": reversing("import asyncio\nasync def f#(t): return t[::-1]", "asyncio.run(f#(@))"),
    "by its name": reversing("import operator", "operator.getitem(@, slice(None, None, -1))"),
    "folded": reversing("from functools import reduce", "reduce(lambda a, b: b + a, @)"),
}


def program(text: str, names: list[str], dice: random.Random) -> str:
    """A module that starts `text` as a command, after these pieces undid each other's work."""
    before, expression = composed(PIECES, text, names, dice)
    return "\n".join([*before, "import os", f"os.system({expression})\n"])

"""How is one small program turned into the next: by its tokens, so that much of it still means something?"""

import random
import re
import resource
from collections.abc import Callable, Iterable
from pathlib import Path
from unittest.mock import patch

from ostiary.evidence.artifact import examine_members
from ostiary.formats.archive.member import Member
from ostiary.program.engine import run
from ostiary.program.engine.ledger import MAX_SHOWN, Ledger
from ostiary.program.engine.package import Package
from ostiary.program.model import Program

MAX_PROGRAM = 1 << 14
PAGES = Path(__file__).parents[1] / "efficacy"
_TOKENS = re.compile(rb"\w+|[ \t]+|\n|[^\w \t\n]")
NUMBERS = (b"0", b"1", b"-1", b"2", b"255", b"1e9", b"10**9", b"1 << 62", b"0x7fffffff", b"1.5")


def _words(text: str) -> tuple[bytes, ...]:
    """Words that stand apart by two spaces, or on different lines."""
    return tuple(re.split(rb"  |\n", text.strip().encode()))


PYTHON = _words(
    r"""
exec  eval  compile  getattr  __import__  globals()  vars()  locals()  setattr  os.environ  dict
list  bytes  bytearray  str  int  range  chr  ord  map  zip  sum  sorted  reversed  enumerate
lambda: 0  lambda x: x  yield  await  while True:  for x in  if x:  try:  except:  def f(*a, **k):
class A(A):  return f  import  from . import *  @f  global x  del x  [::-1]  [x for x in y]  *x
**x  .join  .format  .replace  .encode()  .decode()  .translate  .split()  .append  .__dict__
.__class__  %  +  *  //  **  <<  ^  ~  :=  ->  '''  "  f'{x!r:>{y}}'  b'\xff'  None  self
functools.partial  functools.reduce  marshal.loads  zlib.decompress  base64.b64decode
codecs.decode  bytes.fromhex  subprocess.run  match x:
"""
)
JAVASCRIPT = _words(
    r"""
eval  Function  require  process.env  globalThis  this  arguments  new  class A  extends A  =>
() => {}  function f() {}  async  await  yield  return  throw  typeof  ...x  [0]  [x]  ['length']
.length  .call  .apply  .bind  .map  .reduce  .join  .split('')  .reverse()  .replace  .toString
.slice  .charCodeAt  .push  .shift()  .concat  .repeat  .padStart  .constructor  .prototype
.__proto__  String.fromCharCode  atob  Buffer.from  JSON.parse  parseInt  Object.keys  Array
Symbol.iterator  Proxy  while (true) {  for (;;) {  for (const x of y) {  switch (x) {  case 1:
try {  } catch {  {  }  (  )  `${x}`  '  /x/g  ?.  ??  **  >>>  ^  ~  +[]  !![]  void 0  null
undefined  NaN  Infinity  export default  import x from './x'  import(x)  module.exports
setTimeout  Promise  .then  fetch  delete  in  instanceof
"""
)
Tokens = list[bytes]


def altered(data: bytes, pool: list[bytes], dice: random.Random, words: tuple[bytes, ...]) -> bytes:
    """A few changes to the tokens of a program."""
    tokens = _TOKENS.findall(data[:MAX_PROGRAM])
    other = _TOKENS.findall(dice.choice(pool)[:MAX_PROGRAM])
    for _ in range(1 << dice.randrange(4)):
        dice.choice(_STEPS)(tokens, other, dice, words)
    return b"".join(tokens)[:MAX_PROGRAM]


def _place(tokens: Tokens, dice: random.Random) -> int:
    return dice.randrange(len(tokens)) if tokens else 0


def _span(tokens: Tokens, dice: random.Random) -> slice:
    start = _place(tokens, dice)
    return slice(start, start + dice.choice((1, 1, 2, 4, 8, 30)))


def _word(tokens: Tokens, other: Tokens, dice: random.Random, words: tuple[bytes, ...]) -> None:
    at = _place(tokens, dice)
    tokens[at : at + dice.randrange(2)] = [dice.choice(words)]


def _number(tokens: Tokens, other: Tokens, dice: random.Random, words: tuple[bytes, ...]) -> None:
    places = [at for at, one in enumerate(tokens) if one[:1].isdigit()] or [_place(tokens, dice)]
    at = dice.choice(places)
    tokens[at : at + 1] = [dice.choice(NUMBERS)]


def _name(tokens: Tokens, other: Tokens, dice: random.Random, words: tuple[bytes, ...]) -> None:
    """One name in place of another one of the same program: values arrive where nobody meant them to."""
    places = [at for at, one in enumerate(tokens) if one[:1].isalpha()]
    if places:
        tokens[dice.choice(places)] = tokens[dice.choice(places)]


def _cut(tokens: Tokens, other: Tokens, dice: random.Random, words: tuple[bytes, ...]) -> None:
    del tokens[_span(tokens, dice)]


def _move(tokens: Tokens, other: Tokens, dice: random.Random, words: tuple[bytes, ...]) -> None:
    span = _span(tokens, dice)
    piece = tokens[span]
    del tokens[span]
    at = _place(tokens, dice)
    tokens[at:at] = piece


def _again(tokens: Tokens, other: Tokens, dice: random.Random, words: tuple[bytes, ...]) -> None:
    """The same several times: deep nesting, long chains, names bound over and over."""
    span = _span(tokens, dice)
    tokens[span.start : span.start] = tokens[span] * dice.choice((1, 1, 2, 8, 60))


def _line(tokens: Tokens, other: Tokens, dice: random.Random, words: tuple[bytes, ...]) -> None:
    """A line of another program, at the beginning of a line and as far in as that one."""
    lines = b"".join(other).split(b"\n")
    start = dice.randrange(len(lines))
    ends = [0, *(at + 1 for at, one in enumerate(tokens) if one == b"\n")]
    taken = b"\n".join(lines[start : start + dice.choice((1, 1, 3, 8))])
    at = dice.choice(ends)
    tokens[at:at] = _TOKENS.findall(taken + b"\n")


def _wrap(tokens: Tokens, other: Tokens, dice: random.Random, words: tuple[bytes, ...]) -> None:
    """A call around some tokens."""
    span = _span(tokens, dice)
    tokens[span] = [dice.choice(words), b"(", *tokens[span], b")"]


_STEPS: tuple[
    Callable[[Tokens, Tokens, random.Random, tuple[bytes, ...]], None], ...
] = (_word, _number, _name, _name, _cut, _move, _again, _line, _line, _wrap)  # fmt: skip


MAX_GROWTH = 256 << 10
"""Kilobytes by which one program of some thousand characters may raise the peak of memory."""
_FORMS = {
    "python": ("p-1.0.tar.gz", "p-1.0/setup.py", ("p-1.0/PKG-INFO", b"Name: p\n")),
    "javascript": (
        "p-1.0.0.tgz",
        "package/index.js",
        ("package/package.json", b'{"name": "p", "version": "1.0.0"}'),
    ),
}
_DIGITS = re.compile(r"\d+")


class Watched(Package):
    """An evaluation in which nothing may go unforeseen: elsewhere that ends one file only, and is said."""

    def examine(self, order: Iterable[str]) -> Ledger:
        ledger = super().examine(order)
        failed = [one for one in self.exhausted.found() if one.failed]
        assert not failed, failed
        return ledger


def evaluated(language: str, data: bytes) -> Iterable[str]:
    """The flows of a package of one file: found in bounded memory, every text short."""
    name, path, (manifest, about) = _FORMS[language]
    members = [Member(manifest, about, False, 0), Member(path, data, False, 0)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with patch.object(run, "Package", Watched):
        found = examine_members(members, name, "0" * 64, len(data))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < MAX_GROWTH, f"{grown >> 10} MB for {len(data)} bytes"
    [program] = [one for one in found.facts if isinstance(one, Program)]
    features = {"nothing", *(f"exhausted {bool(program.exhausted)}",)}
    for one in program.flows:
        assert max(len(one.text), len(one.target)) <= MAX_SHOWN, "a text over its limit"
        kinds = " ".join(sorted({row.kind for row in one.carries}))
        ways = [_DIGITS.sub("#", way.rpartition(" by ")[2])[:60] for way in one.layers]
        features |= {f"{one.act} {one.name}"[:60], f"{one.act} {one.reach} {kinds}"}
        features |= {f"layers {len(ways)}", *(f"by {way}" for way in ways)}
    return features


def evaluated_python(data: bytes) -> Iterable[str]:
    """A `setup.py`."""
    return evaluated("python", data)


def evaluated_javascript(data: bytes) -> Iterable[str]:
    """An `index.js`."""
    return evaluated("javascript", data)


_BLOCK = re.compile(r"^```(python|javascript) \S+\n(.*?)^```", re.MULTILINE | re.DOTALL)


def program_seeds(language: str) -> list[bytes]:
    """The programs of the pages that the engine is measured on: inert, and each of another technique."""
    texts = [path.read_text("utf-8") for path in sorted(PAGES.rglob("*.md"))]
    found = [two for text in texts for one, two in _BLOCK.findall(text) if one == language]
    return [one.encode() for one in dict.fromkeys(found) if len(one) < 3000]


def python_seeds() -> list[bytes]:
    return program_seeds("python")


def javascript_seeds() -> list[bytes]:
    return program_seeds("javascript")

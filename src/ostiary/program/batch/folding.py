"""What does a text for PowerShell or cmd.exe say, once it is rid of what only hides its words?

Texts that are put together, taken apart, turned round, chosen by number, written as numbers or in base64 are
rewritten as what they come to, until nothing changes any more (about_Operators, about_Quoting_Rules and
about_Variables of PowerShell; `set /?` of cmd.exe). Nothing is run.
"""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase

from ostiary.core.regex import regex
from ostiary.program.decode.catalogue import decode
from ostiary.program.wordlist import wordlist

MAX_FOLDED = 1 << 14  # characters of a text
MAX_ROUNDS = 24  # of rewriting, each of which may make room for the next
MAX_GROWN = 4  # times as long as it was
MAX_RANGE = 4096  # numbers of `a..b`

_COMSPEC = r"C:\Windows\system32\cmd.exe"
_USUAL = {
    "env:comspec": _COMSPEC,
    "pshome": r"C:\Windows\System32\WindowsPowerShell\v1.0",
    "shellid": "Microsoft.PowerShell",
    "verbosepreference": "SilentlyContinue",
    "env:public": r"C:\Users\Public",
}
"""What is the same on nearly every machine, and of which letters of a name are taken."""
_SEARCHED = wordlist(
    "iex invoke-expression iwr invoke-webrequest irm invoke-restmethod icm invoke-command saps"
    " start-process start-bitstransfer new-object curl wget"
)
"""Commands that a name with signs for any letter may mean."""

_TEXT = r"(?:'([^'\n]*)'|\"([^\"$`\n]*)\")"
_TICK = regex(r"`(?=[A-Za-z\-'\"])")
_GLUED = regex(rf"{_TEXT}\s*\+\s*{_TEXT}")
_SIGN = regex(
    r"\[char\]\s*(?:\(\s*(0x[0-9a-f]{1,4}|\d{1,5})\s*\)|(0x[0-9a-f]{1,4}|\d{1,5}))", re.IGNORECASE
)
_PART = r"(?:'[^'\n]*'|\"[^\"$`\n]*\")"
_LIST = rf"({_PART}(?:\s*,\s*{_PART}){{0,200}})"
_CODES = r"((?:0x[0-9a-f]{1,4}|\d{1,5})(?:\s*,\s*(?:0x[0-9a-f]{1,4}|\d{1,5})){1,1000})"
_ARRAY = regex(rf"\[char\[\]\]\s*(?:@?\(\s*{_CODES}\s*\)|{_CODES})", re.IGNORECASE)
_EACH = regex(
    rf"(?:@?\(\s*)?(?:\(\s*)?(?<![\w,])(?<!,\s){_CODES}\s{{0,9}}\)?\s{{0,9}}\|\s*(?:%|foreach(?:-object)?)\s*"
    r"\{\s*\[char\]\s*\(?\s*\$_\s*(?:-bxor\s*(0x[0-9a-f]{1,4}|\d{1,5})\s*)?\)?\s*\}\s*\)?",
    re.IGNORECASE,
)
_LISTED = rf"(?:\(\s*{_LIST}\s*\)|{_LIST})"
_FORMED = regex(rf"{_TEXT}\s*-f\s*{_LISTED}", re.IGNORECASE)
_REPLACED = regex(rf"{_TEXT}\s*-[ci]?replace\s*{_TEXT}\s*,\s*{_TEXT}", re.IGNORECASE)
_METHOD = regex(rf"{_TEXT}\.replace\(\s*{_TEXT}\s*,\s*{_TEXT}\s*\)", re.IGNORECASE)
_NUMBERS = r"\[\s*(-?\d{1,9}(?:\s*(?:,|\.\.)\s*-?\d{1,9}){0,400})\s*\]"
_CHOSEN = regex(rf"(?:\(\s*{_LIST}\s*\)|{_TEXT}){_NUMBERS}", re.IGNORECASE)
_MERGED = regex(rf"{_LISTED}\s*-join\s*{_TEXT}", re.IGNORECASE)
_BEFORE = regex(rf"((?:^|[(=,;|&{{\"]|\s&)\s*)-join\s*{_LISTED}", re.IGNORECASE)
_STATIC = regex(rf"\[(?:system\.)?string\]::join\(\s*{_TEXT}\s*,\s*{_LISTED}\s*\)", re.IGNORECASE)
_DECODED = regex(
    r"(?:\[(?:system\.)?text\.encoding\]::(\w+)\.getstring\(\s*)"
    rf"\[(?:system\.)?convert\]::frombase64string\(\s*{_TEXT}\s*\)\s*\)",
    re.IGNORECASE,
)
_SET = regex(rf"\$(\w+)\s*=\s*{_TEXT}\s*(?=[;\n)]|$)", re.IGNORECASE)
_VARIABLE = regex(r"\$\{?((?:env:)?\w+)\}?(?![\w:])", re.IGNORECASE)
_BRACKETED = regex(rf"(?<![\w\])'.])\(\s*{_TEXT}\s*\)(?=\s|[|;)]|$)", re.IGNORECASE)
_CALLED = regex(rf"(?:(?<=[|;({{=\s\"'])|^)[&.]\s*{_TEXT}", re.IGNORECASE)
_MEMBER = regex(rf"\.\s*\(?{_TEXT}\)?\s*(?:\.invoke)?\s*\(", re.IGNORECASE)
_NAMED = regex(
    r"\(?\b(?:gcm|gal|get-command|get-alias)\s+['\"]?([\w*?\[\]-]+)['\"]?\s*\)?", re.IGNORECASE
)
_CALLS = regex(
    r"(?:(?<=[|;({=\s\"'])|^)&\s*(?=(?:iex|iwr|irm|icm|invoke-\w+|new-object)\b)", re.IGNORECASE
)

_CARET = regex(r"\^(?=[^\n])")
_BATCH_SET = regex(r"\bset\s+\"?([A-Za-z_]\w*)=([^\"&|\n]*?)\"?\s*(?=&|$|\n)", re.IGNORECASE)
_BATCH_PART = regex(
    r"[%!]([A-Za-z_]\w*)(?::~(-?\d{1,9})(?:,(-?\d{1,9}))?|:([^=%!\n]+)=([^%!\n]*))?[%!]"
)


def rewritten(text: str) -> str:
    """A text for PowerShell or cmd.exe without what hides its words; the same where nothing does."""
    return worked_out(text)[0]


def worked_out(text: str) -> tuple[str, bool]:
    """The same, and whether that is all of it: a text may be too long, or hide more than is undone."""
    if len(text) > MAX_FOLDED:
        return text, False
    most = MAX_GROWN * len(text) + MAX_FOLDED
    text = _of_cmd(_TICK.sub("", text))
    for _ in range(MAX_ROUNDS):
        before = text
        for step in _STEPS:
            text = step(text)
        if text == before:
            return text, True
        if len(text) > most:
            break
    return text, False


def _of_cmd(text: str) -> str:
    """What cmd.exe makes of its own variables, and of its sign before others."""
    held: dict[str, str] = {"comspec": _COMSPEC}
    held.update((one[1].lower(), one[2]) for one in _BATCH_SET.finditer(text))
    text = _BATCH_PART.sub(lambda one: _part(one, held), text)
    return _CARET.sub("", text)


def _part(one: "re.Match[str]", held: dict[str, str]) -> str:
    name, first, size, old, new = one.groups()
    value = held.get(name.lower())
    if value is None:
        return one[0]
    if old is not None:
        return value.replace(old, new)
    if first is None:
        return value
    rest = value[int(first) :]
    return rest[: int(size)] if size is not None else rest


def _inner(one: "re.Match[str]", place: int) -> str:
    """The text between the quotes whose two groups begin at a place."""
    plain, other = one[place], one[place + 1]
    return plain if plain is not None else other or ""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "").replace("\n", " ") + "'"


_ONE = regex(_TEXT)


def _listed(one: "re.Match[str]", place: int) -> list[str]:
    """The texts of a list whose two groups, with brackets and without, begin at a place."""
    return [a or b for a, b in _ONE.findall(one[place] or one[place + 1] or "")]


def _formed(one: "re.Match[str]") -> str:
    several = _listed(one, 3)
    texts = {str(n): text for n, text in enumerate(several)}
    return _quoted(_PLACE.sub(lambda at: texts.get(at[1], ""), _inner(one, 1)))


_PLACE = regex(r"\{(\d{1,4})\}")


def _chosen(one: "re.Match[str]") -> str:
    whole = (
        [a or b for a, b in _ONE.findall(one[1])] if one[1] is not None else list(_inner(one, 2))
    )
    found: list[str] = []
    for part in one[4].split(","):
        first, _, last = part.partition("..")
        start, stop = int(first), int(last or first)
        step = 1 if stop >= start else -1
        if abs(stop - start) > MAX_RANGE:
            return one[0]
        found += [
            whole[n] for n in range(start, stop + step, step) if -len(whole) <= n < len(whole)
        ]
    listed = ",".join(map(_quoted, found))
    return f"({listed})" if len(found) > 1 else listed


def _spelled(codes: str, key: str | None = None) -> str:
    """The text of which a list holds the numbers of the signs."""
    mask = _count(key) if key else 0
    return _quoted("".join(chr(min(_count(one) ^ mask, 0xD7FF)) for one in _CODE.findall(codes)))


def _count(text: str) -> int:
    return int(text, 16 if text[:2].lower() == "0x" else 10)


_CODE = regex(r"0x[0-9a-fA-F]+|\d+")


def _decoded(one: "re.Match[str]") -> str:
    data = decode("base64.b64decode", (_inner(one, 2),), {})
    if not isinstance(data, bytes):
        return one[0]
    kind = "utf-16-le" if one[1].lower() == "unicode" else "utf-8"
    return _quoted(data.decode(kind, "replace"))


def _named(one: "re.Match[str]") -> str:
    found = sorted(name for name in _SEARCHED if fnmatchcase(name, one[1].lower()))
    return _quoted(found[0]) if found else one[0]


def _filled(text: str) -> str:
    """A text with the variables that it sets to a text, once each."""
    held = dict(_USUAL)
    several: set[str] = set()
    for one in _SET.finditer(text):
        name = one[1].lower()
        several.update({name} if name in held and held[name] != _inner(one, 2) else ())
        held[name] = _inner(one, 2)

    def value(one: "re.Match[str]") -> str:
        name = one[1].lower()
        sets = _ASSIGNS.match(text, one.end())
        return one[0] if name not in held or name in several or sets else _quoted(held[name])

    return _VARIABLE.sub(value, text)


_ASSIGNS = regex(r"\s*[-+*/]?=(?!=)")


def _by(pattern: "re.Pattern[str]", make: Callable[["re.Match[str]"], str]) -> Callable[[str], str]:
    return lambda text: pattern.sub(make, text)


_STEPS: tuple[Callable[[str], str], ...] = (
    _by(_ARRAY, lambda one: _spelled(one[1] or one[2])),
    _by(_EACH, lambda one: f"({_spelled(one[1], one[2])})"),
    _by(_SIGN, lambda one: _quoted(chr(min(_count(one[1] or one[2]), 0xD7FF)))),
    _by(_GLUED, lambda one: _quoted(_inner(one, 1) + _inner(one, 3))),
    _by(_DECODED, _decoded),
    _by(_METHOD, lambda one: _quoted(_inner(one, 1).replace(_inner(one, 3), _inner(one, 5)))),
    _by(_REPLACED, lambda one: _quoted(_inner(one, 1).replace(_inner(one, 3), _inner(one, 5)))),
    _by(_FORMED, _formed),
    _by(_CHOSEN, _chosen),
    _by(_STATIC, lambda one: _quoted(_inner(one, 1).join(_listed(one, 3)))),
    _by(_MERGED, lambda one: _quoted(_inner(one, 3).join(_listed(one, 1)))),
    _by(_BEFORE, lambda one: one[1] + _quoted("".join(_listed(one, 2)))),
    _by(_NAMED, _named),
    _filled,
    _by(_BRACKETED, lambda one: _quoted(_inner(one, 1))),
    _by(_MEMBER, lambda one: f".{_inner(one, 1)}("),
    _by(_CALLED, lambda one: _inner(one, 1)),
    lambda text: _CALLS.sub("", text),
)

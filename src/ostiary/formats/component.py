"""The code in a component of a page (Astro, Svelte, Vue): its scripts, and the expressions of its template.

Only bundlers read such a file. What they make of it is these parts; all else is mark-up and style. A part
whose end cannot be found goes to the end of the file, so that nothing behind it is passed over.
"""

import re
from collections.abc import Iterator

from ostiary.core.regex import regex

MAX_COMPONENT = 1 << 20
"""Bytes of one component; of a larger one no script is made."""

ENDINGS = (".astro", ".svelte", ".vue")
"""Names by which bundlers know components."""

_Part = tuple[int, bytes, bytes, bytes]  # where it starts, what opens it, its code, what closes it

_FRONT = regex(rb"(?:\xef\xbb\xbf)?\s*---[ \t]*\r?\n")
_FRONT_END = regex(rb"^---[ \t]*\r?$", re.MULTILINE)
_TAG = regex(rb"(?:\xef\xbb\xbf)?\s*<[A-Za-z]")
_TAG_OR_FRONT = regex(rb"(?:\xef\xbb\xbf)?\s*(?:<[A-Za-z]|---[ \t]*\r?\n)")
"""How no script starts: one of these is a fault to every engine, which then runs nothing of the file.

What starts otherwise, as with a comment of mark-up, could be a script all the same, and is no component here.
"""
_HANDLER = rb"[\s\"'/]on[a-z]{3,30}\s{0,9}=\s{0,9}[\"']"
_BOUND = rb"[\s\"'/](?:v-[\w:.\[\]-]{1,80}|[:@#][\w:.\[\]-]{1,80})\s{0,9}=\s{0,9}[\"']"
_TOKEN = regex(rb"<!--|<(?:script|style)\b|\{|" + _HANDLER, re.IGNORECASE)
_VUE_TOKEN = regex(rb"<!--|<(?:script|style)\b|\{\{|" + _HANDLER + rb"|" + _BOUND, re.IGNORECASE)
_DATA = regex(rb"\btype\s*=\s*[\"']?[\w/+.-]*json", re.IGNORECASE)
_BLOCK = regex(rb"\s*(?:[#@]\w+|:(?:else\s+if|then|catch|else)\b|/\w*)")
_BINDS = regex(rb"\s(?:as|then|catch)\s")
_NOTHING = regex(rb"(?:\s|/\*(?:[^*]|\*(?!/))*\*/|//[^\n]*)*")
_SIGN = regex(rb"[{}\"'`]|/\*")


def script(path: str, data: bytes) -> bytes | None:
    """The code of a component as one script whose lines are those of the file; None for any other file."""
    name = path.lower()
    if not name.endswith(ENDINGS) or len(data) > MAX_COMPONENT or b"\0" in data:
        return None
    if not (_TAG if name.endswith(ENDINGS[1:]) else _TAG_OR_FRONT).match(data):
        return None
    out = bytearray()
    line = said = last = 0
    for start, before, code, after in _parts(data, name):
        line += data.count(b"\n", last, start)
        last = start
        out += b"\n" * (line - said) or b" "
        out += before + code + after
        said = max(line, said) + code.count(b"\n")
    return bytes(out)


def _parts(data: bytes, name: str) -> Iterator[_Part]:
    at = 0
    front = _FRONT.match(data) if name.endswith(".astro") else None
    if front:
        end = _FRONT_END.search(data, front.end())
        stop, at = (end.start(), end.end()) if end else (len(data), len(data))
        yield front.end(), b"", data[front.end() : stop], b";"
    token = _VUE_TOKEN if name.endswith(".vue") else _TOKEN
    while found := token.search(data, at):
        sign = found[0].lower()
        if sign == b"<!--":
            at = _behind(data, b"-->", found.end())
        elif sign == b"<style":
            at = _behind(data, b"</style", found.end())
        elif sign == b"<script":
            start = _behind(data, b">", found.end())
            stop = _find(data, b"</script", start)
            at = stop
            if not _DATA.search(data[found.end() : start]):
                yield start, b";", data[start:stop], b";"
        elif sign.startswith(b"{"):
            stop = _closing(data, found.end(), len(sign))
            at = stop
            yield from _expression(found.end(), data[found.end() : stop])
        else:
            stop = _find(data, sign[-1:], found.end())
            at = stop + 1
            code = data[found.end() : stop]
            acts = sign[1:].startswith((b"@", b"v-on", b"on"))
            yield (found.end(), *((b";", code, b";") if acts else (b";(", code, b");")))


def _expression(start: int, code: bytes) -> Iterator[_Part]:
    """What stands in braces: an expression, or a block with one."""
    if _NOTHING.fullmatch(code):
        return
    block = _BLOCK.match(code)
    if block and not code.lstrip().startswith((b"//", b"/*")):
        code = _BINDS.sub(b" ; ", code[block.end() :])
        if code.strip():
            yield start, b";", code, b";"
        return
    if code.lstrip().startswith(b"..."):
        code = code.replace(b"...", b"", 1)
    yield start, b";(", code, b");"


def _closing(data: bytes, at: int, braces: int) -> int:
    """Where the braces end that were opened before `at`; quotes that close on their line are passed over."""
    depth = braces
    while found := _SIGN.search(data, at):
        sign = found[0]
        at = found.end()
        if sign == b"{":
            depth += 1
        elif sign == b"}":
            depth -= 1
            if depth < braces:
                return found.start()
        elif sign == b"/*":
            at = _behind(data, b"*/", at)
        else:
            at = _quoted(data, sign, at)
    return len(data)


def _quoted(data: bytes, sign: bytes, at: int) -> int:
    end = data.find(sign, at)
    if end < 0 or (sign != b"`" and b"\n" in data[at:end]):
        return at  # an apostrophe in a text
    return end + 1


def _find(data: bytes, what: bytes, at: int) -> int:
    found = re.compile(re.escape(what), re.IGNORECASE).search(data, at)
    return found.start() if found else len(data)


def _behind(data: bytes, what: bytes, at: int) -> int:
    return min(_find(data, what, at) + len(what), len(data))

"""Read PowerShell by its words: which commands and methods it calls, and what reaches `Invoke-Expression`."""

import re

from msgspec import Struct, field

from ostiary.core.regex import regex
from ostiary.program.batch.noting import Notes
from ostiary.program.commands import INTERPRETERS, program_name
from ostiary.program.model import Behaviour, Origin
from ostiary.program.shell.programs import FETCHERS
from ostiary.program.wordlist import wordlist

MAX_TOKENS = 500_000

_TOKEN = regex(
    r"(?P<comment><#.*?#>|(?<![\w`$])#[^\n]*)"
    r"|(?P<here>@\"[ \t]*\n.*?\n\"@|@'[ \t]*\n.*?\n'@)"
    r"|(?P<string>'(?:[^']|'')*'|\"(?:[^\"`]|`.|\"\")*\")"
    r"|(?P<end>\n|;)"
    r"|(?P<sign>&&|\|\||[|{}()=&,+\[\]])"
    r"|(?P<broken>[\"'])"
    r"|(?P<word>(?:`.|[^\s\"'`;|{}()=&,+\[\]])+)",
    re.DOTALL,
)
_FETCH = regex(
    r"\.(?:Download(?:String|File|Data)|Upload(?:String|File|Data)|OpenRead|Get(?:String|Stream|ByteArray)Async"
    r"|PostAsync|GetResponse)(?:Async|TaskAsync)?$|Net\.Sockets\.|Msxml2\.XMLHTTP|WinHttp",
    re.IGNORECASE,
)
_DECODE = regex(
    r"FromBase64String|GzipStream|DeflateStream|-bxor$|SecureStringToBSTR", re.IGNORECASE
)
_EXECUTES = wordlist("iex invoke-expression")
_STARTS = wordlist("start-process saps start invoke-item ii")
_WORKED_OUT = regex(
    r"^-(?:join|f|replace|split)$|^char$|^\.Invoke$|^gcm$|^get-command$|^-csplit$", re.IGNORECASE
)
_LOADS = regex(
    r"Assembly(?:\]?::|\.)Load|scriptblock|ExecutionContext\.InvokeCommand|Add-Type", re.IGNORECASE
)


class _Statement(Struct):
    """Tokens up to the end of a line or a semicolon outside of brackets that matter here."""

    line: int
    words: list[tuple[str, str]] = field(default_factory=list)  # (kind, text)


def read_powershell(text: str, notes: Notes) -> None:
    """Note what a script does; a string that does not end, or a name that is worked out, is a doubt."""
    tainted: dict[str, Origin] = {}
    for one in _statements(text, notes):
        _judge(one, tainted, notes)


def _statements(text: str, notes: Notes) -> list[_Statement]:
    found: list[_Statement] = []
    now = _Statement(1)
    line, last = 1, 0
    text = text.replace("\r\n", "\n").replace("`\n", " ")
    for count, match in enumerate(_TOKEN.finditer(text)):
        line += text.count("\n", last, match.start())
        last = match.start()
        kind = match.lastgroup or ""
        if count > MAX_TOKENS or kind == "broken":
            notes.doubts.append(
                "a string that does not end" if kind == "broken" else "it is too long"
            )
            break
        if kind == "comment":
            continue
        if kind == "end" and now.words[-1:] not in (
            [("sign", "|")],
            [("sign", ",")],
            [("sign", "+")],
        ):
            if now.words:
                found.append(now)
            now = _Statement(line + 1)
        elif kind != "end":
            if not now.words:
                now.line = line
            now.words.append((kind, _plain(kind, match[0])))
    return [*found, now] if now.words else found


def _plain(kind: str, text: str) -> str:
    if kind == "here":
        return text[2:-2].strip("\n")
    if kind == "string":
        return text[1:-1].replace("''", "'") if text[0] == "'" else text[1:-1].replace("`", "")
    return text.replace("`", "")


def _origin(words: list[tuple[str, str]], tainted: dict[str, Origin]) -> Origin:
    origin = Origin.UNKNOWN
    for kind, text in words:
        low = text.lower()
        if kind == "word" and (
            _FETCH.search(text) or low in FETCHERS or tainted.get(low) is Origin.NETWORK
        ):
            return Origin.NETWORK
        if kind == "word" and (_DECODE.search(text) or tainted.get(low) is Origin.DECODED):
            origin = Origin.DECODED
    return origin


def _judge(one: _Statement, tainted: dict[str, Origin], notes: Notes) -> None:
    words = _summed(one.words)
    origin = _origin(words, tainted)
    if len(words) > 2 and words[0][1].startswith("$") and words[1] == ("sign", "="):
        tainted[words[0][1].lower()] = origin
    commanding = True
    for place, (kind, text) in enumerate(words):
        if kind == "sign":
            called = text == "&" or (commanding and text == "(")
            commanding = text in {"|", "{", "(", "=", "&", "&&", "||"} or (
                text == "}" and commanding
            )
            if called and text == "&":
                _worked_out(words[place + 1 :], one.line, notes)
            continue
        shown = tuple(inner for sort, inner in words[place : place + 12] if sort != "sign")
        _note((kind, text), shown, (one.line, origin), notes, commanding=commanding)
        commanding = kind == "word" and text in {".", "if", "else", "return", "try", "do"}


def _summed(words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Sums of texts as one text."""
    found: list[tuple[str, str]] = []
    for kind, text in words:
        if (
            kind == "string"
            and found[-1:] == [("sign", "+")]
            and len(found) > 1
            and found[-2][0] == "string"
        ):
            found.pop()
            found.append(("string", found.pop()[1] + text))
        else:
            found.append((kind, text))
    return found


def _worked_out(rest: list[tuple[str, str]], line: int, notes: Notes) -> None:
    """`& (...)` and `& $x` call what an expression says; more than a sum of texts is not followed."""
    head = [text for kind, text in rest[:12] if kind != "sign" or text == "["]
    first = next((text for kind, text in rest[:4] if kind != "sign"), "")
    if first.startswith("$") and first.lower() not in {"$psscriptroot", "$env:comspec"}:
        notes.call(first, Behaviour.PROCESS, line, (None,))
    if any(_WORKED_OUT.search(text) for text in head):
        notes.doubts.append(f"line {line} calls a command whose name is worked out")


def _note(
    token: tuple[str, str],
    words: tuple[str, ...],
    at: tuple[int, Origin],
    notes: Notes,
    *,
    commanding: bool,
) -> None:
    (kind, text), (line, origin) = token, at
    low = text.lower()
    if kind == "word" and _LOADS.search(text):
        notes.call(text, Behaviour.EXECUTE, line, (None,), origin)
    if kind == "word" and _FETCH.search(text):
        notes.call(text, Behaviour.NETWORK, line, words)
    elif kind == "word" and _DECODE.search(text):
        notes.call(text, Behaviour.DECODE, line, words)
    if low in _EXECUTES and (commanding or kind == "word"):
        constant = words[1] if len(words) == 2 and not words[1].startswith("$") else None
        if constant and origin is Origin.UNKNOWN:
            notes.command(("powershell", "-command", constant), line)
        else:
            notes.call(low, Behaviour.EXECUTE, line, (None,), origin)
    elif commanding and low in _STARTS:
        given = [one for one in words[1:] if not one.startswith("-")]
        notes.call(low, Behaviour.PROCESS, line, tuple(given) or (None,), origin)
        notes.command(tuple(given), line)
    elif commanding and _program(low):
        notes.command(words, line, origin)


def _program(low: str) -> bool:
    name = program_name(low)
    return (
        low.startswith((".\\", "./", "..\\"))
        or name in FETCHERS
        or (name in INTERPRETERS and low != ".")
    )

"""Read VBScript by what it does: the programs it starts, what it fetches and keeps, the texts it executes.

Statements are read one after the other, whatever conditions stand around them. What each does is told as a
command line that does the same, for the readers of those. Sources: MS-VBSAL; Windows Script Host reference.
"""

from collections.abc import Callable, Iterator
from itertools import islice, product

from msgspec import Struct, field

from ostiary.core.regex import regex
from ostiary.program.batch.vb_values import (
    HOLE,
    NETWORK,
    UNKNOWN,
    WITHIN,
    Reader,
    Thing,
    Value,
    text_of,
)

MAX_STATEMENTS = 5_000  # of one script, with all that it executes
MAX_DEEP = 4  # texts that are executed inside each other
MAX_VALUES = 8  # that a variable may have, where nobody knows which way a script goes
MAX_SAID = 1 << 18  # characters of all that comes out

VISUAL_BASIC = (".vbs", ".vbe")
"""How files of such scripts are named; the second as an encoder of Microsoft made them."""

_COMMENT = regex(r"(?i)'|\brem\b")
_ASSIGNS = regex(
    r"(?i)^\s*(?:set\s+|let\s+|(?:public\s+|private\s+)?const\s+)?([a-z]\w*)\s*=(?!=)\s*"
)
_OPENS = regex(r"(?i)^\s*(?:if\b.*\bthen\s*$|for\b|do\b|while\b|select\b|with\b|else|case\b)")
_CLOSES = regex(r"(?i)^\s*(?:end\s+(?:if|select|with)|next|loop|wend)\b")
_CONDITION = regex(r"(?i)^\s*(?:else)?if\b.*?\bthen\b\s*(?=\S)|^\s*else\b\s*(?=\S)")
_EXECUTES = regex(r"(?i)^\s*(?:execute(?:global)?|eval)\b\s*")
_ABOUT = regex(r"(?i)^\s*with\s+")
_DEFINES = regex(r"(?i)^\s*(?:dim|redim|option|function|sub|property|class|exit|end|call\s*$)\b")


class Found(Struct):
    """What a script does, each with its line from 0 on; `cut` where some of it is not told."""

    statements: list[tuple[int, str]] = field(default_factory=list)
    cut: bool = False


class _Place(Struct, frozen=True):
    row: int
    deep: int  # texts that are executed around
    conditional: bool  # whether what a variable held before may stand


class _Script(Struct):
    found: Found = field(default_factory=Found)
    held: dict[str, list[Value]] = field(default_factory=dict)
    steps: int = MAX_STATEMENTS
    room: int = MAX_SAID
    inside: int = 0  # conditions and loops around

    def say(self, row: int, text: str) -> None:
        self.room -= len(text)
        if self.room < 0:
            self.found.cut = True
        else:
            self.found.statements.append((row, text))


def commands_of(text: str) -> Found:
    """What a script of VBScript does, as command lines."""
    script = _Script()
    if text.lstrip("\ufeff \r\n").startswith("#@~^"):
        script.found.cut = True  # encoded by Script Encoder
        return script.found
    _follow(script, text, None, 0)
    return script.found


def _follow(script: _Script, text: str, row: int | None, deep: int) -> None:
    for number, one in _statements(text):
        script.steps -= 1
        if script.steps < 0:
            script.found.cut = True
            return
        script.inside += bool(_OPENS.match(one)) - bool(_CLOSES.match(one))
        found = _CONDITION.match(one)
        parts = (
            [one] if found is None else [found[0], one[found.end() :]]
        )  # a condition may act, too
        conditional = script.inside > 0 or found is not None
        place = number if row is None else row
        for part in parts:
            for count, held in enumerate(list(_ways(script, part))):
                _statement(script, part, held, _Place(place, deep, conditional or count > 0))


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Statements with their lines: `_` at an end goes on, `:` begins another one, comments are none."""
    row, whole = 0, ""
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        row = number if not whole else row
        plain = _without_comment(line)
        if plain.rstrip().endswith((" _", "\t_")) or plain.strip() == "_":
            whole += plain.rstrip()[:-1]
            continue
        for one in _apart(whole + plain, ":"):
            if one.strip():
                yield row, one
        whole = ""


def _without_comment(line: str) -> str:
    if "'" not in line and "rem" not in line.lower():
        return line
    for found in _COMMENT.finditer(line):
        if line.count('"', 0, found.start()) % 2 == 0:
            before = line[: found.start()]
            if found[0] == "'" or not before.strip() or before.rstrip().endswith(":"):
                return before
    return line


def _apart(line: str, sign: str) -> list[str]:
    if sign not in line:
        return [line]
    parts, quoted, begin = [], False, 0
    for place, one in enumerate(line):
        quoted ^= one == '"'
        if one == sign and not quoted:
            parts.append(line[begin:place])
            begin = place + 1
    return [*parts, line[begin:]]


def _ways(script: _Script, statement: str) -> Iterator[dict[str, Value]]:
    """What the variables may hold, in each way that makes a difference to a statement."""
    low = statement.lower()
    several = {
        name: values for name, values in script.held.items() if name in low or name == WITHIN
    }
    if all(len(one) == 1 for one in several.values()):
        yield {name: one[0] for name, one in several.items()}
        return
    for values in islice(product(*several.values()), MAX_VALUES):
        yield dict(zip(several, values, strict=True))


def _statement(script: _Script, text: str, held: dict[str, Value], at: _Place) -> None:
    acts: list[tuple[Thing, str, list[Value]]] = []
    reader = Reader(held, acts)
    executed = _EXECUTES.match(text)
    about = _ABOUT.match(text)
    if about:
        _keep(script, WITHIN, reader.value(text[about.end() :]), at)
        return
    assigned = None if executed else _ASSIGNS.match(text)
    if executed:
        _executed(script, reader.value(text[executed.end() :]), at)
    elif assigned:
        _keep(script, assigned[1].lower(), reader.value(text[assigned.end() :]), at)
    elif not _DEFINES.match(text):
        reader.call(text)
    script.found.cut |= reader.cut
    for thing, method, given in acts:
        if method in {"execute", "executeglobal", "eval"} and not thing.kind:
            _executed(script, given[0] if given else UNKNOWN, at)
        elif (teller := _ACTS.get(method)) is not None:
            for one in filter(None, teller(thing, given)):
                script.say(at.row, one)


def _keep(script: _Script, name: str, value: Value, at: _Place) -> None:
    before = script.held.get(name, [])
    if at.conditional and before:
        if value not in before:
            script.found.cut = script.found.cut or len(before) >= MAX_VALUES
            script.held[name] = [*before, value][:MAX_VALUES]
    else:
        script.held[name] = [value]


def _executed(script: _Script, value: Value, at: _Place) -> None:
    if isinstance(value, str):
        script.found.cut = script.found.cut or HOLE in value or at.deep >= MAX_DEEP
        if at.deep < MAX_DEEP:
            _follow(script, value, at.row, at.deep + 1)
    elif isinstance(value, Thing) and value.kind == NETWORK:
        script.say(at.row, f'powershell -c "iex (iwr {value.text or HOLE})"')
    else:
        script.found.cut = True


Teller = Callable[[Thing, list[Value]], list[str]]


def _runs(thing: Thing, given: list[Value]) -> list[str]:
    """`WshShell.Run`, `WshShell.Exec`, `Win32_Process.Create`, `ShellExecute`: a program with its words."""
    if thing.kind == "shell.application" or (len(given) > 1 and isinstance(given[1], str)):
        return [" ".join(text_of(one) for one in given[:2]).strip()]
    return [text_of(given[0])] if given else []


def _opens(thing: Thing, given: list[Value]) -> list[str]:
    """`open` of a client: the address is kept for what answers; of a stream it opens nothing outside."""
    if len(given) < 2 or not ("http" in thing.kind or not thing.kind):
        return []
    thing.text = text_of(given[1])
    return [f"curl {thing.text}"] if "://" in thing.text or "http" in thing.kind else []


def _writes(thing: Thing, given: list[Value]) -> list[str]:
    thing.text = text_of(given[0]) if given else thing.text
    fetched = next((one for one in thing.held if one.kind == NETWORK), None)
    if fetched is not None and given:
        return [f"curl {fetched.text or HOLE} -o {text_of(given[0])}"]
    return []


def _takes(thing: Thing, given: list[Value]) -> list[str]:
    thing.held += [one for one in given if isinstance(one, Thing)]
    return []


def _told(command: str) -> Teller:
    return lambda _, given: [" ".join([command, *(f'"{text_of(one)}"' for one in given[:3])])]


_ACTS: dict[str, Teller] = {
    **dict.fromkeys(("run", "exec", "create", "shellexecute"), _runs),
    "open": _opens,
    **dict.fromkeys(("savetofile", "createtextfile"), _writes),
    "write": _takes,
    "regwrite": _told("reg add"),
    "regdelete": _told("reg delete"),
    **dict.fromkeys(("copyfile", "movefile"), _told("copy")),
    **dict.fromkeys(("deletefile", "deletefolder"), _told("del /s /q")),
    "createshortcut": _told("copy shortcut"),
}
"""What the methods do that reach outside, by their names: nobody can hide those of late-bound objects."""

"""What does a shell do itself: `eval`, `read`, `set`, `trap`, and `xargs`, which is nearly one of these?"""

from tree_sitter import Node

from ostiary.program.shell.starting import Simple, own
from ostiary.program.shell.state import PIPED
from ostiary.program.shell.utilities import printf
from ostiary.program.shell.words import Value, joined, known, unknown


@own("eval")
def _evaluated(simple: Simple, words: list[Value], node: Node, given: Value | None) -> str | None:
    """`eval`."""
    rest = words[2:] if len(words) > 1 and words[1].text == "--" else words[1:]
    code = joined(rest, " ")
    plain = [words[0], code]
    return simple.executed(code, plain, node, given) if rest else ""


@own("source", ".")
def _sourced(simple: Simple, words: list[Value], node: Node, given: Value | None) -> str | None:
    """`source` and `.`."""
    name = words[1].text if len(words) > 1 else None
    if name in {"/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"}:
        return simple.reads(words[:1], node, given)
    simple.say(words, node)
    if name in simple.script.state.files:
        return simple.script.layer(simple.script.state.files[name or ""], node)
    return None


@own("alias")
def _aliased(simple: Simple, words: list[Value], _node: Node, _given: Value | None) -> str | None:
    """`alias name=words`."""
    for one in words[1:]:
        name, equal, text = (one.text or "").partition("=")
        if equal:
            simple.script.state.aliases[name] = text
    return ""


@own("set")
def _handed(simple: Simple, words: list[Value], _node: Node, _given: Value | None) -> str | None:
    """`set -- words`."""
    flags = [n for n, one in enumerate(words) if one.text == "--"]
    if flags:
        simple.script.state.variables.given = words[flags[0] + 1 :]
    return ""


@own("shift")
def _shifted(simple: Simple, words: list[Value], _node: Node, _given: Value | None) -> str | None:
    """`shift`."""
    count = simple.script.words.number((words[1].text or "1") if len(words) > 1 else "1")
    variables = simple.script.state.variables
    if variables.given is not None:
        variables.given = variables.given[max(count or 1, 0) :]
    return ""


@own("read")
def _read(simple: Simple, words: list[Value], _node: Node, given: Value | None) -> str | None:
    """`read names`."""
    names = [one.text for one in words[1:] if (one.text or "-")[:1] != "-"] or ["REPLY"]
    several = any("a" in (one.text or "") for one in words[1:] if (one.text or "")[:1] == "-")
    if several and given is not None:
        first = None if given.text is None else given.text.partition("\n")[0].split()
        parted = [given] if first is None else [known(one) for one in first]
        simple.script.state.variables.arrays[names[-1] or ""] = parted
        return ""
    text = given.text if given is not None else None
    parts = text.partition("\n")[0].split(None, len(names) - 1) if text is not None else []
    for place, name in enumerate(names):
        if text is not None:
            value = known(parts[place] if place < len(parts) else "")
        else:
            value = given or unknown(f"${name}")
        simple.script.set(name or "", value)
    return ""


@own("mapfile", "readarray")
def _lines(simple: Simple, words: list[Value], _node: Node, given: Value | None) -> str | None:
    """`mapfile name`: an array of the lines that it is given."""
    name = words[-1].text if len(words) > 1 and (words[-1].text or "-")[:1] != "-" else "MAPFILE"
    text = given.text if given is not None else None
    lines = [known(one) for one in text.splitlines()] if text is not None else [given or PIPED]
    simple.script.state.variables.arrays[name or ""] = lines
    return ""


@own("printf")
def _printed(simple: Simple, words: list[Value], node: Node, given: Value | None) -> str | None:
    """`printf`, which may print into a variable."""
    texts = [one.text for one in words[1:]]
    if None in texts or not texts:
        simple.say(words, node, given)
        return None
    plain = [one or "" for one in texts]
    try:
        if plain[0] == "-v" and len(plain) > 2:
            simple.script.set(plain[1], known(printf(plain[2:])))
            return ""
        return printf(plain)
    except (ValueError, IndexError, OverflowError):
        return None


@own("trap")
def _trapped(simple: Simple, words: list[Value], node: Node, given: Value | None) -> str | None:
    """`trap commands signals`: they run when the script ends."""
    if len(words) > 2 and words[1].text:
        simple.executed(words[1], words, node, given)
    return ""


@own("xargs")
def _spread(simple: Simple, words: list[Value], node: Node, given: Value | None) -> str | None:
    """`xargs`: a program with what is given as its words."""
    rest = words[1:]
    mark = ""
    while rest and (rest[0].text or "")[:1] == "-":
        flag = rest[0].text or ""
        if flag[:2] == "-I":
            mark = flag[2:] or (rest[1].text or "" if len(rest) > 1 else "")
        rest = rest[2:] if flag in {"-I", "-n", "-P", "-L", "-d", "-E", "-s"} else rest[1:]
    if given is PIPED:
        told = [PIPED if mark and one.text == mark else one for one in rest]
        return simple.start(told if mark else [*rest, PIPED], node, given)
    text = given.text if given is not None else None
    if text is None or not rest:
        simple.say(words, node, given)
        return None
    if mark:
        filled = [known((one.text or "").replace(mark, text.strip())) for one in rest]
        return simple.start(filled, node, None)
    nul = any(one.text in {"-0", "--null"} for one in words)
    return simple.start([*rest, *map(known, [text] if nul else text.split())], node, None)

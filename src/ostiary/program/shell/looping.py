"""How are the loops of a shell followed? Round by round where it is known what they go through."""

from itertools import islice

from tree_sitter import Node

from ostiary.program.shell.folding import Script, statement
from ostiary.program.shell.words import Value, known, unknown

MAX_ROUNDS = 4_096  # of one loop


def _body(node: Node) -> Node | None:
    return node.child_by_field_name("body")


@statement("for_statement")
def _for(script: Script, node: Node) -> str | None:
    """`for name in words; do ...; done`."""
    name, body = node.child_by_field_name("variable"), _body(node)
    if name is None or body is None:
        return None
    values = node.children_by_field_name("value")
    given = script.state.variables.given
    several = [one for each in values for one in script.words.words(each)] if values else given
    printed: list[str | None] = []
    for one in islice(several or [unknown(f"${script.words.raw(name)}")], MAX_ROUNDS):
        script.set(script.words.raw(name), one)
        printed.append(script.run(body))
        if script.state.spent():
            return None
    script.state.cut = script.state.cut or len(several or ()) > MAX_ROUNDS
    return None if None in printed else "".join(one or "" for one in printed)


@statement("c_style_for_statement")
def _counted(script: Script, node: Node) -> str | None:
    """`for ((i = 0; i < n; i++)); do ...; done`."""
    body = _body(node)
    parts = [node.child_by_field_name(one) for one in ("initializer", "condition", "update")]
    first, test, step = (script.words.raw(one) if one is not None else "" for one in parts)
    if body is None:
        return None
    _calculated(script, first)
    printed: list[str | None] = []
    for count in range(MAX_ROUNDS + 1):
        script.state.cut = script.state.cut or count == MAX_ROUNDS
        going = script.words.number(test) if test else None
        if going == 0 or script.state.spent():
            break
        printed.append(script.run(body))
        if going is None or not _calculated(script, step):
            return None
    return None if None in printed else "".join(one or "" for one in printed)


def _calculated(script: Script, text: str) -> bool:
    """Follow an assignment of arithmetic: `i=0`, `i++`, `i += 2`; False where its value is not known."""
    text = text.strip()
    for sign in ("++", "--"):
        if text.endswith(sign) or text.startswith(sign):
            name = text.replace(sign, "").strip()
            return _assigned(script, name, f"{name} {sign[0]} 1")
    name, equal, rest = text.partition("=")
    name = name.strip()
    if not equal:
        return False
    if name[-1:] in {"+", "-", "*", "/", "%"}:
        return _assigned(script, name[:-1].strip(), f"{name[:-1].strip()} {name[-1]} ({rest})")
    return _assigned(script, name, rest)


def _assigned(script: Script, name: str, text: str) -> bool:
    number = script.words.number(text)
    if number is None or not name.isidentifier():
        return False
    script.set(name, known(str(number)))
    return True


@statement("while_statement")
def _while(script: Script, node: Node) -> str | None:
    """`while read line; do ...; done` line by line; any other one once."""
    body, condition = _body(node), node.child_by_field_name("condition")
    if body is None or condition is None:
        return None
    names = _read(script.words.raw(condition).split())
    given = script.state.given
    if not names:
        script.run(condition)
        script.run(body)
        return None
    text = given.text if given is not None else None
    if text is None:
        _bound(script, names, [given or unknown(f"${one}") for one in names])
        script.run(body)
        return None
    printed: list[str | None] = []
    script.state.given = None  # the loop takes it, line by line
    script.state.cut = script.state.cut or text.count("\n") > MAX_ROUNDS
    for line in islice(text.splitlines(), MAX_ROUNDS):
        _bound(script, names, [known(one) for one in line.split(None, len(names) - 1)])
        printed.append(script.run(body))
        if script.state.spent():
            break
    script.state.given = given
    return None if None in printed else "".join(one or "" for one in printed)


def _read(words: list[str]) -> list[str]:
    """The names that `read` fills, with `IFS=` and flags before them."""
    while words and "=" in words[0]:
        words = words[1:]
    if not words or words[0] != "read":
        return []
    names = [one for one in words[1:] if one.isidentifier()]
    return names or ["REPLY"]


def _bound(script: Script, names: list[str], values: list[Value]) -> None:
    for place, name in enumerate(names):
        script.set(name, values[place] if place < len(values) else known(""))

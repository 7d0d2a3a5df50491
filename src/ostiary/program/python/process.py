"""Which command a Python call starts, as far as its words are constant."""

from tree_sitter import Node

from ostiary.program.commands import words_of
from ostiary.program.python.names import Names, arguments, keyword
from ostiary.program.scopes import Item, Scope
from ostiary.program.wordlist import wordlist

MAX_WORDS = 64
MAX_WORD = 2000  # characters of one word kept

SHELLS = wordlist(
    "os.system os.popen os.popen2 os.popen3 os.popen4 posix.system nt.system subprocess.getoutput"
    " subprocess.getstatusoutput commands.getoutput commands.getstatusoutput platform.popen"
    " asyncio.create_subprocess_shell"
)
"""Functions whose one text a shell reads."""

_SPREAD = ("os.execl", "os.spawnl", "asyncio.create_subprocess_exec")
_SKIP_FIRST = ("os.spawn",)
_DEFAULTED = frozenset({"os.environ.get()", "os.getenv()"})
"""Tools that the environment may name otherwise; what stands there is what usually runs."""
_OWN = {"sys.executable": "python", "sys._base_executable": "python"}


def command(
    name: str, node: Node, scope: Scope, names: Names
) -> tuple[tuple[str | None, ...], bool, Node | None]:
    """The words (or the one text) of the command, whether a shell reads it, and the node that tells."""
    given = arguments(node)
    shell = name in SHELLS
    first = given[0] if given else keyword(node, b"args", names.data)
    if first is None:
        return (), shell, None
    if name.startswith(_SKIP_FIRST) and len(given) > 1:
        given = given[1:]
        first = given[0]
    if name.startswith(_SPREAD):
        return tuple(_word(one, scope, names) for one in given[:MAX_WORDS]), False, first
    flag = keyword(node, b"shell", names.data)
    shell = shell or (flag is not None and flag.type not in {"false", "none"})
    return words(first, scope, names, 0), shell, first


def words(node: Node, scope: Scope, names: Names, hops: int) -> tuple[str | None, ...]:
    """The words of a list, a sum of lists, a split text, or a variable that holds one of them."""
    kind = node.type
    if kind in {"list", "tuple"}:
        return tuple(_word(one, scope, names) for one in node.named_children[:MAX_WORDS])
    if kind == "binary_operator":
        left = node.child_by_field_name("left")
        if left is not None and left.type in {"list", "binary_operator", "identifier"} and hops < 8:
            return (*words(left, scope, names, hops + 1), None)
    if kind == "identifier" and hops < 8:
        bound = _bound(node, scope, names)
        if bound is not None:
            return words(bound[0], bound[1], names, hops + 1)
    if kind == "call":
        split = _split(node, scope, names)
        if split:
            return split
    return (_word(node, scope, names),)


def _bound(node: Node, scope: Scope, names: Names) -> tuple[Node, Scope] | None:
    name = names.text(node)
    for one in scope.chain():
        for bound in one.names.get(name, ()):
            if isinstance(bound, Node):
                return bound, one
        if name in names.parameters(one):
            return None
    return None


def _split(node: Node, scope: Scope, names: Names) -> tuple[str | None, ...]:
    function = node.child_by_field_name("function")
    if function is None:
        return ()
    symbol = names.ask(function, scope).symbol
    source: Node | None = None
    if symbol == "str.split":
        source = function.child_by_field_name("object")
    elif symbol == "shlex.split":
        source = next(iter(arguments(node)), None)
    text = _word(source, scope, names) if source else None
    return words_of(text)[:MAX_WORDS] if text else ()


def _word(node: Node, scope: Scope, names: Names) -> str | None:
    value = names.ask(node, scope)
    if value.text is not None:
        return value.text[:MAX_WORD]
    if value.symbol in _DEFAULTED:
        return _default(node, scope, names)
    if value.symbol in _OWN:
        return _OWN[value.symbol]
    if node.type == "identifier":
        choices = sorted(set(_choices(node, scope, names, 0)))
        return "|".join(choices)[:MAX_WORD] if choices and "" not in choices else None
    return _open_text(node, scope, names)


def _default(node: Node, scope: Scope, names: Names) -> str | None:
    """The second argument of `os.environ.get`, which is what usually runs."""
    bound = _bound(node, scope, names) if node.type == "identifier" else None
    asked, where = bound or (node, scope)
    given = arguments(asked)
    return names.ask(given[1], where).text if len(given) > 1 else None


def _choices(node: Node, scope: Scope, names: Names, hops: int) -> list[str]:
    """The constants that a name can stand for, and an empty text for each meaning that is none.

    Followed are loops over lists, and what the calls in this file give to a parameter.
    """
    if node.type in {"list", "tuple"}:
        return [names.ask(one, scope).text or "" for one in node.named_children[:MAX_WORDS]]
    if node.type != "identifier" or hops > 3:
        return [names.ask(node, scope).text or ""]
    name = names.text(node)
    found: list[str] = []
    for one in scope.chain():
        for bound in one.names.get(name, ()):
            inner = bound.holder if isinstance(bound, Item) else bound
            if isinstance(inner, Node):
                found += _choices(inner, one, names, hops + 1)
        if found:
            return found[:MAX_WORDS]
        if name in names.parameters(one):
            place = list(names.parameters(one)).index(name)
            for given, caller in one.given:
                if place < len(given) and len(found) < MAX_WORDS:
                    found += _choices(given[place], caller, names, hops + 1)
            return found
    return [""]


def _open_text(node: Node, scope: Scope, names: Names) -> str | None:
    """Text with holes: an f-string, `%`, `.format` or a sum that starts with a constant."""
    if node.type == "string":
        return "".join(
            "{}" if one.type == "interpolation" else names.text(one)
            for one in node.named_children
            if one.type in {"interpolation", "string_content"}
        )[:MAX_WORD]
    inner: Node | None = node
    for _ in range(MAX_WORDS):
        if inner is None or inner.type not in {"binary_operator", "call", "attribute"}:
            break
        field = {"binary_operator": "left", "call": "function", "attribute": "object"}[inner.type]
        inner = inner.child_by_field_name(field)
    if inner is None or inner is node or inner.type not in {"string", "identifier"}:
        return None
    text = names.ask(inner, scope).text
    return f"{text}{{}}"[:MAX_WORD] if text else None

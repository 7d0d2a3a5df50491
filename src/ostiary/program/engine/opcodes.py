"""Is all that a file puts into memory and calls there a question to the processor?"""

import ast
from collections.abc import Iterator

from ostiary.program.wordlist import wordlist

MAX_NODES = 20_000  # of a file that is looked at
MAX_CODE = 128  # bytes of machine code that only asks
MAX_HOPS = 8  # names that stand for each other

ASKS = "called by its address, where it asks the processor what it is"

_CPUID = b"\x0f\xa2"
_BEYOND = (b"\x0f\x05", b"\x0f\x34", b"\xcd\x80", b"\xcd\x2e", b"\xe8", b"\xff", b"\xeb", b"\xe9")
"""Calls of the system, of other code, and jumps. Source: Intel, Software Developer's Manual, volume 2."""

_FILLS = wordlist(
    "memmove memcpy RtlMoveMemory RtlCopyMemory WriteProcessMemory write from_buffer from_buffer_copy"
    " frombuffer create_string_buffer c_buffer c_char_p cast bytearray memoryview"
)
_TO = wordlist("memmove memcpy RtlMoveMemory RtlCopyMemory")
"""Functions that are told first where to put it."""


def asks_processor(tree: ast.Module) -> bool:
    """Whether each array and each text of bytes that goes into memory is short code around `cpuid`.

    What is not written out in the file as numbers or bytes counts as unknown, and then the answer is no.
    """
    nodes = []
    for node in ast.walk(tree):
        nodes.append(node)
        if len(nodes) > MAX_NODES:
            return False
    given = [one for node in nodes for one in _put(node)]
    bound, seen = _bound(nodes), set[str]()
    try:
        codes = [code for one in given for code in _codes(one, bound, seen, MAX_HOPS)]
    except _UnknownError:
        return False
    return bool(codes) and all(map(_only_asks, codes))


class _UnknownError(Exception):
    """Something goes into memory that is not written out in the file."""


def _only_asks(code: bytes) -> bool:
    return _CPUID in code and len(code) <= MAX_CODE and not any(one in code for one in _BEYOND)


def _put(node: ast.AST) -> Iterator[ast.expr]:
    """What goes into memory: `(c_ubyte * n)(*code)`, `memmove(place, code, n)`, `map[:n] = code`."""
    if isinstance(node, ast.Assign) and any(isinstance(one, ast.Subscript) for one in node.targets):
        yield node.value
    if not isinstance(node, ast.Call):
        return
    name = _name(node.func)
    if isinstance(node.func, ast.BinOp) and isinstance(node.func.op, ast.Mult):
        yield from (one.value if isinstance(one, ast.Starred) else one for one in node.args)
    elif name == "WriteProcessMemory":
        yield from node.args[2:3]
    elif name in _FILLS:
        yield from node.args[name in _TO :][:1]


def _name(node: ast.expr) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def _key(node: ast.expr) -> str:
    """A name, or an attribute of whatever object, which begins with a dot."""
    return f".{node.attr}" if isinstance(node, ast.Attribute) else _name(node)


def _bound(nodes: list[ast.AST]) -> dict[str, list[ast.expr]]:
    """What each name of the file is bound to, wherever that is; None stands for what is no assignment."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        targets: list[ast.expr] = []
        value: ast.expr | None = None
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
            targets, value = [node.target], node.value
        for name in _rebound(node):
            found.setdefault(name, []).append(ast.Name(""))
        for target in targets:
            for one in ast.walk(target):
                if isinstance(one, ast.Name | ast.Attribute):
                    plain = one is target and not isinstance(node, ast.AugAssign)
                    given = value if plain and value is not None else ast.Name("")
                    found.setdefault(_key(one), []).append(given)
    return found


def _rebound(node: ast.AST) -> Iterator[str]:
    """Names that come to stand for something else by other means than an assignment, or are changed."""
    if isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        yield from map(_key, _names_in(node.target))
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield from map(_key, _names_in(node.optional_vars))
    elif isinstance(node, ast.ExceptHandler | ast.FunctionDef | ast.ClassDef):
        yield node.name or ""
    elif isinstance(node, ast.Global | ast.Nonlocal):
        yield from node.names
    elif isinstance(node, ast.Call) and _name(node.func) in _CHANGES:
        yield _key(getattr(node.func, "value", node.func))


def _names_in(node: ast.expr) -> list[ast.expr]:
    return [one for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute)]


_CHANGES = wordlist("append extend insert reverse sort pop remove clear __setitem__ __iadd__")
"""Methods by which a list becomes another one."""


def _codes(
    node: ast.expr, bound: dict[str, list[ast.expr]], seen: set[str], hops: int
) -> Iterator[bytes]:
    """All bytes that an expression may stand for, those behind each name once.

    Raises `_UnknownError` where some are not written out, at the first of them.
    """
    inner: list[ast.expr] = []
    match node:
        case ast.Constant(bytes(code)):
            yield code
        case ast.List(several) | ast.Tuple(several):
            yield bytes(map(_byte, several))
        case ast.IfExp(_, first, second):
            inner = [first, second]
        case ast.Name() | ast.Attribute() if _key(node) in bound:
            inner = [] if _key(node) in seen else bound[_key(node)]
            seen.add(_key(node))
        case ast.Call(func) if _name(func) == "mmap":
            return  # memory that is empty as yet
        case ast.Call(ast.BinOp(_, ast.Mult()), [ast.Starred(one)]):
            inner = [one]
        case _:
            raise _UnknownError
    if inner and not hops:
        raise _UnknownError
    for one in inner:
        yield from _codes(one, bound, seen, hops - 1)


def _byte(node: ast.expr) -> int:
    number = node.value if isinstance(node, ast.Constant) else None
    if not isinstance(number, int) or not 0 <= number < 256:
        raise _UnknownError
    return number

"""Does early code take a function that starts programs as a value, in order not to call it by its name?

There are endless ways on from there, and tables know a few. Ordinary packages take these functions on import
as what a parameter is when nobody gives it, or under another name by which they call them.
"""

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from ostiary.program.engine.code import Frame
from ostiary.program.engine.handovers import early
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value
from ostiary.program.flow import AS_VALUE, Act
from ostiary.program.wordlist import wordlist

STARTING = wordlist(
    "os.system os.popen posix.system nt.system pty.spawn os.execv os.execve os.execvp os.execl os.execlp"
    " os.spawnl os.spawnv os.spawnlp os.spawnvp os.posix_spawn os.posix_spawnp subprocess.run subprocess.call"
    " subprocess.check_call subprocess.check_output subprocess.getoutput subprocess.getstatusoutput"
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def as_value(m: Machine, value: Value, node: Any, frame: Frame) -> Value:
    """Note that one of these is taken where it is not called; gives it back."""
    plain = node is not m.calling and node is not m.wrapped
    if value.symbol in STARTING and plain and frame.module.language == "python":
        _note(m, value.symbol, node, frame)
    return value


def renamed(m: Machine, symbol: str, name: str, frame: Frame) -> None:
    """The same of one that has another name here, by an import or an assignment: its calls are followed."""
    if symbol not in STARTING or not early(m) or frame.module.language != "python":
        return
    around = (
        m.stack[-1].node.body if frame.kind == "function" and m.stack else frame.module.tree.body
    )
    node = next(_taken(around if isinstance(around, list) else [], name), None)
    if node is not None:
        _note(m, symbol, node, frame)


def named_anew(m: Machine, node: ast.Assign) -> list[str]:
    """The names that an assignment gives to what it says, which by itself is no way to hide it."""
    names = [one.id for one in node.targets if isinstance(one, ast.Name)]
    m.wrapped = _wrapped(node)
    if len(names) < len(node.targets) or not isinstance(node.value, ast.Attribute | ast.Name):
        return []
    m.calling = node.value
    return names


def _wrapped(node: ast.Assign) -> ast.expr | None:
    """What is handed to a function whose answer stands in its place: `os.system = seen(os.system)`."""
    target, call = node.targets[0], node.value
    if not isinstance(target, ast.Attribute) or not isinstance(call, ast.Call):
        return None
    several = (one for one in call.args[:4] if isinstance(one, ast.Attribute))
    return next((one for one in several if _same(one, target)), None)


def _same(one: ast.Attribute, other: ast.Attribute) -> bool:
    if not isinstance(one.value, ast.Name) or not isinstance(other.value, ast.Name):
        return False
    return one.attr == other.attr and one.value.id == other.value.id


def _note(m: Machine, symbol: str, node: Any, frame: Frame) -> None:
    if early(m):
        m.act(Act.NAMES, symbol, node, frame, text=symbol, target=AS_VALUE)


def _taken(body: Iterable[ast.AST], name: str) -> Iterator[ast.Name]:
    """Where a name is read and not called, outside of inner functions and of what is said of types."""
    stack: list[ast.AST] = [*body]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            yield node
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            stack += [*node.args, *node.keywords]
        elif isinstance(node, ast.AnnAssign):
            stack += [node.value] if node.value is not None else []
        elif not isinstance(node, _FUNCTIONS):
            stack += ast.iter_child_nodes(node)

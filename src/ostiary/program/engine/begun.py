"""What does a file of the artifact do as a program of its own, started by another file or by itself?"""

import ast
from collections.abc import Callable, Mapping
from typing import Protocol

from ostiary.core.coverage import BY_ITSELF, Reach
from ostiary.program.builds.others import CALLED
from ostiary.program.commands import Started
from ostiary.program.engine import allowance
from ostiary.program.engine.code import Frame, Module
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.moments import Moments
from ostiary.program.engine.surroundings import Surroundings
from ostiary.program.engine.tagged import forgotten
from ostiary.program.engine.trees import tree_of
from ostiary.program.engine.unfinished import Cuts
from ostiary.program.engine.value import HOLE, Value
from ostiary.program.engine.worth import Worth

MAX_BEGUN = 32  # starts of files that are followed in one artifact
MAIN = "__main__"

When = tuple[Reach, bool]
"""The moment at which something runs, and whether only an import by name leads there."""


class Whole(Protocol):
    """What has to be known of the artifact."""

    files: Mapping[str, tuple[str, bytes]]
    moments: Moments
    worth: Worth
    exhausted: Cuts
    machine: Machine
    left: int
    begun: set[tuple[str, Reach]]
    exports: dict[str, Value]

    def apart(
        self,
        path: str,
        run: Callable[[], object],
        when: When,
        steps: int,
        exact: tuple[int, int],
    ) -> int:
        """Run something in its own moment with its own allowance; gives what is left of that."""
        ...


_SOURCES = ("__file__", ".py", ".pyw", ".js", ".cjs", ".mjs")
_OWN_NAMES = frozenset({"__name__", "__spec__.name"})


def opened(whole: Whole, path: str, when: When) -> tuple[Module, bool]:
    """A module that has not run yet, and whether its text is torn into pieces that run one by one."""
    language, source = whole.files[path]
    tree, cut, torn = tree_of(path, language, source, whole.worth.marks(path))
    if cut:
        whole.exhausted.add(path, cut, when)
    language = "python" if language == "bytecode" else language
    module = Module(path, language, tree, decodes=whole.worth.decodes(path))
    module.hot = whole.worth.hot(path)
    frame = module.frame = Frame(module, "module")
    if language == "python":
        frame.names["__doc__"] = Value(ast.get_docstring(tree, clean=False))
    else:
        frame.names["exports"] = Value(symbol="exports")
    return module, torn


def run_whole(whole: Whole, module: Module, when: When, *, torn: bool) -> None:
    """Run the text of a module from its first line to its last."""
    frame, path = module.frame, module.path
    if frame is None:
        return
    late = when[0] in {Reach.CALL, Reach.TEST}
    early = not late and not when[1]
    size = len(whole.files[path][1])
    steps, exact = allowance.of_file(whole.left, size, late=late, early=early)
    body = module.tree.body
    parts = [[one] for one in body] if torn else [body]
    run = whole.machine.run
    left = whole.apart(path, lambda: [run(one, frame) for one in parts], when, steps, exact)
    whole.left -= steps - left


def begin(whole: Whole, path: str, when: When) -> None:
    """Run a file as the program that somebody starts at this moment: what it keeps for that runs, too.

    The same text may be there as a module, which another frame holds; nothing of that is touched. A file is
    followed once for each moment, however often it is started.
    """
    if when[0] not in BY_ITSELF or path not in whole.files or (path, when[0]) in whole.begun:
        return
    if len(whole.begun) >= MAX_BEGUN:
        whole.exhausted.add(path, "it starts more of its own files than are followed", when)
        return
    whole.begun.add((path, when[0]))
    module, torn = opened(whole, path, when)
    module.program = True
    if path.rpartition("/")[2] in CALLED and module.language == "python":
        module.tree = _called(module.tree)
    if module.language == "python" and module.frame is not None:
        module.frame.names["__name__"] = Value(MAIN)
    held = whole.exports.get(path)
    run_whole(whole, module, when, torn=torn)
    whole.exports.pop(path, None)
    if held is not None:
        whole.exports[path] = held
    forgotten(whole.machine, module)
    module.close()


def _called(tree: ast.Module) -> ast.Module:
    """The same program, and then a call of each of its functions and methods, as its tool makes them."""
    calls: list[ast.stmt] = []
    for one in tree.body:
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
            calls.append(_call(one, ast.Name(one.name, ast.Load())))
        elif isinstance(one, ast.ClassDef):
            made = ast.Call(ast.Name(one.name, ast.Load()), [], [])
            methods = (held for held in one.body if isinstance(held, ast.FunctionDef))
            calls += [_call(held, ast.Attribute(made, held.name, ast.Load())) for held in methods]
    return ast.Module([*tree.body, *calls], [])


def _call(at: ast.stmt, function: ast.expr) -> ast.stmt:
    return ast.fix_missing_locations(ast.copy_location(ast.Expr(ast.Call(function, [], [])), at))


def start_of(package: Surroundings, frame: Frame, start: Started) -> None:
    """Follow what a command starts, if that is a file of the artifact: by its path, or as a module."""
    words = start.words
    if start.file:
        package.begin(frame, start.file)
    elif start.language == "python" and "-m" in words[:-1]:
        run_module(package, frame, words[words.index("-m") + 1] or "")
    elif HOLE in (words[0] or HOLE) and len(words) > 1 and (words[1] or "").endswith(_SOURCES):
        package.begin(frame, words[1] or "")  # of an interpreter that nobody knows


def run_module(package: Surroundings, frame: Frame, name: str) -> None:
    """Follow a module that is started by its name, or a package by what it keeps for that."""
    if name in _OWN_NAMES:
        package.begin(frame, "__file__")
        return
    last = name.rpartition(".")[2]
    for whole, file in ((name, f"{last}.py"), (f"{name}.__main__", "__main__.py")):
        for path in package.moments.modules(frame.module.path, whole):
            if path.rpartition("/")[2] == file:
                package.begin(frame, path)

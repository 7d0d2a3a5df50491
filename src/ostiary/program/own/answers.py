"""What a model said, on its way through a function to where it is executed."""

import ast
import re
from collections.abc import Iterator

from ostiary.core.facts.own_code import Habit
from ostiary.core.regex import regex
from ostiary.program.own.names import Names

MAX_ROUNDS = 3
"""Times that a scope is gone through, so that what a loop carries round is seen."""

_ASKS = regex(
    r".*\.(?:chat\.completions\.create|completions\.create|responses\.create|messages\.create|generate_content|"
    r"send_message|generate|invoke|ainvoke|predict|complete|acomplete|chat|create_chat_completion)"
    r"|(?:litellm|ollama|openai)\.(?:a?completion|chat|generate|ChatCompletion\.a?create)"
)
_MODELISH = regex(
    r"openai|anthropic|llm|model|chat|ollama|litellm|client|chain|agent|gemini|genai|mistral|cohere|pipe|groq|bot|gpt",
    re.IGNORECASE,
)
_RUNS = regex(
    r"eval|exec|builtins\.(?:eval|exec)|os\.(?:system|popen|exec[lv]p?e?)|subprocess\.(?:run|call|Popen|"
    r"check_call|check_output|getoutput|getstatusoutput)|asyncio\.create_subprocess_shell|runpy\.run_path"
    r"|importlib\.import_module|pickle\.loads"
)
_Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef


def executed_answers(tree: ast.Module, names: Names) -> Iterator[tuple[Habit, int, str]]:
    """Places where text of a model is executed in the same function that got it."""
    found: set[tuple[int, str]] = set()
    for scope in _scopes(tree):
        _Walk(names, found).scope(scope)
    for line, name in sorted(found):
        yield Habit.MODEL_OUTPUT, line, f"`{name}` executes what a model said"


def _scopes(tree: ast.Module) -> Iterator[_Scope]:
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


class _Walk:
    """One scope: which names hold what a model said."""

    def __init__(self, names: Names, found: set[tuple[int, str]]) -> None:
        self._names = names
        self._found = found
        self._tainted: set[str] = set()

    def scope(self, scope: _Scope) -> None:
        """Go through its statements, a few times."""
        for _ in range(MAX_ROUNDS):
            before = len(self._tainted)
            for node in _inside(scope.body):
                self._visit(node)
            if len(self._tainted) == before:
                return

    def _visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            self._bind(node.targets, node.value)
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value:
            self._bind([node.target], node.value)
        elif isinstance(node, ast.For | ast.AsyncFor):
            self._bind([node.target], node.iter)
        elif isinstance(node, ast.withitem) and node.optional_vars:
            self._bind([node.optional_vars], node.context_expr)
        elif isinstance(node, ast.Call):
            name = self._names.of(node.func)
            given = [*node.args, *(one.value for one in node.keywords)]
            if _RUNS.fullmatch(name) and any(self._holds(one) for one in given):
                self._found.add((node.lineno, name))

    def _bind(self, targets: list[ast.expr], value: ast.expr) -> None:
        if self._holds(value):
            for target in targets:
                self._tainted |= {one.id for one in ast.walk(target) if isinstance(one, ast.Name)}

    def _holds(self, node: ast.expr) -> bool:
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and one.id in self._tainted:
                return True
            if isinstance(one, ast.Call):
                name = self._names.of(one.func)
                head = name.rpartition(".")[0]
                if _ASKS.fullmatch(name) and _MODELISH.search(head):
                    return True
        return False


def _inside(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Every node of a body in the order of the text, functions within it left out."""
    for statement in body:
        yield from _below(statement)


def _below(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return
    for child in ast.iter_child_nodes(node):
        yield from _below(child)
    yield node

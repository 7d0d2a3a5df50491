"""What does a tree call, by dotted names and constant arguments, and which interpreters are here to ask?"""

import ast
import json
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

COMPILE = r"""
from __future__ import print_function
import sys, json, marshal, binascii
print(json.dumps([
    list(sys.version_info[:2]),
    binascii.hexlify(marshal.dumps(compile(sys.argv[1], "sample.py", "exec", 0, True))).decode(),
]))
"""


@cache
def interpreters() -> dict[tuple[int, int], str]:
    """One interpreter a version: the running one, and those that pyenv keeps."""
    found = {sys.version_info[:2]: sys.executable}
    for path in sorted((Path.home() / ".pyenv" / "versions").glob("*/bin/python")):
        first, second = path.parts[-3].split(".")[:2]
        if first.isdigit() and second.isdigit():
            found.setdefault((int(first), int(second)), str(path))
    return found


def compiled(source: str, version: tuple[int, int]) -> bytes:
    """What an interpreter of this version marshals for a program, which is compiled and never run."""
    words = [interpreters()[version], "-W", "ignore", "-c", COMPILE, source]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    told, text = json.loads(done.stdout)
    assert tuple(told) == version
    return bytes.fromhex(text)


def dotted(node: ast.expr) -> str:
    """The name of what is called; one that is no name begins with a dot or is empty."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "")
    return ".".join(reversed(parts))


def called(tree: ast.AST) -> list[str]:
    """The names of all calls; what a compiler leaves out, annotations, is left out."""
    found: list[str] = []
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            found.append(dotted(node.func))
        waiting += [
            child
            for field, value in ast.iter_fields(node)
            if field not in ("annotation", "returns", "type_comment")
            for child in (value if isinstance(value, list) else [value])
            if isinstance(child, ast.AST)
        ]
    return found


def with_constants(tree: ast.AST) -> Counter[tuple[str, tuple[object, ...], tuple[str, ...]]]:
    """Calls with their constant arguments, by place, and the names of the others."""
    return Counter(
        (
            dotted(node.func),
            tuple(repr(one.value) for one in node.args if isinstance(one, ast.Constant)),
            tuple(sorted(str(one.arg) for one in node.keywords)),
        )
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    )


def imported(tree: ast.AST) -> Counter[tuple[str, str, str]]:
    """Module, name and the name that it gets, for each import."""
    found: list[tuple[str, str, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [("", one.name, one.asname or "") for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found += [(module, one.name, one.asname or "") for one in node.names]
    return Counter(found)

"""Scripts that are glanced at, and large ones that are lowered piece by piece."""

import ast
import gc
import weakref
from collections.abc import Iterator

import pytest

from ostiary.program.javascript.glance import MAX_READ, MAX_SERVED, MIN_SIZE, glance
from ostiary.program.lower import javascript, lower
from ostiary.program.python import names as python_names
from ostiary.program.reader import read

PLAIN = b"function add(a, b) { return a + b; }\n"
LONG = PLAIN * (MIN_SIZE // len(PLAIN) + 1)


def _modules(data: bytes) -> list[str]:
    seen = glance("package/lib/sum.js", "javascript", data, served=False)
    assert seen is not None
    assert seen.glanced
    assert seen.parsed
    return [one.module for one in seen.imports]


def test_a_script_without_a_word_of_note_says_what_it_imports() -> None:
    head = b"import a from './a.js';\nexport * from \"./b\";\nconst c = require('node:path');\n"
    assert _modules(head + LONG) == ["./a.js", "./b", "path"]


@pytest.mark.parametrize(
    "telling",
    [
        b"eval(text);\n",
        b"const run = require('child_process');\n",
        b"import run from 'execa';\n",
        b"require(name);\n",
        b"import(name);\n",
        b"new EventSource(place);\n",
        b"\\u0065val(text);\n",
        b"run('\\x72\\x65\\x71\\x75');\n",
    ],
)
def test_a_script_with_a_word_of_note_is_read(telling: bytes) -> None:
    assert glance("package/lib/sum.js", "javascript", telling + LONG, served=False) is None


@pytest.mark.parametrize(
    "name", ["index.js", "main.mjs", "postinstall.js", "cli.js", "sum", "sum.py"]
)
def test_what_may_run_by_itself_is_read(name: str) -> None:
    assert glance(f"package/{name}", "javascript", LONG, served=False) is None


def test_a_short_script_is_read() -> None:
    assert glance("package/sum.js", "javascript", PLAIN, served=False) is None


@pytest.mark.parametrize(("served", "size"), [(True, MAX_SERVED), (False, MAX_READ)])
def test_a_bundle_is_glanced_at_whatever_it_says(served: bool, size: int) -> None:
    data = b"eval(text);\n" + PLAIN * (size // len(PLAIN) + 1)
    seen = glance("package/index.js", "javascript", data, served=served)
    assert seen is not None
    assert seen.glanced
    assert glance("package/index.js", "javascript", data[: size // 2], served=served) is None


def _names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    return ((one.id, one.lineno) for one in ast.walk(tree) if isinstance(one, ast.Name))


def test_of_a_large_text_what_stands_around_its_marks_is_lowered_in_place() -> None:
    count = javascript.MAX_WHOLE // len(PLAIN)
    data = PLAIN * count + b"first(1);\n" + PLAIN * count + b"last(2);\n"
    marks = (data.index(b"first"), data.index(b"last"))
    lowered = lower("javascript", data, marks)
    found = dict(_names(lowered.tree))
    assert found["first"] == count + 1
    assert found["last"] == 2 * count + 2
    assert not lowered.exact
    assert len(lowered.tree.body) < count // 10


def test_a_larger_text_without_marks_is_lowered_in_pieces_and_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(javascript, "MAX_UNMARKED", 400_000)
    count = javascript.MAX_UNMARKED // len(PLAIN) + 1
    tree = lower("javascript", PLAIN * count + b"last(2);\n").tree
    functions = sum(isinstance(one, ast.FunctionDef) for one in tree.body)
    assert functions > count * 0.98
    assert ("last", count + 1) in set(_names(tree))


def test_the_scopes_of_a_file_go_when_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[weakref.ref[python_names.Names]] = []
    close = python_names.Names.close

    def noted(self: python_names.Names) -> None:
        kept.append(weakref.ref(self))
        close(self)

    monkeypatch.setattr(python_names.Names, "close", noted)
    gc.disable()
    try:
        read("a.py", "python", b"def f(x):\n    return g(x)\n\n\ndef g(x):\n    return f(x)\n")
        assert [one() for one in kept] == [None]
    finally:
        gc.enable()

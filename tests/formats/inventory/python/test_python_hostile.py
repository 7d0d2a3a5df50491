"""Broken and hostile files: a record that holds together or `ParseError`, and soon."""

import copy
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import rtoml
import yaml
from python_samples import SAMPLES

from ostiary.core.errors import ParseError
from ostiary.formats.inventory.catalogue import chosen

sys.path.insert(0, str(Path(__file__).parents[3] / "fuzz"))
from fuzz_listings import LISTING, _consistent

VALUES: tuple[Any, ...] = (
    5, -1, 1.5, True, "", "x", "-", "..", "1.0", "\ud800", "a b", [], {}, [[]], [{}], {"a": {}}, ["x", 1],
    {"name": "x"}, [{"name": 5}], {"x": ["y"]}, "x" * 20_000,
)  # fmt: skip
WRITERS: dict[str, tuple[Callable[[bytes], Any], Callable[[Any], str]]] = {
    "toml": (lambda data: rtoml.loads(data.decode()), rtoml.dumps),
    "json": (json.loads, json.dumps),
    "yaml": (lambda data: yaml.load(data, yaml.BaseLoader), json.dumps),
}
LANGUAGES = {
    **dict.fromkeys(("environment.yml", "conda-lock.yml", "pixi.lock"), "yaml"),
    **dict.fromkeys(("Pipfile.lock", "a.ipynb"), "json"),
    **dict.fromkeys(("uv.lock", "tool.py.lock", "poetry.lock", "pdm.lock"), "toml"),
    **dict.fromkeys(("pylock.toml", "pyproject.toml"), "toml"),
}
TREES = [
    (path, LANGUAGES[path.rpartition("/")[2]])
    for path in SAMPLES
    if path.rpartition("/")[2] in LANGUAGES
]


def read(path: str, data: bytes) -> bool:
    """Whether the file was read; anything but `ParseError` comes through."""
    found = chosen(path, SAMPLES[path].encode()[:4096])
    assert found
    start = time.process_time()
    try:
        listing = found.parse(path, data)
    except ParseError as error:
        error.message.encode()
        return False
    assert time.process_time() - start < 2
    _consistent(listing, path, data)
    return True


def places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key or index) of a tree."""
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
        yield tree, key
        if isinstance(tree[key], dict | list):
            yield from places(tree[key])


@pytest.mark.parametrize(("path", "language"), TREES)
def test_values_of_wrong_types(path: str, language: str) -> None:
    """Each value of each sample in turn becomes something else; often the rest is read."""
    load, dump = WRITERS[language]
    whole = load(SAMPLES[path].encode())
    dice = random.Random(path)
    good = 0
    for number in range(len(list(places(whole)))):
        for value in dice.sample(VALUES, 8):
            tree = copy.deepcopy(whole)
            container, key = list(places(tree))[number]
            container[key] = value
            try:
                text = dump(tree).encode()
            except (ValueError, rtoml.TomlSerializationError):
                continue
            good += read(path, text)
    assert good > 20


@pytest.mark.parametrize("path", SAMPLES)
def test_mutated_bytes_and_lines(path: str) -> None:
    dice = random.Random(path)
    whole = SAMPLES[path].encode()
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(dice.randrange(1, 4)):
            at = dice.randrange(len(data) + 1)
            data[at : at + dice.choice((0, 0, 1, 5))] = dice.choice(
                (*LISTING, bytes([dice.randrange(256)]))
            )
        read(path, bytes(data))
        lines = whole.split(b"\n")
        for _ in range(dice.randrange(1, 4)):
            at = dice.randrange(len(lines))
            lines[at : at + dice.randrange(3)] = [
                lines[dice.randrange(len(lines))]
            ] * dice.randrange(3) or [b""]
        read(path, b"\n".join(lines))
        read(path, whole[: dice.randrange(len(whole))])


def cell(source: str) -> bytes:
    return json.dumps({"cells": [{"cell_type": "code", "source": source}]}).encode()


def many(text: str, count: int) -> bytes:
    return "".join(text.replace("%d", str(n)) for n in range(count)).encode()


POETRY_PAIR = """[[package]]
name = 'a'
version = '%d'
[package.dependencies]
b = '*'
[[package]]
name = 'b'
[package.dependencies]
a = '*'
"""
NASTY: tuple[tuple[str, bytes], ...] = (
    ("requirements.txt", b"a" * 3_000_000),
    ("requirements.txt", b"a==1 \\\n" * 200_000),
    ("requirements.txt", b"\\\n" * 500_000),
    ("requirements.txt", b"a[" * 100_000 + b"\n"),
    ("requirements.txt", b" -" * 400_000),
    ("requirements.txt", (b"a" + b" " * 50_000 + b";") * 10),
    ("requirements.txt", b"a==1" + b" " * 500_000 + b"-"),
    ("requirements.txt", b"git+" * 100_000),
    ("requirements.txt", b"a" + b"-" * 500_000 + b"\n"),
    ("requirements.txt", b"a @ http://" + b"u:" * 200_000 + b"@x\n"),
    ("requirements.txt", b"#" + b"via " * 400_000 + b"\n"),
    ("setup.cfg", b"[metadata]\n" + b"name\n" * 100_000),
    ("setup.py", b"setup(" * 50_000),
    ("setup.py", b"a=" * 20_000 + b"1"),
    ("setup.py", b"A=B\nB=A\nsetup(install_requires=[" + b"*A," * 30_000 + b"])"),
    ("setup.py", many("A%d=[*B,*B]\nB=A%d\n", 2_000) + b"setup(install_requires=A1)"),
    ("setup.py", b"A0=['a']\n" + many("A%d_=A%d+A%d\n", 900) + b"setup(install_requires=A1_)"),
    ("pyproject.toml", b"[dependency-groups]\na = [" + b'{include-group = "a"},' * 50_000 + b"]\n"),
    ("pyproject.toml", b"[project]\ndependencies = [" + b'"a\\u0062",' * 20_000 + b"]\n"),
    ("pyproject.toml", b"[project.optional-dependencies]\n" + many("g%d = ['a']\n", 20_000)),
    (
        "Pipfile.lock",
        b'{"_meta": {}, "default": {' + many('"p\\u0061%d": {},', 20_000) + b'"a": 1}}',
    ),
    ("environment.yml", b"dependencies:\n" + b"- " * 5_000 + b"a"),
    ("environment.yml", b"dependencies:\n- " + b"a=" * 100_000),
    ("environment.yml", b"dependencies:\n- pip:\n" + b"  - -r a --hash=x\n" * 5_000),
    ("environment.yml", b"dependencies:\n- a" + b"[" * 100_000),
    ("a.ipynb", cell("!pip install " + "'a' " * 20_000)),
    ("a.ipynb", cell("get_ipython().system('pip" * 5_000)),
    ("a.ipynb", cell("!pip install a\\\n" * 20_000)),
    ("a.ipynb", cell("x." * 100_000 + " pip")),
    ("script.py", b"# /// script\n" * 100_000),
    ("script.py", b"# /// script\n" + b"#\n# ///\n" * 100_000),
    ("uv.lock", b"version = 1\n" + b"[[package]]\n" * 50_000),
    ("uv.lock", b"version = 1\na = '''\n[[package]]\n'''\n" + b"[[package]]\nname='x'\n" * 20_000),
    ("poetry.lock", b"[metadata]\n" + many(POETRY_PAIR, 3_000)),
)


@pytest.mark.parametrize(
    ("path", "data"), NASTY, ids=[f"{path} {data[:24]!r}" for path, data in NASTY]
)
def test_large_and_nasty_files_end_soon(path: str, data: bytes) -> None:
    known = next(one for one in SAMPLES if one.endswith(path))
    found = chosen(path, SAMPLES[known].encode()[:4096])
    assert found
    start = time.process_time()
    try:
        listing = found.parse(path, data)
    except ParseError:
        pass
    else:
        _consistent(listing, path, data)
    assert time.process_time() - start < 4

"""Bytecode that no compiler wrote ends in a tree or a refusal, soon, and says how much was understood."""

import ast
import base64

import pytest
from bytecode_samples import COMPILED
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import calls_of
from ostiary.core.errors import ParseError
from ostiary.formats.python.code_object import Code, Value
from ostiary.formats.python.opcodes.catalogue import VERSIONS
from ostiary.program.bytecode.lower import Faults, lowered, read_bytecode

SAMPLES = [base64.b64decode(text) for text in COMPILED.values()]
NUMBERS = {
    version: {name: number for number, name in table.names.items()}
    for version, table in VERSIONS.items()
}
CALLS = 15_000_000
MAX_TREE = 2000
"""How deep any tree may get; whoever walks it by recursion has to stop before."""


def code(
    bytecode: bytes,
    constants: tuple[Value, ...] = (None,),
    name: str = "f",
    exceptions: bytes = b"",
) -> Code:
    names = ("a", "b", "c")
    return Code(
        name=name, qualname=name, filename="x", first_line=1, arguments=0, positional_only=0,
        keyword_only=0, flags=2, bytecode=bytecode, constants=constants, names=names,
        variables=names, cells=(), free=(), slots=names, lines=b"", exceptions=exceptions,
    )  # fmt: skip


def words(version: tuple[int, int], *steps: tuple[str, int]) -> bytes:
    numbers = NUMBERS[version]
    pairs = [
        bytes([numbers[name], argument]) + bytes(2 * VERSIONS[version].caches.get(name, 0))
        for name, argument in steps
    ]
    return b"".join(pairs)


def depth(tree: ast.AST) -> int:
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        waiting += [(child, level + 1) for child in ast.iter_child_nodes(node)]
    return deepest


def size(tree: ast.AST) -> int:
    """Nodes as a walk sees them: what is there twice counts twice."""
    return sum(1 for node in ast.walk(tree) if not isinstance(node, ast.expr_context))


def checked(one: Code, version: tuple[int, int]) -> tuple[ast.Module, Faults]:
    found: list[tuple[ast.Module, Faults]] = []
    assert calls_of(lambda: found.append(lowered(one, version))) < CALLS
    tree, faults = found[0]
    assert depth(tree) < MAX_TREE
    assert 0 <= faults.understood <= 1
    return tree, faults


@given(st.sampled_from(sorted(VERSIONS)), st.binary(max_size=300), st.binary(max_size=40))
@settings(max_examples=300)
def test_any_bytecode(version: tuple[int, int], bytecode: bytes, exceptions: bytes) -> None:
    inner = code(bytecode[::-1], name="<listcomp>")
    outer = code(bytecode, (None, "text", inner, (1, ("x", 2)), 5), exceptions=exceptions)
    tree, _ = checked(outer, version)
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt):
            assert node.lineno >= 1
    assert ast.dump(lowered(outer, version)[0]) == ast.dump(tree)


@given(
    st.sampled_from(sorted(version for version in VERSIONS if version >= (3, 6))),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 12)), max_size=120),
)
@settings(max_examples=300)
def test_any_known_instructions(version: tuple[int, int], steps: list[tuple[int, int]]) -> None:
    names = sorted(NUMBERS[version])
    bytecode = words(version, *[(names[step % len(names)], argument) for step, argument in steps])
    inner = code(bytecode, (None, "text"), name="<genexpr>")
    outer = code(bytecode, ("a", inner, ("x", "y"), 1, None))
    tree, _ = checked(outer, version)
    for node in ast.walk(tree):
        assert getattr(node, "body", True), "a body without statements cannot be written down"


@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=12),
)
@settings(max_examples=300)
def test_damaged_files(data: bytes, changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(data)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    try:
        tree, version, faults = read_bytecode("a.pyc", bytes(damaged))
    except ParseError:
        return
    assert version in VERSIONS
    assert depth(tree) < MAX_TREE
    assert 0 <= faults.understood <= 1


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    try:
        tree, _, _ = read_bytecode("a.pyc", data)
    except ParseError:
        return
    assert tree.body


@pytest.mark.parametrize("version", [(3, 8), (3, 11), (3, 14)], ids=str)
def test_what_is_doubled_again_and_again_stays_small(version: tuple[int, int]) -> None:
    twice = (
        [("DUP_TOP", 0), ("BINARY_ADD", 0)]
        if version < (3, 11)
        else [("COPY", 1), ("BINARY_OP", 0)]
    )
    one = code(words(version, ("LOAD_GLOBAL", 0), *twice * 3000))
    tree, faults = checked(one, version)
    assert faults.understood == 1
    assert size(tree) < 60_000


@pytest.mark.parametrize(
    "steps",
    [
        [("LOAD_CONST", 0), ("UNARY_NOT", 0)],
        [("BUILD_LIST", 0)],
        [("SWAP", 255)],
        [("COPY", 255)],
        [("BUILD_TUPLE", 255)],
        [("UNPACK_SEQUENCE", 255)],
        [("LOAD_CONST", 3)],
        [("LOAD_CONST", 3), ("BUILD_LIST", 0), ("SWAP", 2), ("LIST_EXTEND", 1)],
        [("FOR_ITER", 200)],
        [("LOAD_CONST", 0), ("POP_JUMP_IF_TRUE", 255)],
        [("BUILD_LIST", 0), ("SWAP", 2), ("LIST_APPEND", 1)],
        [("LOAD_CONST", 2), ("MAKE_FUNCTION", 0)],
        [("LOAD_CONST", 0), ("YIELD_VALUE", 0)],
        [("RETURN_VALUE", 0)],
    ],
    ids=lambda steps: "-".join(name for name, _ in steps),
)
def test_much_of_one_thing(steps: list[tuple[str, int]]) -> None:
    version = (3, 13)
    inner = code(words(version, ("LOAD_CONST", 0), ("RETURN_VALUE", 0)) * 50)
    constants: tuple[Value, ...] = (None, "x", inner, tuple(range(2000)))
    one = code(words(version, *steps * (20_000 // len(steps))), constants)
    tree, _ = checked(one, version)
    assert size(tree) < 3_000_000


def test_code_within_code_again_and_again() -> None:
    version = (3, 13)
    one = code(words(version, ("LOAD_CONST", 0), ("RETURN_VALUE", 0)))
    for _ in range(60):
        make = [("LOAD_CONST", 0), ("MAKE_FUNCTION", 0), ("STORE_FAST", 0)]
        one = code(words(version, *make * 2), (one,))
    tree, faults = checked(one, version)
    assert size(tree) < 1_000_000
    assert not faults.readable


def test_what_is_encrypted_is_not_read() -> None:
    noise = bytes((index * 167 + 13 ^ index >> 3) % 256 for index in range(4000))
    for version in VERSIONS:
        _, faults = lowered(code(noise), version)
        assert not faults.readable, version
        assert faults.understood < 0.8


def test_code_beyond_the_limit_counts_as_unread() -> None:
    bytecode = words((3, 13), ("NOP", 0)) * (2 << 20)
    _, faults = lowered(code(bytecode), (3, 13))
    assert faults.understood == 0

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import SourceError
from ostiary.core.subject import Subject
from ostiary.subjects.npm_tree import read_lock

ROOT = Subject("npm", "app", "1.0.0")


def lock(packages: dict[str, object]) -> bytes:
    return json.dumps({"lockfileVersion": 3, "packages": packages}).encode()


NESTED = {
    "": {"dependencies": {"app": "1.0.0"}},
    "node_modules/app": {"version": "1.0.0", "dependencies": {"a": "1", "b": "2"}},
    "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "1"}},
    "node_modules/b": {"version": "2.0.0"},
    "node_modules/a/node_modules/b": {"version": "1.0.0", "dependencies": {"c": "*"}},
    "node_modules/c": {"version": "3.0.0", "optional": True},
    "node_modules/@s/alias": {"version": "4.0.0", "name": "@s/real"},
}


def test_the_nearest_folder_wins_as_in_node() -> None:
    tree = read_lock(lock(NESTED), ROOT)
    parents = {node.subject.purl: node.parents for node in tree.nodes}
    assert parents["pkg:npm/b@1.0.0"] == ("pkg:npm/a@1.0.0",)
    assert parents["pkg:npm/b@2.0.0"] == ("pkg:npm/app@1.0.0",)
    assert tree.path("pkg:npm/c@3.0.0")[-2:] == ("pkg:npm/b@1.0.0", "pkg:npm/c@3.0.0")
    optional = {node.subject.name for node in tree.nodes if node.optional}
    assert optional == {"c"}


def test_an_alias_goes_by_its_real_name() -> None:
    tree = read_lock(lock(NESTED), ROOT)
    assert "pkg:npm/%40s/real@4.0.0" in {node.subject.purl for node in tree.nodes}


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b'{"packages": []}', b'{"packages": {"x": 1}}']
)
def test_a_lock_that_is_none(text: bytes) -> None:
    with pytest.raises(SourceError):
        read_lock(text, ROOT)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_tree_or_a_source_error(text: bytes) -> None:
    with pytest.raises(SourceError):
        read_lock(text, ROOT)

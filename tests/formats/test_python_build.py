"""Build declarations: what of a source distribution runs when it is built."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.python.build import (
    BuildSystem,
    config_list,
    parse_toml,
    read_build_system,
    setup_cfg_requires,
    setup_py_requires,
)
from ostiary.formats.python.project import read_project


def test_build_system() -> None:
    data = b'[build-system]\nrequires = ["a>=1"]\nbuild-backend = "x.y"\nbackend-path = ["."]\n'
    assert read_build_system(parse_toml(data)) == BuildSystem("x.y", (".",), ("a>=1",))
    assert read_build_system(parse_toml(b"")) == BuildSystem()


@pytest.mark.parametrize(
    "text",
    [
        "build-system = 1",
        "[build-system]\nrequires = 'a'",
        "[build-system]\nrequires = [1]",
        "[build-system]\nbuild-backend = ['a']",
        "[build-system",
        "a = 1\na = 2",
        "a = " + "9" * 10_000,
        "\0",
    ],
)
def test_wrong_types_and_broken_toml_are_refused(text: str) -> None:
    with pytest.raises(ParseError):
        read_build_system(parse_toml(text.encode()))


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, ".".join("a" * 100_000) + " = 1"])
def test_deep_documents_hit_a_limit(text: str) -> None:
    with pytest.raises(LimitError):
        parse_toml(text.encode())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("setup(setup_requires=['a', \"b>=1\"])", ("a", "b>=1")),
        ("setup(\n  setup_requires = [\n  'a',\n],)", ("a",)),
        ("kw = {'setup_requires': ['a']}", ("a",)),
        ("setup(setup_requires='a')", ("a",)),
        ("setup(setup_requires=needed)", ("<computed>",)),
        ("setup(setup_requires=[])", ()),
        ("# setup_requires=['a']", ()),
        ("setup()", ()),
        ("\n" * 200_000, ()),
    ],
)
def test_setup_requires_in_setup_py(text: str, expected: tuple[str, ...]) -> None:
    assert setup_py_requires(text.encode()) == expected


def test_setup_requires_in_setup_cfg() -> None:
    text = b"[options]\n# c\nsetup_requires =\n  a>=1\n  b; c\nother = d\n[other]\nsetup_requires = e\n"
    assert setup_cfg_requires(text) == ("a>=1", "b; c")
    assert config_list(b"[options]\nsetup-requires: a\n", "options", "setup_requires") == ("a",)


def test_project_table() -> None:
    text = b"""[project]
name = "sample"
version = "1"
license = {text = "MIT\\nmore"}
dependencies = ["a>=1"]
optional-dependencies = {x = ["b"]}
"""
    found = read_project(parse_toml(text))
    assert found is not None
    assert (found.name, found.licence) == ("sample", "MIT")
    assert [(one.name, one.group) for one in found.requirements] == [("a", ""), ("b", "extra:x")]
    assert read_project({}) is None


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_nothing_but_a_parse_error_comes_out_of_build_files(data: bytes) -> None:
    for read in (parse_toml, setup_py_requires, setup_cfg_requires):
        try:
            read(data)
        except ParseError:
            continue

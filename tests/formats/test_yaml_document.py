"""YAML as plain data: texts stay texts, lines are known, and nothing hostile takes long or loops."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats import yaml_document
from ostiary.formats.yaml_document import YamlList, YamlMap, document, documents, line_of


@pytest.fixture(params=["c", "python"], autouse=True)
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader")


def test_the_parser_in_c_is_here() -> None:
    assert yaml.__with_libyaml__


def test_scalars_stay_text_but_for_the_plain_words() -> None:
    text = b"a: 1.10\nb: on\nc: true\nd: ~\ne:\nf: 'true'\ng: 0x1F\nh: 2026-01-02\ni: !!str null\n"
    assert document(text, "x") == {
        "a": "1.10", "b": "on", "c": True, "d": None, "e": None,
        "f": "true", "g": "0x1F", "h": "2026-01-02", "i": "null",
    }  # fmt: skip


def test_keys_are_texts() -> None:
    assert document(b"on: 1\ntrue: 2\n1: 3\n~: 4\n", "x") == {
        "on": "1", "true": "2", "1": "3", "~": "4",
    }  # fmt: skip


def test_lines_of_entries() -> None:
    found = document(b"# c\na:\n  b: 1\n\n  c:\n  - x\n  -\n    d: 2\n", "x")
    assert isinstance(found, YamlMap)
    inner = found["a"]
    assert isinstance(inner, YamlMap)
    rows = inner["c"]
    assert isinstance(rows, YamlList)
    assert (found.line, line_of(found, "a")) == (2, 2)
    assert (line_of(inner, "b"), line_of(inner, "c")) == (3, 5)
    assert (line_of(rows, 0), line_of(rows, 1), line_of(rows, 9)) == (6, 8, 6)
    assert line_of(found, "not there") == 2


def test_streams_of_several_documents() -> None:
    assert documents(b"---\na: 1\n---\n- b\n...\n---\nc\n", "x") == ({"a": "1"}, ["b"], "c")
    assert documents(b"", "x") == ()
    assert document(b"# nothing\n", "x") is None
    with pytest.raises(ParseError, match="2 documents"):
        document(b"a\n---\nb\n", "x")


def test_aliases_and_merges() -> None:
    text = b"a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: {y: 4, <<: [*a, {z: 5}]}\nd: *a\n"
    assert document(text, "x") == {
        "a": {"x": "1", "y": "2"},
        "b": {"x": "1", "y": "3"},
        "c": {"x": "1", "y": "4", "z": "5"},
        "d": {"x": "1", "y": "2"},
    }


def test_utf16_is_read() -> None:
    assert document("a: ü\n".encode("utf-16"), "x") == {"a": "ü"}


@pytest.mark.parametrize(
    "text",
    [
        b"a: &a [*a]",
        b"a: *b",
        b"&a a: 1\n---\nb: *a",
        b"a: 1\na: 2",
        b"{a: 1, 'a': 2}",
        b"? [a]\n: b",
        b"a: !!python/object/apply:os.system [ls]",
        b"a: !local b",
        b"a: !!binary aGk=",
        b"a: !!set {b}",
        b'a: "\\ud800"',
        b"a: [",
        b"a: \x00",
        b"\xff\xfe\xff",
        b"a: \xff",
        b"a\tb: : c\n d",
        b"%YAML 9.9\n---\na",
    ],
)
def test_what_is_refused(text: bytes) -> None:
    with pytest.raises(ParseError):
        documents(text, "x")


def test_an_error_names_file_and_line() -> None:
    with pytest.raises(ParseError, match=r"a\.yml, line 3: the key 'b' twice"):
        documents(b"a: 1\nb: 2\nb: 3\n", "a.yml")
    with pytest.raises(ParseError, match=r"a\.yml is no YAML: line 2: "):
        documents(b"a: 1\n}\n", "a.yml")


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LimitError, match="nested deeper"):
        documents(b"- " * 101 + b"a", "x")
    assert documents(b"- " * 100 + b"a", "x")
    bomb = [b"a0: &a0 [1]"]
    bomb += [b"a%d: &a%d [%s]" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)]
    with pytest.raises(LimitError, match="nodes"):
        documents(b"\n".join(bomb), "x")
    monkeypatch.setattr(yaml_document, "MAX_BYTES", 10)
    with pytest.raises(LimitError, match="bytes"):
        documents(b"a" * 11, "x")


_PLAIN = st.recursive(
    st.none() | st.booleans() | st.text(st.characters(codec="utf-8", categories=["L", "N", "P"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc<=: ", min_size=1), inner),
    max_leaves=20,
)


@given(_PLAIN)
def test_what_is_written_is_read(data: object) -> None:
    """Against PyYAML's own writer; `<<` is written in quotes and merges nothing that is no mapping."""
    written = yaml.safe_dump(data, allow_unicode=True).encode()
    if b"<<" not in written:
        assert document(written, "x") == data


@given(st.binary(max_size=200) | st.text(":-[]{}&*!|>'\"\n abc#?,%<", max_size=80).map(str.encode))
def test_nothing_but_a_parse_error_comes_out(data: bytes) -> None:
    try:
        documents(data, "x")
    except ParseError as error:
        error.message.encode()

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import UsageError
from ostiary.core.subject import Subject
from ostiary.subjects.spec import parse_spec


@pytest.mark.parametrize(
    ("text", "kind", "name", "version", "constraint"),
    [
        ("requests", "pypi", "requests", "", ""),
        ("requests==2.32.3", "pypi", "requests", "2.32.3", ""),
        ("requests@2.32.3", "pypi", "requests", "2.32.3", ""),
        ("pypi:requests>=2,<3", "pypi", "requests", "", ">=2,<3"),
        ("pkg:pypi/requests@2.32.3", "pypi", "requests", "2.32.3", ""),
        ("npm:express@4", "npm", "express", "", "4"),
        ("npm:express@4.21.2", "npm", "express", "4.21.2", ""),
        ("npm:express", "npm", "express", "", ""),
        ("npm:express@next", "npm", "express", "", "next"),
        ("npm:@scope/name", "npm", "@scope/name", "", ""),
        ("@scope/name@1.0.0", "npm", "@scope/name", "1.0.0", ""),
        ("hf:org/model", "huggingface", "org/model", "", ""),
        ("hf:model@v1.0", "huggingface", "model", "", "v1.0"),
        ("hf:org/model@refs/pr/1", "huggingface", "org/model", "", "refs/pr/1"),
        (f"hf:org/model@{'A' * 40}", "huggingface", "org/model", "a" * 40, ""),
        (f"pkg:huggingface/org/m@{'a' * 40}", "huggingface", "org/m", "a" * 40, ""),
        ("pkg:npm/%40scope/name@1.0.0-rc.1", "npm", "@scope/name", "1.0.0-rc.1", ""),
    ],
)
def test_packages(
    text: str, kind: str, name: str, version: str, constraint: str, tmp_path: Path
) -> None:
    spec = parse_spec(text, tmp_path)
    assert (spec.type, spec.name, spec.version, spec.constraint) == (
        kind,
        name,
        version,
        constraint,
    )


def test_extras(tmp_path: Path) -> None:
    assert parse_spec("requests[socks, security]==2.0", tmp_path).extras == ("socks", "security")


def test_paths(tmp_path: Path) -> None:
    archive = tmp_path / "thing-1.0.tar.gz"
    archive.write_bytes(b"")
    folder = tmp_path / "requests"
    folder.mkdir()
    assert parse_spec("thing-1.0.tar.gz", tmp_path).path == archive
    assert parse_spec("./requests", tmp_path).path == folder
    assert parse_spec(str(folder), tmp_path).path == folder
    assert parse_spec("requests", tmp_path).name == "requests"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "./absent",
        "absent.whl",
        "hf:org/name/more",
        "pkg:cargo/serde",
        "pkg:",
        "requests==",
        "requests>>2",
        "-r",
        "npm:@/x",
        "npm:.hidden",
        "a\0b",
        "x" * 2000,
    ],
)
def test_what_is_refused_says_what_may_stand_there(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        parse_spec(text, tmp_path)
    assert raised.value.hint


@given(st.text(max_size=60))
def test_any_text_is_a_spec_or_a_usage_error(text: str) -> None:
    try:
        spec = parse_spec(text, Path("/nonexistent"))
    except UsageError:
        return
    assert spec.name or spec.path


@given(
    st.sampled_from(["pypi", "npm"]),
    st.from_regex(r"[a-z][a-z0-9-]{0,20}[a-z0-9]", fullmatch=True),
    st.from_regex(r"[0-9]\.[0-9]\.[0-9](\+[a-z]{1,3})?", fullmatch=True),
)
def test_a_purl_comes_back_as_itself(kind: str, name: str, version: str) -> None:
    subject = Subject(kind, name, version)
    spec = parse_spec(subject.purl, Path("/nonexistent"))
    assert Subject(spec.type, spec.name, spec.version) == subject

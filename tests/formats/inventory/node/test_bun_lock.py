"""What bun's lockfiles pin."""

import pytest

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, Origin, Scope
from ostiary.formats.inventory.node.bun_lock import parse
from ostiary.formats.inventory.node.bun_lockb import MAGIC
from ostiary.formats.inventory.node.bun_lockb import parse as binary

SHA1 = "sha1-" + "A" * 27 + "="
LOCK = f"""{{
  "lockfileVersion": 1,
  "workspaces": {{
    "": {{
      "name": "app",
      "dependencies": {{ "left": "^1.0.0", "nick": "npm:real@^1", "by-git": "github:o/r", }},
      "devDependencies": {{ "tester": "1.0.0", "lost": "1.0.0", }},
    }},
    "packages/member": {{ "name": "member", "version": "0.1.0", "dependencies": {{ "@s/deep": "^1", }}, }},
  }},
  "packages": {{
    "@s/deep": ["@s/deep@2.0.0", "", {{ "optionalDependencies": {{ "leaf": "1", }} }}, "{SHA1}"],
    "by-git": ["by-git@github:o/r#abcdef", {{}}, "o-r-abcdef"],
    "left": ["left@1.0.0", "https://r.invalid/l.tgz", {{ "dependencies": {{ "@s/deep": "^2", }} }}, "{SHA1}"],
    "leaf": ["leaf@1.0.0", "", {{ "os": "linux", }}, "{SHA1}"],
    "member": ["member@workspace:packages/member"],
    "nick": ["real@1.1.0", "", {{}}, "{SHA1}"],
    "tester": ["tester@1.0.0", "", {{ "dependencies": {{ "left": "*", }}, "bundled": true }}, "broken"],
    "tarred": ["tarred@https://example.invalid/t.tgz", {{}}, "{SHA1}"],
    "wrong": "x",
    "member/@s/deep": ["@s/deep@1.0.0", "", {{}}, "{SHA1}"],
  }},
}}
"""


def read(text: str) -> tuple[Listing, dict[str, Component]]:
    listing = parse("bun.lock", text.encode())
    return listing, {one.key: one for one in listing.components}


def test_a_text_lock() -> None:
    listing, found = read(LOCK)
    assert listing.project == "app"
    left = found["left"]
    assert (left.version, left.direct, left.at.line) == ("1.0.0", True, 14)
    assert left.source == "https://r.invalid/l.tgz"
    assert left.digests[0].algorithm == "sha1"
    assert left.parents == (".", "tester")
    assert found["@s/deep"].parents == ("left",)
    assert found["member/@s/deep"].parents == ("packages/member",)
    assert found["member/@s/deep"].name == "@s/deep"
    assert found["leaf"].scope is Scope.OPTIONAL
    assert (found["tester"].scope, found["tester"].groups) == (Scope.DEV, ("dev",))
    assert found["nick"].name == "real"
    assert ("alias", "nick") in found["nick"].properties
    assert (found["by-git"].origin, found["by-git"].source) == (Origin.GIT, "github:o/r#abcdef")
    assert (found["tarred"].origin, len(found["tarred"].digests)) == (Origin.URL, 1)
    assert found["."].origin is found["packages/member"].origin is Origin.OWN
    assert {(one.name, one.at.line) for one in listing.unauditable} == {
        ("by-git", 13), ("tarred", 19), ("wrong", 20), ("lost", 4),
    }  # fmt: skip


def test_the_binary_lock_is_named_and_not_read() -> None:
    (whole,) = binary("bun.lockb", MAGIC + b"0\n\0\1\2").unauditable
    assert whole.whole
    assert "bun install" in whole.hint
    with pytest.raises(ParseError):
        binary("bun.lockb", b"PK\3\4")


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"lockfileVersion": 1}', '{"lockfileVersion": 1 /*']
)
def test_what_is_no_lock_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        read(text)

"""What package-lock.json pins, in its three versions."""

import json

import pytest

from ostiary.core.digest import Digest
from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Component, Listing, Origin, Scope
from ostiary.formats.inventory import draft
from ostiary.formats.inventory.node import resolution
from ostiary.formats.inventory.node.package_lock import parse

SHA1 = "sha1-" + "A" * 27 + "="
V3 = f"""{{
  "name": "app",
  "version": "1.0.0",
  "lockfileVersion": 3,
  "packages": {{
    "": {{"name": "app", "version": "1.0.0", "workspaces": ["packages/*"],
      "dependencies": {{"a": "^1", "g": "github:o/g", "u": "https://example.invalid/u.tgz",
        "nick": "npm:real@1", "outside": "file:../outside", "shop": "^1"}},
      "devDependencies": {{"d": "1"}}}},
    "node_modules/a": {{"version": "1.0.0", "resolved": "https://u:p@r.invalid/a/-/a-1.0.0.tgz",
      "integrity": "{SHA1}", "dependencies": {{"b": "1", "none": "1"}}, "peerDependencies": {{"d": "*"}}}},
    "node_modules/a/node_modules/b": {{"version": "1.0.0", "hasInstallScript": true, "license": "MIT"}},
    "node_modules/b": {{"version": "2.0.0", "dev": true, "optional": true, "deprecated": "gone"}},
    "node_modules/d": {{"version": "2.0.0", "dev": true, "dependencies": {{"b": "2"}}}},
    "node_modules/g": {{"version": "2.0.0", "resolved": "git+ssh://git@example.invalid/o/g.git#abc"}},
    "node_modules/u": {{"version": "2.0.0", "resolved": "https://example.invalid/u.tgz"}},
    "node_modules/nick": {{"name": "real", "version": "1.0.0", "devOptional": true}},
    "node_modules/w": {{"resolved": "packages/w", "link": true}},
    "node_modules/outside": {{"resolved": "../outside", "link": true}},
    "node_modules/lost": {{"resolved": "../lost", "link": true}},
    "node_modules/p": {{"version": "1.0.0", "peer": true, "inBundle": true}},
    "node_modules/shop": {{"version": "1.0.0", "integrity": "md5-?"}},
    "node_modules/empty": {{}},
    "node_modules/wrong": 3,
    "packages/w": {{"name": "@app/w", "version": "0.1.0", "dependencies": {{"a": "1"}},
      "devDependencies": {{"b": "2"}}}},
    "../outside": {{"version": "3.0.0"}}
  }}
}}
"""
V1 = """{
  "name": "app",
  "version": "1.0.0",
  "lockfileVersion": 1,
  "dependencies": {
    "a": {
      "version": "1.0.0",
      "resolved": "https://r.invalid/a/-/a-1.0.0.tgz",
      "requires": {"b": "1", "e": "*"},
      "dependencies": {
        "b": {"version": "1.0.0", "bundled": true}
      }
    },
    "b": {"version": "2.0.0", "dev": true},
    "e": {"version": "1.0.0", "optional": true, "requires": true},
    "g": {"version": "git+https://example.invalid/o/g.git#abc", "from": "git+https://example.invalid/o/g.git"},
    "nick": {"version": "npm:real@1.2.3"},
    "f": {"version": "file:../f"},
    "u": {"version": "https://example.invalid/u.tgz"},
    "none": {"resolved": "https://r.invalid/none.tgz"},
    "wrong": []
  }
}
"""


def read(text: str) -> tuple[Listing, dict[str, Component]]:
    listing = parse("web/package-lock.json", text.encode())
    return listing, {one.key: one for one in listing.components}


def test_version_3() -> None:
    listing, found = read(V3)
    a = found["node_modules/a"]
    assert (a.name, a.version, a.at.line, a.direct) == ("a", "1.0.0", 10, True)
    assert a.parents == (".", "packages/w")
    assert a.digests == (Digest("sha1", "0" * 40),)
    assert a.source == "https://r.invalid/a/-/a-1.0.0.tgz"
    inner = found["node_modules/a/node_modules/b"]
    assert (inner.parents, inner.direct, inner.at.line) == (("node_modules/a",), False, 12)
    assert inner.properties == (("hasInstallScript", "yes"), ("license", "MIT"))
    assert found["node_modules/b"].parents == ("node_modules/d", "packages/w")
    assert found["node_modules/b"].groups == ("dev", "optional")
    assert found["node_modules/d"].parents == (".", "node_modules/a")
    assert found["."].origin is found["packages/w"].origin is Origin.OWN
    assert found["packages/w"].name == "@app/w"
    assert "node_modules/w" not in found
    assert listing.project == "app"


def test_scopes_and_flags() -> None:
    _, found = read(V3)
    assert found["node_modules/b"].scope is Scope.DEV
    assert found["node_modules/nick"].scope is Scope.OPTIONAL
    assert found["node_modules/p"].scope is Scope.PEER
    assert found["node_modules/a"].scope is Scope.RUNTIME
    assert ("inBundle", "yes") in found["node_modules/p"].properties


def test_origins_and_aliases() -> None:
    _, found = read(V3)
    assert found["node_modules/g"].origin is Origin.GIT
    assert found["node_modules/u"].origin is Origin.URL
    assert found["../outside"].origin is Origin.PATH
    assert found["../outside"].direct
    assert found["node_modules/nick"].name == "real"
    assert ("alias", "nick") in found["node_modules/nick"].properties


def test_what_cannot_be_read_is_named_with_its_line() -> None:
    listing, found = read(V3)
    assert {(one.name, one.at.line) for one in listing.unauditable} == {
        ("lost", 20), ("shop", 22), ("empty", 23), ("wrong", 24),
    }  # fmt: skip
    assert found["node_modules/empty"].version == ""


def test_version_1() -> None:
    listing, found = read(V1)
    assert found["node_modules/a/node_modules/b"].parents == ("node_modules/a",)
    assert found["node_modules/a/node_modules/b"].at.line == 11
    assert ("inBundle", "yes") in found["node_modules/a/node_modules/b"].properties
    assert found["node_modules/e"].parents == ("node_modules/a",)
    assert found["node_modules/e"].scope is Scope.OPTIONAL
    assert found["node_modules/b"].scope is Scope.DEV
    assert (found["node_modules/a"].direct, found["node_modules/e"].direct) == (True, False)
    assert (found["node_modules/nick"].name, found["node_modules/nick"].version) == (
        "real",
        "1.2.3",
    )
    assert found["node_modules/g"].origin is Origin.GIT
    assert found["node_modules/u"].origin is Origin.URL
    assert {one.name for one in listing.unauditable} == {"g", "f", "u", "none", "wrong"}
    assert all(one.at.line for one in listing.components)
    assert all(one.at.line for one in listing.unauditable)


def test_version_2_is_read_by_its_packages() -> None:
    lock = json.loads(V3)
    lock["lockfileVersion"] = 2
    lock["dependencies"] = {"a": {"version": "9.9.9"}}
    _, found = read(json.dumps(lock))
    assert found["node_modules/a"].version == "1.0.0"


def test_an_unknown_version_is_said() -> None:
    listing, _ = read(
        '{"lockfileVersion": 9, "packages": {"node_modules/a": {"version": "1.0.0"}}}'
    )
    assert len(listing.components) == len(listing.unauditable) == 1
    assert "9" in listing.unauditable[0].reason


def test_an_empty_lock_is_no_error() -> None:
    listing, _ = read('{"name": "x", "lockfileVersion": 1}')
    assert not listing.unauditable


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"packages": ', '{"name": "x"}'])
def test_what_is_no_lock_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        read(text)


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = '{"version": "1.0.0", "dependencies": {"a": ' * 120 + "{}" + "}}" * 120
    listing, found = read('{"lockfileVersion": 1, "dependencies": {"a": ' + deep + "}}")
    assert len(found) < 60
    assert [one.reason for one in listing.unauditable] == ["its path is longer than npm writes any"]
    monkeypatch.setattr(draft, "MAX_COMPONENTS", 3)
    with pytest.raises(LimitError):
        read(V3)
    monkeypatch.setattr(draft, "MAX_COMPONENTS", 100)
    monkeypatch.setattr(resolution, "MAX_LOOKS", 3)
    with pytest.raises(LimitError):
        read(V3)


def test_a_path_longer_than_any_is_said() -> None:
    path = "node_modules/a/" * 200 + "node_modules/b"
    listing, found = read(json.dumps({"packages": {path: {"version": "1.0.0"}}}))
    assert not found
    assert listing.unauditable[0].name == "b"

"""What a package.json asks for."""

import pytest

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, ListingKind, Origin, Scope
from ostiary.formats.inventory.node.package_json import parse

MANIFEST = """{
  "name": "app",
  "version": "1.0.0",
  "workspaces": ["packages/*", "./tools/one"],
  "dependencies": {
    "exact": "1.2.3",
    "ranged": "^1.0.0",
    "tagged": "latest",
    "nick": "npm:@corp/real@2.0.0",
    "by-git": "git+ssh://git@example.invalid/o/r.git#v1",
    "short": "owner/repo",
    "by-url": "https://user:secret@example.invalid/x.tgz",
    "by-path": "file:../x",
    "member": "workspace:^",
    "moved": "1.0.0",
    "wrong": 5,
    "bad name!": "1.0.0",
    "listed": "catalog:",
    "j": "jsr:@std/path@^1"
  },
  "optionalDependencies": {"moved": "2.0.0"},
  "devDependencies": {"tester": "~1.0.0", "host": "1.0.0"},
  "peerDependencies": {"host": ">=1", "maybe": "*"},
  "peerDependenciesMeta": {"maybe": {"optional": true}},
  "bundleDependencies": ["exact"],
  "overrides": {"deep": "1.0.1", "a": {".": "2.0.0", "b@^1": "npm:c@3.0.0"}, "exact": "$exact"},
  "resolutions": {"**/glob": "5.0.0", "x/@corp/y": "1.0.0"},
  "pnpm": {"overrides": {"p>q": "1.0.0"}}
}
"""


@pytest.fixture
def found() -> dict[str, Component]:
    return {one.key: one for one in parse("web/package.json", MANIFEST.encode()).components}


def test_versions_ranges_and_aliases(found: dict[str, Component]) -> None:
    exact = found["exact@1.2.3"]
    assert (exact.version, exact.requirement, exact.at.line) == ("1.2.3", "", 6)
    assert exact.direct
    assert exact.parents == (".",)
    assert ("bundled", "yes") in exact.properties
    assert (found["ranged@^1.0.0"].version, found["ranged@^1.0.0"].requirement) == ("", "^1.0.0")
    assert found["tagged@latest"].requirement == "latest"
    nick = found["@corp/real@2.0.0"]
    assert (nick.name, nick.version, nick.properties) == (
        "@corp/real",
        "2.0.0",
        (("alias", "nick"),),
    )
    assert found["listed@catalog:"].requirement == "catalog:"
    assert (found["@std/path@^1"].type, found["@std/path@^1"].requirement) == ("jsr", "^1")


def test_scopes(found: dict[str, Component]) -> None:
    assert found["tester@~1.0.0"].scope is Scope.DEV
    assert found["tester@~1.0.0"].groups == ("dev",)
    assert found["moved@2.0.0"].scope is Scope.OPTIONAL
    assert "moved@1.0.0" not in found
    assert (found["host@1.0.0"].scope, found["host@>=1"].scope) == (Scope.DEV, Scope.PEER)
    assert found["maybe@*"].properties == (("optional", "yes"),)


def test_places_are_named_as_unauditable_too(found: dict[str, Component]) -> None:
    origins = {one.name: one.origin for one in found.values()}
    assert origins["by-git"] is origins["short"] is Origin.GIT
    assert origins["by-url"] is Origin.URL
    assert origins["by-path"] is Origin.PATH
    assert origins["member"] is origins["app"] is Origin.OWN
    listing = parse("web/package.json", MANIFEST.encode())
    assert {(one.name, one.at.line) for one in listing.unauditable} == {
        ("by-git", 10), ("short", 11), ("by-url", 12), ("by-path", 13), ("wrong", 16), ("bad name!", 17),
    }  # fmt: skip
    assert "secret" not in str(listing)


def test_what_is_forced_has_no_version_of_its_own(found: dict[str, Component]) -> None:
    forced = {
        (one.name, one.requirement, dict(one.properties)["forced-by"])
        for one in found.values()
        if "forced-by" in dict(one.properties)
    }
    assert forced == {
        ("deep", "1.0.1", "overrides"),
        ("a", "2.0.0", "overrides"),
        ("c", "3.0.0", "overrides"),
        ("glob", "5.0.0", "resolutions"),
        ("@corp/y", "1.0.0", "resolutions"),
        ("q", "1.0.0", "pnpm.overrides"),
    }
    assert not any(one.version or one.direct for one in found.values() if "forced-by" in str(one))


def test_the_listing_itself() -> None:
    listing = parse("web/package.json", MANIFEST.encode())
    assert (listing.format, listing.kind, listing.project) == (
        "package.json", ListingKind.MANIFEST, "app",
    )  # fmt: skip
    assert listing.includes == ("web/tools/one/package.json",)
    assert len({one.key for one in listing.components}) == len(listing.components)


def test_keys_that_stand_twice_are_named() -> None:
    data = b'{\n"dependencies": {\n"a": "1.0.0",\n"b": "1.0.0",\n"a": "2.0.0"}}'
    listing = parse("package.json", data)
    assert {(one.name, one.version, one.at.line) for one in listing.components} == {
        ("a", "2.0.0", 5),
        ("b", "1.0.0", 4),
    }
    assert [(one.name, one.at.line) for one in listing.unauditable] == [("a", 5)]


def test_tables_of_the_wrong_kind_are_named() -> None:
    listing = parse("package.json", b'{"dependencies": ["a"], "overrides": {"a": [1]}}')
    assert len(listing.unauditable) == 2


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b'{"a":' * 3000, b'{"name": "\xff"}', b"\0", b'{"a": 1} x']
)
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse("package.json", data)

"""What Deno's manifests ask for and its lockfiles pin."""

import json

import pytest

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, Origin
from ostiary.formats.inventory.node.deno_json import parse as manifest
from ostiary.formats.inventory.node.deno_lock import parse

SHA1 = "sha1-" + "A" * 27 + "="
URL = "https://example.invalid/x@v1.2.3/mod.ts"
CONFIG = """{
  // the project
  "name": "@own/app",
  "version": "1.0.0",
  "imports": {
    "a": "npm:a@^1.0.0",
    "real": "npm:@s/real@1.2.3/sub/path",
    "path": "jsr:@std/path@1.0.0",
    "bare": "jsr:@std/fs",
    "@/": "./src/",
    "remote": "https://example.invalid/x@v1.2.3/mod.ts",
    "remote2": "https://example.invalid/mod.ts",
    "what": "gopher:x",
    "wrong": 1,
  },
  "scopes": {"./x/": {"b": "npm:b@2.0.0"}},
  "workspace": ["./one", "packages/*"],
}
"""


def keyed(listing: Listing) -> dict[str, Component]:
    return {one.key: one for one in listing.components}


def test_a_manifest() -> None:
    listing = manifest("deno.jsonc", CONFIG.encode())
    found = keyed(listing)
    assert (found["."].type, found["."].origin) == ("jsr", Origin.OWN)
    assert (found["a@^1.0.0"].type, found["a@^1.0.0"].requirement) == ("npm", "^1.0.0")
    assert (found["@s/real@1.2.3"].version, found["@s/real@1.2.3"].at.line) == ("1.2.3", 7)
    assert (found["@std/path@1.0.0"].type, found["@std/path@1.0.0"].version) == ("jsr", "1.0.0")
    assert found["@std/fs@*"].requirement == "*"
    assert found["b@2.0.0"].version == "2.0.0"
    assert (found[URL].version, found[URL].origin) == ("1.2.3", Origin.URL)
    assert [(one.at.line) for one in listing.unauditable] == [12, 13, 14]
    assert listing.includes == ("one/deno.json",)


def test_version_2() -> None:
    lock = {
        "version": "2",
        "remote": {URL: "0" * 64},
        "npm": {
            "specifiers": {"a@^1": "a@1.0.0"},
            "packages": {
                "a@1.0.0": {"integrity": SHA1, "dependencies": {"b": "b@2.0.0_c@1.0.0"}},
                "b@2.0.0_c@1.0.0": {"integrity": SHA1, "dependencies": {}},
            },
        },
    }
    found = keyed(parse("deno.lock", json.dumps(lock, indent=1).encode()))
    assert (found["npm:a@1.0.0"].direct, found["npm:a@1.0.0"].digests[0].algorithm) == (
        True,
        "sha1",
    )
    inner = found["npm:b@2.0.0_c@1.0.0"]
    assert (inner.name, inner.version, inner.parents) == ("b", "2.0.0", ("npm:a@1.0.0",))
    assert not inner.direct
    assert found[URL].digests[0].value == "0" * 64


def test_version_3() -> None:
    lock = {
        "version": "3",
        "packages": {
            "specifiers": {"npm:a@^1": "npm:a@1.0.0", "jsr:@s/b@^1": "jsr:@s/b@1.5.0"},
            "jsr": {"@s/b@1.5.0": {"integrity": "f" * 64, "dependencies": ["npm:a@^1"]}},
            "npm": {"a@1.0.0": {"integrity": SHA1, "dependencies": {}}},
        },
        "remote": {},
    }
    found = keyed(parse("deno.lock", json.dumps(lock).encode()))
    assert found["npm:a@1.0.0"].parents == ("jsr:@s/b@1.5.0",)
    assert found["npm:a@1.0.0"].direct
    assert found["jsr:@s/b@1.5.0"].properties == (("integrity", "f" * 64),)
    assert found["jsr:@s/b@1.5.0"].name == "@s/b"


@pytest.mark.parametrize("version", ["4", "5"])
def test_versions_4_and_5(version: str) -> None:
    lock = {
        "version": version,
        "specifiers": {"npm:@s/a@^1": "1.0.0", "npm:gone@1": "1.0.0", "jsr:@s/b@1": "1.5.0"},
        "jsr": {"@s/b@1.5.0": {"integrity": "f" * 64}},
        "npm": {
            "@s/a@1.0.0": {
                "integrity": SHA1,
                "dependencies": ["b", "c@2.0.0", "nick@npm:d@1.0.0"],
                "optionalDependencies": ["@s/e"],
                "tarball": "https://r.invalid/a.tgz",
            },
            "b@1.0.0": {"integrity": SHA1},
            "c@1.0.0": {"integrity": SHA1},
            "c@2.0.0": {"integrity": "x"},
            "d@1.0.0": {"integrity": SHA1},
            "@s/e@1.0.0": {"integrity": SHA1},
            "wrong": {},
        },
        "workspace": {"dependencies": ["npm:@s/a@^1"]},
    }
    listing = parse("deno.lock", json.dumps(lock, indent=1).encode())
    found = keyed(listing)
    first = found["npm:@s/a@1.0.0"]
    assert first.direct
    assert first.source == "https://r.invalid/a.tgz"
    for key in ("npm:b@1.0.0", "npm:c@2.0.0", "npm:d@1.0.0", "npm:@s/e@1.0.0"):
        assert found[key].parents == (first.key,)
    assert not found["npm:c@1.0.0"].parents
    assert {one.name for one in listing.unauditable} == {"c", "wrong", "npm:gone@1"}


def test_an_unknown_version_is_said() -> None:
    listing = parse("deno.lock", b'{"version": "9", "npm": {"a@1.0.0": {}}}')
    assert (len(listing.components), len(listing.unauditable)) == (1, 1)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"version": '])
def test_what_is_no_lock_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        parse("deno.lock", text.encode())
    if text != "{}":
        with pytest.raises(ParseError):
            manifest("deno.json", text.encode())

"""What pnpm-lock.yaml pins, in its versions."""

import pytest

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, Origin, Scope
from ostiary.formats.inventory.node.pnpm_keys import read_key
from ostiary.formats.inventory.node.pnpm_lock import parse

SHA1 = "sha1-" + "A" * 27 + "="
V5 = f"""lockfileVersion: 5.4
specifiers:
  left: ^1.0.0
dependencies:
  left: 1.0.0_@corp+right@1.2.0
  nick: /real/1.1.0
  by-git: github.com/o/r/abcdef
optionalDependencies:
  maybe: 1.0.0
devDependencies:
  tester: 1.0.0
  own: link:../own

packages:
  /@corp/right/1.2.0:
    resolution: {{integrity: {SHA1}}}
    dev: false
  /left/1.0.0_@corp+right@1.2.0:
    resolution: {{integrity: {SHA1}}}
    dependencies:
      '@corp/right': 1.2.0
    optionalDependencies:
      leaf: 2.0.0
  /leaf/2.0.0:
    resolution: {{integrity: {SHA1}}}
    requiresBuild: true
  /real/1.1.0:
    resolution: {{integrity: {SHA1}}}
  /maybe/1.0.0:
    resolution: {{integrity: {SHA1}}}
    deprecated: no more
  /tester/1.0.0:
    resolution: {{integrity: {SHA1}}}
    dependencies:
      leaf: 2.0.0
  /stray/1.0.0:
    resolution: {{integrity: {SHA1}}}
    dev: true
  github.com/o/r/abcdef:
    resolution: {{tarball: https://example.invalid/o/r/tar.gz/abcdef}}
    name: by-git
    version: 3.0.0
"""
V6 = """lockfileVersion: '6.0'
importers:
  .:
    dependencies:
      left: {specifier: ^1.0.0, version: 1.0.0(@corp/right@1.2.0)}
      member: {specifier: 'workspace:*', version: link:packages/member}
    devDependencies:
      gone: {specifier: ^1.0.0, version: 1.0.0}
  packages/member:
    dependencies:
      local: {specifier: 'file:../../x.tgz', version: file:x.tgz}
packages:
  /@corp/right@1.2.0:
    resolution: {integrity: nothing}
  /left@1.0.0(@corp/right@1.2.0):
    resolution: {tarball: 'https://r.invalid/left.tgz'}
    dependencies: {'@corp/right': 1.2.0}
  file:x.tgz:
    resolution: {tarball: 'file:x.tgz'}
    name: local
  wrong: text
"""
V9 = """lockfileVersion: '9.0'
importers:
  .:
    configDependencies:
      settings: {specifier: 1.0.0, version: 1.0.0}
packages:
  settings@1.0.0:
    resolution: {integrity: SHA1}
snapshots:
  settings@1.0.0: {}
---
lockfileVersion: '9.0'
catalogs:
  default:
    left: {specifier: ^1.0.0, version: 1.0.0}
importers:
  .:
    dependencies:
      left: {specifier: 'catalog:', version: 1.0.0(peer@1.0.0)}
      again: {specifier: 'npm:left@^1', version: left@1.0.0(peer@2.0.0)}
      by-git: {specifier: 'git+https://example.invalid/o/r.git', version: git+https://example.invalid/o/r.git#abc}
      tarred: {specifier: 'https://example.invalid/t.tgz', version: https://example.invalid/t.tgz}
packages:
  left@1.0.0:
    resolution: {integrity: SHA1}
    peerDependencies: {peer: '*'}
  peer@1.0.0:
    resolution: {integrity: SHA1}
  peer@2.0.0:
    resolution: {integrity: SHA1}
  by-git@git+https://example.invalid/o/r.git#abc:
    resolution: {commit: abc, repo: 'https://example.invalid/o/r.git', type: git}
    version: 3.0.0
  tarred@https://example.invalid/t.tgz:
    resolution: {tarball: 'https://example.invalid/t.tgz'}
  unused@1.0.0:
    resolution: {integrity: SHA1}
snapshots:
  left@1.0.0(peer@1.0.0):
    dependencies: {peer: 1.0.0}
  left@1.0.0(peer@2.0.0):
    dependencies: {peer: 2.0.0}
  peer@1.0.0: {}
  peer@2.0.0: {}
  by-git@git+https://example.invalid/o/r.git#abc: {}
  tarred@https://example.invalid/t.tgz: {}
""".replace("SHA1", SHA1)


def read(text: str) -> tuple[Listing, dict[str, Component]]:
    listing = parse("pnpm-lock.yaml", text.encode())
    return listing, {one.key: one for one in listing.components}


def test_version_5() -> None:
    listing, found = read(V5)
    left = found["/left/1.0.0_@corp+right@1.2.0"]
    assert (left.name, left.version, left.direct, left.at.line) == ("left", "1.0.0", True, 18)
    assert left.digests[0].algorithm == "sha1"
    assert found["/@corp/right/1.2.0"].parents == (left.key,)
    assert found["/leaf/2.0.0"].scope is Scope.OPTIONAL
    assert found["/leaf/2.0.0"].parents == (left.key, "/tester/1.0.0")
    assert ("hasInstallScript", "yes") in found["/leaf/2.0.0"].properties
    assert ("alias", "nick") in found["/real/1.1.0"].properties
    assert (found["/tester/1.0.0"].scope, found["/tester/1.0.0"].groups) == (Scope.DEV, ("dev",))
    assert ("deprecated", "no more") in found["/maybe/1.0.0"].properties
    assert (found["/stray/1.0.0"].scope, found["/stray/1.0.0"].direct) == (Scope.DEV, False)
    git = found["github.com/o/r/abcdef"]
    assert (git.name, git.version, git.origin) == ("by-git", "3.0.0", Origin.GIT)
    assert git.source == "https://example.invalid/o/r/tar.gz/abcdef"
    own = found["own@link:../own"]
    assert (own.origin, own.scope) == (Origin.PATH, Scope.DEV)
    assert {one.name for one in listing.unauditable} == {"own"}


def test_version_6() -> None:
    listing, found = read(V6)
    left = found["/left@1.0.0(@corp/right@1.2.0)"]
    assert (left.name, left.version) == ("left", "1.0.0")
    assert (left.origin, left.source) == (Origin.REGISTRY, "https://r.invalid/left.tgz")
    assert found["member@link:packages/member"].origin is Origin.OWN
    assert (found["file:x.tgz"].name, found["file:x.tgz"].origin) == ("local", Origin.PATH)
    assert {(one.name, one.at.line) for one in listing.unauditable} == {
        ("gone", 8), ("@corp/right", 13), ("local", 18), ("wrong", 21),
    }  # fmt: skip


def test_version_9_with_several_documents() -> None:
    listing, found = read(V9)
    assert found["settings@1.0.0"].scope is Scope.BUILD
    assert found["settings@1.0.0"].groups == ("config",)
    one, other = found["left@1.0.0(peer@1.0.0)"], found["left@1.0.0(peer@2.0.0)"]
    assert (one.version, one.direct, one.at.line) == ("1.0.0", True, 24)
    assert other.properties == (("alias", "again"),)
    assert found["peer@2.0.0"].parents == (other.key,)
    git = next(one for one in found.values() if one.name == "by-git")
    assert (git.version, git.origin) == ("3.0.0", Origin.GIT)
    assert git.source == "https://example.invalid/o/r.git#abc"
    tarred = next(one for one in found.values() if one.name == "tarred")
    assert (tarred.version, tarred.origin) == ("", Origin.URL)
    assert found["unused@1.0.0"].properties == (("unreached", "yes"),)
    assert {one.name for one in listing.unauditable} == {"tarred"}


@pytest.mark.parametrize(
    ("key", "name", "version", "origin"),
    [
        ("/a/1.0.0", "a", "1.0.0", Origin.REGISTRY),
        ("/@s/a/1.0.0-rc.1_b@2.0.0+c@3.0.0", "@s/a", "1.0.0-rc.1", Origin.REGISTRY),
        ("/@s/a@1.0.0(b@2.0.0)(c@3.0.0(d@1.0.0))", "@s/a", "1.0.0", Origin.REGISTRY),
        ("@s/a@1.0.0", "@s/a", "1.0.0", Origin.REGISTRY),
        ("r.example.invalid/a/1.0.0", "a", "1.0.0", Origin.REGISTRY),
        ("r.example.invalid/@s/a@1.0.0", "@s/a", "1.0.0", Origin.REGISTRY),
        ("a@file:../x", "a", "", Origin.PATH),
        ("file:../x", "", "", Origin.PATH),
        ("a@https://example.invalid/a.tgz", "a", "", Origin.URL),
        ("@example.invalid/o/r/0123", "", "", Origin.GIT),
    ],
)
def test_keys(key: str, name: str, version: str, origin: Origin) -> None:
    found = read_key(key)
    assert (found.name, found.version, found.origin) == (name, version, origin)


def test_an_unknown_version_is_said() -> None:
    listing, _ = read("lockfileVersion: '12.0'\npackages: {}\n")
    assert [one.at.line for one in listing.unauditable] == [1]


@pytest.mark.parametrize(
    "text", ["", "a: b", "[1]", "lockfileVersion: {", "lockfileVersion: 9\n---\nx"]
)
def test_what_is_no_lock_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        read(text)

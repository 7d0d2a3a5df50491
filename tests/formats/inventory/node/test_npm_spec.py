"""Ranges, aliases and places."""

import pytest

from ostiary.core.digest import Digest
from ostiary.core.inventory import Origin
from ostiary.formats.inventory.node.integrity import digests_of, hexadecimal
from ostiary.formats.inventory.node.spec import is_name, read_spec


@pytest.mark.parametrize(
    ("spec", "name", "version", "requirement"),
    [
        ("1.2.3", "x", "1.2.3", ""),
        (" 1.2.3-rc.1+build ", "x", "1.2.3-rc.1+build", ""),
        ("=1.2.3", "x", "", "=1.2.3"),
        ("v1.2.3", "x", "", "v1.2.3"),
        ("1.2", "x", "", "1.2"),
        ("^1 || ^2", "x", "", "^1 || ^2"),
        (">=1.0.0 <2", "x", "", ">=1.0.0 <2"),
        ("", "x", "", ""),
        ("next", "x", "", "next"),
        ("npm:real@1.0.0", "real", "1.0.0", ""),
        ("npm:@corp/real@^1", "@corp/real", "", "^1"),
        ("npm:@corp/real", "@corp/real", "", ""),
        ("npm:real", "real", "", ""),
        ("npm:^1.0.0", "x", "", "^1.0.0"),
        ("npm:1.0.0", "x", "1.0.0", ""),
        ("patch:x@npm%3A1.0.0#./p.patch", "x", "1.0.0", ""),
    ],
)
def test_of_the_registry(spec: str, name: str, version: str, requirement: str) -> None:
    asked = read_spec("x", spec)
    assert (asked.name, asked.version, asked.requirement) == (name, version, requirement)
    assert asked.origin is Origin.REGISTRY


@pytest.mark.parametrize(
    ("spec", "origin"),
    [
        ("git+ssh://git@example.invalid/o/r.git#semver:^1", Origin.GIT),
        ("git://example.invalid/o/r", Origin.GIT),
        ("git@example.invalid:o/r.git", Origin.GIT),
        ("https://example.invalid/o/r.git#main", Origin.GIT),
        ("https://example.invalid/o/r.git", Origin.GIT),
        ("github:o/r", Origin.GIT),
        ("o/r#branch", Origin.GIT),
        ("ssh://git@example.invalid/o/r", Origin.GIT),
        ("https://example.invalid/x.tgz", Origin.URL),
        ("http://example.invalid/x", Origin.URL),
        ("file:../x", Origin.PATH),
        ("link:x", Origin.PATH),
        ("portal:x", Origin.PATH),
        ("./x.tgz", Origin.PATH),
        ("~/x", Origin.PATH),
        ("C:\\x", Origin.PATH),
        ("workspace:*", Origin.OWN),
        ("workspace:other@^", Origin.OWN),
    ],
)
def test_places(spec: str, origin: Origin) -> None:
    asked = read_spec("x", spec)
    assert asked.origin is origin
    assert asked.source == spec
    assert not asked.version


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        *((one, True) for one in ("a", "@a/b", "A.b_c-d")),
        *((one, False) for one in ("", "@a", "a/b", "a b", ".a", "@a/b/c", "a" * 301, "a\n")),
    ],
)
def test_names(name: str, fits: bool) -> None:
    assert is_name(name) is fits


def test_integrity() -> None:
    sha1 = "sha1-" + "A" * 27 + "="
    sha512 = "sha512-" + "A" * 86 + "=="
    assert digests_of(f"{sha512}?opt {sha1}") == (
        Digest("sha512", "0" * 128),
        Digest("sha1", "0" * 40),
    )
    assert digests_of("") == ()
    for wrong in ("sha512", "sha512-AAAA", "sha9-AAAA", "sha1-" + "!" * 28, "x" * 5000):
        assert digests_of(wrong) is None
    assert hexadecimal("sha1", "0" * 39) == ()

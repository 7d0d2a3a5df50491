"""package.json as npm reads it, and what hostile JSON comes to."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.facts.release import FileForm, Requirement
from ostiary.formats.contents import Contents, FileRow, Kind
from ostiary.formats.declared import DeclaredLicence, DeclaredPlatforms, DeclaredRequirements
from ostiary.formats.manifests import read_manifests, wanted
from ostiary.formats.npm.gyp import MAX_COMMANDS, gyp_commands
from ostiary.formats.npm.manifest import NpmManifest, parse_manifest
from ostiary.formats.npm.requirement import read_requirement
from ostiary.formats.python.metadata import CoreMetadata

PLAIN = {
    "name": "@scope/sample",
    "version": "1.0.0",
    "scripts": {"test": "mocha", "postinstall": "node x.js"},
    "bin": "./cli.js",
    "main": "lib",
    "dependencies": {"a": "^1", "b": "github:some/b"},
    "devDependencies": {"c": "*"},
    "bundleDependencies": ["a"],
    "license": {"type": "MIT"},
    "repository": {"url": "git+https://example.invalid/x.git"},
    "author": "Some One <Some@example.invalid>",
    "contributors": [{"email": "other@example.invalid"}],
    "os": ["linux"],
    "engines": {"node": ">=18"},
    "exports": {".": {"import": "./a.mjs", "require": "./a.cjs"}},
}


def test_every_field_of_package_json() -> None:
    found = parse_manifest(json.dumps(PLAIN, indent=1).encode())
    assert (found.name, found.version, found.licence) == ("@scope/sample", "1.0.0", "MIT")
    assert found.scripts == (("test", "mocha"), ("postinstall", "node x.js"))
    assert dict(found.script_lines)["postinstall"] == 6
    assert found.bins == (("sample", "./cli.js"),)
    assert found.requirements == (
        Requirement("a", "^1"),
        Requirement("b", "github:some/b", url="github:some/b"),
        Requirement("c", "*", "dev"),
        Requirement("a", "", "bundled"),
    )
    assert found.emails == ("some@example.invalid", "other@example.invalid")
    assert found.engines == (("node", ">=18"),)
    assert found.exports_sample == ("./a.mjs", "./a.cjs")
    assert (found.wrong, found.repeated) == ((), ())


def test_the_last_of_two_keys_counts_and_is_told() -> None:
    text = (
        b'{"name": "a", "version": "1", "scripts": {"install": "x"}, "scripts": {"install": "y"}}'
    )
    found = parse_manifest(text)
    assert found.scripts == (("install", "y"),)
    assert found.repeated == ("scripts",)


def test_wrong_types_are_told() -> None:
    text = b'{"name": 1, "version": [], "scripts": {"a": 1, "b": "x"}, "bin": 3, "license": 4}'
    found = parse_manifest(text)
    assert found.scripts == (("b", "x"),)
    assert found.wrong == ("name", "version", "bin", "scripts.*")


def test_byte_order_mark_and_latin_1() -> None:
    assert parse_manifest(b'\xef\xbb\xbf{"name": "a"}').name == "a"
    assert parse_manifest(b'{"name": "a", "license": "\xe9"}').licence == "\xe9"


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b'{"a": 1}\0', b'{"a": ' + b"9" * 10_000 + b"}", b'"text"']
)
def test_what_is_no_object_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse_manifest(data)


def test_deep_json_hits_a_limit() -> None:
    with pytest.raises(LimitError):
        parse_manifest(b"[" * 200_000)


@pytest.mark.parametrize(
    "text",
    [
        "git+ssh://git@example.invalid/a.git",
        "http://example.invalid/a.tgz",
        "some/a",
        "some/a#main",
        "github:some/a",
        "git@example.invalid:some/a.git",
        "file:../a",
        "../a",
        "~/a",
        "link:./a",
    ],
)
def test_places_instead_of_ranges(text: str) -> None:
    assert read_requirement("a", text, "").url == text


@pytest.mark.parametrize(
    "text", ["", "*", "^1.2", "1.x || >=2", "latest", "npm:@scope/a@1", "workspace:*", "1.0 - 2.0"]
)
def test_ranges_are_no_places(text: str) -> None:
    assert read_requirement("a", text, "").url == ""


def test_commands_of_a_binding_gyp() -> None:
    text = b"""{'a': '<!(node -e "require(\\'nan\\')")', "b": "<!@(x \\"y\\"):z", 'c': '-I <!(z) <!(w"}\n"""
    assert gyp_commands(text) == ("node -e \"require(\\'nan\\')\"", 'x \\"y\\"', "z", 'w"}')
    assert gyp_commands(b"") == ()
    many = "\n".join(f"'<!(c{n})'" for n in range(MAX_COMMANDS + 1))
    with pytest.raises(LimitError):
        gyp_commands(many.encode())


def tarball(form: FileForm, name: str, files: dict[str, bytes]) -> tuple[object, ...]:
    rows = tuple(sorted(FileRow(f"package/{path}", "", 1, Kind.TEXT) for path in files))
    texts = {f"package/{path}": data for path, data in files.items() if wanted(form, path)}
    return read_manifests(Contents(name, form, "", 1, rows, root="package"), texts)[0]


def test_a_tarball() -> None:
    files = {
        "package.json": json.dumps(PLAIN).encode(),
        "binding.gyp": b"{'a': '<!(cmd)'}",
        ".npmrc": b"",
        "LICENSE.md": b"",
    }
    manifest, requirements, licence, platforms = tarball(FileForm.NPM, "a.tgz", files)
    assert isinstance(manifest, NpmManifest)
    assert (manifest.gyp, manifest.npmrc, manifest.gyp_commands) == (True, True, ("cmd",))
    assert manifest.path == "package/package.json"
    assert isinstance(platforms, DeclaredPlatforms)
    assert platforms.platforms == ("linux",)
    assert requirements == DeclaredRequirements(
        "a.tgz", "package/package.json", manifest.requirements
    )
    assert licence == DeclaredLicence(
        "a.tgz", "package/package.json", "MIT", ("package/LICENSE.md",)
    )


def test_scripts_of_bundled_packages() -> None:
    top = {"name": "a", "version": "1", "bundledDependencies": True}
    inner = {"name": "b", "scripts": {"test": "x", "postinstall": "y"}}
    files = {
        "package.json": json.dumps(top).encode(),
        "node_modules/@s/b/package.json": json.dumps(inner).encode(),
        "node_modules/@s/b/node_modules/c/package.json": b"{}",
        "node_modules/@s/b/node_modules/c/binding.gyp": b"",
        "node_modules/@s/b/lib/package.json": b"no manifest of a package",
    }
    manifest = tarball(FileForm.NPM, "a.tgz", files)[0]
    assert isinstance(manifest, NpmManifest)
    assert [(one.path, one.name, one.command) for one in manifest.bundled_scripts] == [
        ("package/node_modules/@s/b/node_modules/c/package.json", "install", "node-gyp rebuild"),
        ("package/node_modules/@s/b/package.json", "test", "x"),
        ("package/node_modules/@s/b/package.json", "postinstall", "y"),
    ]
    del top["bundledDependencies"]
    files["package.json"] = json.dumps(top).encode()
    manifest = tarball(FileForm.NPM, "a.tgz", files)[0]
    assert isinstance(manifest, NpmManifest)
    assert manifest.bundled_scripts == ()


def test_what_is_bundled_cannot_hide_the_scripts_of_the_package() -> None:
    top = b'{"name": "a", "version": "1", "bundleDependencies": ["b"], "scripts": {"install": "x"}}'
    texts = {"p/package.json": top, "p/node_modules/b/package.json": b"{", "p/binding.gyp": b"\0"}
    rows = tuple(sorted(FileRow(path, "", 1, Kind.TEXT) for path in texts))
    facts, problems = read_manifests(Contents("a.tgz", FileForm.NPM, "", 1, rows, root="p"), texts)
    manifest = facts[0]
    assert isinstance(manifest, NpmManifest)
    assert manifest.scripts == (("install", "x"),)
    assert [(one.kind, one.path) for one in problems] == [
        (NpmManifest, "p/binding.gyp"),
        (NpmManifest, "p/package.json"),
    ]


def test_python_files_do_not_hide_a_package_json_from_npm() -> None:
    files = {"package.json": b'{"name": "a", "version": "1"}', "setup.py": b"", "PKG-INFO": b""}
    facts = tarball(FileForm.SDIST, "a.tgz", files)
    assert any(isinstance(one, NpmManifest) for one in facts)


def test_pages_of_a_python_project_are_no_npm_package() -> None:
    info = b"Name: a\nVersion: 1\n"
    files = {"package.json": b'{"name": "a", "version": "1"}', "setup.py": b"", "PKG-INFO": info}
    facts = tarball(FileForm.SDIST, "a-1.tar.gz", files)
    assert not any(isinstance(one, NpmManifest) for one in facts)
    assert any(isinstance(one, CoreMetadata) for one in facts)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
documents = st.dictionaries(st.sampled_from([*PLAIN, "peerDependencies", "licenses"]), values)


@given(documents)
def test_any_types_are_read(document: dict[str, object]) -> None:
    found = parse_manifest(json.dumps(document).encode())
    assert all(isinstance(text, str) for _, text in found.scripts)


@given(st.binary(max_size=200))
def test_nothing_but_a_parse_error_comes_out_of_npm_files(data: bytes) -> None:
    for parse in (parse_manifest, gyp_commands):
        try:
            parse(data)
        except ParseError:
            continue


def test_a_manifest_without_identity_still_has_hooks_and_entries() -> None:
    found = parse_manifest(
        b'{"scripts": {"postinstall": "node x.js"}, "module": "m.mjs", "browser": {"./a": "./b.js"},'
        b' "imports": {"#x": {"node": "./y.js"}}}'
    )
    assert (found.name, found.version) == ("", "")
    assert found.scripts == (("postinstall", "node x.js"),)
    assert found.entries == ("m.mjs", "./b.js", "./y.js")


def test_a_declaration_under_types_is_no_file_that_a_runtime_loads() -> None:
    targets = {
        "types": "./a.d.ts",
        "types@>=5": {"types": "./b.d.ts", "default": "./c.d.ts"},
        "default": "./a.js",
    }
    document = {"name": "a", "version": "1", "exports": {".": targets, "./x": {"types": "./x.js"}}}
    found = parse_manifest(json.dumps(document).encode())
    assert set(found.exports_sample) == {"./c.d.ts", "./a.js", "./x.js"}

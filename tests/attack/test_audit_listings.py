"""Lockfiles and installed packages that say something else to a reader than to an installer."""

import json
from pathlib import Path

import pytest

from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.flows.audit import inventory
from world.auditor import Auditor
from world.sites import install, record

UV = """version = 1
requires-python = ">=3.11"

[[package]]
name = "app"
version = "0.1"
source = {{ virtual = "." }}
dependencies = [{{ name = "flawed" }}]

[[package]]
name = "{name}"
version = "{version}"
source = {source}
"""
INDEX = '{ registry = "https://index.example.invalid/simple" }'


def advisories(run: Run) -> set[str]:
    """Advisories that were found."""
    return {one.advisory for one in run.findings if one.advisory}


def unchecked(run: Run) -> set[str]:
    """Names of what nobody could check."""
    assert run.audit is not None
    return {one.name for one in run.audit.unchecked}


@pytest.mark.parametrize("name", ["flawed", "Flawed", "FLAWED", "fLaWed"])
@pytest.mark.parametrize(
    "version", ["1.0", "v1.0", "1.0.0.0", "0!1.0", "1.0+local.1", "1.0.post1", "1.0rc1"]
)
def test_every_spelling_of_a_release_is_matched(
    place: Path, audited: Auditor, name: str, version: str
) -> None:
    (place / "uv.lock").write_text(UV.format(name=name, version=version, source=INDEX))
    assert advisories(audited()) == {"OSV-1"}


@pytest.mark.parametrize("version", ["", " ", "one", "1.0 ", "latest", "1.x", "9" * 2000])
def test_a_version_that_says_nothing_is_no_pass(
    place: Path, audited: Auditor, version: str
) -> None:
    (place / "uv.lock").write_text(UV.format(name="flawed", version=version, source=INDEX))
    assert audited().worst >= Decision.REVIEW


@pytest.mark.parametrize(
    "source",
    [
        INDEX,
        '{ registry = "../private" }',
        '{ editable = "." }',
        '{ virtual = "." }',
        '{ directory = "vendor" }',
        '{ editable = "vendor" }',
        '{ git = "https://git.example.invalid/x" }',
        '{ url = "https://files.example.invalid/flawed-1.0.tar.gz" }',
        '{ path = "flawed.whl" }',
        "{ unheard = 1 }",
        "{}",
    ],
)
def test_no_source_takes_a_package_out_of_sight(place: Path, audited: Auditor, source: str) -> None:
    (place / "pyproject.toml").write_text(
        '[project]\nname = "app"\nversion = "0.1"\ndependencies = ["flawed"]\n'
    )
    (place / "uv.lock").write_text(UV.format(name="flawed", version="1.0", source=source))
    assert advisories(audited()) == {"OSV-1"}


def test_a_member_that_no_manifest_names_is_matched(place: Path, audited: Auditor) -> None:
    text = UV.format(name="flawed", version="1.0", source='{ editable = "packages/flawed" }')
    (place / "uv.lock").write_text(f'{text}\n[manifest]\nmembers = ["app", "flawed"]\n')
    (place / "pyproject.toml").write_text('[project]\nname = "app"\nversion = "0.1"\n')
    assert advisories(audited()) == {"OSV-1"}


def test_ones_own_project_is_not_matched(place: Path, audited: Auditor) -> None:
    """A private name that somebody took on an index is no finding about the project itself."""
    text = UV.format(name="sound", version="1.0", source=INDEX).replace('"app"', '"flawed"')
    (place / "uv.lock").write_text(text)
    (place / "pyproject.toml").write_text('[project]\nname = "flawed"\nversion = "0.1"\n')
    assert advisories(audited()) == set()


def packages(**entries: object) -> str:
    """A lock of npm."""
    return json.dumps(
        {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": entries}
    )


PLAIN = {"version": "1.0.0", "resolved": "https://registry.example.invalid/x.tgz"}


@pytest.fixture
def npm(audited: Auditor, advise: object) -> Auditor:
    """An audit with a flaw of `flawed` of npm."""
    advise(record("OSV-9", "flawed", "npm", fixed="2.0.0"))  # type: ignore[operator]
    return audited


@pytest.mark.parametrize(
    "entries",
    [
        {"node_modules/flawed": PLAIN},
        {"node_modules/other": {**PLAIN, "name": "flawed"}},
        {"node_modules/a/node_modules/flawed": PLAIN},
        {"node_modules/flawed": {**PLAIN, "dev": True, "optional": True, "peer": True}},
        {"node_modules/flawed": {**PLAIN, "extraneous": True, "inBundle": True}},
        {"node_modules/flawed": {**PLAIN, "version": "v1.0.0"}},
        {"node_modules/flawed": {**PLAIN, "version": "=1.0.0"}},
        {"node_modules/flawed": {**PLAIN, "version": "1.0.0+build"}},
        {"node_modules/flawed": {**PLAIN, "version": "1.0.0-rc.1"}},
        {
            "": {"workspaces": ["packages/*"]},
            "packages/flawed": {"version": "1.0.0", "name": "flawed"},
        },
        {"": {"workspaces": ["*"]}, "flawed": {"version": "1.0.0"}},
        {
            "node_modules/flawed": {"link": True, "resolved": "v"},
            "v": {"version": "1.0.0", "name": "flawed"},
        },
    ],
)
def test_every_entry_of_npm_is_matched(
    place: Path, npm: Auditor, entries: dict[str, object]
) -> None:
    (place / "package-lock.json").write_text(packages(**{"": {"name": "app"}, **entries}))
    (place / "package.json").write_text('{"name": "app", "version": "1.0.0"}')
    assert advisories(npm()) == {"OSV-9"}


@pytest.mark.parametrize(
    "entries",
    [
        {"node_modules/flawed": {"link": True, "resolved": "gone"}},
        {"node_modules/flawed": {"version": None}},
        {"node_modules/flawed": {"version": ["1.0.0"]}},
        {"node_modules/flawed": 1},
        {"node_modules/": PLAIN},
        {"node_modules/Flawed ": PLAIN},
    ],
)
def test_entries_that_say_nothing_are_no_pass(
    place: Path, npm: Auditor, entries: dict[str, object]
) -> None:
    (place / "package-lock.json").write_text(packages(**entries))
    assert npm().worst >= Decision.REVIEW


@pytest.mark.parametrize(
    "text",
    [
        '{"lockfileVersion": 3, "packages": {"node_modules/flawed": {"version": "1.0.0"}}, "packages": {}}',
        '{"lockfileVersion": 3, "packages": {}} trailing',
        '{"lockfileVersion": 3, "packages": {}}{"packages": {"node_modules/flawed": {"version": "1.0.0"}}}',
        '{"lockfileVersion": 3, /* x */ "packages": {}}',
        '{"lockfileVersion": 3, "packages": []}',
        '{"lockfileVersion": 3, "packages": null}',
        '{"lockfileVersion": 3, "packages": "x"}',
        '{"lockfileVersion": 9, "packages": {}}',
        '{"lockfileVersion": 2, "packages": {}, "dependencies": {"flawed": {"version": "1.0.0"}}}',
        "[]",
        "null",
        "",
    ],
)
def test_a_doubtful_lock_of_npm_is_no_pass(place: Path, npm: Auditor, text: str) -> None:
    (place / "package-lock.json").write_text(text)
    assert npm().worst >= Decision.REVIEW


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "uv.lock",
            b"\xef\xbb\xbf" + UV.format(name="flawed", version="1.0", source=INDEX).encode(),
        ),
        ("uv.lock", UV.format(name="flawed", version="1.0", source=INDEX).encode("utf-16")),
        ("uv.lock", b"version = 1\n[[package]]\nname = 'x'\nname = 'y'\n"),
        ("uv.lock", b"version = 1\n\0\n"),
        ("uv.lock", b"version = 1\npackage = 'x'\n"),
        ("uv.lock", b"version = 1\n[[package]]\nname = 3\n"),
        ("poetry.lock", b"[metadata]\n[[package]]\nversion = '1.0'\n"),
        ("requirements.txt", "flawed==1.0\n".encode("utf-16")),
        ("requirements.txt", b"\xef\xbb\xbfflawed==1.0\n"),
        ("requirements.txt", b"\0flawed==1.0\n"),
        ("requirements.txt", b"fl\\\nawed==1.0\n"),
        ("requirements.txt", b"flawed == 1.0 ; python_version < '2'\n"),
        ("requirements.txt", b"flawed[extra] === 1.0 --hash=sha256:00\n"),
        ("requirements.txt", b"fla\xd0\xb2ed==1.0\n"),
        ("requirements.txt", b"-e .\n--index-url https://index.example.invalid\nflawed\n"),
        ("requirements.txt", b"-r missing.txt\n"),
        ("requirements.txt", b"-r https://example.invalid/x.txt\n"),
        ("pnpm-lock.yaml", b"lockfileVersion: '9.0'\npackages: {}\npackages: {}\n"),
        ("pnpm-lock.yaml", b"lockfileVersion: '9.0'\npackages: &a [*a]\n"),
        ("pnpm-lock.yaml", b"lockfileVersion: '99'\n"),
        ("pnpm-lock.yaml", b"lockfileVersion: '9.0'\npackages: []\n"),
        ("pnpm-lock.yaml", b"lockfileVersion: '9.0'\npackages:\n- flawed@1.0.0\n"),
        ("pnpm-lock.yaml", b"lockfileVersion: '9.0'\nimporters: x\n"),
        ("deno.lock", b'{"version": "4", "npm": []}'),
        ("yarn.lock", b"flawed@^1:\n  resolved x\n"),
        ("yarn.lock", b"garbage\n"),
        ("bun.lockb", b"x"),
        ("bun.lock", b"{"),
        ("Pipfile.lock", b"{}"),
        ("pdm.lock", b""),
        ("poetry.lock", b""),
        ("uv.lock", b""),
        ("package-lock.json", b"{}"),
        ("yarn.lock", b"\0"),
        ("deno.lock", b"{}"),
        ("bom.json", b'{"bomFormat": "CycloneDX", "components": [{"name": "flawed"}]}'),
        (
            "bom.json",
            b'{"bomFormat": "CycloneDX", "components": [{"name": "a", "purl": "flawed"}]}',
        ),
        ("bom.json", b'{"bomFormat": "CycloneDX", "components": {}}'),
        ("bom.json", b'{"bomFormat": "CycloneDX"'),
    ],
)
def test_a_damaged_listing_is_no_pass(place: Path, npm: Auditor, name: str, data: bytes) -> None:
    (place / "package-lock.json").write_text(packages())
    (place / name).write_bytes(data)
    run = npm()
    assert run.worst >= Decision.REVIEW


def test_a_lock_that_is_too_long_is_said(
    place: Path, audited: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inventory, "MAX_LISTING", 1000)
    (place / "uv.lock").write_text(UV.format(name="x", version="1", source=INDEX) + "#" * 1000)
    assert audited().worst is Decision.INSUFFICIENT


def module(place: Path, path: str, text: str) -> None:
    """A package in `node_modules`."""
    folder = place / path
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"name": "flawed"}',
        '{"name": "flawed", "version": 1}',
        '{"name": 1, "version": "1.0.0"}',
        '{"name": "sound", "version": "1.0.0"}',
        '{"name": "flawed", "version": "1.0.0", "version": "x"}',
    ],
)
def test_an_installed_package_that_hides_what_it_is(place: Path, npm: Auditor, text: str) -> None:
    module(place, "node_modules/flawed", text)
    module(place, "node_modules/a/node_modules/flawed", '{"name": "flawed", "version": "3.0.0"}')
    assert npm().worst >= Decision.REVIEW


def test_an_alias_that_a_lock_knows_is_no_disguise(place: Path, npm: Auditor) -> None:
    module(place, "node_modules/short", '{"name": "sound", "version": "1.0.0"}')
    lock = {"node_modules/short": {**PLAIN, "name": "sound"}, "": {"name": "app"}}
    (place / "package-lock.json").write_text(packages(**lock))
    assert npm().worst is Decision.ALLOW


def test_folders_of_tests_inside_packages_are_no_alarm(place: Path, npm: Auditor) -> None:
    module(place, "node_modules/sound", '{"name": "sound", "version": "1.0.0"}')
    (place / "node_modules/sound/test/node_modules/x").mkdir(parents=True)
    assert npm().worst is Decision.ALLOW


def test_a_lock_elsewhere_does_not_answer_for_a_manifest(place: Path, npm: Auditor) -> None:
    """The exact version of one project says nothing about another one beside it."""
    for name in ("one", "two"):
        (place / name).mkdir()
        text = json.dumps({"name": name, "dependencies": {"flawed": "^1"}})
        (place / name / "package.json").write_text(text)
    (place / "one/package-lock.json").write_text(
        packages(**{"": {"name": "one"}, "node_modules/flawed": {**PLAIN, "version": "3.0.0"}})
    )
    run = npm()
    assert run.audit is not None
    assert [one.at.path for one in run.audit.unchecked] == ["two/package.json"]


def test_a_lock_beside_it_says_what_a_manifest_leaves_open(place: Path, audited: Auditor) -> None:
    text = '[project]\nname = "app"\nversion = "0.1"\ndynamic = ["dependencies"]\n'
    (place / "pyproject.toml").write_text(text)
    assert audited().worst is Decision.REVIEW
    lock = UV.format(name="sound", version="1.0", source=INDEX).replace('"flawed"', '"sound"')
    (place / "uv.lock").write_text(lock)
    assert audited().worst is Decision.ALLOW


def test_one_of_two_locks_broken(place: Path, npm: Auditor) -> None:
    (place / "package-lock.json").write_text(packages(**{"node_modules/flawed": PLAIN}))
    (place / "yarn.lock").write_text("{{{")
    run = npm()
    assert advisories(run) == {"OSV-9"}
    assert run.worst is Decision.INSUFFICIENT


def test_two_entries_of_one_release_from_two_places(place: Path, audited: Auditor) -> None:
    text = UV.format(name="flawed", version="2.0", source=INDEX)
    row = '\n[[package]]\nname = "flawed"\nversion = "{}"\nsource = {}\n'
    text += row.format("1.0", '{ path = "x.whl" }') + row.format("1.0", INDEX)
    (place / "uv.lock").write_text(text)
    run = audited()
    assert len([one for one in run.findings if one.advisory]) == 2


def test_hostile_names_of_conda(place: Path, audited: Auditor) -> None:
    folder = place / "env/conda-meta"
    folder.mkdir(parents=True)
    (folder / "broken.json").write_text("{")
    assert audited().worst is Decision.INSUFFICIENT


def test_a_private_index_is_no_other_package(place: Path, audited: Auditor) -> None:
    install(place / "env", "sound", "1.0")
    (place / "requirements.txt").write_text(
        "--index-url https://private.example.invalid/simple\nflawed==1.0\n"
    )
    assert advisories(audited()) == {"OSV-1"}

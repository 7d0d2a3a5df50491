"""Locks that were swapped, that lag behind, or that something was installed behind."""

import json
from pathlib import Path

from ostiary.core.run import Run
from ostiary.core.scale import Decision
from world.auditor import Auditor
from world.sites import install

A, B = "a" * 64, "b" * 64


def uv_lock(place: Path, digest: str = A, version: str = "1.0") -> None:
    """A lock of one package."""
    (place / "uv.lock").write_text(
        f"""version = 1
requires-python = ">=3.11"

[[package]]
name = "app"
version = "0.1"
source = {{ virtual = "." }}
dependencies = [{{ name = "sound" }}]

[[package]]
name = "sound"
version = "{version}"
source = {{ registry = "https://index.example.invalid/simple" }}
wheels = [
    {{ url = "https://files.example.invalid/sound.whl", hash = "sha256:{digest}", size = 10 }},
]
"""
    )


def found(run: Run, check: str) -> list[tuple[str, str]]:
    """Where a check found something, and its words."""
    return [(str(one.at), one.message) for one in run.findings if one.check == check]


def test_a_lock_is_read_with_lines_and_matched(place: Path, audited: Auditor) -> None:
    (place / "requirements.txt").write_text("# ours\nsound==1.0\nflawed==1.9\n")
    run = audited()
    (one,) = run.findings
    assert (one.advisory, str(one.at)) == ("OSV-1", "requirements.txt:3")


def test_a_package_behind_the_locks_back_is_named(place: Path, audited: Auditor) -> None:
    uv_lock(place)
    install(place / ".venv/lib/python3.11/site-packages", "sound", "1.0")
    install(place / ".venv/lib/python3.11/site-packages", "added", "0.1.0")
    run = audited()
    ((at, message),) = found(run, "unlocked-package")
    assert at.startswith(".venv/lib")
    assert "added 0.1.0" in message
    assert "uv.lock" in message
    assert run.worst is Decision.REVIEW


def test_another_version_than_locked_is_named(place: Path, audited: Auditor) -> None:
    uv_lock(place)
    install(place / ".venv/lib/python3.11/site-packages", "sound", "1.1")
    ((_, message),) = found(audited(), "unlocked-package")
    assert "sound 1.1" in message
    assert "1.0" in message


def test_a_swapped_hash_is_found_and_named_at_the_next_audit(place: Path, audited: Auditor) -> None:
    uv_lock(place)
    assert audited().worst is Decision.ALLOW
    uv_lock(place, B)
    run = audited()
    ((at, message),) = found(run, "swapped-digest")
    assert at.startswith("uv.lock:")
    assert "sound 1.0" in message
    assert run.worst is Decision.REVIEW


def test_two_locks_that_disagree_about_bytes(place: Path, audited: Auditor) -> None:
    uv_lock(place)
    other = place / "service"
    other.mkdir()
    uv_lock(other, B)
    assert len(found(audited(), "swapped-digest")) == 1


def test_an_update_of_a_lock_is_no_swap(place: Path, audited: Auditor) -> None:
    uv_lock(place)
    audited()
    uv_lock(place, B, "1.1")
    run = audited()
    assert run.findings == ()
    assert run.audit is not None
    assert run.audit.changes is not None
    assert [one.kind.value for one in run.audit.changes.components] == ["updated"]


def test_a_lock_that_lacks_what_is_asked_for(place: Path, audited: Auditor) -> None:
    uv_lock(place)
    text = '[project]\nname = "app"\nversion = "0.1"\ndependencies = ["sound", "forgotten>=2"]\n'
    (place / "pyproject.toml").write_text(text)
    run = audited()
    ((at, message),) = found(run, "stale-lock")
    assert at.startswith("pyproject.toml:")
    assert "forgotten" in message


def test_what_an_override_forces_is_not_asked_for(place: Path, audited: Auditor) -> None:
    manifest = {"name": "app", "version": "1.0.0", "overrides": {"nobody": "^2.0.0"}}
    (place / "package.json").write_text(json.dumps(manifest, indent=1))
    lock = {"name": "app", "lockfileVersion": 3, "packages": {"": {"name": "app"}}}
    (place / "package-lock.json").write_text(json.dumps(lock, indent=1))
    run = audited()
    assert found(run, "stale-lock") == []
    assert run.audit is not None
    assert run.audit.unchecked == ()


def test_npm_modules_behind_the_lock(place: Path, audited: Auditor) -> None:
    packages = {
        "": {"name": "app", "version": "1.0.0", "dependencies": {"left": "1.0.0"}},
        "node_modules/left": {
            "version": "1.0.0",
            "resolved": "https://registry.example.invalid/left/-/left-1.0.0.tgz",
            "integrity": "sha512-" + "A" * 86 + "==",
        },
    }
    lock = {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    (place / "package-lock.json").write_text(json.dumps(lock, indent=1))
    for name, version in (("left", "1.0.0"), ("added", "6.6.6")):
        folder = place / "node_modules" / name
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(json.dumps({"name": name, "version": version}))
    ((at, message),) = found(audited(), "unlocked-package")
    assert at == "node_modules/added/package.json"
    assert "added 6.6.6" in message


def test_a_broken_lock_is_insufficient_and_named(place: Path, audited: Auditor) -> None:
    (place / "uv.lock").write_text("version = 1\n[[package]\n")
    (place / "package-lock.json").write_text('{"lockfileVersion": 3, "packages": ')
    run = audited()
    assert run.worst is Decision.INSUFFICIENT
    assert run.audit is not None
    lost = {str(one.at) for one in run.audit.places[0].unauditable}
    assert lost == {"uv.lock", "package-lock.json"}
    assert audited("open").worst is Decision.REVIEW


def test_what_is_not_pinned_is_said(place: Path, audited: Auditor) -> None:
    (place / "requirements.txt").write_text(
        "ranged>=2\ngit+https://git.example.invalid/a.git#egg=a\n"
    )
    run = audited()
    assert run.audit is not None
    assert {one.name for one in run.audit.unchecked} == {"ranged", "a"}
    assert run.worst is Decision.REVIEW
    assert audited("strict").worst is Decision.INSUFFICIENT


def test_included_files_are_read_once_and_outside_ones_refused(
    place: Path, audited: Auditor
) -> None:
    (place / "requirements.txt").write_text("-r more/base.list\n-r ../outside.txt\n")
    (place / "more").mkdir()
    (place / "more/base.list").write_text("-r ../requirements.txt\nflawed==1.0\n")
    (place.parent / "outside.txt").write_text("flawed==1.0\n")
    run = audited()
    assert [str(one.at) for one in run.findings] == ["more/base.list:2"]
    assert run.audit is not None
    assert any("outside" in one.reason for one in run.audit.places[0].unauditable)
    assert run.worst is Decision.INSUFFICIENT


def test_a_lock_of_poetry_without_groups_takes_them_from_the_manifest(
    place: Path, audited: Auditor
) -> None:
    """What only a group for development reaches is for development, through extras only if asked for."""
    (place / "pyproject.toml").write_text(
        '[tool.poetry]\nname = "app"\nversion = "0.1"\n[tool.poetry.dependencies]\npython = "*"\n'
        'sound = "*"\n[tool.poetry.group.dev.dependencies]\ntool = { version = "*", extras = ["fast"] }\n'
    )

    def row(name: str, *more: str) -> str:
        head = f'[[package]]\nname = "{name}"\nversion = "1.0"\noptional = false\nfiles = []\n'
        return "\n".join((head, *more, ""))

    optional = '{ version = "*", optional = true }'
    (place / "poetry.lock").write_text(
        row("sound", "[package.dependencies]", 'shared = "*"', f"part = {optional}",
            "[package.extras]", 'slow = ["part (>=1)"]')
        + row("tool", "[package.dependencies]", 'shared = "*"', f"part = {optional}",
              "[package.extras]", 'Fast = ["part"]')
        + row("shared") + row("part")
        + '[metadata]\nlock-version = "2.0"\npython-versions = "*"\ncontent-hash = "0"\n'
    )  # fmt: skip
    audit = audited().audit
    assert audit
    (found,) = (one for one in audit.places[0].listings if one.format == "poetry.lock")
    assert {one.name: (one.scope.value, one.groups, one.direct) for one in found.components} == {
        "sound": ("runtime", (), True),
        "tool": ("dev", ("dev",), True),
        "shared": ("runtime", ("dev",), False),
        "part": ("dev", ("dev",), False),
    }

"""What is read from a lock is what uv itself reads from it: by group, by extra, with parents."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable

import pytest
from packaging.pylock import Pylock
from tiny_wheels import wheel
from uv import find_uv_bin

from ostiary.core.inventory import Component, Listing, Origin, Scope
from ostiary.formats.inventory.python import pylock, requirements, uv_lock

PROJECT = """[project]
name = "app"
version = "0.1"
requires-python = ">=3.11"
dependencies = [
  "run[fast]>=1",
  "fork<2 ; sys_platform == 'win32'",
  "fork>=2 ; sys_platform != 'win32'",
  "member",
]

[project.optional-dependencies]
plus = ["extra-one"]
all = ["app[plus]", "extra-two"]

[dependency-groups]
dev = ["tool", {include-group = "lint"}]
lint = ["checker"]

[tool.uv]
no-index = true
find-links = ["wheels"]

[tool.uv.workspace]
members = ["member"]

[tool.uv.sources]
member = { workspace = true }
"""
MEMBER = """[project]
name = "member"
version = "0.2"
requires-python = ">=3.11"
dependencies = ["shared"]

[dependency-groups]
docs = ["writer"]
"""
Uv = Callable[..., str]


@pytest.fixture(scope="module")
def uv(tmp_path_factory: pytest.TempPathFactory) -> Uv:
    folder = tmp_path_factory.mktemp("project")
    wheels = folder / "wheels"
    wheels.mkdir()
    wheel(wheels, "run", "1.5", "shared", "fast-part ; extra == 'fast'", extras=("fast",))
    wheel(wheels, "fast-part", "7.0")
    for version in ("1.0", "2.0"):
        wheel(wheels, "fork", version, "shared" if version == "2.0" else "old-only")
    for name in ("shared", "old-only", "extra-two", "writer", "Deep.Dev"):
        wheel(wheels, name, "3.0")
    wheel(wheels, "extra-one", "4.0", "shared>=1")
    wheel(wheels, "tool", "5.0", "deep-dev", "shared")
    wheel(wheels, "checker", "6.0", "deep-dev")
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "member").mkdir()
    (folder / "member" / "pyproject.toml").write_text(MEMBER)
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "UV_CACHE_DIR": str(folder / "cache"),
        "UV_OFFLINE": "1",
        "UV_PYTHON": sys.executable,
        "UV_PYTHON_DOWNLOADS": "never",
    }

    def run(*words: str) -> str:
        done = subprocess.run(
            [find_uv_bin(), *words],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("lock")
    return run


@pytest.fixture(scope="module")
def lock(uv: Uv, tmp_path_factory: pytest.TempPathFactory) -> Listing:
    path = next(tmp_path_factory.getbasetemp().glob("project*/uv.lock"))
    return uv_lock.parse("uv.lock", path.read_bytes())


def export(uv: Uv, *words: str) -> Listing:
    text = uv("export", "--frozen", "--no-emit-workspace", "--no-default-groups", *words)
    return requirements.parse("requirements.txt", text.encode())


def named(listing: Listing, *fits: Callable[[Component], bool]) -> set[tuple[str, str]]:
    return {
        (one.name, one.version)
        for one in listing.components
        if one.origin is not Origin.OWN and all(fit(one) for fit in fits)
    }


def test_everything(uv: Uv, lock: Listing) -> None:
    found = export(uv, "--all-packages", "--all-groups", "--all-extras")
    assert named(lock) == named(found)
    assert len(named(lock)) == 12
    assert not lock.unauditable


def test_run_time(uv: Uv, lock: Listing) -> None:
    assert named(lock, lambda one: one.scope is Scope.RUNTIME) == named(
        export(uv, "--all-packages")
    )


@pytest.mark.parametrize("group", ["dev", "lint", "docs"])
def test_groups(uv: Uv, lock: Listing, group: str) -> None:
    found = export(uv, "--all-packages", "--only-group", group)
    assert named(lock, lambda one: group in one.groups) == named(found)


@pytest.mark.parametrize("extra", ["plus", "all"])
def test_extras(uv: Uv, lock: Listing, extra: str) -> None:
    found = named(export(uv, "--extra", extra))
    wanted = named(lock, lambda one: f"extra:{extra}" in one.groups or one.scope is Scope.RUNTIME)
    assert wanted == found


def test_parents_and_hashes(uv: Uv, lock: Listing) -> None:
    """Export writes who asks for each; the project and its members it leaves out of the listing."""
    found = export(uv, "--all-packages", "--all-groups", "--all-extras")
    ours = {one.key: one for one in lock.components}
    for one in found.components:
        mine = ours[one.key]
        assert set(mine.digests) == set(one.digests)
        parents = {ours[key] for key in mine.parents if ours[key].origin is not Origin.OWN}
        assert {parent.name for parent in parents} == {ours[key].name for key in one.parents}


def test_pylock_made_by_uv(uv: Uv, lock: Listing) -> None:
    words = ("export", "--frozen", "--no-emit-workspace", "--format", "pylock.toml")
    text = uv(*words, "--all-packages", "--all-groups", "--all-extras")
    found = pylock.parse("pylock.toml", text.encode())
    assert named(found) == named(lock)
    official = Pylock.from_dict(tomllib.loads(text))
    assert {(one.name, str(one.version)) for one in official.packages} == named(found)
    assert {
        one.name: {x.value for x in one.digests} for one in found.components if one.name != "fork"
    } == {
        one.name: {value for file in one.wheels or () for value in file.hashes.values()}
        for one in official.packages
        if one.name != "fork"
    }


@pytest.mark.skipif(sys.platform == "win32", reason="the fork of other systems is compared")
def test_what_is_installed(uv: Uv, lock: Listing) -> None:
    uv(
        "sync",
        "--frozen",
        "--all-packages",
        "--no-default-groups",
        "--group",
        "lint",
        "--no-install-workspace",
    )
    listed = json.loads(uv("pip", "list", "--format", "json", "--python", ".venv"))
    elsewhere = {("fork", "1.0"), ("old-only", "3.0")}
    wanted = named(lock, lambda one: one.scope is Scope.RUNTIME or "lint" in one.groups)
    assert {
        (one["name"].lower().replace(".", "-"), one["version"]) for one in listed
    } == wanted - elsewhere


def test_the_project_and_its_member_are_own(lock: Listing) -> None:
    assert {(one.name, one.version) for one in lock.components if one.origin is Origin.OWN} == {
        ("app", "0.1"),
        ("member", "0.2"),
    }


def test_lines_are_those_of_the_headers(
    lock: Listing, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = next(tmp_path_factory.getbasetemp().glob("project*/uv.lock"))
    lines = path.read_text().splitlines()
    for one in lock.components:
        assert lines[one.at.line - 1] == "[[package]]"
        assert lines[one.at.line] == f'name = "{one.name}"'

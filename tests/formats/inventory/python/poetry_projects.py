"""A project of many kinds of dependencies, and the real poetry that locks and lists it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from ostiary.core.inventory import Component, Listing, Origin, Scope
from world import build
from world.index import FakeIndex

Pair = tuple[str, str]
"""Name and version."""

_ROW = re.compile(r"(\S+)(?: +\(!\))? +(\S+)(?: |$)")

HEAD = """[tool.poetry]
name = "app"
version = "0.1.0"
description = ""
authors = ["A <a@example.invalid>"]

[tool.poetry.dependencies]
python = ">=3.9"
run = {{ version = "^1.0", extras = ["fast"] }}
fork = [
  {{ version = "<2", markers = "sys_platform == 'win32'" }},
  {{ version = ">=2", markers = "sys_platform != 'win32'" }},
]
extra-one = {{ version = "*", optional = true }}
extra-two = {{ version = "*", optional = true }}
member = {{ path = "member" }}
local = {{ path = "local-0.3-py3-none-any.whl" }}
remote = {{ url = "{files}/remote-9.0-py3-none-any.whl" }}
cloned = {{ git = "{repository}", rev = "{commit}" }}
early = {{ version = "*", allow-prereleases = true }}

[tool.poetry.extras]
plus = ["extra-one"]
all = ["extra-one", "extra-two"]
"""
STANDARD = """[project]
name = "app"
version = "0.1.0"
requires-python = ">=3.9"
dependencies = [
  "run[fast]>=1",
  "fork<2 ; sys_platform == 'win32'",
  "fork>=2 ; sys_platform != 'win32'",
  "member @ file://{place}/member",
  "local @ file://{place}/local-0.3-py3-none-any.whl",
  "remote @ {files}/remote-9.0-py3-none-any.whl",
  "cloned @ git+{repository}@{commit}",
  "early>=1a0",
]

[project.optional-dependencies]
plus = ["extra-one"]
all = ["extra-one", "extra-two"]
"""
GROUPS = """
[tool.poetry.group.dev.dependencies]
tool = "*"
shared = "*"

[tool.poetry.group.lint.dependencies]
checker = "*"

[tool.poetry.group.docs]
optional = true

[tool.poetry.group.docs.dependencies]
writer = "*"

[[tool.poetry.source]]
name = "here"
url = "{simple}/"
priority = "primary"
"""
MEMBER = """[project]
name = "{name}"
version = "{version}"
requires-python = ">=3.9"
dependencies = ["shared"]

[tool.poetry]
name = "{name}"
version = "{version}"
description = ""
authors = ["A <a@example.invalid>"]

[tool.poetry.dependencies]
python = ">=3.9"
shared = "*"
"""


def publish(index: FakeIndex) -> None:
    """What the project draws on: extras, forks, pre-releases, and what several groups share."""
    for name, version, *requires in (
        ("run", "1.5", "shared", "fast-part ; extra == 'fast'", "slow-part ; extra == 'slow'"),
        ("fast-part", "7.0"),
        ("slow-part", "7.1"),
        ("fork", "1.0", "old-only"),
        ("fork", "2.0", "shared"),
        ("shared", "3.0"),
        ("old-only", "3.0"),
        ("extra-one", "4.0", "shared>=1", "extra-deep"),
        ("extra-deep", "4.1"),
        ("extra-two", "3.0"),
        ("writer", "3.0", "deep-dev"),
        ("deep-dev", "3.0"),
        ("tool", "5.0", "deep-dev", "shared"),
        ("checker", "6.0", "deep-dev", "run"),
        ("early", "1.0b2"),
        ("remote", "9.0", "shared"),
    ):
        extra = "Provides-Extra: fast\nProvides-Extra: slow\n" if name == "run" else ""
        made = build.wheel(name, version, extra=extra, requires=tuple(requires))
        index.publish(name, version, [made])


def write(place: Path, index: FakeIndex, head: str) -> None:
    """The project's own files, with a member, an archive and a repository beside it."""
    place.mkdir()
    repository = place.parent / "cloned"
    repository.mkdir()
    (repository / "pyproject.toml").write_text(MEMBER.format(name="cloned", version="3.3"))
    git = (
        "git",
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.invalid",
        "-c",
        "init.defaultBranch=main",
    )
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "first")):
        subprocess.run([*git, *words], cwd=repository, check=True)
    head_of = ["git", "rev-parse", "HEAD"]
    commit = subprocess.run(head_of, cwd=repository, check=True, capture_output=True, text=True)
    (place / "member").mkdir()
    (place / "member" / "pyproject.toml").write_text(MEMBER.format(name="member", version="0.2"))
    name, data = build.wheel("local", "0.3", requires=("shared",))
    (place / name).write_bytes(data)
    text = (head + GROUPS).format(
        simple=index.simple,
        files=f"{index.url}/files",
        place=place,
        repository=f"file://{repository}",
        commit=commit.stdout.strip(),
    )
    (place / "pyproject.toml").write_text(text)


DRIVER = """
import json, sys
from cleo.io.inputs.argv_input import ArgvInput
from cleo.io.outputs.buffered_output import BufferedOutput
from poetry.console.application import Application

said = []
for words in json.load(sys.stdin):
    out, errors = BufferedOutput(), BufferedOutput()
    app = Application()
    app.auto_exits(False)
    status = app.run(ArgvInput(["poetry", "--no-interaction", "--no-ansi", *words]), out, errors)
    said.append([status, out.fetch(), errors.fetch()])
json.dump(said, sys.stdout)
"""
"""Its start takes longer than most of what it is asked, so it answers many commands in one process."""


def poetry(place: Path, number: str, *commands: tuple[str, ...]) -> list[str]:
    """What a poetry that `scripts/test` installs prints for each command, in a world of its own."""
    folder, python = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
    found = Path(__file__).parents[4] / ".tools" / f"poetry-{number}" / folder / python
    assert found.exists(), f"poetry {number} is missing: scripts/test installs it"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(place.parent),
        "POETRY_CACHE_DIR": str(place.parent / "cache"),
        "POETRY_CONFIG_DIR": str(place.parent / "config"),
        "POETRY_KEYRING_ENABLED": "false",
        "POETRY_VIRTUALENVS_CREATE": "false",
        "POETRY_WARNINGS_EXPORT": "false",
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run(
        [str(found), "-c", DRIVER],
        cwd=place,
        env=environment,
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    rows = json.loads(done.stdout)
    for status, out, errors in rows:
        assert status == 0, out[-3000:] + errors[-3000:]
    return [out for _, out, _ in rows]


def shown(out: str) -> set[Pair]:
    """What `poetry show` lists."""
    rows = [_ROW.match(line) for line in out.splitlines() if line]
    assert rows
    assert all(rows), out
    return {(row[1], row[2]) for row in rows if row}


def pairs(components: Iterable[Component]) -> set[Pair]:
    """Names and versions, without the project itself."""
    return {(one.name, one.version) for one in components if one.origin is not Origin.OWN}


def development(listing: Listing) -> set[Pair]:
    """What is there for development only."""
    return pairs(one for one in listing.components if one.scope is Scope.DEV)

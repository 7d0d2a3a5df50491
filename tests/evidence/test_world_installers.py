"""The fake index is real enough for pip, uv and npm to install from it."""

import subprocess
import sys
from pathlib import Path

import pytest
from uv import find_uv_bin

from world.index import FakeIndex


def run(*command: str, cwd: Path) -> None:
    environ = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(cwd),
        "PIP_CONFIG_FILE": "/dev/null",
    }
    done = subprocess.run(
        command, cwd=cwd, env=environ, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("html_only", [False, True])
def test_uv_installs_from_it(index: FakeIndex, tmp_path: Path, html_only: bool) -> None:
    index.html_only = html_only
    index.publish("thing", "1.0")
    index.publish("thing", "1.1")
    index.yank("thing", "1.1")
    command = ("pip", "install", "--no-config", "--target", "out", "--python", sys.executable)
    run(find_uv_bin(), *command, "--index-url", index.simple, "thing", cwd=tmp_path)
    assert (tmp_path / "out" / "thing-1.0.dist-info").is_dir()


def test_pip_downloads_from_it(index: FakeIndex, tmp_path: Path) -> None:
    pytest.importorskip("pip")
    index.publish("thing", "1.0")
    command = (
        "-m",
        "pip",
        "--isolated",
        "download",
        "--no-deps",
        "--index-url",
        index.simple,
        "thing",
    )
    run(sys.executable, *command, cwd=tmp_path)
    assert (tmp_path / "thing-1.0-py3-none-any.whl").is_file()


@pytest.mark.npm
def test_npm_installs_from_it(index: FakeIndex, tmp_path: Path) -> None:
    index.publish_npm("@corp/right", "1.0.0")
    index.publish_npm("left", "1.0.0", {"dependencies": {"@corp/right": "^1"}})
    (tmp_path / "package.json").write_text("{}")
    run(
        "npm",
        "install",
        "--ignore-scripts",
        "--no-audit",
        f"--registry={index.npm}",
        "left",
        cwd=tmp_path,
    )
    assert (tmp_path / "node_modules" / "@corp" / "right" / "index.js").is_file()

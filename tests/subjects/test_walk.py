"""One walk: what it recognises, what it leaves, and what cannot stop it."""

import os
from pathlib import Path

import pytest

from ostiary.subjects.places.walk import read_within, walk


def touch(root: Path, *paths: str) -> None:
    """Empty files, with their folders."""
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()


def test_listings_environments_modules_and_models(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "uv.lock",
        "web/package-lock.json",
        "web/node_modules/a/package.json",
        "web/node_modules/@s/b/package.json",
        "web/node_modules/a/node_modules/c/package.json",
        "web/node_modules/.bin/tool",
        "web/node_modules/a/requirements.txt",
        "env/lib/site-packages/x-1.dist-info/METADATA",
        "env/lib/site-packages/x/requirements.txt",
        "env/lib/site-packages/x.pth",
        "env/lib/site-packages/x/__pycache__/m.cpython-311.pyc",
        "conda/conda-meta/numpy.json",
        "models/a.safetensors",
        "pyproject.toml",
        "src/app.egg-info/PKG-INFO",
        "src/requirements.txt",
        ".git/objects/info",
        ".git/requirements.txt",
        ".github/workflows/ci.yml",
        "ci.yml",
        "var/lib/dpkg/status",
        "status",
    )
    seen = walk(tmp_path)
    assert seen.listings == [
        "pyproject.toml",
        "uv.lock",
        ".github/workflows/ci.yml",
        "src/requirements.txt",
        "var/lib/dpkg/status",
        "web/package-lock.json",
    ]
    assert seen.packages == [
        "web/node_modules/@s/b",
        "web/node_modules/a",
        "web/node_modules/a/node_modules/c",
    ]
    (env,) = seen.environments
    assert env.infos == ["env/lib/site-packages/x-1.dist-info"]
    assert "env/lib/site-packages/x/__pycache__/m.cpython-311.pyc" in env.files
    assert seen.conda == ["conda/conda-meta/numpy.json"]
    assert [path for path, _ in seen.models] == ["models/a.safetensors"]
    assert seen.unauditable == []


def test_a_bundle_with_packages_at_its_top_keeps_its_own_listings(tmp_path: Path) -> None:
    touch(tmp_path, "requirements.txt", "x-1.dist-info/METADATA", "x/requirements.txt")
    seen = walk(tmp_path)
    assert seen.listings == ["requirements.txt"]
    assert [one.path for one in seen.environments] == [""]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    touch(tmp_path, "a/uv.lock")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert walk(tmp_path).listings == ["a/uv.lock"]


def test_a_folder_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path, "shut/uv.lock", "uv.lock")
    real = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("/shut"):  # as anybody but root would meet it
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("ostiary.subjects.places.walk.os.scandir", scandir)
    seen = walk(tmp_path)
    assert [str(one.at) for one in seen.unauditable] == ["shut"]
    assert seen.listings == ["uv.lock"]


def test_a_folder_that_vanishes_is_named(tmp_path: Path) -> None:
    (one,) = walk(tmp_path / "nowhere").unauditable
    assert one.whole


def test_a_pipe_with_the_name_of_a_listing_does_not_hold_us(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "requirements.txt")
    with pytest.raises(OSError, match="not a regular file"):
        read_within(tmp_path, "requirements.txt", 100)


def test_a_link_out_of_the_place_is_refused_and_one_within_is_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    touch(tmp_path, "outside.txt", "root/inside.txt")
    (root / "inside.txt").write_text("a==1\n")
    (root / "requirements.txt").symlink_to("inside.txt")
    (root / "constraints.txt").symlink_to(tmp_path / "outside.txt")
    assert read_within(root, "requirements.txt", 100) == b"a==1\n"
    with pytest.raises(OSError, match="out of the audited place"):
        read_within(root, "constraints.txt", 100)

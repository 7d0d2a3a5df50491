"""A manifest that names what runs is never lost in silence."""

import json

import pytest
from attack_files import FETCH, installs, npm, sdist, tar, unread, wheel

from ostiary.core.coverage import Reach

HOOKED = json.dumps({"name": "pkg", "version": "1.0.0", "scripts": {"postinstall": FETCH}})


@pytest.mark.parametrize("beside", ["other/readme", "readme"])
def test_a_second_top_folder_hides_no_life_cycle_script(beside: str) -> None:
    """npm strips the first folder of every member, whatever it is called."""
    found = tar("pkg-1.0.0.tgz", {"package/package.json": HOOKED, beside: "words\n"})
    assert [row.reach for row in unread(found)] == [Reach.INSTALL]


def test_a_package_json_that_cannot_be_read_is_unread() -> None:
    found = npm({"package.json": '{"name": "pkg", "version": "1.0.0",}'})
    assert [row.path for row in unread(found)] == ["package/package.json"]


@pytest.mark.parametrize(
    "text", ["#" * (5 << 20) + "\nimport os\n", "#\n" * 60_000 + "import os\n"]
)
def test_a_start_file_that_is_too_large_is_unread(text: str) -> None:
    rows = unread(wheel({"a.pth": text}))
    assert [(row.path, row.reach) for row in rows] == [("a.pth", Reach.START)]


def test_a_build_description_that_cannot_be_read_is_unread() -> None:
    assert unread(sdist({"pyproject.toml": "[build-system\n"}))


@pytest.mark.parametrize("folder", ["", "pkg-1.0.dist-info/"])
def test_metadata_of_a_wheel_make_no_wheel_of_an_sdist(folder: str) -> None:
    files = {
        f"{folder}setup.py": "import os\n",
        f"{folder}pkg/__init__.py": "",
        "pkg-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n",
        "pkg-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n",
    }
    assert installs(tar("pkg-1.0.tar.gz", files))


@pytest.mark.parametrize("name", ["Package.json", "PACKAGE.JSON", "pac\u212aage.json"])
def test_a_manifest_for_file_systems_that_fold_case_is_unread(name: str) -> None:
    """On them it takes the place of the other one, or is the only one."""
    rows = unread(npm({name: HOOKED}))
    assert [(row.path, row.reach) for row in rows] == [(f"package/{name}", Reach.INSTALL)]


def test_a_manifest_of_another_folder_is_none() -> None:
    assert not unread(npm({"lib/Package.json": HOOKED}))

"""Ways to keep something out of sight of the walk: what was not looked at is never passed over in silence."""

import os
import socket
from pathlib import Path

import pytest

from ostiary.core.run import Run
from ostiary.core.scale import Decision
from world.auditor import Auditor
from world.front import Front
from world.sites import export, install, record

LOCK = "flawed==1.0\n"


def lost(run: Run) -> list[str]:
    """Paths that are said to be unread."""
    assert run.audit is not None
    return [one.at.path for one in run.audit.places[0].unauditable]


def advisories(run: Run) -> list[str]:
    """Advisories that were found, with where."""
    return [str(one.at) for one in run.findings if one.advisory]


@pytest.mark.parametrize(
    "path",
    [
        "REQUIREMENTS.TXT",
        ".hidden/requirements.txt",
        "__pycache__/inner/requirements.txt",
        ".git/requirements.txt",
        ".svn/a/requirements.txt",
        "conda-meta/requirements.txt",
        "a\nb\x1b[31m/requirements.txt",
        "a\udcff/requirements.txt",
        "requirements/base.txt",
        "proc/requirements.txt",
        "/".join(["d"] * 150) + "/requirements.txt",
    ],
)
def test_a_listing_in_an_odd_place_is_read(place: Path, audited: Auditor, path: str) -> None:
    target = place / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(LOCK)
    assert advisories(audited()) == [f"{path}:1"]


def test_folders_too_deep_are_said(place: Path, audited: Auditor) -> None:
    target = place / "/".join(["d"] * 250) / "requirements.txt"
    target.parent.mkdir(parents=True)
    target.write_text(LOCK)
    assert audited().worst is Decision.INSUFFICIENT


@pytest.mark.parametrize("name", ["@a", "node_modules", ".x"])
def test_folders_inside_each_other_end(place: Path, audited: Auditor, name: str) -> None:
    here = place / "node_modules"
    here.mkdir()
    handle = os.open(here, os.O_RDONLY)
    for _ in range(450):
        os.mkdir(name, dir_fd=handle)
        inner = os.open(name, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(handle)
    assert audited().worst is Decision.INSUFFICIENT


@pytest.mark.parametrize("name", ["node_modules", "site-packages", ".venv", "venv", "vendor"])
def test_a_link_that_leads_out_is_said(
    place: Path, audited: Auditor, tmp_path: Path, name: str
) -> None:
    outside = tmp_path / "outside"
    install(outside, "flawed", "1.0")
    (outside / "pyvenv.cfg").touch()
    (place / name).symlink_to(outside)
    run = audited()
    assert lost(run) == [name]
    assert run.worst is Decision.INSUFFICIENT


def test_a_link_to_sources_elsewhere_is_not_checked(
    place: Path, audited: Auditor, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    (place / "data").symlink_to(tmp_path / "outside")
    run = audited()
    assert run.audit is not None
    assert [one.name for one in run.audit.unchecked] == ["data"]
    assert run.worst is Decision.REVIEW


def test_a_package_that_is_a_link_out_is_said(
    place: Path, audited: Auditor, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    (place / "node_modules/@s").mkdir(parents=True)
    (place / "node_modules/@s/x").symlink_to(tmp_path / "outside")
    assert lost(audited()) == ["node_modules/@s/x"]


def test_links_inside_of_the_place_are_met_anyway(place: Path, audited: Auditor) -> None:
    install(place / "lib/python3/site-packages", "flawed", "1.0")
    (place / "lib64").symlink_to("lib")
    (place / "loop").symlink_to(".")
    run = audited()
    assert len(advisories(run)) == 1
    assert lost(run) == []


def test_a_store_of_another_name_behind_links_is_said(place: Path, audited: Auditor) -> None:
    (place / "store/flawed").mkdir(parents=True)
    (place / "node_modules").symlink_to("store")
    assert audited().worst is Decision.INSUFFICIENT


@pytest.mark.parametrize("store", [".pnpm", ".store", ".bun", ".deno"])
def test_stores_of_all_installers_are_walked(
    place: Path, audited: Auditor, advise: object, store: str
) -> None:
    advise(record("OSV-9", "flawed", "npm", fixed="2.0.0"))  # type: ignore[operator]
    folder = place / "node_modules" / store / "flawed@1.0.0/node_modules/flawed"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"name": "flawed", "version": "1.0.0"}')
    (place / "node_modules/flawed").symlink_to(folder)
    assert len(advisories(audited())) == 1


def test_a_script_beside_the_packages_is_said(place: Path, audited: Auditor) -> None:
    (place / "node_modules").mkdir()
    (place / "node_modules/left.js").write_text("1\n")
    run = audited()
    assert run.worst is Decision.REVIEW


@pytest.mark.parametrize("kind", ["fifo", "socket", "folder", "dangling", "loop"])
@pytest.mark.parametrize(
    "name", ["uv.lock", "env/x-1.dist-info/METADATA", "env/x-1.dist-info/RECORD", "env/a.pth"]
)
def test_what_is_no_file_ends_and_is_said(
    place: Path, audited: Auditor, kind: str, name: str
) -> None:
    install(place / "env", "x", "1")
    target = place / name
    target.unlink(missing_ok=True)
    os.chdir(target.parent)
    if kind == "fifo":
        os.mkfifo(target)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(target.name)
    elif kind == "folder":
        target.mkdir()
    else:
        target.symlink_to(target.name if kind == "loop" else "nowhere")
    run = audited(own_code=True)
    if (kind, name) not in {("folder", "uv.lock"), ("folder", "env/a.pth")}:
        assert run.worst >= Decision.REVIEW


@pytest.mark.timeout(30)
def test_a_pipe_among_own_code_does_not_hang(place: Path, audited: Auditor) -> None:
    os.mkfifo(place / "app.py")
    run = audited(own_code=True)
    assert {one.state.value for one in run.outcomes if one.check == "unsafe-load"} == {"unknown"}


def test_no_name_of_a_folder_keeps_code_from_the_linter(place: Path, audited: Auditor) -> None:
    (place / "build").mkdir()
    (place / "build/app.py").write_text("import subprocess\nsubprocess.run('ls $X', shell=True)\n")
    run = audited(own_code=True)
    assert [str(one.at) for one in run.findings if one.check == "linter-rule"] == ["build/app.py:2"]


def test_an_image_layout_hides_no_project(place: Path, audited: Auditor) -> None:
    """Two small files must not make an image of a project."""
    (place / "requirements.txt").write_text(LOCK)
    (place / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (place / "index.json").write_text('{"manifests": []}')
    run = audited()
    assert advisories(run) == ["requirements.txt:1"]
    assert run.worst is Decision.INSUFFICIENT


def test_an_image_below_a_project_is_said(place: Path, audited: Auditor) -> None:
    folder = place / "images/app"
    folder.mkdir(parents=True)
    (folder / "oci-layout").write_text("{}")
    assert lost(audited()) == ["images/app"]


def test_an_include_through_a_linked_folder_stays_inside(
    place: Path, audited: Auditor, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/base.txt").write_text(LOCK)
    (place / "shared").symlink_to(tmp_path / "outside")
    (place / "requirements.txt").write_text("-r shared/base.txt\n")
    run = audited()
    assert advisories(run) == []
    assert "shared/base.txt" in lost(run)


@pytest.fixture
def bring(front: Front, tmp_path: Path) -> None:
    """Advisories in the front's world."""
    source = export(tmp_path / "export", record("OSV-1", "flawed"))
    assert front("db", "update", "--from", str(source)).code == 0


@pytest.mark.usefixtures("bring")
def test_a_lock_given_as_a_link_is_read(front: Front) -> None:
    (front.cwd / "real").mkdir()
    (front.cwd / "real/requirements-x.txt").write_text(LOCK)
    (front.cwd / "requirements.txt").symlink_to("real/requirements-x.txt")
    said = front("audit", "requirements.txt", "--format", "json")
    assert said.checks == {"known-vulnerability"}


@pytest.mark.parametrize("name", ["node_modules", "link/node_modules"])
def test_installed_packages_given_alone_are_packages(
    front: Front, tmp_path: Path, name: str
) -> None:
    """They are no projects of one's own because they are asked for by themselves."""
    source = export(tmp_path / "export", record("OSV-9", "flawed", "npm", fixed="2.0.0"))
    assert front("db", "update", "--from", str(source)).code == 0
    folder = front.cwd / "real/node_modules/flawed"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"name": "flawed", "version": "1.0.0"}')
    (front.cwd / "node_modules").symlink_to("real/node_modules")
    (front.cwd / "link").symlink_to("real")
    said = front("audit", name, "--format", "json")
    assert said.checks == {"known-vulnerability"}


@pytest.mark.usefixtures("bring")
def test_no_place_twice(front: Front) -> None:
    """A place by two paths is one place, so that its history is found."""
    install(front.cwd / "env", "sound", "1.0")
    (front.cwd / "link").symlink_to(front.cwd / "env")
    front("audit", "env", "link")
    install(front.cwd / "env", "added", "1.0")
    said = front("audit", "link", "./env/", "--format", "json", "--vet-new", "0")
    assert len(said.report["inventory"]["places"]) == 1
    assert [row["name"] for row in said.report["inventory"]["changes"]["components"]] == ["added"]


@pytest.mark.usefixtures("bring")
@pytest.mark.parametrize("name", ["uv.lock", "requirements.txt", "bom.json", "anything"])
@pytest.mark.parametrize("data", [b"", b"\0" * 600, b"\xff\xfe\x00", b"\xef\xbb\xbf"])
def test_an_unreadable_file_that_was_asked_for_is_no_pass(
    front: Front, name: str, data: bytes
) -> None:
    (front.cwd / name).write_bytes(data)
    said = front("audit", name, "--format", "json")
    assert said.code in (0, 3)
    if name != "requirements.txt":  # which may be empty
        assert said.code == 3

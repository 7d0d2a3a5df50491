"""The list on this machine: written whole or not at all, and every byte is looked at before it speaks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ostiary.core.errors import ParseError
from ostiary.formats.known_files import KnownFile, KnownFiles, KnownShape, render_known_files
from ostiary.store.known_files import KnownFilesError, build_known, is_list, read_known

NOW = datetime(2026, 5, 1, tzinfo=UTC)
ONE = KnownFiles((KnownFile("aa" * 32, "first"),))
TWO = KnownFiles((KnownFile("bb" * 32, "second"),), (KnownShape((1, 2), "second"),), 1)


def put(path: Path, known: KnownFiles) -> Path:
    path.write_bytes(render_known_files(known))
    return path


def test_lists_of_one_call_are_one(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "known.jsonl"
    build_known(target, [put(tmp_path / "a", ONE), put(tmp_path / "b", TWO)], built=NOW)
    kept = read_known(target)
    assert {one.family for one in kept.files} == {"first", "second"}
    assert kept.shapes == TWO.shapes
    assert kept.sketch == 1
    assert kept.built == "2026-05-01T00:00:00+00:00"
    assert [name for name, _ in kept.sources] == ["a", "b"]
    assert [one.name for one in target.parent.iterdir()] == ["known.jsonl"]


def test_a_broken_list_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "known.jsonl"
    build_known(target, [put(tmp_path / "a", ONE)], built=NOW)
    broken = put(tmp_path / "b", TWO)
    broken.write_bytes(broken.read_bytes() + b"{\n")
    with pytest.raises(ParseError, match="b: line 4"):
        build_known(target, [broken], built=NOW)
    assert read_known(target).files == ONE.files


def test_sketches_of_two_versions_are_not_mixed(tmp_path: Path) -> None:
    other = KnownFiles((), (KnownShape((5,), "third"),), 2)
    with pytest.raises(ParseError, match="several versions"):
        build_known(
            tmp_path / "known", [put(tmp_path / "a", TWO), put(tmp_path / "b", other)], built=NOW
        )


def test_damage_is_never_an_empty_list(tmp_path: Path) -> None:
    target = tmp_path / "known.jsonl"
    build_known(target, [put(tmp_path / "a", ONE)], built=NOW)
    data = target.read_bytes()
    for damaged in (data[:-1], data + b"\n", data.replace(b"first", b"other"), b""):
        target.write_bytes(damaged)
        with pytest.raises(KnownFilesError):
            read_known(target)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnownFilesError, match="cannot be read"):
        read_known(tmp_path / "nothing")
    assert not is_list(tmp_path)
    assert not is_list(tmp_path / "nothing")
    assert is_list(put(tmp_path / "all.zip", ONE))


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(KnownFilesError, match="cannot be written"):
        build_known(tmp_path / "file" / "known", [put(tmp_path / "a", ONE)], built=NOW)
